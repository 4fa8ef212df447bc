"""年度考核: the employer's result of each year (R-50, R-129)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import MemberSelect, Needed, RowForm, SectionForm, YearField, rows
from app.applicants.labels import ROW_LABELS
from app.applicants.models import AnnualAppraisal
from app.applicants.rules import CHOOSE, EARLIEST_YEAR, Context, Draft, given
from app.applicants.tabs.parts import RowList, Tab
from app.core.eligibility.vocabulary import AppraisalResult
from app.core.errors import Violation


class AppraisalForm(RowForm):
    year = YearField(ROW_LABELS["year"], [Needed()])
    result = MemberSelect(ROW_LABELS["result"], [Needed()], AppraisalResult)


class AppraisalsForm(SectionForm):
    appraisals = rows(AppraisalForm, "appraisals")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    seen: set[int] = set()
    for row in draft.rows["appraisals"]:
        yield from given(row, "year")
        yield from given(row, "result", message=CHOOSE)
        year = row["year"]
        if year is None:
            continue
        if not EARLIEST_YEAR <= year <= context.today.year:
            message = "The year %(found)s cannot be; it must be from %(lowest)s to %(highest)s."
            figures = {"found": year, "lowest": EARLIEST_YEAR, "highest": context.today.year}
            yield Violation(row.field("year"), message, figures)
        elif year in seen:
            message = "The year %(found)s stands here twice. Please keep one of them."
            yield Violation(row.field("year"), message, {"found": year})
        seen.add(year)


TAB = Tab(
    key="appraisals",
    title=_("Annual appraisals"),
    form=AppraisalsForm,
    check=_check,
    lists=(
        RowList(
            "appraisals",
            AnnualAppraisal,
            ("year", "result"),
            _("Add a year"),
            _("The employer’s result of each year."),
            key="year",
        ),
    ),
    facts=frozenset({"appraisals"}),
)
