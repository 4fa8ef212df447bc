"""A plan's rules are read once: the same answer as one reading for each application, and no reading for each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from plan_samples import shangyu

from app.core.eligibility import RequirementRule, RowError
from app.core.workflow import Subject
from app.plans.rules import PlanRules, document_rules

DAY = date(2023, 3, 20)
SUBJECTS = [
    Subject(mode="NORMAL", title_code="technician"),
    Subject(mode="NORMAL", title_code="assistant-engineer"),
    Subject(mode="NORMAL", title_code="assistant-engineer", employer_kind="PUBLIC_INSTITUTION"),
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_it_gives_what_reading_the_plan_anew_gives(subject: Subject) -> None:
    read_once = PlanRules(shangyu())
    for day in (DAY, date(2023, 3, 21)):
        rules, anew = read_once.of(subject, day), document_rules(shangyu(), subject, day)
        assert rules == anew
        assert (rules.title_code, rules.submitted_on, rules.series) == (subject.title_code, day, "engineering")


def test_only_requirements_whose_condition_holds_are_there() -> None:
    read_once = PlanRules(shangyu())
    keys = {subject.title_code: {row.key for row in read_once.of(subject, DAY).requirements} for subject in SUBJECTS}
    assert keys["technician"] - keys["assistant-engineer"] == {"ability-technician"}
    assert keys["assistant-engineer"] - keys["technician"] == {"ability-assistant"}


def test_no_row_is_read_again_for_the_next_person(monkeypatch: pytest.MonkeyPatch) -> None:
    read_once, read = PlanRules(shangyu()), []

    def counted(*given: Any, **named: Any) -> None:
        read.append((given, named))

    monkeypatch.setattr(RequirementRule, "from_mapping", counted)
    first = read_once.of(SUBJECTS[1], DAY)
    assert read_once.of(SUBJECTS[2], DAY) is first
    assert read_once.of(SUBJECTS[0], DAY) is not first
    assert read == []


def test_a_row_that_cannot_be_read_is_told_at_once() -> None:
    document = shangyu()
    document["requirements"][0]["parameters"] = {"colour": "red"}
    with pytest.raises(RowError, match="Unknown key"):
        PlanRules(document)
