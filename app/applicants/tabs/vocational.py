"""职(执)业资格 (R-167)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import RowForm, SectionForm, day, proof, rows, short_text
from app.applicants.labels import ROW_LABELS
from app.applicants.models import VocationalQualification
from app.applicants.rules import Context, Draft, given, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.errors import Violation


class QualificationForm(RowForm):
    qualification = short_text(ROW_LABELS["qualification"], 60, needed=True)
    certificate_number = short_text(ROW_LABELS["certificate_number"], 60)
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)
    proof = proof()


class VocationalForm(SectionForm):
    vocational = rows(QualificationForm, "vocational")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["vocational"]:
        yield from given(row, "qualification", "obtained_on")
        yield from not_in_future(row.field("obtained_on"), row["obtained_on"], context.today)


TAB = Tab(
    key="vocational",
    title=_("Vocational qualifications"),
    form=VocationalForm,
    check=_check,
    lists=(
        RowList(
            "vocational",
            VocationalQualification,
            ("qualification", "certificate_number", "obtained_on"),
            _("Add a qualification"),
            _("Named as the certificate and the plan name it. If you hold none, save the page empty."),
        ),
    ),
    facts=frozenset({"vocational"}),
)
