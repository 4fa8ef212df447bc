"""How the committee voted; what it decided is the outcome of its stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model

if TYPE_CHECKING:
    from app.applications.models import StageOutcome
    from app.committees.models import ReviewCommittee


class ReviewResult(Model):
    """The figures of the committee's ballot on one application; the verdict and the day are its `outcome`'s."""

    __tablename__ = "review_results"
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("present <= members", name="present_within_members"),
        CheckConstraint("agree + against + abstain = present", name="votes_add_up"),
        CheckConstraint("agree >= 0 AND against >= 0 AND abstain >= 0", name="votes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    outcome_id: Mapped[int] = mapped_column(ForeignKey("stage_outcomes.id"), index=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("review_committees.id"), index=True)
    members: Mapped[int]
    present: Mapped[int]
    agree: Mapped[int]
    against: Mapped[int]
    abstain: Mapped[int]
    outcome: Mapped[StageOutcome] = relationship("StageOutcome")
    committee: Mapped[ReviewCommittee] = relationship("ReviewCommittee")
