"""Codes that prove a mobile number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.enums import CodePurpose
from app.accounts.rules import MOST_CODE_ATTEMPTS, MOST_CODES_A_DAY
from app.core import clock
from app.extensions import Model, UtcDateTime, member


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
