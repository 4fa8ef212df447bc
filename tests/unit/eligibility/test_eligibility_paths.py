"""The decision table of Shangyu 2023 at one day below, on and above every year it prints."""

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
    diploma,
    job,
    paths_finding,
    row_result,
    shangyu,
    worked,
)

from app.core.eligibility import (
    ApplicantFacts,
    ConditionKind,
    DatePrecision,
    Degree,
    Duration,
    EducationLevel,
    EducationRecord,
    FieldMatch,
    Outcome,
    PathRule,
    Procedure,
    Ruling,
    RulingKind,
    SchoolClass,
    assess,
    reachable,
)

PASS, FAIL, EVIDENCE = Outcome.PASS, Outcome.FAIL, Outcome.EVIDENCE_NEEDED
M, S, U = FieldMatch.MATCHED, FieldMatch.SIMILAR, FieldMatch.UNMATCHED
L = EducationLevel

ROWS = [
    (TECHNICIAN, "R-27", diploma(L.BACHELOR, U), 1),
    (TECHNICIAN, "R-27", diploma(L.COLLEGE, U, Degree.BACHELOR), 1),
    (TECHNICIAN, "R-28", diploma(L.COLLEGE, M), 1),
    (TECHNICIAN, "R-28", diploma(L.COLLEGE, S), 1),
    (TECHNICIAN, "R-28", diploma(L.COLLEGE, U), 2),
    (TECHNICIAN, "R-28", diploma(L.SECONDARY_VOCATIONAL, M), 1),
    (TECHNICIAN, "R-28", diploma(L.SECONDARY_VOCATIONAL, U), 2),
    (TECHNICIAN, "R-29", diploma(L.SENIOR_MIDDLE, U), 8),
    (TECHNICIAN, "R-29", diploma(L.JUNIOR_MIDDLE, U), 8),
    (TECHNICIAN, "R-29", diploma(L.JUNIOR_MIDDLE, None), 8),
    (ASSISTANT, "R-30", diploma(L.POSTGRADUATE, U), 1),
    (ASSISTANT, "R-30", diploma(L.BACHELOR, U, Degree.MASTER), 1),
    (ASSISTANT, "R-30", diploma(L.BACHELOR, U, Degree.SECOND_BACHELOR), 1),
    (ASSISTANT, "R-31", diploma(L.BACHELOR, M), 1),
    (ASSISTANT, "R-31", diploma(L.BACHELOR, S), 1),
    (ASSISTANT, "R-31", diploma(L.BACHELOR, U), 2),
    (ASSISTANT, "R-31", diploma(L.COLLEGE, U, Degree.BACHELOR), 2),
    (ASSISTANT, "R-32", diploma(L.COLLEGE, M), 3),
    (ASSISTANT, "R-32", diploma(L.COLLEGE, U), 4),
    (ASSISTANT, "R-33", diploma(L.SECONDARY_VOCATIONAL, M), 5),
    (ASSISTANT, "R-33", diploma(L.SECONDARY_VOCATIONAL, U), 6),
    (ASSISTANT, "R-34", diploma(L.SENIOR_MIDDLE, M), 10),
    (ASSISTANT, "R-34", diploma(L.SENIOR_MIDDLE, U), 10),
    (ASSISTANT, "R-35", diploma(L.JUNIOR_MIDDLE, U), 12),
]


@pytest.mark.parametrize(("title", "key", "record", "wanted"), ROWS)
@pytest.mark.parametrize(("days", "expected"), [(-1, FAIL), (0, PASS), (1, PASS)])
def test_every_row_holds_from_the_day_on_which_its_years_are_full(
    title: str, key: str, record: EducationRecord, wanted: int, days: int, expected: Outcome
) -> None:
    facts = replace(GOOD, education=(record,), employment=worked(wanted, days))
    rules = shangyu(title, doors=False)
    finding = paths_finding(facts, rules)
    assert row_result(facts, rules, key).outcome is expected
    assert (finding.outcome, finding.subject) == (expected, f"path:{key}")
    assert finding.params["wanted"] == wanted
    assert finding.params["found"].years == (wanted if expected is PASS else wanted - 1)


