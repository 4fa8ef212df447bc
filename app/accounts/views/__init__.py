"""The screens of accounts."""

from app.accounts.views.accounts import AccountView
from app.accounts.views.identities import IdentitiesView
from app.accounts.views.keys import ApiKeyView
from app.accounts.views.oidc import OidcView
from app.accounts.views.signing_in import LanguageView, SignInView

__all__ = ["AccountView", "ApiKeyView", "IdentitiesView", "LanguageView", "OidcView", "SignInView"]
