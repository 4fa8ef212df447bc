"""学历: every completed education, each by a register or an uploaded proof (R-48, R-49)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import MemberSelect, Needed, RowForm, SectionForm, day, proof, rows, short_text
from app.applicants.labels import ROW_LABELS
from app.applicants.models import EducationRecord
from app.applicants.rules import CHOOSE, Context, Draft, Row, given, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.eligibility.vocabulary import Degree, EducationLevel, FieldMatch, SchoolClass
from app.core.errors import Violation


class EducationForm(RowForm):
    school = short_text(ROW_LABELS["school"], 120, needed=True)
    level = MemberSelect(ROW_LABELS["level"], [Needed()], EducationLevel)
    degree = MemberSelect(ROW_LABELS["degree"], [Needed()], Degree)
    school_class = MemberSelect(ROW_LABELS["school_class"], [], SchoolClass)
    field_of_study = short_text(ROW_LABELS["field_of_study"], 120)
    match = MemberSelect(ROW_LABELS["match"], [Needed()], FieldMatch)
    started_on = day(ROW_LABELS["started_on"])
    graduated_on = day(ROW_LABELS["graduated_on"], needed=True)
    proof = proof()


class EducationsForm(SectionForm):
    education = rows(EducationForm, "education")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["education"]:
        yield from _check_row(row, context)


def _check_row(row: Row, context: Context) -> Iterator[Violation]:
    yield from given(row, "level", "degree", "match", message=CHOOSE)
    yield from given(row, "school", "graduated_on")
    yield from not_in_future(row.field("graduated_on"), row["graduated_on"], context.today)
    if row["started_on"] and row["graduated_on"] and row["started_on"] >= row["graduated_on"]:
        message = "The graduation on %(found)s is not after the beginning on %(started)s."
        figures = {"found": row["graduated_on"], "started": row["started_on"]}
        yield Violation(row.field("graduated_on"), message, figures)


TAB = Tab(
    key="education",
    title=_("Education"),
    form=EducationsForm,
    check=_check,
    lists=(
        RowList(
            "education",
            EducationRecord,
            ("school", "level", "degree", "school_class", "field_of_study", "match", "started_on", "graduated_on"),
            _("Add an education"),
            _(
                "Every completed education from secondary school on. Where no register shows it, upload diploma, "
                "degree certificate or graduate registration form in one file."
            ),
            ours=frozenset({"match", "school_class"}),
        ),
    ),
    facts=frozenset({"education"}),
)
