"""Hours of a sheet of facts say as much as the register does: kinds, registered hours, old rules."""

from decimal import Decimal

import pytest

from app.core.eligibility import ContinuingEducationHours
from app.dry_runs.sheets.cells import COLUMNS, CellError, Words

D = Decimal


def read(text):
    return COLUMNS["hours"](text, Words({}, {}, {}, {}, {}, {}, {}))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022:60/18/12", {2022: ContinuingEducationHours(D(60), D(18), D(12))}),
        ("2022:60/18/12/40", {2022: ContinuingEducationHours(D(60), D(18), D(12), D(40))}),
        ("2019:60/18/12/60/是", {2019: ContinuingEducationHours(D(60), D(18), D(12), D(60), True)}),
        ("2019:60/18/12//否", {2019: ContinuingEducationHours(D(60), D(18), D(12), None, False)}),
        (
            "2022:60/18/12/40；2021:72.5/18/6",
            {
                2022: ContinuingEducationHours(D(60), D(18), D(12), D(40)),
                2021: ContinuingEducationHours(D("72.5"), D(18), D(6)),
            },
        ),
    ],
)
def test_years_are_read(text, years):
    assert read(text) == years


@pytest.mark.parametrize("text", ["2022:60/18", "2022:60/18/12/x", "2022:60/18/12/40/也许", "2022:60/18/12/40/是/1"])
def test_what_is_no_year(text):
    with pytest.raises(CellError):
        read(text)
