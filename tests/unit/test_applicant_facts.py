"""From a person's rows to facts: since when the present post is held (R-53)."""

from datetime import date

import pytest

import app.models  # noqa: F401
from app.applicants.models import Applicant, TitleHeld
from app.applications.facts import applicant_facts


def held(code: str, appointed_on: date | None) -> TitleHeld:
    return TitleHeld(title_code=code, obtained_on=date(2010, 1, 1), appointed_on=appointed_on)


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
    person = Applicant(is_civil_servant=False, in_service=True, titles_held=[held(*letter) for letter in letters])
    assert applicant_facts(person).present_post_since == since
