"""Keeping the rows of roles in step with the program's own."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role as RoleRow

from app.access.models import Account
from app.accounts import queries
from app.console.languages import LANGUAGES
from app.core.actor import Role
from app.core.errors import Invalid, Violation
from app.extensions import db


def sync_roles() -> tuple[list[str], list[str]]:
    """Add a row for every role that an account can hold; the names added, and names that are no role of the program.

    An account with such a name cannot act at all.
    """
    known = queries.role_names()
    wanted = [role.name for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]
    added = [name for name in wanted if name not in known]
    db.session.add_all([RoleRow(name=name) for name in added])
    db.session.flush()
    return added, sorted(known - set(wanted))


def choose_language(account: Account | None, code: str) -> None:
    """Remember the language of an account; a visitor (None) has nothing to remember it on.

    Raises Invalid for a language that the program does not speak.
    """
    if code not in LANGUAGES:
        raise Invalid([Violation("language", "This language is not offered. Please choose one of the list.")])
    if account is not None:
        account.language = code


def settle_language(account: Account, chosen: str) -> str:
    """Hand a visitor's choice over to the account that signs in and has none; the language from now on, or ""."""
    if account.language is None and chosen in LANGUAGES:
        account.language = chosen
    return account.language or ""
