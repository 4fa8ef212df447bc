"""Words for accounts."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import ApiKey
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.enums import AccessKind
from app.access.models import AccessRecord
from app.accounts.enums import SessionKind
from app.accounts.models import AccountSession
from app.console.formats import day, moment
from app.console.layout import Words, label, register_labels
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


ACCESS_LABELS: dict[AccessKind, Words] = {
    AccessKind.SAW_IDENTITY_NUMBER: _("Saw the identity number in full"),
    AccessKind.PRINTED: _("Printed a sheet"),
    AccessKind.EXPORTED: _("Exported a list"),
    AccessKind.OPENED_FILE: _("Opened a person's file"),
    AccessKind.SIGN_IN: _("Signed in"),
    AccessKind.SIGN_IN_FAILED: _("Sign-in failed"),
    AccessKind.SIGNED_OUT_ELSEWHERE: _("Signed out on other devices"),
    AccessKind.PASSWORD_CHANGED: _("Password changed"),
    AccessKind.PASSWORD_RESET: _("Password reset"),
    AccessKind.PASSWORD_REMOVED: _("Password taken away"),
    AccessKind.PHONE_CHANGED: _("Mobile number changed"),
    AccessKind.FACTOR_SET_UP: _("Second factor set up"),
    AccessKind.FACTOR_REMOVED: _("Second factor removed"),
    AccessKind.FACTOR_RESET: _("Second factor reset"),
    AccessKind.RECOVERY_CODE_USED: _("Recovery code used"),
    AccessKind.RECOVERY_CODES_MADE: _("New recovery codes made"),
    AccessKind.KEY_MADE: _("API key made"),
    AccessKind.KEY_REVOKED: _("API key revoked"),
    AccessKind.IDENTITY_LINKED: _("Way to sign in linked"),
    AccessKind.IDENTITY_UNLINKED: _("Way to sign in unlinked"),
    AccessKind.ACCOUNT_OPENED: _("Account opened"),
    AccessKind.ACCOUNT_UNLOCKED: _("Account unlocked"),
    AccessKind.ACCOUNT_SWITCHED_OFF: _("Account switched off"),
    AccessKind.ACCOUNT_SWITCHED_ON: _("Account switched on"),
    AccessKind.ROLES_CHANGED: _("Roles changed"),
    AccessKind.DELEGATED: _("Queue of a colleague taken over"),
    AccessKind.DELEGATION_ENDED: _("Queue of a colleague given back"),
}

register_labels(ACCESS_LABELS)


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


def session_row(row: AccountSession, is_this: bool) -> dict[str, Any]:
    """A session as its screen lists it."""
    device = row.device or gettext("Unknown device")
    if row.kind is SessionKind.PROGRAM:
        device = gettext("Program (%(device)s)", device=device)
    return {
        "id": row.id,
        "device": device,
        "address": row.address,
        "begun": moment(row.created_at),
        "seen": moment(row.seen_at),
        "is_this": is_this,
    }


def sign_in_row(row: AccessRecord) -> list[str]:
    """A sign-in, or a failed one, as the page lists it."""
    return [moment(row.at), label(row.kind), row.device or gettext("Unknown device"), row.address]


def change_row(row: AccessRecord) -> list[str]:
    """What was done to an account, as the page of its owner lists it."""
    where = " · ".join(filter(None, (row.device, row.address)))
    return [moment(row.at), label(row.kind), row.details or "—", row.account_name or "—", where or "—"]
