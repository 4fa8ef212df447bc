"""Sessions of accounts, and what proves a sign-in beside the password."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.enums import SessionKind
from app.extensions import Model, UtcDateTime, member


class AccountSession(Model):
    """One sign-in on one device, until it is ended or expires. `seen_at` is noted every few minutes at most."""

    __tablename__ = "account_sessions"
    __table_args__ = (
        CheckConstraint("seen_at >= created_at", name="seen_after_it_began"),
        Index(None, "account_id", "created_at"),
        Index(None, "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[SessionKind] = mapped_column(member(SessionKind, "kind"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    address: Mapped[str] = mapped_column(String(45), default="")
    device: Mapped[str] = mapped_column(String(80), default="")


class SecondFactor(Model):
    """An authenticator app of an account. The secret itself is kept nowhere: it follows from `salt` and the key of the
    installation. `last_step` is the time step of the last code that was taken; no code is good twice."""

    __tablename__ = "second_factors"
    __table_args__ = (
        UniqueConstraint("account_id"),
        CheckConstraint("last_step >= 0", name="last_step_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    salt: Mapped[str] = mapped_column(String(64))
    last_step: Mapped[int]
    confirmed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())


class RecoveryCode(Model):
    """A code that stands in once for a lost authenticator; only its keyed hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
