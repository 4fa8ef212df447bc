"""What the validator asks of a plan as a whole, at its boundaries; and what it only warns of."""

import datetime as dt

import pytest
from plan_samples import shangyu, shipped_catalog

from app.core.errors import Violation
from app.plans.rules import check_document, office_faults, warn_of, warning_key

FIRST, LAST, EMPLOYERS = dt.date(2023, 2, 21), dt.date(2023, 3, 31), dt.date(2023, 4, 21)
DAY = dt.timedelta(days=1)


def deadline(kind, due_on, starts_on=None, holder=None, key="a", **condition):
    return {
        "key": key,
        "name": key,
        "kind": kind,
        "applies_when": condition,
        "holder": holder,
        "organisation": None,
        "starts_on": starts_on,
        "due_on": due_on,
        "clause": "",
        "decided": "测试",
    }


def fields(document):
    return [fault.field for fault in check_document(document, shipped_catalog())]


def warned(document):
    return [warning.field for warning in warn_of(document, shipped_catalog())]


@pytest.fixture
def plan():
    return shangyu()


@pytest.fixture
def stages(plan):
    return plan["routes"][0]["stages"]


def test_the_shipped_plan_has_no_fault_and_no_warning(plan):
    assert fields(plan) == []
    assert warned(plan) == []


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (FIRST, LAST, []),
        (FIRST - DAY, LAST, ["deadlines.0.starts_on"]),
        (FIRST + DAY, LAST, []),
        (FIRST, LAST + DAY, ["deadlines.0.due_on"]),
    ],
)
def test_a_window_lies_between_the_opening_and_the_applicants_deadline(plan, starts, ends, expected):
    plan["deadlines"] = [deadline("WINDOW", ends, starts)]
    assert fields(plan) == expected


@pytest.mark.parametrize("kind", ["RECEIVING", "REVIEW"])
@pytest.mark.parametrize(("due", "expected"), [(-DAY, ["deadlines.0.due_on"]), (0 * DAY, []), (DAY, [])])
def test_nobody_receives_or_reviews_before_applicants_may_submit_for_the_last_time(plan, kind, due, expected):
    plan["deadlines"] = [deadline(kind, LAST + due, holder="HRSS_COUNTY" if kind == "RECEIVING" else None)]
    assert fields(plan) == expected


def test_whoever_has_a_window_of_their_own_is_received_from_its_end_on(plan):
    window = deadline("WINDOW", FIRST + 9 * DAY, FIRST, titles=["technician"])
    for title, days, expected in (
        ("technician", 9, []),
        ("technician", 8, ["deadlines.1.due_on"]),
        ("assistant-engineer", 9, ["deadlines.1.due_on"]),
    ):
        receiving = deadline("RECEIVING", FIRST + days * DAY, holder="HRSS_COUNTY", key="b", titles=[title])
        plan["deadlines"] = [window, receiving]
        assert fields(plan) == expected, (title, days)


def test_an_authority_further_on_does_not_stop_before_one_that_comes_first(plan):
    first = deadline("RECEIVING", LAST + 5 * DAY, holder="HRSS_COUNTY", key="a")
    for days, expected in ((4, ["deadlines.1.due_on"]), (5, []), (6, [])):
        later = deadline("RECEIVING", LAST + days * DAY, holder="ACCEPTING_COMMITTEE_OFFICE", key="b")
        plan["deadlines"] = [first, later]
        assert fields(plan) == expected, days
    other = deadline("RECEIVING", LAST, holder="ACCEPTING_COMMITTEE_OFFICE", key="b", titles=["technician"])
    plan["deadlines"] = [{**first, "applies_when": {"titles": ["assistant-engineer"]}}, other]
    assert fields(plan) == []


def test_every_path_and_requirement_cites_its_clause(plan):
    plan["paths"][1]["clause"] = plan["requirements"][2]["clause"] = ""
    assert fields(plan) == ["paths.1.clause", "requirements.2.clause"]


def test_a_fee_is_set_for_every_title_that_reaches_a_stage_that_waits_for_it(plan, stages):
    plan["fees"][0]["applies_when"] = {"titles": ["technician"]}
    faults = check_document(plan, shipped_catalog())
    assert [(fault.field, fault.params["title"]) for fault in faults] == [("fees", "assistant-engineer")]
    plan["fees"].append({**plan["fees"][0], "key": "more", "applies_when": {"titles": ["assistant-engineer"]}})
    assert fields(plan) == []
    plan["fees"].pop()
    stages[3]["gates"] = ["PAPER_RECEIVED"]
    assert fields(plan) == []


def test_a_fee_for_some_employers_alone_is_warned_of(plan):
    plan["fees"][0]["applies_when"] = {"employer_kinds": ["PUBLIC_INSTITUTION"]}
    assert fields(plan) == []
    assert warned(plan) == ["fees", "fees"]


