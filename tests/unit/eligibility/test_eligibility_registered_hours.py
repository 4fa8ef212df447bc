"""Registered rows as the facts of each year, and what the requirement says of them."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from eligibility_shangyu import GOOD, only, outcome_of

from app.core.eligibility import ContinuingEducationHours, Outcome
from app.core.records import plain, read_record
from app.hours.enums import HoursBasis, HoursKind
from app.hours.rules import facts_of, written
from app.hours.template import template

PROFESSIONAL, INDUSTRY, GENERAL = HoursKind
REGISTERED, OLD = HoursBasis
ASKED = {"years": 1, "total": 90, "professional": 60, "public": 18}


def row(kind, tenths, basis=REGISTERED, year=2022):
    return SimpleNamespace(year=year, kind=kind, basis=basis, tenths=tenths)


def test_rows_of_a_kind_add_up_exactly():
    found = facts_of([row(PROFESSIONAL, 1), row(PROFESSIONAL, 2), row(INDUSTRY, 180), row(GENERAL, 65, year=2021)])
    assert found == {
        2021: ContinuingEducationHours(general_public=Decimal("6.5"), registered_professional=Decimal(0)),
        2022: ContinuingEducationHours(Decimal("0.3"), Decimal(18), registered_professional=Decimal("0.3")),
    }


def test_old_rules_and_registration_are_kept_apart():
    (found,) = facts_of([row(PROFESSIONAL, 400, OLD), row(PROFESSIONAL, 200)]).values()
    assert (found.professional, found.registered_professional, found.accepted) == (Decimal(60), Decimal(20), True)
    (found,) = facts_of([row(PROFESSIONAL, 400, OLD)]).values()
    assert (found.registered_professional, found.accepted) == (None, True)


@pytest.mark.parametrize(
    ("professional", "public", "outcome"),
    [(720, 180, Outcome.PASS), (719, 180, Outcome.FAIL), (721, 179, Outcome.FAIL), (599, 400, Outcome.FAIL)],
)
def test_the_requirement_holds_one_on_the_boundary_and_fails_one_below(professional, public, outcome):
    facts = replace(GOOD, continuing_education=facts_of([row(PROFESSIONAL, professional), row(GENERAL, public)]))
    assert outcome_of(facts, only("CE_HOURS", ASKED)) is outcome


def test_no_registered_rows_lead_to_evidence():
    facts = replace(GOOD, continuing_education=facts_of([]) or None)
    assert outcome_of(facts, only("CE_HOURS", ASKED)) is Outcome.EVIDENCE_NEEDED


def test_frozen_facts_read_again_are_equal():
    facts = replace(GOOD, continuing_education=facts_of([row(PROFESSIONAL, 605, OLD), row(GENERAL, 180)]))
    assert read_record(type(facts), plain(facts)) == facts


def test_tenths_as_people_write_them():
    assert [written(one) for one in (0, 5, 10, 75, 100)] == ["0", "0.5", "1", "7.5", "10"]


def test_the_template_names_every_column_that_is_read():
    found = template()
    assert set(found.columns) == {
        "name",
        "identity_number",
        "year",
        "kind",
        "source",
        "activity",
        "organiser",
        "hours",
        "basis",
    }
    assert found.optional <= set(found.columns)
