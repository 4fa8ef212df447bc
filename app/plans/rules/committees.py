"""Whether the committees of a plan may judge what it offers, and are filed on the day of the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.committees.rules import CommitteeScope, last_day_of
from app.core.errors import Violation
from app.plans.enums import DeadlineKind
from app.plans.packs import Document
from app.plans.rules.catalog import Catalog, CatalogRow

FILING_YEARS = "filing_years"
NOT_RECORDED = CommitteeScope()


@dataclass(frozen=True, kw_only=True)
class CommitteeRow(CatalogRow):
    """A committee of the catalog with its scope (in codes) and the first and the last day of its filing."""

    scope: CommitteeScope = NOT_RECORDED
    filed_from: dt.date | None = None
    filed_until: dt.date | None = None


def check_committees(document: Document, catalog: Catalog) -> Iterator[Violation]:
    """What keeps a plan from publication: a title or specialty that none of its committees judges, a filing that does
    not hold on the day of the review.

    A committee whose titles or specialties are not recorded may judge any. A filing without its days is not checked.
    """
    committees = _committees(document, catalog)
    if not committees:
        return
    scopes = [row.scope for row in committees.values()]
    for index, row in enumerate(document["titles"]):
        title, recommended = row["title"], bool(row.get("recommended"))
        if not any(scope.covers_title(title, recommended) for scope in scopes):
            message = (
                "None of the plan's committees recommends %(title)s; correct their scope, or name another committee."
                if recommended
                else "None of the plan's committees reviews %(title)s; correct their scope, or name another committee."
            )
            yield Violation(f"titles.{index}", message, {"title": title})
    for index, row in enumerate(document["specialties"]):
        if not any(scope.covers_specialty(row["specialty"]) for scope in scopes):
            message = (
                "None of the plan's committees covers the specialty %(specialty)s; correct their scope, or leave it "
                "out."
            )
            yield Violation(f"specialties.{index}", message, {"specialty": row["specialty"]})
    reviewed_on = review_day(document)
    for index, committee in committees.items():
        field, days = f"committees.{index}", {"day": reviewed_on}
        if committee.filed_until is not None and committee.filed_until < reviewed_on:
            message = (
                "The filing of this committee ends on %(last)s, before the review on %(day)s. "
                "Enter the new filing in the catalog, or name another committee."
            )
            yield Violation(field, message, {**days, "last": committee.filed_until})
        if committee.filed_from is not None and committee.filed_from > reviewed_on:
            message = (
                "The filing of this committee begins on %(first)s, after the review on %(day)s. "
                "Correct the filing in the catalog, or name another committee."
            )
            yield Violation(field, message, {**days, "first": committee.filed_from})


def warn_of_committees(document: Document, catalog: Catalog) -> Iterator[Violation]:
    """What should be looked at before publication: a filing longer than the plan's `filing_years`."""
    years = document["review_rules"].get(FILING_YEARS, {}).get("value")
    if not years:
        return
    for index, committee in _committees(document, catalog).items():
        first, last = committee.filed_from, committee.filed_until
        if first is None or last is None or last <= (longest := last_day_of(first, years)):
            continue
        message = (
            "This committee is filed until %(last)s, but a filing that begins on %(first)s lasts %(years)s years, "
            "until %(longest)s. Please check the filing in the catalog."
        )
        params = {"first": first, "last": last, "longest": longest, "years": years}
        yield Violation(f"committees.{index}", message, params)


def review_day(document: Document) -> dt.date:
    """The last day on which the committees meet; where no review is dated, the employers' deadline."""
    days = [row["due_on"] for row in document["deadlines"] if row["kind"] == DeadlineKind.REVIEW.name]
    found: dt.date = max(days, default=document["employer_deadline"])
    return found


def _committees(document: Document, catalog: Catalog) -> Mapping[int, CommitteeRow]:
    """The plan's committees that the catalog knows with their scope, by their place in the plan."""
    known: Mapping[str, Any] = catalog["review_committees"]
    rows = {index: known.get(row["committee"]) for index, row in enumerate(document["committees"])}
    return {index: row for index, row in rows.items() if isinstance(row, CommitteeRow)}
