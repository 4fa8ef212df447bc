"""Review committees and their offices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.committees.enums import CommitteeLevel
from app.extensions import Model, member

if TYPE_CHECKING:
    from app.catalog.models import Region, TitleSeries
    from app.organisations.models import Organisation


class ReviewCommittee(Model):
    """A committee approved and filed for one series and level; its office audits and keeps its records."""

    __tablename__ = "review_committees"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[CommitteeLevel] = mapped_column(member(CommitteeLevel, "level"))
    series_id: Mapped[int] = mapped_column(ForeignKey("title_series.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    filed_until: Mapped[dt.date | None]
    active: Mapped[bool] = mapped_column(default=True)

    series: Mapped[TitleSeries] = relationship("TitleSeries")
    region: Mapped[Region] = relationship("Region")
    office: Mapped[Organisation] = relationship("Organisation")

    def __str__(self) -> str:
        return self.name
