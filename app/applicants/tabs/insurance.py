"""社会保险: periods of payment, each in one place (R-45 to R-47)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import Needed, RowForm, SectionForm, day, proof, region, rows
from app.applicants.labels import ROW_LABELS
from app.applicants.models import InsurancePeriod
from app.applicants.rules import CHOOSE, Context, Draft, given, in_order, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.errors import Violation


class InsuranceForm(RowForm):
    region = region("region", Needed(), row=True)
    started_on = day(ROW_LABELS["paid_from"], needed=True)
    ended_on = day(ROW_LABELS["paid_until"])
    proof = proof()


class InsurancesForm(SectionForm):
    insurance = rows(InsuranceForm, "insurance")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["insurance"]:
        if row["region_id"] is None:
            yield Violation(row.field("region"), CHOOSE)
        yield from given(row, "started_on")
        yield from not_in_future(row.field("started_on"), row["started_on"], context.today)
        yield from in_order(row.field("ended_on"), row["started_on"], row["ended_on"])


TAB = Tab(
    key="insurance",
    title=_("Social insurance"),
    form=InsurancesForm,
    check=_check,
    lists=(
        RowList(
            "insurance",
            InsurancePeriod,
            ("region", "started_on", "ended_on"),
            _("Add a period of payment"),
            _(
                "One row for each place and for each break. The end stays empty while it is being paid. For payment in "
                "another province upload its proof."
            ),
        ),
    ),
    facts=frozenset({"insurance"}),
)
