"""The screens of accounts."""

from app.accounts.views.access_records import AccessRecordView
from app.accounts.views.accounts import AccountView
from app.accounts.views.assigned import AssignedAccountView
from app.accounts.views.delegation import DelegationView
from app.accounts.views.identities import IdentitiesView
from app.accounts.views.keys import ApiKeyView
from app.accounts.views.oidc import OidcView
from app.accounts.views.own import SecondFactorView, SessionView
from app.accounts.views.signing_in import LanguageView, SignInView

__all__ = [
    "AccessRecordView",
    "AccountView",
    "ApiKeyView",
    "AssignedAccountView",
    "DelegationView",
    "IdentitiesView",
    "LanguageView",
    "OidcView",
    "SecondFactorView",
    "SessionView",
    "SignInView",
]