@pytest.mark.parametrize("match", [M, S])
@pytest.mark.parametrize(
    ("title", "key", "record"),
    [
        (TECHNICIAN, "R-27", diploma(L.BACHELOR)),
        (TECHNICIAN, "R-27", diploma(L.COLLEGE, degree=Degree.BACHELOR)),
        (ASSISTANT, "R-30", diploma(L.POSTGRADUATE)),
        (ASSISTANT, "R-30", diploma(L.BACHELOR, degree=Degree.MASTER)),
        (ASSISTANT, "R-30", diploma(L.BACHELOR, degree=Degree.SECOND_BACHELOR)),
        (ASSISTANT, "R-30", diploma(L.BACHELOR, degree=Degree.DOCTOR)),
    ],
)
def test_rows_without_years_hold_at_once_for_a_matching_field(
    title: str, key: str, record: EducationRecord, match: FieldMatch
) -> None:
    facts = replace(GOOD, education=(replace(record, match=match),), employment=())
    finding = paths_finding(facts, shangyu(title))
    assert (finding.outcome, finding.subject) == (PASS, f"path:{key}")
    assert [condition.kind for condition in finding.details[0].conditions] == [ConditionKind.EDUCATION]


@pytest.mark.parametrize(
    ("key", "record"),
    [
        ("R-30", diploma(L.BACHELOR, M, Degree.BACHELOR)),
        ("R-31", diploma(L.COLLEGE, M)),
        ("R-32", diploma(L.SECONDARY_VOCATIONAL, M)),
        ("R-33", diploma(L.SENIOR_MIDDLE, M)),
        ("R-34", diploma(L.JUNIOR_MIDDLE, M)),
    ],
)
def test_an_education_one_level_below_a_row_does_not_use_it(key: str, record: EducationRecord) -> None:
    facts = replace(GOOD, education=(record,), employment=worked(9))
    result = row_result(facts, shangyu(ASSISTANT), key)
    assert result.outcome is FAIL
    assert result.conditions[0].kind is ConditionKind.EDUCATION
    assert result.params["found"][0] is record.level


def test_a_higher_education_may_use_a_lower_row_and_the_row_with_fewest_years_is_reported() -> None:
    facts = replace(GOOD, education=(diploma(L.BACHELOR, M),), employment=worked(3))
    rules = shangyu(ASSISTANT)
    assert row_result(facts, rules, "R-32").outcome is PASS
    assert row_result(facts, rules, "R-33").outcome is FAIL
    assert paths_finding(facts, rules).subject == "path:R-31"


def test_years_before_and_after_the_degree_add_up() -> None:
    facts = replace(
        GOOD,
        education=(diploma(L.COLLEGE, M, graduated_on=date(2021, 7, 1)),),
        employment=(job(date(2018, 1, 1), date(2019, 6, 30)), job(date(2021, 12, 30))),
    )
    finding = paths_finding(facts, shangyu(ASSISTANT))
    assert (finding.outcome, finding.params["found"]) == (PASS, Duration(3))


def test_work_outside_the_profession_does_not_count() -> None:
    (professional,) = worked(1, -1)
    other = job(date(2000, 1, 1), date(2022, 12, 31), professional=False)
    facts = replace(GOOD, education=(diploma(L.BACHELOR, M),), employment=(other, professional))
    finding = paths_finding(facts, shangyu(ASSISTANT, doors=False))
    assert (finding.outcome, finding.params["found"].years) == (FAIL, 0)


def test_employment_known_by_month_counts_whole_months() -> None:
    facts = replace(
        GOOD,
        education=(diploma(L.BACHELOR, M),),
        employment=(job(date(2021, 9, 15), date(2022, 8, 15), precision=DatePrecision.MONTH),),
    )
    assert paths_finding(facts, shangyu(ASSISTANT)).params["found"] == Duration(1)


