"""What everybody may ask: plans with all their rows, self-check, photo check, working days."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from app.applications.models import Application
from app.extensions import db
from app.files.models import StoredFile
from seed.pictures import portrait
from tests.builders import PLAN

AT = "2023-03-01 09:00"
CHECK = f"/api/v1/plans/{PLAN}/self-check"
PHOTO = f"/api/v1/photo-checks?plan={PLAN}"


def test_a_plan_has_all_its_rows_with_the_clauses_they_rest_on(program, world):
    from app.plans import queries

    answer = program().get(f"/api/v1/plans/{PLAN}")
    assert answer.status_code == 200
    told = answer.json
    with world.reading():
        plan = queries.plan_with_rows(world.plan_id)
        for section in (
            "clauses",
            "titles",
            "modes",
            "specialties",
            "committees",
            "attachments",
            "contacts",
            "paths",
            "requirements",
            "fees",
            "routes",
        ):
            assert len(told[section]) == len(getattr(plan, section)), section
        texts = {clause.key: clause.text for clause in plan.clauses}
        for section in ("paths", "requirements", "attachments"):
            for row, stored in zip(told[section], getattr(plan, section), strict=True):
                assert row["key"] == stored.key
                assert (row["clause"] or {}).get("text") == texts.get(stored.clause)
        stages = [stage["name"] for stage in told["routes"][0]["stages"]]
        assert stages == [stage.name for stage in plan.routes[0].stages]
    assert told["fees"][0]["amount"] == {"fen": 10_000, "text": "¥100.00"}
    assert told["opens_on"] == "2023-02-21"
    assert told["applicant_deadline"] == "2023-03-31"
    assert told["employer_deadline"] == "2023-04-21"
    assert told["status"] == {"code": "PUBLISHED", "name": "已发布"}


def facts(**changes):
    """A college diploma of a matching field, three full years of work on the day of the cut-off."""
    return {
        "education": [{"level": "COLLEGE", "graduated_on": "2020-06-30", "match": "MATCHED"}],
        "employment": [{"started_on": "2020-06-30"}],
        "civil_servant": False,
        **changes,
    }


def checked(program, given):
    answer = program(at=AT).post(CHECK, json={"title": "assistant-engineer", "mode": "NORMAL", "facts": given})
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize(
    ("started", "outcome", "found"),
    [
        ("2020-07-01", "FAIL", {"years": 2, "months": 11, "days": 29}),
        ("2020-06-30", "PASS", {"years": 3, "months": 0, "days": 0}),
        ("2020-06-29", "PASS", {"years": 3, "months": 0, "days": 1}),
    ],
)
def test_full_years_are_counted_to_the_cut_off_as_in_the_wizard(program, started, outcome, found):
    told = checked(program, facts(employment=[{"started_on": started}]))
    assert told["counted_to"] == "2023-06-30"
    path = told["findings"][0]
    assert path["kind"]["code"] == "QUALIFICATION_PATH"
    way = next(way for way in path["ways"] if way["subject"] == "path:assistant-college")
    assert way["outcome"]["code"] == outcome
    figures = {figure["name"]: figure for figure in way["figures"]}
    assert figures["found"]["value"] == found
    assert figures["wanted"]["value"] == 3
    assert figures["cutoff"] == {"name": "cutoff", "value": "2023-06-30", "text": "2023年6月30日"}
    assert way["clause"]["text"] == "大专毕业，从事专业工作满3年；"


def test_the_findings_are_those_of_assess(program, world):
    import datetime as dt

    from app.core import eligibility as rules
    from app.core.workflow import Subject
    from app.plans import queries
    from app.plans.rules import rules_for

    told = checked(program, facts(in_service=True, work_region="330604"))
    known = rules.ApplicantFacts(
        education=(
            rules.EducationRecord(
                level=rules.EducationLevel.COLLEGE,
                graduated_on=dt.date(2020, 6, 30),
                match=rules.FieldMatch.MATCHED,
            ),
        ),
        employment=(rules.EmploymentRecord(started_on=dt.date(2020, 6, 30)),),
        civil_servant=False,
        in_service=True,
        work_region="330604",
    )
    with world.reading():
        plan = queries.plan_with_rows(world.plan_id)
        findings = rules.assess(known, rules_for(plan, Subject("NORMAL", "assistant-engineer"), dt.date(2023, 3, 1)))
    assert [(one["subject"], one["outcome"]["code"]) for one in told["findings"]] == [
        (one.subject, one.outcome.name) for one in findings
    ]
    assert told["outcome"]["code"] == rules.reachable(findings).name


def test_what_is_not_known_needs_evidence_and_what_is_none_fails(program):
    def college(given):
        ways = checked(program, given)["findings"][0]["ways"]
        return next(way["outcome"]["code"] for way in ways if way["subject"] == "path:assistant-college")

    assert college({}) == "EVIDENCE_NEEDED"
    nothing = {key: [] for key in ("education", "employment", "titles", "skills", "vocational")}
    assert college(nothing) == "FAIL"


def test_without_title_and_mode_every_title_is_answered_the_nearest_first(program):
    told = program(at=AT).post(CHECK, json={"facts": facts()}).json
    answers = [(one["title"]["code"], one["mode"]["code"], one["outcome"]["code"]) for one in told["answers"]]
    assert sorted(answers) == [
        ("assistant-engineer", "NORMAL", "FAIL"),
        ("technician", "NORMAL", "FAIL"),
    ]
    assert (told["title"], told["mode"]) == answers[0][:2]
    for part in ("outcome", "findings", "earliest", "attachments", "possible_on"):
        assert told[part] == told["answers"][0][part]
    alone = checked(program, facts())
    assert alone["answers"] == [one for one in told["answers"] if one["title"]["code"] == "assistant-engineer"]
    only_title = program(at=AT).post(CHECK, json={"title": "technician", "facts": facts()}).json
    assert [one["title"]["code"] for one in only_title["answers"]] == ["technician"]


def test_what_lacks_time_is_told_with_the_day_on_which_it_would_hold(program):
    told = checked(program, facts(employment=[{"started_on": "2020-07-01"}]))
    days = {(one["subject"], one["kind"]["code"]): one["day"] for one in told["earliest"]}
    assert days["path:assistant-college", "PROFESSIONAL_YEARS"] == "2023-07-01"
    assert days["path:assistant-secondary-vocational", "PROFESSIONAL_YEARS"] == "2025-07-01"
    assert ("path:technician-college", "PROFESSIONAL_YEARS") not in days
    given = facts(employment=[{"started_on": "2022-07-01"}], work_region="330604")
    given["education"][0]["match"] = "UNMATCHED"
    given["insurance"] = [{"started_on": "2022-09-01", "region": "330604"}]
    told = program(at=AT).post(CHECK, json={"title": "technician", "facts": given}).json
    assert (told["outcome"]["code"], told["possible_on"]) == ("FAIL", "2024-07-01")
    days = {one["subject"]: one["day"] for one in told["earliest"] if one["kind"]["code"] == "SOCIAL_INSURANCE"}
    assert days == {"requirement:social-insurance": "2023-09-01"}


def test_the_attachments_to_prepare_are_those_that_the_facts_call_for(program):
    def keys(**changes):
        return {one["key"]: one["required"] for one in checked(program, facts(**changes))["attachments"]}

    assert "insurance-proof" not in keys()
    assert keys(insurance=[{"started_on": "2020-01-01", "region": "310101"}])["insurance-proof"] is True
    assert keys()["other"] is False
    central = {"title": "technician", "mode": "NORMAL", "affiliation_level": "CENTRAL", "facts": {}}
    told = program(at=AT).post(CHECK, json=central).json["attachments"]
    assert [one["key"] for one in told if one["required"]] == ["entrustment-letter"]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2023-02-20 09:00", "2023-02-21"),
        ("2023-03-01 09:00", "2023-03-01"),
        ("2023-03-31 23:00", "2023-03-31"),
        ("2024-05-01 09:00", "2023-03-31"),
    ],
)
def test_a_plan_whose_days_are_over_is_measured_on_its_last_day(program, now, day):
    told = program(at=now).post(CHECK, json={"facts": {}}).json
    assert told["submitted_on"] == day


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": "engineer"}, "title"), ({"mode": "DIRECT"}, "mode"), ({"category": "design"}, "category")],
)
def test_what_the_plan_does_not_offer_is_refused_at_its_place(program, given, field):
    answer = program(at=AT).post(CHECK, json={"facts": {}, **given})
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json["errors"]] == [field]


def test_a_self_check_is_worded_in_the_callers_language(program, flask_app):
    flask_app.config["LANGUAGES"] = {**flask_app.config["LANGUAGES"], "en": {"flag": "gb", "name": "English"}}
    body = {"title": "assistant-engineer", "mode": "NORMAL", "facts": facts(civil_servant=True)}
    caller = program(at=AT)
    chinese = caller.post(CHECK, json=body).json["findings"]
    english = caller.post(CHECK, json=body, headers={"Accept-Language": "en"}).json["findings"]
    assert [one["subject"] for one in chinese] == [one["subject"] for one in english]
    assert {"Not a civil servant"} == {
        one["kind"]["name"] for one in english if one["kind"]["code"] == "NOT_CIVIL_SERVANT"
    }
    assert chinese[0]["text"] != english[0]["text"]


def test_a_self_check_and_a_photo_check_store_nothing(program, world, settings):
    def stored():
        with world.reading():
            rows = [db.session.scalar(select(func.count()).select_from(model)) for model in (Application, StoredFile)]
        return rows, sorted(settings.files_dir.rglob("*"))

    before = stored()
    checked(program, facts())
    assert program(at=AT).post(PHOTO, data={"photo": (io.BytesIO(portrait(1)), "a.jpg")}).status_code == 200
    assert stored() == before


def test_a_good_photo_keeps_every_limit(program):
    told = program().post(PHOTO, data={"photo": (io.BytesIO(portrait(1)), "a.jpg")}).json
    assert told["accepted"] is True
    assert [limit["limit"] for limit in told["limits"]] == [
        "format",
        "smallest_file",
        "largest_file",
        "width",
        "height",
        "ratio",
        "white_border",
    ]
    assert all(limit["kept"] and limit["message"] == "" for limit in told["limits"])
    assert told["limits"][5]["wanted"] == {"min_ratio": 0.65, "max_ratio": 0.8}


def test_every_broken_limit_is_told_with_the_figure_found(program):
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (200, 200), "navy").save(buffer, "JPEG")
    told = program().post(PHOTO, data={"photo": (io.BytesIO(buffer.getvalue()), "a.jpg")}).json
    assert told["accepted"] is False
    broken = {limit["limit"]: limit["message"] for limit in told["limits"] if not limit["kept"]}
    assert set(broken) == {"smallest_file", "width", "height", "ratio", "white_border"}
    assert (told["width"], told["height"], told["ratio"]) == (200, 200, 1.0)
    assert "200" in broken["width"]
    assert "1.00" in broken["ratio"]


@pytest.mark.parametrize(("size", "status"), [(10 * 1024 * 1024, 400), (10 * 1024 * 1024 + 1, 413)])
def test_a_photo_has_at_most_ten_megabytes(program, size, status):
    assert program().post(PHOTO, data={"photo": (io.BytesIO(b"x" * size), "a.jpg")}).status_code == status


@pytest.mark.parametrize(
    ("query", "last", "forwarding", "certain"),
    [
        ("from=2023-03-06&days=5", "2023-03-10", "2023-03-11", True),
        ("from=2023-03-05&days=5", "2023-03-10", "2023-03-11", True),
        ("from=2023-03-06&days=5&counting_first=false", "2023-03-13", "2023-03-14", True),
        ("from=2023-04-27&days=5", "2023-05-06", "2023-05-07", True),
        ("from=2100-01-04&days=5", "2100-01-08", "2100-01-09", False),
    ],
)
def test_working_days(program, query, last, forwarding, certain):
    told = program().get(f"/api/v1/working-days?{query}").json
    assert (told["last_day"], told["first_forwarding_day"], told["certain"]) == (last, forwarding, certain)


def test_an_offices_own_day_counts(program, world):
    import datetime as dt

    from app.catalog.models import HolidayOverride

    with world.reading():
        db.session.add(HolidayOverride(day=dt.date(2023, 3, 8), is_working=False, source="通知"))
        db.session.commit()
    assert program().get("/api/v1/working-days?from=2023-03-06&days=5").json["last_day"] == "2023-03-13"
