"""The signed-in account: Flask-AppBuilder's user with what Zhiping must know of it; and the access log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.enums import AccessKind
from app.core import clock
from app.extensions import Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applicants.models import Applicant
    from app.organisations.models import Organisation


class Account(User):
    """An account acts for one organisation or is one applicant's own.

    `session_version` is part of every session's identity: raising it ends all sessions of the account.
    `language` is the one that its person chose, None before the first choice. `initial_password_until` is set as long
    as the password is the one that somebody else was told: until then it opens the page that replaces it, and no other.
    """

    __tablename__ = "ab_user"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicants.id"), unique=True)
    session_version: Mapped[int] = mapped_column(default=1, server_default="1")
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    language: Mapped[str | None] = mapped_column(String(8))
    initial_password_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    organisation: Mapped[Organisation | None] = relationship("Organisation", foreign_keys=[organisation_id])
    applicant: Mapped[Applicant | None] = relationship("Applicant", foreign_keys=[applicant_id])

    # The queues that colleagues have handed to this account.
    taken_over: Mapped[list[Delegation]] = relationship(
        "Delegation", foreign_keys="Delegation.delegate_id", viewonly=True, order_by="Delegation.id"
    )

    @property
    def password_due(self) -> bool:
        """Whether its person has yet to set a password of their own."""
        return self.initial_password_until is not None

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


class Delegation(Model):
    """An auditor's queue handed to a colleague of the same organisation, from one office day to another, both included.

    One that was ended early keeps its days; `ended_at` says from when on it no longer holds.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("delegator_id <> delegate_id", name="not_to_oneself"),
        CheckConstraint("first_day <= last_day", name="starts_before_it_ends"),
        CheckConstraint("version > 0", name="version_is_positive"),
        partial_index("ix_delegations_delegate", "delegate_id", where="ended_at IS NULL"),
        partial_index("ix_delegations_delegator", "delegator_id", where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    delegator_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    first_day: Mapped[dt.date] = mapped_column(Date)
    last_day: Mapped[dt.date] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    delegator: Mapped[Account] = relationship("Account", foreign_keys=[delegator_id])
    delegate: Mapped[Account] = relationship("Account", foreign_keys=[delegate_id])

    def runs_on(self, day: dt.date) -> bool:
        """Whether the delegate stands in on this office day."""
        return self.ended_at is None and self.first_day <= day <= self.last_day
