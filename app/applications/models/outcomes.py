"""What stages recorded of an application, and the lists that it was named in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.workflow import DOCUMENT_KINDS, DOCUMENT_LIMIT, RESULTS, StageKind, StageResult
from app.extensions import Model, UtcDateTime, member, partial_index

if TYPE_CHECKING:
    from app.applications.models.application import Application
    from app.organisations.models import Organisation
    from app.plans.models import RouteStage

STANDING = "retracted_at IS NULL"


def _listed(names: object) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))  # type: ignore[call-overload]


_ALLOWED = " OR ".join(
    f"(kind = '{kind.name}' AND result IN ({_listed(one.name for one in results)}))"
    for kind, results in RESULTS.items()
    if kind is not StageKind.RECOMMENDATION
)
_RECOMMENDATIONS = _listed(one.name for one in RESULTS[StageKind.RECOMMENDATION])


class StageOutcome(Model):
    """What came of an interview, a recommendation, a review, …, and the day and document of it (R-199 to R-211).

    `from_outside`: the result of the body outside to which the stage recommended (`RouteStage.recipient`), recorded
    back. `retracted_at`: the decision was undone, or the stage has to be passed again. One of each stage stands.
    """

    __tablename__ = "stage_outcomes"
    __table_args__ = (
        partial_index(
            "uq_stage_outcomes_one_standing",
            "application_id",
            "stage_id",
            "from_outside",
            where=STANDING,
            unique=True,
        ),
        Index(None, "organisation_id", "document_number"),
        CheckConstraint(
            f"{_ALLOWED} OR (kind = 'RECOMMENDATION' AND NOT from_outside AND result IN ({_RECOMMENDATIONS}))"
            " OR (kind = 'RECOMMENDATION' AND from_outside AND result IN ('APPROVED', 'NOT_APPROVED'))",
            name="result_of_its_kind",
        ),
        CheckConstraint(
            f"document_number <> '' OR (kind NOT IN ({_listed(kind.name for kind in DOCUMENT_KINDS)})"
            " AND NOT from_outside)",
            name="document_where_its_kind_needs_one",
        ),
        CheckConstraint("kind = 'RECOMMENDATION' OR NOT from_outside", name="only_recommendations_come_back"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("route_stages.id"), index=True)
    kind: Mapped[StageKind] = mapped_column(member(StageKind, "kind"))
    result: Mapped[StageResult] = mapped_column(member(StageResult, "result"))
    from_outside: Mapped[bool] = mapped_column(default=False)
    held_on: Mapped[dt.date]
    document_number: Mapped[str] = mapped_column(String(DOCUMENT_LIMIT), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    actor_name: Mapped[str] = mapped_column(String(130))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    retracted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    application: Mapped[Application] = relationship("Application")
    stage: Mapped[RouteStage] = relationship("RouteStage")


class ListNaming(Model):
    """The application is named in a list that stages ask for by `named_in` (R-205)."""

    __tablename__ = "list_namings"
    __table_args__ = (
        UniqueConstraint("application_id", "list_name"),
        CheckConstraint("list_name <> ''", name="list_name_is_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    list_name: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    actor_name: Mapped[str] = mapped_column(String(130))
    named_at: Mapped[dt.datetime] = mapped_column(UtcDateTime())
    organisation: Mapped[Organisation] = relationship("Organisation")
