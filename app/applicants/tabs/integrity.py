"""诚信声明: bans, penalties and open cases, declared to be complete (R-267 to R-271)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.applicants.enums import SanctionKind
from app.applicants.forms import MemberSelect, Needed, RowForm, SectionForm, day, rows, short_text
from app.applicants.labels import COLUMN_LABELS, ROW_LABELS
from app.applicants.models import Applicant, Sanction
from app.applicants.rules import CHOOSE, Context, Draft, given, in_order, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.errors import Violation


class SanctionForm(RowForm):
    kind = MemberSelect(ROW_LABELS["kind"], [Needed()], SanctionKind)
    issuing_body = short_text(ROW_LABELS["deciding_body"], 120, needed=True)
    cause = short_text(ROW_LABELS["cause"], 200)
    started_on = day(ROW_LABELS["in_force_from"], needed=True)
    ended_on = day(ROW_LABELS["in_force_until"])


class IntegrityForm(SectionForm):
    sanctions = rows(SanctionForm, "sanctions")
    integrity_declared = BooleanField(_("I declare that what stands here is true and complete."))


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["sanctions"]:
        yield from given(row, "kind", message=CHOOSE)
        yield from given(row, "issuing_body", "started_on")
        yield from not_in_future(row.field("started_on"), row["started_on"], context.today)
        yield from in_order(row.field("ended_on"), row["started_on"], row["ended_on"])
        if row["kind"] is SanctionKind.APPLICATION_BAN and row["ended_on"] is None:
            yield Violation(row.field("ended_on"), "Please enter the last day of the ban.")


def _after(person: Applicant, draft: Draft, context: Context) -> None:
    """A declaration that stands keeps its day."""
    if not draft.values["integrity_declared"]:
        person.integrity_declared_on = None
    elif person.integrity_declared_on is None:
        person.integrity_declared_on = context.today


TAB = Tab(
    key="integrity",
    title=COLUMN_LABELS["integrity_declared"],
    form=IntegrityForm,
    check=_check,
    columns=("integrity_declared",),
    lists=(
        RowList(
            "sanctions",
            Sanction,
            ("kind", "issuing_body", "cause", "started_on", "ended_on"),
            _("Add an entry"),
            _(
                "Bans from applying, penalties, cases that are not closed, records of discredit. Leave it empty if "
                "there are none."
            ),
        ),
    ),
    facts=frozenset({"bans"}),
    after=_after,
)
