"""From a person's rows to facts: since when the present post is held (R-53)."""

from datetime import date

import pytest

import app.models  # noqa: F401
from app.applicants.models import Applicant, AppointmentLetter, TitleHeld
from app.applications.facts import applicant_facts


def with_letters(letters: list[tuple[str, date | None]]) -> Applicant:
    """A person with a title for each pair, and the letter of its day."""
    person = Applicant(is_civil_servant=False, in_service=True)
    person.titles_held = [TitleHeld(title_code=code, obtained_on=date(2010, 1, 1)) for code, _day in letters]
    person.letters = [AppointmentLetter(title_code=code, started_on=day) for code, day in letters if day]
    return person


@pytest.mark.parametrize(
    ("letters", "since"),
    [
        ([], None),
        ([("engineer", None)], None),
        ([("engineer", date(2016, 3, 1))], date(2016, 3, 1)),
        ([("engineer", date(2016, 3, 1)), ("engineer", date(2019, 3, 1))], date(2016, 3, 1)),
        ([("assistant-engineer", date(2011, 3, 1)), ("engineer", date(2016, 3, 1))], date(2016, 3, 1)),
        ([("engineer", date(2016, 3, 1)), ("senior-engineer", None)], date(2016, 3, 1)),
    ],
)
def test_the_present_post_begins_with_the_first_letter_of_the_latest_title(
    letters: list[tuple[str, date | None]], since: date | None
) -> None:
    assert applicant_facts(with_letters(letters)).present_post_since == since
