"""Words for accounts."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import ApiKey
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.console.formats import day
from app.console.layout import Words, label
from app.core.actor import Role

COLUMN_LABELS: dict[str, Words] = {
    "username": _("User name"),
    "name": _("Account holder"),
    "first_name": _("Given name"),
    "roles": _("Role"),
    "initial_password_until": _("Initial password good until"),
    "organisation": _("Organisation"),
    "active": _("In use"),
    "last_login": _("Last sign-in"),
    "locked_until": _("Locked until"),
    "login_count": _("Sign-ins"),
    "fail_login_count": _("Failed sign-ins in a row"),
    "email": _("E-mail"),
}

# What an API key may do, by its scope; a scope without words is shown as it is written.
SCOPE_LABELS: dict[str, Words] = {
    "Region:list": _("List regions"),
    "Region:show": _("Read one region"),
    "TitleSeries:list": _("List title series"),
    "TitleSeries:show": _("Read one title series"),
    "TitleLevel:list": _("List title levels"),
    "TitleLevel:show": _("Read one title level"),
    "ProfessionalTitle:list": _("List professional titles"),
    "ProfessionalTitle:show": _("Read one professional title"),
    "Specialty:list": _("List specialties"),
    "Specialty:show": _("Read one specialty"),
    "Organisation:list": _("List organisations"),
    "Organisation:show": _("Read one organisation"),
    "ReviewCommittee:list": _("List review committees"),
    "ReviewCommittee:show": _("Read one review committee"),
    "Application:list": _("List applications in sight"),
    "Application:show": _("Read an application in sight"),
    "Application:audit": _("Decide on applications"),
    "MyApplication:list": _("List one's own applications"),
    "MyApplication:show": _("Read one's own application"),
}


def role_word(name: str) -> str:
    """The word for the role of a row of the database; one that the program does not know by its name."""
    return label(Role[name]) if name in Role.__members__ else name


def scope_words(scope: str) -> str:
    """A scope as a person chooses it: its words, and how it is written."""
    words = SCOPE_LABELS.get(scope)
    return gettext("%(words)s (%(scope)s)", words=words, scope=scope) if words else scope


def key_row(key: ApiKey, good: bool) -> dict[str, Any]:
    """A key as its screen lists it; of the key itself only how it begins."""
    state = gettext("Good until %(day)s", day=day(key.expires_on))
    if key.revoked_on:
        state = gettext("Revoked on %(day)s", day=day(key.revoked_on))
    elif not good:
        state = gettext("Expired on %(day)s", day=day(key.expires_on))
    return {
        "uuid": key.uuid,
        "name": key.name,
        "prefix": f"{key.key_prefix}…",
        "scopes": (key.scopes or "").split(),
        "used": day(key.last_used_on) or gettext("Never used"),
        "state": state,
        "look": "passed" if good else "neutral",
        "good": good,
    }
