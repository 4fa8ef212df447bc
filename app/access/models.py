"""The signed-in account: Flask-AppBuilder's user with what Zhiping must know of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import UtcDateTime

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.organisations.models import Organisation


class Account(User):
    """An account acts for one organisation or is one applicant's own.

    `session_version` is part of every session cookie: raising it ends all sessions of the account.
    `language` is the one that its person chose, None before the first choice.
    """

    __tablename__ = "ab_user"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"), unique=True)
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    language: Mapped[str | None] = mapped_column(String(8))

    organisation: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[organisation_id])
    applicant: Mapped[Applicant | None] = relationship("Applicant", foreign_keys=[applicant_id])

    @property
    def name(self) -> str:
        return f"{self.last_name}{self.first_name}"

    def get_id(self) -> str:
        return f"{self.id}.{self.session_version}"

    def __repr__(self) -> str:
        return self.name