def test_a_diploma_of_the_day_of_submission_counts_and_a_later_one_does_not() -> None:
    rules = shangyu(TECHNICIAN)
    on_the_day = replace(GOOD, education=(diploma(L.BACHELOR, M, graduated_on=SUBMITTED),))
    after = replace(GOOD, education=(diploma(L.BACHELOR, M, graduated_on=SUBMITTED + timedelta(days=1)),))
    assert paths_finding(on_the_day, rules).outcome is PASS
    assert paths_finding(after, rules).outcome is FAIL
    assert "no completed education" in paths_finding(after, rules).message


def test_a_technician_school_diploma_counts_as_its_equivalent() -> None:
    record = diploma(L.SENIOR_MIDDLE, M, equivalent=L.COLLEGE)
    facts = replace(GOOD, education=(record,), employment=worked(3))
    assert paths_finding(facts, shangyu(ASSISTANT, doors=False)).subject == "path:R-32"
    assert paths_finding(facts, shangyu(ASSISTANT, doors=False)).outcome is PASS


@pytest.mark.parametrize(
    ("school_class", "row", "years"),
    [
        (SchoolClass.INTERMEDIATE_WORKER_CLASS, "secondary", 5),
        (SchoolClass.SENIOR_WORKER_CLASS, "college", 3),
        (SchoolClass.SKILLED_TECHNICIAN_CLASS, "bachelor", 1),
    ],
)
def test_a_technician_school_s_class_counts_as_the_level_that_the_plan_sets_beside_it(
    school_class: SchoolClass, row: str, years: int
) -> None:
    """R-58: 中级工班 as 中专, 高级工班 as 大专, 预备技师（技师）班 as 本科."""
    rows = {
        "secondary": (["SECONDARY_VOCATIONAL", "INTERMEDIATE_WORKER_CLASS"], 5),
        "college": (["SENIOR_WORKER_CLASS", "COLLEGE"], 3),
        "bachelor": (["BACHELOR", "SKILLED_TECHNICIAN_CLASS"], 1),
    }
    paths = tuple(
        PathRule.from_mapping({"title": ASSISTANT, "education": education, "professional_years": wanted}, key=key)
        for key, (education, wanted) in rows.items()
    )
    rules = shangyu(ASSISTANT, paths=paths)
    record = diploma(L.JUNIOR_MIDDLE, M, school_class=school_class)

    def outcome(days: int, record: EducationRecord = record) -> tuple[Outcome, str]:
        finding = paths_finding(replace(GOOD, education=(record,), employment=worked(years, days)), rules)
        return finding.outcome, finding.subject

    assert outcome(-1)[0] is FAIL
    assert outcome(0) == outcome(1) == (PASS, f"path:{row}")
    assert outcome(0, replace(record, school_class=None))[0] is FAIL
    assert outcome(0, replace(record, equivalent=L.JUNIOR_MIDDLE))[0] is FAIL


def test_a_class_that_no_row_names_counts_as_its_own_level() -> None:
    record = diploma(L.COLLEGE, M, school_class=SchoolClass.SENIOR_WORKER_CLASS)
    facts = replace(GOOD, education=(record,), employment=worked(3))
    assert row_result(facts, shangyu(ASSISTANT), "R-32").outcome is PASS
    assert row_result(facts, shangyu(ASSISTANT), "R-31").outcome is FAIL


def test_of_two_diplomas_the_one_that_reaches_the_row_is_used() -> None:
    facts = replace(GOOD, education=(diploma(L.BACHELOR, U), diploma(L.COLLEGE, M)), employment=worked(3))
    assert row_result(facts, shangyu(ASSISTANT), "R-32").outcome is PASS