def test_the_employer_begins_a_route(plan, stages):
    stages[0]["holder"] = "HRSS_COUNTY"
    plan["sheet"]["opinions"].pop(0)
    assert "routes.0.stages.0" in fields(plan)


def test_the_employers_notice_comes_before_it_forwards(plan, stages):
    stages[1], stages[2] = stages[2], {**stages[1], "printed_step": 3}
    assert fields(plan) == ["routes.0.stages.2"]
    assert warned(plan) == ["routes.0"]


def test_a_route_without_any_notice_is_warned_of(plan, stages):
    del stages[1]
    assert fields(plan) == []
    assert warned(plan) == ["routes.0"]


def test_a_title_that_is_only_recommended_ends_with_the_body_it_is_recommended_to(plan, stages):
    plan["sheet"]["opinions"].pop()
    stages[4:] = [{**stages[4], "kind": "RECOMMENDATION", "recipient": "绍兴市高级评委会"}]
    assert fields(plan) == ["routes.0.stages.4"]
    for row in plan["titles"]:
        row["recommended"] = True
    assert fields(plan) == []
    assert warned(plan) == []
    stages[4]["recipient"] = ""
    assert fields(plan) == ["routes.0.stages.4.recipient"]


def test_one_route_may_end_for_one_title_here_and_for_another_there(plan, stages):
    plan["titles"][0]["recommended"] = True
    code = plan["titles"][0]["title"]
    others = [row["title"] for row in plan["titles"] if row["title"] != code]
    end = {**stages[4], "kind": "RECOMMENDATION", "recipient": "绍兴市", "applies_when": {"titles": [code]}}
    stages[4:] = [end, {**stages[4], "kind": "ISSUANCE", "applies_when": {"titles": others}}]
    plan["sheet"]["opinions"].pop()
    assert fields(plan) == []
    assert warned(plan) == []


def test_a_mode_beside_the_normal_one_has_papers_of_its_own(plan):
    plan["modes"].append({**plan["modes"][0], "mode": "EXCEPTIONAL", "name": "破格申报"})
    plan["paths"].append({**plan["paths"][0], "key": "exceptional", "mode": "EXCEPTIONAL"})
    assert fields(plan) == []
    assert warned(plan) == ["modes.1"]
    plan["attachments"][0]["applies_when"] = {"modes": ["EXCEPTIONAL"]}
    assert warned(plan) == []


@pytest.mark.parametrize(("days", "expected"), [(-1, ["deadlines.0"]), (0, []), (1, [])])
def test_a_review_before_the_employers_deadline_is_warned_of(plan, days, expected):
    plan["deadlines"] = [deadline("REVIEW", EMPLOYERS + 30 * DAY, EMPLOYERS + days * DAY)]
    assert warned(plan) == expected


def test_a_notice_that_only_others_defer_to_is_asked_for_nothing_as_a_whole(plan):
    plan["takes_applications"] = False
    plan["paths"] = plan["routes"] = plan["fees"] = []
    plan["sheet"]["opinions"] = []
    assert fields(plan) == []
    assert warn_of(plan, shipped_catalog()) == []


OFFICES = (("HRSS", "330604", 0), ("above", "330600", 0), ("province", "330000", 0), ("beside", "330602", 1))


@pytest.mark.parametrize(("_name", "region", "found"), OFFICES)
def test_an_office_outside_the_plans_region_is_warned_of(plan, _name, region, found):
    from dataclasses import replace

    catalog = shipped_catalog()
    offices = {**catalog["organisations"]}
    offices["shangyu-hrss"] = replace(offices["shangyu-hrss"], region=region)
    told = office_faults(plan, {**catalog, "organisations": offices})
    assert [[one.field for one in faults] for faults in told] == [[], ["paper_receiver", "fees.0.payee"] * found]


def test_offices_of_the_region_that_was_cloned_are_errors(plan):
    from dataclasses import replace

    catalog = shipped_catalog()
    offices = {**catalog["organisations"]}
    offices["shangyu-hrss"] = replace(offices["shangyu-hrss"], region="330604")
    plan["region"] = "330602"
    errors, warnings = office_faults(plan, {**catalog, "organisations": offices}, left="330604")
    assert ([one.field for one in errors], warnings) == (["paper_receiver", "fees.0.payee"], [])


def test_a_warning_with_another_figure_is_another_warning():
    one = Violation("deadlines.0", "It is %(day)s.", {"day": FIRST})
    assert warning_key(one) == warning_key(Violation("deadlines.0", "It is %(day)s.", {"day": FIRST}))
    others = [
        Violation("deadlines.1", "It is %(day)s.", {"day": FIRST}),
        Violation("deadlines.0", "It is %(day)s.", {"day": LAST}),
    ]
    assert warning_key(one) not in {warning_key(other) for other in others}
