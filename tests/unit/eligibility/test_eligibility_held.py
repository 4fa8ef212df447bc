"""Paths from what a person holds: a title and its tenure, a skill level, a vocational qualification."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from eligibility_shangyu import (
    ASSISTANT,
    CUTOFF,
    GOOD,
    SUBMITTED,
    TECHNICIAN,
    job,
    paths_finding,
    shangyu,
    worked,
)

from app.core.eligibility import (
    Outcome,
    PathRule,
    SkillLevel,
    SkillRecord,
    TitleHeld,
    VocationalRecord,
)

PASS, FAIL, EVIDENCE = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED


class TestTenure:
    """002: appointed assistant engineer for at least four years (R-51, R-52)."""

    ROW = PathRule(
        key="1",
        title="engineer",
        current_title=(ASSISTANT, "assistant-craftsman"),
        tenure_years=4,
        appointed=True,
    )

    def outcome(self, *titles: TitleHeld, **changes: object) -> Outcome:
        rules = shangyu("engineer", paths=(replace(self.ROW, **changes),))
        return paths_finding(replace(GOOD, titles=titles), rules).outcome

    @pytest.mark.parametrize(("days", "expected"), [(-1, FAIL), (0, PASS), (1, PASS)])
    def test_tenure_runs_from_the_appointment(self, days: int, expected: Outcome) -> None:
        appointed_on = date(2019, 6, 30) - timedelta(days=days)
        assert self.outcome(TitleHeld(code=ASSISTANT, obtained_on=date(2015, 1, 1), appointed_on=appointed_on)) is (
            expected
        )

    @pytest.mark.parametrize(("days", "expected"), [(-1, FAIL), (0, PASS), (1, PASS)])
    def test_tenure_runs_from_obtaining_the_title_where_no_appointment_is_asked(
        self, days: int, expected: Outcome
    ) -> None:
        held = TitleHeld(code=ASSISTANT, obtained_on=date(2019, 6, 30) - timedelta(days=days))
        assert self.outcome(held, appointed=False) is expected

    def test_appointments_add_up(self) -> None:
        first = TitleHeld(
            code=ASSISTANT,
            obtained_on=date(2015, 1, 1),
            appointed_on=date(2015, 1, 1),
            appointment_ended_on=date(2017, 12, 31),
        )
        present = TitleHeld(code=ASSISTANT, obtained_on=date(2015, 1, 1), appointed_on=date(2022, 6, 30))
        assert self.outcome(first, present) is PASS
        assert self.outcome(present) is FAIL

    @pytest.mark.parametrize(("last_day", "expected"), [(date(2022, 12, 31), FAIL), (date(2023, 1, 1), PASS)])
    def test_the_appointment_is_in_force_in_the_year_of_application(self, last_day: date, expected: Outcome) -> None:
        held = TitleHeld(
            code=ASSISTANT,
            obtained_on=date(2015, 1, 1),
            appointed_on=date(2015, 1, 1),
            appointment_ended_on=last_day,
        )
        assert self.outcome(held) is expected

    def test_the_latest_of_several_ended_appointments_decides_and_is_named(self) -> None:
        old = TitleHeld(
            code=ASSISTANT,
            obtained_on=date(2010, 1, 1),
            appointed_on=date(2010, 1, 1),
            appointment_ended_on=date(2015, 12, 31),
        )
        newer = replace(old, appointed_on=date(2016, 2, 1), appointment_ended_on=date(2022, 12, 31))
        finding = paths_finding(replace(GOOD, titles=(newer, old)), shangyu("engineer", paths=(self.ROW,)))
        assert (finding.outcome, finding.params["found"]) == (FAIL, date(2022, 12, 31))
        assert self.outcome(old, replace(newer, appointment_ended_on=date(2023, 1, 1))) is PASS

    def test_a_title_without_an_appointment_date_needs_evidence(self) -> None:
        assert self.outcome(TitleHeld(code=ASSISTANT, obtained_on=date(2015, 1, 1))) is EVIDENCE

    def test_another_title_does_not_count_and_either_of_those_named_does(self) -> None:
        held = TitleHeld(code="economist", obtained_on=date(2015, 1, 1), appointed_on=date(2015, 1, 1))
        assert self.outcome() is FAIL
        assert self.outcome(held) is FAIL
        assert self.outcome(replace(held, code="assistant-craftsman")) is PASS

    def test_a_title_obtained_after_submission_does_not_count(self) -> None:
        held = TitleHeld(code=ASSISTANT, obtained_on=SUBMITTED)
        assert self.outcome(held, appointed=False, tenure_years=0) is PASS
        later = replace(held, obtained_on=SUBMITTED + timedelta(days=1))
        assert self.outcome(later, appointed=False, tenure_years=0) is FAIL

    def test_unknown_titles_need_evidence(self) -> None:
        rules = shangyu("engineer", paths=(self.ROW,))
        assert paths_finding(replace(GOOD, titles=None), rules).outcome is EVIDENCE

    def test_an_appointment_that_ends_before_it_starts_is_refused(self) -> None:
        with pytest.raises(ValueError, match="is before"):
            TitleHeld(
                code=ASSISTANT,
                obtained_on=date(2015, 1, 1),
                appointed_on=date(2016, 1, 1),
                appointment_ended_on=date(2015, 12, 31),
            )


@pytest.mark.parametrize(
    ("level", "years"),
    [
        (SkillLevel.SENIOR_WORKER, 2),
        (SkillLevel.SKILLED_TECHNICIAN, 3),
        (SkillLevel.SENIOR_SKILLED_TECHNICIAN, 4),
    ],
)
@pytest.mark.parametrize(("days", "expected"), [(-1, FAIL), (0, PASS), (1, PASS)])
def test_skilled_talent_reaches_a_title_by_years_since_the_skill_level(
    level: SkillLevel, years: int, days: int, expected: Outcome
) -> None:
    """001: R-59 to R-61."""
    row = PathRule(key="1", title=TECHNICIAN, skill_level=level, skill_years=years)
    obtained_on = CUTOFF.replace(year=CUTOFF.year - years) - timedelta(days=days)
    facts = replace(GOOD, employment=worked(20), skills=(SkillRecord(level, obtained_on),))
    finding = paths_finding(facts, shangyu(TECHNICIAN, paths=(row,)))
    assert finding.outcome is expected


def test_skill_levels_above_count_levels_below_do_not_and_work_must_follow_them() -> None:
    row = PathRule(key="1", title=TECHNICIAN, skill_level=SkillLevel.SKILLED_TECHNICIAN, skill_years=3)
    rules = shangyu(TECHNICIAN, paths=(row,))

    def outcome(level: SkillLevel, **changes: object) -> Outcome:
        facts = replace(GOOD, employment=worked(20), skills=(SkillRecord(level, date(2015, 1, 1)),))
        return paths_finding(replace(facts, **changes), rules).outcome

    assert outcome(SkillLevel.SENIOR_SKILLED_TECHNICIAN) is PASS
    assert outcome(SkillLevel.SENIOR_WORKER) is FAIL
    earlier, later = (
        SkillRecord(SkillLevel.SKILLED_TECHNICIAN, date(2015, 1, 1)),
        SkillRecord(SkillLevel.SENIOR_SKILLED_TECHNICIAN, date(2022, 1, 1)),
    )
    assert outcome(SkillLevel.SKILLED_TECHNICIAN, skills=(later, earlier)) is PASS
    assert outcome(SkillLevel.SKILLED_TECHNICIAN, skills=(later,)) is FAIL
    assert outcome(SkillLevel.SKILLED_TECHNICIAN, employment=(job(date(2000, 1, 1), date(2015, 1, 1)),)) is FAIL
    assert outcome(SkillLevel.SKILLED_TECHNICIAN, employment=None) is EVIDENCE
    assert outcome(SkillLevel.SKILLED_TECHNICIAN, skills=None) is EVIDENCE


def test_a_vocational_qualification_is_any_of_those_named() -> None:
    row = PathRule(key="1", title=TECHNICIAN, vocational=("constructor-1", "constructor-2"))
    rules = shangyu(TECHNICIAN, paths=(row,))

    def outcome(*held: VocationalRecord) -> Outcome:
        return paths_finding(replace(GOOD, vocational=held), rules).outcome

    assert outcome(VocationalRecord("constructor-2", SUBMITTED)) is PASS
    assert outcome(VocationalRecord("constructor-2", SUBMITTED + timedelta(days=1))) is FAIL
    assert outcome(VocationalRecord("surveyor", date(2015, 1, 1))) is FAIL
    assert outcome() is FAIL
    assert paths_finding(GOOD, rules).outcome is EVIDENCE
