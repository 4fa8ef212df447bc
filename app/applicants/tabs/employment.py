"""工作经历: periods of work, of which the professional ones are added up (R-39, R-128)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import MemberSelect, Needed, RowForm, SectionForm, day, rows, short_text
from app.applicants.forms.parts import flag
from app.applicants.labels import ROW_LABELS
from app.applicants.models import EmploymentRecord
from app.applicants.rules import CHOOSE, Context, Draft, given, in_order, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.eligibility.vocabulary import DatePrecision
from app.core.errors import Violation


class EmploymentForm(RowForm):
    employer_name = short_text(ROW_LABELS["employer_name"], 120, needed=True)
    post = short_text(ROW_LABELS["post"], 60)
    specialty_work = short_text(ROW_LABELS["specialty_work"], 120)
    is_professional = flag(ROW_LABELS["is_professional"], Needed())
    started_on = day(ROW_LABELS["started_on"], needed=True)
    ended_on = day(ROW_LABELS["ended_on"])
    precision = MemberSelect(ROW_LABELS["precision"], [Needed()], DatePrecision)


class EmploymentsForm(SectionForm):
    employment = rows(EmploymentForm, "employment")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["employment"]:
        yield from given(row, "employer_name", "started_on")
        yield from given(row, "precision", "is_professional", message=CHOOSE)
        yield from not_in_future(row.field("started_on"), row["started_on"], context.today)
        yield from in_order(row.field("ended_on"), row["started_on"], row["ended_on"])


TAB = Tab(
    key="employment",
    title=_("Work experience"),
    form=EmploymentsForm,
    check=_check,
    lists=(
        RowList(
            "employment",
            EmploymentRecord,
            ("employer_name", "post", "specialty_work", "is_professional", "started_on", "ended_on", "precision"),
            _("Add a period of work"),
            _(
                "The end of the present job stays empty. Only periods that count as professional work are added up to "
                "the years of professional work."
            ),
        ),
    ),
    facts=frozenset({"employment"}),
)
