"""The one append-only log: a hash chain for each subject. Triggers refuse any change of a row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.decisions.enums import Action, SubjectKind
from app.extensions import Model, UtcDateTime, member

# The key of `details` under which the colleague stands whose queue the actor was working through.
ON_BEHALF_OF = "on_behalf_of"


class DecisionRecord(Model):
    """Who did what to a subject, when, for which organisation, and why.

    `details` is canonical JSON data (defects, skipped stages, the state before and after); `link` is the
    HMAC over this row's payload and `previous`.
    """

    __tablename__ = "decision_records"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "sequence"),
        CheckConstraint("sequence > 0", name="sequence_is_positive"),
        CheckConstraint("action != 'REJECT' OR reason <> ''", name="reason_when_rejected"),
        CheckConstraint("action != 'PASS' OR opinion <> ''", name="opinion_when_passed"),
        Index(None, "organisation_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(member(SubjectKind, "subject_kind"))
    subject_id: Mapped[int]
    sequence: Mapped[int]
    action: Mapped[Action] = mapped_column(member(Action, "action"))
    stage: Mapped[str] = mapped_column(String(80), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    actor_account_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(130))
    organisation_id: Mapped[int | None]
    organisation_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    previous: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(64))
