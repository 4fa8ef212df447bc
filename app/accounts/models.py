"""Sessions of accounts, what proves a sign-in beside the password, and codes that prove a mobile number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.enums import CodePurpose, SessionKind
from app.accounts.rules import MOST_CODE_ATTEMPTS, MOST_CODES_A_DAY
from app.core import clock
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


class VerificationCode(Model):
    """One code. Whoever asked holds its ticket, of which a hash is kept; `payload` is what it will confirm, taken
    away when the code was used or replaced, or has expired. `number` counts the codes of a phone on an office day.
    """

    __tablename__ = "verification_codes"
    __table_args__ = (
        UniqueConstraint("ticket_hash"),
        UniqueConstraint("phone", "day", "number"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_CODES_A_DAY}", name="ten_a_day"),
        CheckConstraint(f"attempts BETWEEN 0 AND {MOST_CODE_ATTEMPTS}", name="five_attempts"),
        CheckConstraint("used_at IS NULL OR payload IS NULL", name="nothing_kept_once_used"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(30))
    purpose: Mapped[CodePurpose] = mapped_column(member(CodePurpose, "purpose"))
    day: Mapped[dt.date]
    number: Mapped[int]
    ticket_hash: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now, index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
