"""Each kind of requirement: below, on and above its figure; unknown facts never pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from eligibility_shangyu import (
    ASSISTANT,
    CUTOFF,
    GOOD,
    SUBMITTED,
    only,
    outcome_of,
    requirement,
    shangyu,
)

from app.core.eligibility import (
    Affiliation,
    ApplicantFacts,
    Ban,
    EducationLevel,
    FieldMatch,
    InsurancePeriod,
    Outcome,
    RequirementKind,
    Ruling,
    RulingKind,
    assess,
)

PASS, FAIL, EVIDENCE = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED
M, S, U = FieldMatch.MATCHED, FieldMatch.SIMILAR, FieldMatch.UNMATCHED
L = EducationLevel

EXAMPLES: dict[str, dict[str, Any]] = {
    "EMPLOYER_KIND": {"kinds": ["NON_PUBLIC_ENTERPRISE"]},
    "WORK_REGION": {"region": "330604"},
    "SOCIAL_INSURANCE": {"months": 12},
    "APPRAISAL": {"years": 1},
    "CE_HOURS": {"years": 4, "total": 90},
    "ARCHIVE_SINCE": {"years": 5},
    "STATEMENT_LENGTH": {"max": 1000},
    "SELF_SCORE": {"min": 117},
    "RECOMMENDERS": {"n": 2, "title": "senior-engineer"},
    "CONFIRMATION": {"text": "具有独立完成一般性技术工作的实际能力"},
}


@pytest.mark.parametrize("kind", list(RequirementKind))
def test_no_kind_passes_when_nothing_is_known(kind: RequirementKind) -> None:
    assert outcome_of(ApplicantFacts(), only(kind.value, EXAMPLES.get(kind.value))) is EVIDENCE


def test_one_who_meets_the_notice_passes_every_row() -> None:
    findings = assess(GOOD, shangyu(ASSISTANT))
    assert [finding.outcome for finding in findings] == [PASS] * 9
    assert [finding.subject for finding in findings[1:3]] == ["requirement:R-13", "requirement:R-13a"]


@pytest.mark.parametrize(
    ("kind", "field", "good", "bad"),
    [
        ("NOT_CIVIL_SERVANT", "civil_servant", False, True),
        ("IN_SERVICE", "in_service", True, False),
        ("CREDIT_CHECK", "credit_clear", True, False),
        ("DEFENCE", "defence_passed", True, False),
    ],
)
def test_yes_or_no_requirements(kind: str, field: str, good: bool, bad: bool) -> None:
    assert outcome_of(replace(GOOD, **{field: good}), only(kind)) is PASS
    assert outcome_of(replace(GOOD, **{field: bad}), only(kind)) is FAIL
    assert outcome_of(replace(GOOD, **{field: None}), only(kind)) is EVIDENCE


def test_a_civil_servant_may_not_apply_and_nobody_may_waive_it() -> None:
    facts = replace(GOOD, civil_servant=True)
    rulings = {"requirement:R-16": Ruling(RulingKind.WAIVED, "特殊情况")}
    finding = requirement(facts, shangyu(ASSISTANT), RequirementKind.NOT_CIVIL_SERVANT, rulings=rulings)
    assert (finding.outcome, finding.waivable, finding.ruling, finding.clause) == (FAIL, False, None, "一")


@pytest.mark.parametrize(
    ("excluded", "kind", "expected"),
    [
        (None, "CIVIL_SERVICE_MANAGED", FAIL),
        (None, "PUBLIC_INSTITUTION", PASS),
        (None, None, PASS),
        (["STATE_OWNED_ENTERPRISE"], "STATE_OWNED_ENTERPRISE", FAIL),
        (["STATE_OWNED_ENTERPRISE"], "CIVIL_SERVICE_MANAGED", PASS),
    ],
)
def test_the_staff_of_an_employer_managed_as_civil_service_may_not_apply(
    excluded: list[str] | None, kind: str | None, expected: Outcome
) -> None:
    rules = only("NOT_CIVIL_SERVANT", {"excluded_kinds": excluded} if excluded else {})
    assert outcome_of(replace(GOOD, employer_kind=kind), rules) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("NON_PUBLIC_ENTERPRISE", PASS), ("SOCIAL_ORGANISATION", PASS), ("PUBLIC_INSTITUTION", FAIL), ("", EVIDENCE)],
)
def test_kind_of_employer_is_one_of_those_named(kind: str, expected: Outcome) -> None:
    rules = only("EMPLOYER_KIND", {"kinds": ["NON_PUBLIC_ENTERPRISE", "SOCIAL_ORGANISATION"]})
    assert outcome_of(replace(GOOD, employer_kind=kind), rules) is expected


@pytest.mark.parametrize(
    ("region", "works_in", "expected"),
    [
        ("330604", "330604", PASS),
        ("330604", "330602", FAIL),
        ("330600", "330604", PASS),
        ("3306", "330604", PASS),
        ("330000", "330604", PASS),
        ("330604", "330600", FAIL),
        ("330600", "330700", FAIL),
    ],
)
def test_region_of_work_lies_within_the_plan_s_region(region: str, works_in: str, expected: Outcome) -> None:
    assert outcome_of(replace(GOOD, work_region=works_in), only("WORK_REGION", {"region": region})) is expected


class TestAffiliation:
    def outcome(self, *regions: str, work_region: str | None = "330604") -> Outcome:
        facts = replace(GOOD, affiliation=Affiliation(*regions), work_region=work_region)
        return outcome_of(facts, only("AFFILIATION"))

    def test_three_relations_in_one_region_match(self) -> None:
        assert self.outcome("330604", "330604", "330604") is PASS

    @pytest.mark.parametrize("file_region", ["330602", "310101"])
    def test_three_that_differ_apply_through_the_employer_that_pays_the_insurance(self, file_region: str) -> None:
        assert self.outcome("330604", file_region, "330604") is PASS
        assert self.outcome(file_region, "330604", "330604") is FAIL

    def test_where_the_employer_s_region_is_unknown_evidence_is_needed(self) -> None:
        assert self.outcome("330604", "330602", "330604", work_region=None) is EVIDENCE


class TestSocialInsurance:
    """Submitted on 20 March 2023: payment since 20 March 2022 is twelve months."""

    def outcome(self, *periods: InsurancePeriod, in_payment: bool = True, region: str | None = None) -> Outcome:
        parameters = {"months": 12, "in_payment": in_payment, "region": region}
        return outcome_of(replace(GOOD, insurance=periods), only("SOCIAL_INSURANCE", parameters))

    @pytest.mark.parametrize(
        ("first_day", "expected", "months"),
        [
            (date(2022, 4, 20), FAIL, 11),
            (date(2022, 3, 21), FAIL, 11),
            (date(2022, 3, 20), PASS, 12),
            (date(2022, 2, 20), PASS, 13),
        ],
    )
    def test_eleven_months_fail_and_twelve_and_thirteen_pass(
        self, first_day: date, expected: Outcome, months: int
    ) -> None:
        facts = replace(GOOD, insurance=(InsurancePeriod(started_on=first_day, region="330604"),))
        finding = requirement(facts, shangyu(ASSISTANT), RequirementKind.SOCIAL_INSURANCE)
        assert (finding.outcome, finding.params["found"], finding.params["wanted"]) == (expected, months, 12)
        assert finding.waivable

    def test_it_is_measured_at_submission_not_at_the_cutoff(self) -> None:
        period = InsurancePeriod(started_on=date(2022, 6, 1), region="330604")
        assert CUTOFF > SUBMITTED
        assert self.outcome(period) is FAIL

    def test_a_break_starts_the_count_anew(self) -> None:
        early = InsurancePeriod(started_on=date(2018, 1, 1), ended_on=date(2022, 5, 31), region="330604")
        assert self.outcome(early, InsurancePeriod(started_on=date(2022, 6, 1), region="330604")) is PASS
        assert self.outcome(early, InsurancePeriod(started_on=date(2022, 7, 1), region="330604")) is FAIL

    @pytest.mark.parametrize(("last_day", "expected"), [(date(2023, 3, 19), FAIL), (date(2023, 3, 20), PASS)])
    def test_payment_is_in_force_on_the_day_of_submission(self, last_day: date, expected: Outcome) -> None:
        period = InsurancePeriod(started_on=date(2018, 1, 1), ended_on=last_day, region="330604")
        assert self.outcome(period) is expected
        assert self.outcome(period, in_payment=False) is PASS

    def test_payment_that_continues_on_the_day_of_submission_is_in_force(self) -> None:
        earlier = InsurancePeriod(started_on=date(2018, 1, 1), ended_on=date(2023, 3, 19), region="330604")
        assert self.outcome(earlier, InsurancePeriod(started_on=SUBMITTED, region="330604")) is PASS
        later = InsurancePeriod(started_on=SUBMITTED + timedelta(days=1), region="330604")
        assert self.outcome(earlier, later) is FAIL

    @pytest.mark.parametrize("region", ["330602", "339005"])
    def test_payment_elsewhere_in_the_province_does_not_count(self, region: str) -> None:
        assert self.outcome(InsurancePeriod(started_on=date(2018, 1, 1), region=region)) is FAIL

    def test_a_plan_may_count_a_whole_city(self) -> None:
        assert self.outcome(InsurancePeriod(started_on=date(2018, 1, 1), region="330602"), region="330600") is PASS

    def test_payment_in_another_province_needs_proof_where_it_makes_up_the_months(self) -> None:
        outside = InsurancePeriod(started_on=date(2021, 1, 1), ended_on=date(2022, 9, 30), region="310101")
        here = InsurancePeriod(started_on=date(2022, 10, 1), region="330604")
        assert self.outcome(outside, here) is EVIDENCE
        assert self.outcome(here) is FAIL
        assert self.outcome(replace(outside, ended_on=date(2022, 8, 31)), here) is FAIL

    def test_only_payment_in_another_province_needs_proof(self) -> None:
        assert self.outcome(InsurancePeriod(started_on=date(2021, 1, 1), region="310101")) is EVIDENCE

    def test_where_local_is_unknown_evidence_is_needed(self) -> None:
        facts = replace(GOOD, work_region=None)
        assert outcome_of(facts, only("SOCIAL_INSURANCE", {"months": 12})) is EVIDENCE
        assert outcome_of(facts, only("SOCIAL_INSURANCE", {"months": 12, "region": "330604"})) is PASS

    def test_no_payment_at_all_fails(self) -> None:
        assert self.outcome() is FAIL


class TestRulings:
    FACTS = replace(GOOD, insurance=(InsurancePeriod(started_on=date(2022, 4, 20), region="330604"),))

    def finding(self, ruling: Ruling, facts: ApplicantFacts = FACTS) -> Any:
        rulings = {"requirement:R-45": ruling}
        return requirement(facts, shangyu(ASSISTANT), RequirementKind.SOCIAL_INSURANCE, rulings=rulings)

    def test_a_waivable_failure_is_waived_and_keeps_its_figures(self) -> None:
        ruling = Ruling(RulingKind.WAIVED, "新设企业，已核实")
        finding = self.finding(ruling)
        assert (finding.outcome, finding.ruling, finding.params["found"]) == (PASS, ruling, 11)

    def test_a_failure_is_not_confirmed_away(self) -> None:
        finding = self.finding(Ruling(RulingKind.CONFIRMED, "已核实"))
        assert (finding.outcome, finding.ruling) == (FAIL, None)

    def test_what_passes_by_itself_is_not_marked_as_ruled(self) -> None:
        finding = self.finding(Ruling(RulingKind.WAIVED, "已核实"), GOOD)
        assert (finding.outcome, finding.ruling) == (PASS, None)

    def test_needed_evidence_is_confirmed(self) -> None:
        ruling = Ruling(RulingKind.CONFIRMED, "已核对外省缴费证明")
        finding = self.finding(ruling, replace(GOOD, insurance=None))
        assert (finding.outcome, finding.ruling) == (PASS, ruling)

    def test_a_waiver_of_missing_evidence_counts_only_on_a_waivable_row(self) -> None:
        rulings = {"requirement:one": Ruling(RulingKind.WAIVED, "免予提供")}
        for waivable, expected in [(True, PASS), (False, EVIDENCE)]:
            rules = only("CREDIT_CHECK", waivable=waivable)
            assert assess(GOOD, rules, rulings)[1].outcome is expected

    def test_a_ruling_without_a_reason_is_refused(self) -> None:
        with pytest.raises(ValueError, match="reason"):
            Ruling(RulingKind.WAIVED, "  ")


def test_a_confirmation_waits_for_an_auditor() -> None:
    rules = only("CONFIRMATION", {"text": "掌握本专业的基础理论知识"})
    finding = assess(GOOD, rules)[1]
    assert (finding.outcome, finding.params) == (EVIDENCE, {"text": "掌握本专业的基础理论知识"})
    ruling = Ruling(RulingKind.CONFIRMED, "已核实")
    assert assess(GOOD, rules, {finding.subject: ruling})[1].outcome is PASS


class TestBans:
    def outcome(self, *bans: Ban) -> Outcome:
        return outcome_of(replace(GOOD, bans=bans), only("NO_BAN"))

    @pytest.mark.parametrize(
        ("first_day", "last_day", "expected"),
        [
            (date(2020, 1, 1), date(2023, 3, 19), PASS),
            (date(2020, 1, 1), date(2023, 3, 20), FAIL),
            (date(2023, 3, 20), date(2026, 3, 19), FAIL),
            (date(2023, 3, 21), date(2026, 3, 20), PASS),
        ],
    )
    def test_a_ban_holds_from_its_first_to_its_last_day(
        self, first_day: date, last_day: date, expected: Outcome
    ) -> None:
        assert self.outcome(Ban(first_day, last_day)) is expected

    def test_none_passes(self) -> None:
        assert self.outcome() is PASS

    def test_of_two_bans_the_later_end_is_named(self) -> None:
        bans = (Ban(date(2022, 1, 1), date(2024, 12, 31)), Ban(date(2023, 1, 1), date(2025, 12, 31)))
        for given in (bans, bans[::-1]):
            finding = assess(replace(GOOD, bans=given), only("NO_BAN"))[1]
            assert finding.params == {"found": date(2025, 12, 31), "submitted": SUBMITTED}


@pytest.mark.parametrize(
    ("established", "vacancies", "expected"),
    [(False, None, PASS), (True, 1, PASS), (True, 0, FAIL), (True, None, EVIDENCE), (None, 1, EVIDENCE)],
)
def test_only_established_posts_need_a_vacancy(
    established: bool | None, vacancies: int | None, expected: Outcome
) -> None:
    facts = replace(GOOD, established_post=established, post_vacancies=vacancies)
    assert outcome_of(facts, only("POST_VACANCY")) is expected
