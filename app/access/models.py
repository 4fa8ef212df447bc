"""The signed-in account: Flask-AppBuilder's user with what Zhiping must know of it; and the access log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.enums import AccessKind
from app.extensions import Model, UtcDateTime, member

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.organisations.models import Organisation


class Account(User):
    """An account acts for one organisation or is one applicant's own.

    `session_version` is part of every session's identity: raising it ends all sessions of the account.
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


class AccessRecord(Model):
    """Who saw whose data in full, took out a list or a file, signed in, or changed something about an account.

    Triggers refuse any change of a row, and its deletion for half a year. Names stand as they were: the row outlives
    what it is about. `account_id` is who acted, `about_account_id` the account in question.
    """

    __tablename__ = "access_records"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "kind", "at"),
        Index(None, "account_name", "at"),
        Index(None, "subject", "at"),
        Index(None, "about_account_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AccessKind] = mapped_column(member(AccessKind, "kind"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    account_id: Mapped[int | None]
    account_name: Mapped[str] = mapped_column(String(130), default="")
    organisation_id: Mapped[int | None]
    organisation_name: Mapped[str] = mapped_column(String(120), default="")
    applicant_id: Mapped[int | None]
    about_account_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(200), default="")
    details: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    device: Mapped[str] = mapped_column(String(80), default="")
