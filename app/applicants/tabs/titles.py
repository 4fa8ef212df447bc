"""职称及聘任: titles held, and the letters that appoint to them (R-51)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.applicants.forms import Needed, RowForm, SectionForm, day, proof, rows, short_text
from app.applicants.labels import ROW_LABELS
from app.applicants.models import Applicant, AppointmentLetter, TitleHeld
from app.applicants.rules import CHOOSE, Context, Draft, Row, given, in_order, not_in_future, one_of
from app.applicants.tabs.parts import RowList, Tab
from app.console.fields import offered
from app.core.errors import Violation


class TitleForm(RowForm):
    title_code = SelectField(ROW_LABELS["title_code"], [Needed()], choices=offered(("", "")), validate_choice=False)
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)
    issuing_body = short_text(ROW_LABELS["issuing_body"], 120)


class LetterForm(RowForm):
    title_code = SelectField(ROW_LABELS["title_code"], [Needed()], choices=offered(("", "")), validate_choice=False)
    employer_name = short_text(ROW_LABELS["employer_name"], 120)
    started_on = day(ROW_LABELS["appointed_on"], needed=True)
    ended_on = day(ROW_LABELS["appointment_ended_on"])
    proof = proof()


class TitlesForm(SectionForm):
    titles_held = rows(TitleForm, "titles_held")
    letters = rows(LetterForm, "letters")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    obtained: dict[str, dt.date] = {}
    for row in draft.rows["titles_held"]:
        yield from given(row, "title_code", message=CHOOSE)
        yield from given(row, "obtained_on")
        yield from one_of(row, "title_code", context.titles)
        yield from not_in_future(row.field("obtained_on"), row["obtained_on"], context.today)
        if row["title_code"] and row["obtained_on"]:
            first = obtained.get(row["title_code"], row["obtained_on"])
            obtained[row["title_code"]] = min(first, row["obtained_on"])
    for row in draft.rows["letters"]:
        yield from _check_letter(row, obtained, context)


def _check_letter(row: Row, obtained: dict[str, dt.date], context: Context) -> Iterator[Violation]:
    yield from given(row, "title_code", message=CHOOSE)
    yield from given(row, "started_on")
    yield from one_of(row, "title_code", context.titles)
    yield from not_in_future(row.field("started_on"), row["started_on"], context.today)
    yield from in_order(row.field("ended_on"), row["started_on"], row["ended_on"])
    held = obtained.get(row["title_code"])
    if held is None and row["title_code"] in context.titles:
        yield Violation(row.field("title_code"), "Please enter this title among those that you hold.")
    elif held and row["started_on"] and row["started_on"] < held:
        message = "The appointment on %(found)s lies before the title was obtained on %(obtained)s."
        yield Violation(row.field("started_on"), message, {"found": row["started_on"], "obtained": held})


def _after(person: Applicant, _draft: Draft, context: Context) -> None:
    for held in person.titles_held:
        held.title_name = context.titles[held.title_code]
    for letter in person.letters:
        letter.title_name = context.titles[letter.title_code]


TAB = Tab(
    key="titles",
    title=_("Titles and appointments"),
    form=TitlesForm,
    check=_check,
    lists=(
        RowList(
            "titles_held",
            TitleHeld,
            ("title_code", "obtained_on", "issuing_body"),
            _("Add a title"),
            _("Only titles that you hold already."),
        ),
        RowList(
            "letters",
            AppointmentLetter,
            ("title_code", "employer_name", "started_on", "ended_on"),
            _("Add a letter"),
            _(
                "One row for each letter; several letters of one title add up. The end stays empty where none is "
                "printed."
            ),
        ),
    ),
    facts=frozenset({"titles", "present_post_since"}),
    after=_after,
)
