"""The screens of accounts."""

from app.accounts.views.accounts import AccountView
from app.accounts.views.assigned import AssignedAccountView
from app.accounts.views.delegation import DelegationView
from app.accounts.views.keys import ApiKeyView
from app.accounts.views.signing_in import LanguageView, SignInView

__all__ = ["AccountView", "ApiKeyView", "AssignedAccountView", "DelegationView", "LanguageView", "SignInView"]
