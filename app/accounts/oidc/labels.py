"""Words for providers and external identities."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.enums import AccessKind
from app.accounts.oidc import queries
from app.accounts.oidc.arrivals import Kind
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.oidc.providers import Provider
from app.console.formats import moment
from app.console.languages import OFFICIAL, language, officially
from app.console.layout import Words, label, register_labels

KIND_LABELS: dict[Kind, Words] = {
    Kind.PERSONAL: _("A person's account"),
    Kind.LEGAL_PERSON: _("A legal person's account"),
}
# What the log says of an account and a provider.
LOG_LABELS: dict[AccessKind, str] = {
    AccessKind.IDENTITY_LINKED: "Sign-in through “%(provider)s” was attached to the account.",
    AccessKind.IDENTITY_UNLINKED: "Sign-in through “%(provider)s” was taken off the account.",
}
register_labels(KIND_LABELS)


def words_for(provider: Provider) -> str:
    """What the provider is called in the reader's language."""
    return provider.label_zh if language() == OFFICIAL else provider.label_en


def provider_label(key: str) -> str:
    """As `words_for`; the key itself for a provider that the settings no longer have."""
    return next((words_for(one) for one in queries.providers() if one.key == key), key)


def official_label(key: str) -> str:
    """As `provider_label`, in the language of the logs and messages."""
    with officially():
        return provider_label(key)


def choices() -> list[dict[str, str]]:
    """The providers of the settings, as a page offers them."""
    return [{"key": one.key, "label": words_for(one)} for one in queries.providers()]


def identity_row(identity: ExternalIdentity) -> dict[str, Any]:
    """An identity as its screen lists it."""
    return {
        "id": identity.id,
        "provider": provider_label(identity.provider),
        "kind": label(identity.kind),
        "name": identity.name,
        "since": moment(identity.created_at),
        "used": moment(identity.last_used_at) if identity.last_used_at else gettext("Never used"),
    }
