"""Reading roles."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import select

from app.extensions import db


def role_names() -> set[str]:
    """The names of the roles that the database knows."""
    return set(db.session.scalars(select(RoleRow.name)))