@pytest.mark.parametrize(
    ("years", "expected", "figures"),
    [
        (2, FAIL, {"found": Duration(2), "wanted": 3, "cutoff": CUTOFF}),
        (3, EVIDENCE, {"field": "土木工程"}),
        (4, PASS, {"found": Duration(4), "wanted": 4, "cutoff": CUTOFF}),
    ],
)
def test_an_undeclared_match_decides_only_between_the_two_numbers_of_years(
    years: int, expected: Outcome, figures: dict[str, object]
) -> None:
    record = diploma(L.COLLEGE, None, field_of_study="土木工程")
    result = row_result(replace(GOOD, education=(record,), employment=worked(years)), shangyu(ASSISTANT), "R-32")
    assert (result.outcome, result.params) == (expected, figures)


def test_a_row_that_asks_for_more_names_the_highest_diploma() -> None:
    lower = diploma(L.COLLEGE, graduated_on=date(2015, 7, 1))
    facts = replace(GOOD, education=(lower, diploma(L.BACHELOR, degree=Degree.BACHELOR), lower))
    assert row_result(facts, shangyu(ASSISTANT), "R-30").params["found"] == (L.BACHELOR, Degree.BACHELOR)


def test_extra_years_are_mentioned_only_for_an_unmatched_field() -> None:
    for match, mentioned in [(M, False), (U, True)]:
        facts = replace(GOOD, education=(diploma(L.COLLEGE, match),), employment=worked(2))
        result = row_result(facts, shangyu(ASSISTANT), "R-32")
        assert ("of which" in result.message, "extra" in result.params) == (mentioned, mentioned)


def test_a_failing_finding_names_the_nearest_row_first() -> None:
    facts = replace(GOOD, education=(diploma(L.COLLEGE, U),), employment=worked(3))
    finding = paths_finding(facts, shangyu(ASSISTANT, doors=False))
    assert [result.subject for result in finding.details][:2] == ["path:R-32", "path:R-33"]
    assert finding.params == {"found": Duration(3), "wanted": 4, "extra": 1, "cutoff": CUTOFF}


def test_rows_of_other_titles_and_modes_are_left_out() -> None:
    rules = shangyu(TECHNICIAN)
    assert [result.subject for result in paths_finding(GOOD, rules).details] == [
        "path:R-27",
        "path:R-28",
        "path:R-29",
    ]
    other_mode = replace(rules, paths=tuple(replace(row, mode="DIRECT") for row in rules.paths))
    finding = paths_finding(GOOD, other_mode)
    assert (finding.outcome, finding.details, finding.subject) == (FAIL, (), "path:")


@pytest.mark.parametrize(("key", "other"), [("R-40", "R-41"), ("R-41", "R-40")])
def test_a_policy_door_needs_evidence_until_an_auditor_confirms_it(key: str, other: str) -> None:
    facts = replace(GOOD, education=(diploma(L.JUNIOR_MIDDLE, U),), employment=worked(2))
    rules = shangyu(ASSISTANT)
    finding = paths_finding(facts, rules)
    assert finding.outcome is EVIDENCE
    assert "remains open" in finding.message
    assert row_result(facts, rules, key).outcome is EVIDENCE
    ruling = Ruling(RulingKind.CONFIRMED, "符合文件第三条，已核对原件")
    confirmed = paths_finding(facts, rules, rulings={f"path:{key}": ruling})
    assert (confirmed.outcome, confirmed.subject, confirmed.ruling) == (PASS, f"path:{key}", ruling)
    assert row_result(facts, rules, other, rulings={f"path:{key}": ruling}).outcome is EVIDENCE


def test_the_door_is_said_to_remain_open_only_where_a_printed_row_fails_and_nobody_has_confirmed_it() -> None:
    facts = replace(GOOD, education=(diploma(L.JUNIOR_MIDDLE, U),), employment=worked(2))
    door = PathRule(key="door", title=TECHNICIAN, by_document="绍市人社发〔2021〕11号")
    printed = PathRule(key="printed", title=TECHNICIAN, education=(L.BACHELOR,), unmatched_extra_years=1)
    rules = shangyu(TECHNICIAN, paths=(door, printed))
    assert "remains open" in paths_finding(facts, rules).message
    confirmed = {"path:door": Ruling(RulingKind.CONFIRMED, "已核对")}
    assert "remains open" not in paths_finding(facts, rules, rulings=confirmed).message
    assert "remains open" not in paths_finding(facts, replace(rules, paths=(door,))).message
    undeclared = replace(facts, education=(diploma(L.BACHELOR, None),), employment=())
    with_a_failing_row = replace(rules, paths=(door, printed, replace(printed, key="3", professional_years=9)))
    assert "not stated" in paths_finding(undeclared, with_a_failing_row).message


