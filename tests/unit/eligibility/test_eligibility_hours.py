"""Continuing education by year and kind: 001 asks 90 hours a year, 60 professional, 18 public (R-249 to R-254)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from eligibility_shangyu import GOOD, only

from app.core.eligibility import ContinuingEducationHours, Finding, HoursSubject, Outcome, Rules, assess

PASS, FAIL, EVIDENCE = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED
FULL = ContinuingEducationHours(Decimal(60), Decimal(12), Decimal(18))
MINIMUMS = {"total": 90, "professional": 60, "public": 18}


def rules(**parameters: Any) -> Rules:
    changes = {"cutoff_date": date(2021, 12, 31), "submitted_on": date(2021, 6, 15)}
    return only("CE_HOURS", {"years": 4, **MINIMUMS, **parameters}, **changes)


def finding(years: dict[int, ContinuingEducationHours], parameters: dict[str, Any] | None = None) -> Finding:
    return assess(replace(GOOD, continuing_education=years), rules(**(parameters or {})))[1]


def four_years(year: int = 2019, **changed: Any) -> dict[int, ContinuingEducationHours]:
    """2017 to 2020 exactly on each minimum, one year changed."""
    years = dict.fromkeys((2017, 2018, 2019, 2020), FULL)
    years[year] = replace(FULL, **changed)
    return years


def test_every_year_on_each_minimum_passes() -> None:
    assert finding(four_years()).outcome is PASS


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020])
@pytest.mark.parametrize(
    ("subject", "found", "hours"),
    [
        (HoursSubject.PROFESSIONAL, "59.5", {"professional": "59.5", "industry_public": "13"}),
        (HoursSubject.PUBLIC, "17.5", {"professional": "80", "industry_public": "7.5", "general_public": "10"}),
        (HoursSubject.TOTAL, "89.5", {"industry_public": "11.5"}),
    ],
)
def test_half_an_hour_below_one_minimum_names_year_and_kind(
    year: int, subject: HoursSubject, found: str, hours: dict[str, str]
) -> None:
    result = finding(four_years(year, **{name: Decimal(value) for name, value in hours.items()}))
    assert result.outcome is FAIL
    assert (result.params["year"], result.params["subject"]) == (str(year), subject)
    assert (result.params["found"], result.params["wanted"]) == (Decimal(found), MINIMUMS[subject.value.lower()])


def test_public_hours_are_industry_and_general_hours_together() -> None:
    for industry, general in ((18, 0), (0, 18), (9, 9)):
        hours = {
            "professional": Decimal(72),
            "industry_public": Decimal(industry),
            "general_public": Decimal(general),
        }
        assert finding(four_years(**hours)).outcome is PASS


def test_a_year_without_hours_needs_evidence() -> None:
    result = finding(dict.fromkeys((2018, 2019, 2020, 2021), FULL))
    assert (result.outcome, result.params["missing"]) == (EVIDENCE, ("2017",))


@pytest.mark.parametrize(
    ("last_year", "first_known", "expected"),
    [(None, 2017, PASS), (2020, 2017, PASS), (2020, 2018, EVIDENCE), (2021, 2018, PASS), (2019, 2017, EVIDENCE)],
)
def test_the_last_year_of_the_window_may_be_printed(last_year: int | None, first_known: int, expected: Outcome) -> None:
    years = dict.fromkeys(range(first_known, 2022), FULL)
    assert finding(years, {"last_year": last_year} if last_year else {}).outcome is expected


@pytest.mark.parametrize(
    ("registered", "expected"),
    [(None, EVIDENCE), (Decimal("59.5"), FAIL), (Decimal(60), PASS), (Decimal("60.5"), PASS)],
)
def test_professional_hours_of_the_named_year_must_be_registered(registered: Decimal | None, expected: Outcome) -> None:
    years = four_years(2020, professional=Decimal(75), registered_professional=registered)
    assert finding(years, {"registered_from": 2020}).outcome is expected
    assert finding(years).outcome is PASS


def test_the_year_before_the_named_one_needs_no_registration() -> None:
    years = four_years(2020, registered_professional=Decimal(60))
    assert finding(years, {"registered_from": 2020}).outcome is PASS
    result = finding(years, {"registered_from": 2019})
    assert (result.outcome, result.params["missing"]) == (EVIDENCE, ("2019",))


def test_unregistered_hours_do_not_count_in_the_total_either() -> None:
    years = four_years(2020, professional=Decimal(80), registered_professional=Decimal(60), industry_public=Decimal(10))
    result = finding(years, {"registered_from": 2020})
    assert (result.params["subject"], result.params["found"]) == (HoursSubject.TOTAL, Decimal(88))


@pytest.mark.parametrize(
    ("accepted", "professional", "expected"),
    [(True, 0, PASS), (False, 60, FAIL), (None, 60, PASS), (None, 59, EVIDENCE)],
)
def test_a_year_of_the_old_rules_counts_as_accepted_then(
    accepted: bool | None, professional: int, expected: Outcome
) -> None:
    years = four_years(2019, professional=Decimal(professional), accepted=accepted)
    assert finding(years, {"old_rules_before": 2020}).outcome is expected


@pytest.mark.parametrize(("before", "expected"), [(2019, FAIL), (2020, PASS)])
def test_the_old_rules_end_with_the_year_before_the_named_one(before: int, expected: Outcome) -> None:
    years = four_years(2019, professional=Decimal(0), accepted=True)
    assert finding(years, {"old_rules_before": before}).outcome is expected


@pytest.mark.parametrize(
    ("department", "series", "expected"),
    [
        ("anji-health", "engineering", EVIDENCE),
        ("anji-construction", "health", EVIDENCE),
        ("anji-construction", "engineering", FAIL),
        (None, "engineering", FAIL),
    ],
)
def test_professions_with_an_authority_of_their_own_follow_its_rules(
    department: str | None, series: str, expected: Outcome
) -> None:
    exempt = rules(exempt_departments=["anji-health"], exempt_series=["health"])
    facts = replace(GOOD, continuing_education=four_years(professional=Decimal(0)), department=department)
    assert assess(facts, replace(exempt, series=series))[1].outcome is expected


def test_hours_that_stand_in_a_document_are_for_the_auditor() -> None:
    result = finding(four_years(), {"total": 0, "professional": 0, "public": 0, "by_document": "浙市监人〔2019〕54号"})
    assert (result.outcome, result.params["document"]) == (EVIDENCE, "浙市监人〔2019〕54号")
