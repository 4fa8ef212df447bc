"""An autonomous committee with what it filed, and a letter of entrustment: invented, for demonstration."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.catalog.models import ProfessionalTitle, Region, TitleSeries
from app.committees.enums import CommitteeKind, CommitteeLevel, FilingKind
from app.committees.models import CommitteeFiling, CommitteeTitle, Entrustment, ReviewCommittee
from app.extensions import db
from app.organisations.models import Organisation

ISSUER = "shangyu-hrss"
REGION = "330604"
TITLE = "engineer"
ENDS_IN_DAYS = 60


def add_committees(today: dt.date) -> None:
    """A committee whose filing ends in 60 days, its plan of this year and summary of the last, one letter."""
    region = db.session.scalars(select(Region).where(Region.code == REGION)).one()
    series = db.session.scalars(select(TitleSeries).where(TitleSeries.code == "engineering")).one()
    issuer = db.session.scalars(select(Organisation).where(Organisation.code == ISSUER)).one()
    title = db.session.scalars(select(ProfessionalTitle).where(ProfessionalTitle.code == TITLE)).one()
    last = today + dt.timedelta(days=ENDS_IN_DAYS)
    committee = ReviewCommittee(
        code="demo-furniture-autonomous",
        name="示例家居行业企业工程师自主评审委员会",
        level=CommitteeLevel.INTERMEDIATE,
        kind=CommitteeKind.AUTONOMOUS,
        series=series,
        region=region,
        office=issuer,
        organisation=issuer,
        filing_number="示例备1号",
        filed_from=last - dt.timedelta(days=3 * 365),
        filed_until=last,
        titles=[CommitteeTitle(title=title)],
    )
    db.session.add(committee)
    for kind, year, days in ((FilingKind.SUMMARY, today.year - 1, 40), (FilingKind.PLAN, today.year, 30)):
        filed_on = today - dt.timedelta(days=days)
        db.session.add(CommitteeFiling(committee=committee, kind=kind, year=year, filed_on=filed_on, note="已收讫"))
    db.session.add(
        Entrustment(
            issuer=issuer,
            body="示例行业协会",
            level=CommitteeLevel.SENIOR,
            letter_number="示例委1号",
            valid_from=today,
            valid_until=last,
        )
    )
    db.session.flush()
