"""What a person has to show for the work: appraisals, archives, statements, scores, recommenders, mere years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from eligibility_shangyu import (
    ASSISTANT,
    GOOD,
    SUBMITTED,
    diploma,
    only,
    outcome_of,
    requirement,
    shangyu,
    worked,
)

from app.core.eligibility import (
    AchievementDate,
    AppraisalResult,
    Degree,
    EducationLevel,
    EducationRecord,
    FieldMatch,
    Outcome,
    PathRule,
    Procedure,
    RecommenderFacts,
    RequirementKind,
    Ruling,
    RulingKind,
    TitleHeld,
    assess,
)

PASS, FAIL, EVIDENCE = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED
M, S, U = FieldMatch.MATCHED, FieldMatch.SIMILAR, FieldMatch.UNMATCHED
L = EducationLevel


class TestAppraisals:
    def outcome(self, results: dict[int, AppraisalResult], years: int = 1, **changes: Any) -> Outcome:
        rules = only("APPRAISAL", {"years": years}, **changes)
        return outcome_of(replace(GOOD, appraisals=results), rules)

    @pytest.mark.parametrize(
        ("result", "expected"),
        [
            (AppraisalResult.EXCELLENT, PASS),
            (AppraisalResult.QUALIFIED, PASS),
            (AppraisalResult.BASICALLY_QUALIFIED, FAIL),
            (AppraisalResult.UNQUALIFIED, FAIL),
            (AppraisalResult.NOT_GRADED, EVIDENCE),
        ],
    )
    def test_the_last_year_is_qualified_or_better(self, result: AppraisalResult, expected: Outcome) -> None:
        assert self.outcome({2022: result}) is expected

    def test_only_the_latest_years_count(self) -> None:
        results = {2022: AppraisalResult.QUALIFIED, 2021: AppraisalResult.UNQUALIFIED}
        assert self.outcome(results, years=1) is PASS
        assert self.outcome(results, years=2) is FAIL

    def test_a_year_without_an_appraisal_needs_evidence_unless_another_fails(self) -> None:
        assert self.outcome({2021: AppraisalResult.QUALIFIED}) is EVIDENCE
        assert self.outcome({2021: AppraisalResult.UNQUALIFIED}, years=2) is FAIL

    @pytest.mark.parametrize(
        ("cutoff", "submitted", "last_year"),
        [
            (date(2023, 6, 30), date(2023, 3, 20), 2022),
            (date(2021, 12, 31), date(2021, 6, 15), 2020),
            (date(2022, 12, 31), date(2023, 3, 20), 2022),
            (date(2022, 12, 30), date(2023, 3, 20), 2021),
            (date(2023, 6, 30), date(2022, 12, 31), 2022),
        ],
    )
    def test_the_last_year_had_ended_at_the_cutoff_and_at_submission(
        self, cutoff: date, submitted: date, last_year: int
    ) -> None:
        changes = {"cutoff_date": cutoff, "submitted_on": submitted}
        assert self.outcome({last_year: AppraisalResult.QUALIFIED}, **changes) is PASS
        neighbours = {last_year - 1: AppraisalResult.QUALIFIED, last_year + 1: AppraisalResult.QUALIFIED}
        assert self.outcome(neighbours, **changes) is EVIDENCE


class TestArchive:
    """004: of the present post or of the last five years up to 31 December 2020 (R-53)."""

    def outcome(self, achieved_on: date, post: date | None, **parameters: Any) -> Outcome:
        rules = only("ARCHIVE_SINCE", {"years": 5, **parameters}, cutoff_date=date(2020, 12, 31))
        achievements = (AchievementDate("新", date(2020, 1, 1)), AchievementDate("旧", achieved_on))
        return outcome_of(replace(GOOD, achievements=achievements, present_post_since=post), rules)

    @pytest.mark.parametrize(("achieved_on", "expected"), [(date(2015, 12, 31), PASS), (date(2015, 12, 30), FAIL)])
    def test_achievements_date_from_the_latest_years(self, achieved_on: date, expected: Outcome) -> None:
        assert self.outcome(achieved_on, date(2019, 1, 1)) is expected

    @pytest.mark.parametrize(("achieved_on", "expected"), [(date(2012, 3, 1), PASS), (date(2012, 2, 29), FAIL)])
    def test_or_from_the_present_post_if_that_is_longer(self, achieved_on: date, expected: Outcome) -> None:
        assert self.outcome(achieved_on, date(2012, 3, 1)) is expected
        assert self.outcome(achieved_on, date(2012, 3, 1), present_post=False) is FAIL

    def test_older_ones_need_evidence_while_the_present_post_is_unknown(self) -> None:
        assert self.outcome(date(2012, 3, 1), None) is EVIDENCE
        assert self.outcome(date(2012, 3, 1), None, present_post=False) is FAIL

    def test_the_oldest_of_those_too_old_is_named_and_all_are_counted(self) -> None:
        achievements = (
            AchievementDate("旧", date(2014, 1, 1)),
            AchievementDate("最旧", date(2013, 1, 1)),
            AchievementDate("新", date(2023, 1, 1)),
        )
        facts = replace(GOOD, achievements=achievements, present_post_since=date(2022, 1, 1))
        finding = assess(facts, only("ARCHIVE_SINCE", {"years": 5}))[1]
        assert finding.params == {
            "name": "最旧",
            "found": date(2013, 1, 1),
            "wanted": date(2018, 6, 30),
            "count": 2,
        }

    def test_an_application_without_achievements_needs_evidence(self) -> None:
        assert outcome_of(replace(GOOD, achievements=()), only("ARCHIVE_SINCE", {"years": 5})) is EVIDENCE


@pytest.mark.parametrize(
    ("characters", "expected"), [(0, EVIDENCE), (1, PASS), (999, PASS), (1000, PASS), (1001, FAIL)]
)
def test_the_statement_has_at_most_a_thousand_characters(characters: int, expected: Outcome) -> None:
    facts = replace(GOOD, statement_characters=characters)
    assert outcome_of(facts, only("STATEMENT_LENGTH", {"max": 1000})) is expected


@pytest.mark.parametrize(("score", "expected"), [("116.9", FAIL), ("117", PASS), ("117.1", PASS)])
def test_the_self_score_reaches_its_threshold(score: str, expected: Outcome) -> None:
    assert outcome_of(replace(GOOD, self_score=Decimal(score)), only("SELF_SCORE", {"min": 117})) is expected


@pytest.mark.parametrize(("score", "expected"), [("89.9", FAIL), ("90", EVIDENCE), ("90.1", EVIDENCE)])
def test_a_score_that_a_committee_approves_is_for_the_auditor(score: str, expected: Outcome) -> None:
    """004: ≥ 90 as approved by the intermediate committee (R-56)."""
    rules = only("SELF_SCORE", {"min": 90, "approved_by": "中评委"})
    assert outcome_of(replace(GOOD, self_score=Decimal(score)), rules) is expected


class TestRecommenders:
    SUITED = RecommenderFacts("senior-engineer", in_service=True, related_specialty=True)

    def outcome(self, *people: RecommenderFacts) -> Outcome:
        rules = only("RECOMMENDERS", {"n": 2, "title": ["senior-engineer", "full-senior-engineer"]})
        return outcome_of(replace(GOOD, recommenders=people), rules)

    def test_two_of_the_titles_named_are_enough(self) -> None:
        assert self.outcome(self.SUITED) is FAIL
        assert self.outcome(self.SUITED, replace(self.SUITED, title="full-senior-engineer")) is PASS
        assert self.outcome(self.SUITED, self.SUITED, self.SUITED) is PASS

    @pytest.mark.parametrize("change", [{"title": "engineer"}, {"in_service": False}, {"related_specialty": False}])
    def test_one_who_is_not_suited_does_not_count(self, change: dict[str, Any]) -> None:
        assert self.outcome(self.SUITED, replace(self.SUITED, **change)) is FAIL

    @pytest.mark.parametrize("change", [{"in_service": None}, {"related_specialty": None}])
    def test_one_who_may_be_suited_needs_evidence(self, change: dict[str, Any]) -> None:
        assert self.outcome(self.SUITED, replace(self.SUITED, **change)) is EVIDENCE


class TestInitialConferment:
    """R-36: 中专 and above with a matching or similar field who reach the years go by 初定."""

    def outcome(self, *records: EducationRecord, years: int = 5, days: int = 0, **changes: Any) -> Outcome:
        facts = replace(GOOD, education=records, employment=worked(years, days))
        rules = shangyu(ASSISTANT, **changes)
        return requirement(facts, rules, RequirementKind.NO_LOWER_PROCEDURE).outcome

    @pytest.mark.parametrize("match", [M, S])
    @pytest.mark.parametrize(
        ("record", "years"),
        [
            (diploma(L.POSTGRADUATE), 0),
            (diploma(L.BACHELOR, degree=Degree.MASTER), 0),
            (diploma(L.BACHELOR), 1),
            (diploma(L.COLLEGE), 3),
            (diploma(L.SECONDARY_VOCATIONAL), 5),
        ],
    )
    def test_a_matching_diploma_with_full_years_is_advised_to_initial_conferment(
        self, record: EducationRecord, years: int, match: FieldMatch
    ) -> None:
        facts = replace(GOOD, education=(replace(record, match=match),), employment=worked(years))
        finding = requirement(facts, shangyu(ASSISTANT), RequirementKind.NO_LOWER_PROCEDURE)
        assert (finding.outcome, finding.waivable) == (FAIL, True)
        assert "Apply for initial conferment" in finding.message
        assert finding.params == {"field": "–", "level": record.level}

    def test_the_field_of_study_is_named(self) -> None:
        facts = replace(GOOD, education=(diploma(L.COLLEGE, M, field_of_study="土木工程"),), employment=worked(3))
        finding = requirement(facts, shangyu(ASSISTANT), RequirementKind.NO_LOWER_PROCEDURE)
        assert finding.params["field"] == "土木工程"

    @pytest.mark.parametrize(("days", "expected"), [(-1, PASS), (0, FAIL), (1, FAIL)])
    def test_one_day_below_the_years_initial_conferment_is_not_open(self, days: int, expected: Outcome) -> None:
        assert self.outcome(diploma(L.SECONDARY_VOCATIONAL, M), days=days) is expected

    def test_an_unmatched_diploma_goes_by_review(self) -> None:
        assert self.outcome(diploma(L.BACHELOR, U)) is PASS

    @pytest.mark.parametrize("level", [L.JUNIOR_MIDDLE, L.SENIOR_MIDDLE])
    def test_below_secondary_vocational_review_is_the_way_whatever_the_field(self, level: EducationLevel) -> None:
        assert self.outcome(diploma(level, M), years=12) is PASS

    def test_a_matching_lower_diploma_is_enough_beside_an_unmatched_higher_one(self) -> None:
        assert self.outcome(diploma(L.BACHELOR, U), diploma(L.SECONDARY_VOCATIONAL, M)) is FAIL
        assert self.outcome(diploma(L.BACHELOR, U), diploma(L.SECONDARY_VOCATIONAL, M), days=-1) is PASS

    def test_an_undeclared_match_needs_evidence_where_the_years_are_reached(self) -> None:
        assert self.outcome(diploma(L.COLLEGE, None), years=3) is EVIDENCE
        assert self.outcome(diploma(L.COLLEGE, None), years=4) is EVIDENCE
        assert self.outcome(diploma(L.COLLEGE, None), years=3, days=-1) is PASS

    def test_a_diploma_after_submission_does_not_count(self) -> None:
        later = diploma(L.COLLEGE, M, graduated_on=SUBMITTED + timedelta(days=1))
        assert self.outcome(later, years=3) is PASS

    def test_unknown_years_need_evidence(self) -> None:
        facts = replace(GOOD, education=(diploma(L.COLLEGE, M),), employment=None)
        finding = requirement(facts, shangyu(ASSISTANT), RequirementKind.NO_LOWER_PROCEDURE)
        assert finding.outcome is EVIDENCE

    def test_rows_on_other_grounds_do_not_open_initial_conferment(self) -> None:
        facts = replace(
            GOOD,
            education=(diploma(L.COLLEGE, M),),
            titles=(TitleHeld(code="technician", obtained_on=date(2015, 1, 1)),),
        )
        nothing = PathRule(key="1", title=ASSISTANT)
        titles = PathRule(key="2", title=ASSISTANT, education=(L.COLLEGE,), current_title=("technician",))
        for row in (nothing, titles):
            rules = shangyu(ASSISTANT, paths=(row,))
            assert assess(facts, rules)[0].outcome is PASS
            assert requirement(facts, rules, RequirementKind.NO_LOWER_PROCEDURE).outcome is PASS

    def test_who_is_conferred_initially_under_this_plan_is_not_sent_there_again(self) -> None:
        review = PathRule(key="1", title=ASSISTANT, education=(L.COLLEGE,), professional_years=3)
        conferment = replace(review, key="2", procedure=Procedure.INITIAL_CONFERMENT, major_match=M)
        assert self.outcome(diploma(L.COLLEGE, M), paths=(review,)) is FAIL
        assert self.outcome(diploma(L.COLLEGE, M), paths=(review, conferment)) is PASS

    def test_an_auditor_may_waive_it(self) -> None:
        facts = replace(GOOD, education=(diploma(L.COLLEGE, M),), employment=worked(3))
        ruling = Ruling(RulingKind.WAIVED, "初定窗口已过，经批准参加评审")
        finding = requirement(
            facts, shangyu(ASSISTANT), RequirementKind.NO_LOWER_PROCEDURE, rulings={"requirement:R-36": ruling}
        )
        assert (finding.outcome, finding.ruling) == (PASS, ruling)