def test_a_row_that_prints_its_years_is_reported_before_a_policy_door() -> None:
    rulings = {"path:R-40": Ruling(RulingKind.CONFIRMED, "已核对")}
    assert paths_finding(GOOD, shangyu(ASSISTANT), rulings=rulings).subject == "path:R-31"


def test_no_ruling_mends_a_row_that_fails() -> None:
    facts = replace(GOOD, education=(diploma(L.COLLEGE, M),), employment=worked(3, -1))
    for kind in RulingKind:
        rulings = {"path:R-32": Ruling(kind, "差一天")}
        finding = paths_finding(facts, shangyu(ASSISTANT, doors=False), rulings=rulings)
        assert (finding.outcome, finding.ruling) == (FAIL, None)


@pytest.mark.parametrize("field", ["education", "employment"])
def test_what_is_not_known_needs_evidence(field: str) -> None:
    facts = replace(GOOD, **{field: None})
    assert paths_finding(facts, shangyu(ASSISTANT, doors=False)).outcome is EVIDENCE


def test_nothing_known_at_all_never_passes() -> None:
    finding = paths_finding(ApplicantFacts(), shangyu(ASSISTANT))
    assert finding.outcome is EVIDENCE
    assert all(result.outcome is EVIDENCE for result in finding.details)


def test_a_row_without_conditions_holds_and_says_so() -> None:
    finding = paths_finding(ApplicantFacts(), shangyu(TECHNICIAN, paths=(PathRule(key="1", title=TECHNICIAN),)))
    assert finding.outcome is PASS
    assert "no condition" in finding.message


@pytest.mark.parametrize(
    ("wanted", "match", "expected"),
    [(M, M, PASS), (M, S, PASS), (M, U, FAIL), (M, None, EVIDENCE), (U, U, PASS), (U, S, FAIL), (U, M, FAIL)],
)
def test_a_row_may_be_for_matching_or_for_unmatched_fields_only(
    wanted: FieldMatch, match: FieldMatch | None, expected: Outcome
) -> None:
    row = PathRule(key="1", title=TECHNICIAN, education=(L.BACHELOR,), major_match=wanted)
    facts = replace(GOOD, education=(diploma(L.BACHELOR, match),))
    assert paths_finding(facts, shangyu(TECHNICIAN, paths=(row,))).outcome is expected


def test_initial_conferment_is_reported_before_review() -> None:
    review = PathRule(key="review", title=TECHNICIAN, education=(L.BACHELOR,))
    conferment = replace(review, key="conferment", procedure=Procedure.INITIAL_CONFERMENT, professional_years=1)
    finding = paths_finding(GOOD, shangyu(TECHNICIAN, paths=(review, conferment)))
    assert finding.details[0].procedure is Procedure.INITIAL_CONFERMENT


def test_reachable_needs_a_path_and_every_requirement() -> None:
    rules = shangyu(ASSISTANT)
    assert reachable(assess(GOOD, rules)) is PASS
    assert reachable(assess(replace(GOOD, civil_servant=True), rules)) is FAIL
    assert reachable(assess(replace(GOOD, civil_servant=None), rules)) is EVIDENCE
    assert reachable(assess(replace(GOOD, civil_servant=True, in_service=None), rules)) is FAIL
    assert reachable(assess(replace(GOOD, employment=worked(2, -1)), shangyu(ASSISTANT, doors=False))) is FAIL
    with pytest.raises(ValueError, match="no findings"):
        reachable([])
