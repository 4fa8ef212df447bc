"""Keeping the rows of roles in step with the program's own."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role as RoleRow

from app.accounts import queries
from app.core.actor import Role
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
