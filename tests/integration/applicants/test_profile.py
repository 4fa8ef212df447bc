"""个人基本信息: one tab at a time; every fault at its field; nothing typed is lost; proofs beside their rows."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from app.applicants import queries
from app.applicants.enums import Verification
from app.applicants.models import Applicant
from app.applicants.tabs import TABS
from app.core.actor import Role
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from seed.pictures import portrait
from tests.builders import SUBMITTED, World, add_account, pdf
from tests.helpers import Browser, count_statements
from tests.integration.applicants.wizard import PERSON, Wizard, words

VALID = "999900199207080018"
JPG = portrait(1)


def form_of(browser: Browser, key: str) -> Any:
    return html.fromstring(browser.get(f"/profile/{key}").get_data(as_text=True)).forms[-1]


def typed(browser: Browser, key: str, **changes: Any) -> dict[str, Any]:
    """What the form of a tab would post, with some fields changed; None leaves a field out."""
    values = {**dict(form_of(browser, key).form_values()), **changes}
    return {name: value for name, value in values.items() if value is not None}


def save(browser: Browser, key: str, **changes: Any) -> TestResponse:
    return browser.post(f"/profile/{key}", data=typed(browser, key, **changes))


def stored(world: World, name: str = PERSON) -> Applicant:
    with world.reading():
        return queries.load(world.applicants[name])


def region(world: World) -> int:
    found = stored(world).insurance_region_id
    assert found is not None
    return found


def test_the_record_is_shown_with_a_masked_number(applicant: Browser) -> None:
    page = words(applicant.get("/profile/"))
    for shown in (PERSON, "9999**********", "上虞建设示例有限公司", "示例职业学院", "2015年3月", "考核合格", "上虞区"):
        assert shown in page
    assert "999900" not in page


def test_showing_the_number_in_full_is_a_press_that_is_logged(world: World, applicant: Browser) -> None:
    assert applicant.get("/profile/reveal").status_code == 405
    number = stored(world).identity_number
    answer = applicant.post("/profile/reveal")
    assert number in words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    with world.reading():
        rows = decisions.history(SubjectKind.APPLICANT, world.applicants[PERSON])
        assert [(row.action, row.actor_name) for row in rows] == [(Action.REVEAL, PERSON)]


@pytest.mark.parametrize("key", TABS)
def test_saving_a_tab_as_it_is_changes_nothing(world: World, applicant: Browser, key: str) -> None:
    before = stored(world)
    answer = save(applicant, key)
    assert (answer.status_code, answer.location) == (303, "/profile/")
    after = stored(world)
    for column in Applicant.__mapper__.column_attrs:
        if column.key == "version":
            continue
        assert getattr(after, column.key) == getattr(before, column.key), column.key
    for tab in TABS.values():
        for list_ in tab.lists:
            ids = [[row.id for row in getattr(person, list_.name)] for person in (before, after)]
            assert ids[0] == ids[1], list_.name
    assert [(one.key, one.version) for one in after.sections] == [(key, 1)]


NEW_ROWS: dict[str, dict[str, str]] = {
    "education": {
        "education-1-school": "示例技师学院",
        "education-1-level": "COLLEGE",
        "education-1-degree": "NONE",
        "education-1-school_class": "SENIOR_WORKER_CLASS",
        "education-1-graduated_on": "2019-06-30",
        "education-1-match": "MATCHED",
    },
    "titles": {
        "titles_held-0-title_code": "technician",
        "titles_held-0-obtained_on": "2016-01-01",
        "letters-0-title_code": "technician",
        "letters-0-started_on": "2016-01-01",
        "letters-0-ended_on": "2018-12-31",
        "letters-1-title_code": "technician",
        "letters-1-started_on": "2020-01-01",
    },
    "vocational": {"vocational-0-qualification": "二级建造师", "vocational-0-obtained_on": "2020-05-01"},
    "skills": {"skills-0-skill_level": "SENIOR_WORKER", "skills-0-obtained_on": "2019-05-01"},
    "appraisals": {"appraisals-1-year": "2021", "appraisals-1-result": "EXCELLENT"},
    "integrity": {
        "sanctions-0-kind": "APPLICATION_BAN",
        "sanctions-0-issuing_body": "示例机关",
        "sanctions-0-started_on": "2018-01-01",
        "sanctions-0-ended_on": "2020-12-31",
        "integrity_declared": "y",
    },
}


@pytest.mark.parametrize("key", NEW_ROWS)
def test_rows_are_added_and_removed_without_javascript(world: World, applicant: Browser, key: str) -> None:
    names = sorted({name.split("-")[0] for name in NEW_ROWS[key] if "-" in name})
    before = stored(world)
    assert save(applicant, key, **NEW_ROWS[key]).status_code == 303
    after = stored(world)
    for name in names:
        added = len({field.split("-")[1] for field in NEW_ROWS[key] if field.startswith(f"{name}-")})
        assert len(getattr(after, name)) == len(getattr(before, name)) + added
    emptied = dict.fromkeys(NEW_ROWS[key], "")
    if key == "integrity":
        emptied["integrity_declared"] = None  # type: ignore[assignment]
    assert save(applicant, key, **emptied).status_code == 303
    assert [len(getattr(stored(world), name)) for name in names] == [len(getattr(before, name)) for name in names]


@pytest.mark.parametrize("key", ["education", "employment", "appraisals"])
def test_a_filled_row_still_offers_no_choice_for_the_row_that_is_copied_from_it(applicant: Browser, key: str) -> None:
    page = html.fromstring(applicant.get(f"/profile/{key}").get_data(as_text=True))
    for box in page.forms[-1].xpath(f'.//select[starts-with(@name, "{key}-0-")]'):
        assert box.xpath("./option/@value")[0] == "", box.get("name")


def test_periods_of_insurance_are_rows(world: World, applicant: Browser) -> None:
    here = region(world)
    added = {"insurance-1-region": here, "insurance-1-started_on": "2010-01-01", "insurance-1-ended_on": "2012-12-31"}
    assert save(applicant, "insurance", **added).status_code == 303
    found = [(row.region_id, row.started_on, row.ended_on) for row in stored(world).insurance]
    assert found == [(here, dt.date(2010, 1, 1), dt.date(2012, 12, 31)), (here, dt.date(2015, 3, 1), None)]


def test_two_appraisals_may_exchange_their_years(world: World, applicant: Browser) -> None:
    save(applicant, "appraisals", **NEW_ROWS["appraisals"])
    swapped = {"appraisals-0-year": "2022", "appraisals-1-year": "2021"}
    assert save(applicant, "appraisals", **swapped).status_code == 303
    assert {row.year: row.result.name for row in stored(world).appraisals} == {2022: "EXCELLENT", 2021: "QUALIFIED"}


FAULTS: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    (
        "identity",
        {"name": "", "identity_number": "99990019920708001X", "birthplace": "1" * 61},
        ("姓名：请填写姓名，与身份证一致", "身份证号末位与前 17 位不相符", "61"),
    ),
    ("work", {"work_started_on": "2023-03-02"}, ("所填日期2023年3月2日晚于今天（2023年3月1日）",)),
    (
        "education",
        {"education-0-graduated_on": "2009-09-01", "education-0-started_on": "2009-09-01"},
        ("学习经历第 1 条 · 毕业时间：毕业时间2009年9月1日应晚于入学时间2009年9月1日",),
    ),
    (
        "employment",
        {"employment-0-employer_name": "", "employment-0-ended_on": "2015-02-28"},
        ("工作经历第 1 条 · 用人单位：", "结束时间为2015年2月28日，早于开始时间2015年3月1日"),
    ),
    (
        "titles",
        {"letters-0-title_code": "technician", "letters-0-started_on": "2016-01-01"},
        ("聘书第 1 条 · 职称：请先在上方填写已取得的这一职称",),
    ),
    (
        "titles",
        {
            "titles_held-0-title_code": "technician",
            "titles_held-0-obtained_on": "2016-01-02",
            "letters-0-title_code": "technician",
            "letters-0-started_on": "2016-01-01",
        },
        ("聘任时间为2016年1月1日，早于取得时间2016年1月2日",),
    ),
    (
        "titles",
        {"titles_held-0-title_code": "minister", "titles_held-0-obtained_on": "2016-01-02"},
        ("请从列表中选择职称",),
    ),
    ("vocational", {"vocational-0-qualification": "二级建造师"}, ("取得时间：请填写此项",)),
    ("skills", {"skills-0-obtained_on": "2023-03-02"}, ("请从列表中选择", "2023年3月2日晚于今天")),
    (
        "appraisals",
        {"appraisals-0-year": "1949", "appraisals-1-year": "abc", "appraisals-1-result": ""},
        ("年度 1949 有误，应在 1950 至 2023 之间", "“abc”不是年度，请按 2022 的格式填写"),
    ),
    ("insurance", {"insurance-0-ended_on": "2015-02-28"}, ("结束时间为2015年2月28日，早于开始时间2015年3月1日",)),
    (
        "integrity",
        {
            "sanctions-0-kind": "APPLICATION_BAN",
            "sanctions-0-issuing_body": "示例机关",
            "sanctions-0-started_on": "2022-01-01",
        },
        ("请填写不得申报的截止日期",),
    ),
]


@pytest.mark.parametrize(("key", "wrong", "told"), FAULTS)
def test_every_fault_is_told_at_its_field_and_everything_typed_comes_back(
    world: World, applicant: Browser, key: str, wrong: dict[str, str], told: tuple[str, ...]
) -> None:
    answer = save(applicant, key, **wrong)
    assert answer.status_code == 400
    page = html.fromstring(answer.get_data(as_text=True))
    for fault in told:
        assert fault in words(answer)
    form = page.forms[-1]
    assert form.xpath('.//*[@aria-invalid="true"]')
    assert {str(found).split("-text")[0] for found in form.xpath('.//*[@aria-invalid="true"]/@name')} <= set(
        form.fields
    )
    for name, value in wrong.items():
        if name in ("titles_held-0-title_code",):
            continue
        assert form.fields[name] == value
    assert stored(world).sections == []


@pytest.mark.parametrize(
    ("day", "status"), [("2023-02-28", 303), ("2023-03-01", 303), ("2023-03-02", 400)], ids=["before", "today", "after"]
)
def test_no_day_lies_in_the_future(applicant: Browser, day: str, status: int) -> None:
    assert save(applicant, "work", work_started_on=day).status_code == status


def test_a_number_that_another_person_has_is_refused(world: World, applicant: Browser) -> None:
    world.person("壬旁人")
    number = stored(world, "壬旁人").identity_number
    answer = save(applicant, "identity", identity_number=number)
    assert answer.status_code == 400
    assert "该证件已绑定其他账号" in words(answer)


def test_a_new_number_sets_sex_and_date_of_birth(world: World, applicant: Browser) -> None:
    assert save(applicant, "identity", identity_number=VALID.lower()).status_code == 303
    after = stored(world)
    assert (after.identity_number, after.birth_date, after.sex.name) == (VALID, dt.date(1992, 7, 8), "MALE")


def test_a_second_window_is_told_and_keeps_what_was_typed(world: World, applicant: Browser) -> None:
    old = typed(applicant, "identity", birthplace="13900000002")
    save(applicant, "identity", birthplace="13900000001")
    answer = applicant.post("/profile/identity", data=old)
    assert answer.status_code == 409
    assert "您的个人基本信息已在另一窗口保存" in words(answer)
    form = html.fromstring(answer.get_data(as_text=True)).forms[-1]
    assert form.fields["birthplace"] == "13900000002"
    assert stored(world).birthplace == "13900000001"
    assert applicant.post("/profile/identity", data=dict(form.form_values())).status_code == 303
    assert stored(world).birthplace == "13900000002"


def test_windows_on_two_tabs_do_not_stand_in_each_other_s_way(world: World, applicant: Browser) -> None:
    first, second = (
        typed(applicant, "identity", birthplace="13900000001"),
        typed(applicant, "work", administrative_post="科长"),
    )
    assert applicant.post("/profile/identity", data=first).status_code == 303
    assert applicant.post("/profile/work", data=second).status_code == 303
    after = stored(world)
    assert (after.birthplace, after.administrative_post) == ("13900000001", "科长")


def test_the_next_tab_follows(applicant: Browser) -> None:
    keys = list(TABS)
    for key, following in itertools.pairwise(keys):
        assert save(applicant, key, go="next").location == f"/profile/{following}"
    assert save(applicant, keys[-1], go="next").location == "/profile/"


def test_what_is_sound_is_stored_by_itself(world: World, applicant: Browser) -> None:
    answer = applicant.post("/profile/identity/autosave", data=typed(applicant, "identity", birthplace="13900000003"))
    assert (answer.status_code, answer.get_json()) == (200, {"saved_at": "09:00", "version": 1})
    assert stored(world).birthplace == "13900000003"
    stale = typed(applicant, "identity", version="0", birthplace="13900000004")
    answer = applicant.post("/profile/identity/autosave", data=stale, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert stored(world).birthplace == "13900000003"


def test_a_row_saved_by_itself_twice_is_one_row(world: World, applicant: Browser) -> None:
    first = typed(applicant, "skills", **NEW_ROWS["skills"])
    version = applicant.post("/profile/skills/autosave", data=first).get_json()["version"]
    before = stored(world).skills
    more = {"skills-1-skill_level": "SKILLED_TECHNICIAN", "skills-1-obtained_on": "2022-05-01"}
    applicant.post("/profile/skills/autosave", data={**first, **more, "version": version})
    after = stored(world).skills
    assert [row.skill_level.name for row in after] == ["SENIOR_WORKER", "SKILLED_TECHNICIAN"]
    assert after[0].id == before[0].id


def test_what_is_not_complete_is_kept_as_it_was_typed(world: World, applicant: Browser) -> None:
    half = typed(applicant, "education", **{"education-1-school": "写到一半的学"})
    answer = applicant.post("/profile/education/autosave", data=half)
    assert (answer.status_code, answer.get_json()["version"]) == (200, 1)
    assert [row.school for row in stored(world).education] == ["示例职业学院"]
    page = words(applicant.get("/profile/education"))
    assert "上次离开时本页尚未填完" in page
    assert "学习经历第 2 条" in page
    form = form_of(applicant, "education")
    assert form.fields["education-1-school"] == "写到一半的学"
    assert "尚未填完" in words(applicant.get("/profile/"))
    done = {**dict(form.form_values()), **NEW_ROWS["education"]}
    assert applicant.post("/profile/education", data=done).status_code == 303
    assert [row.school for row in stored(world).education] == ["示例职业学院", "示例技师学院"]
    assert stored(world).sections[0].typed is None


def test_a_proof_is_kept_beside_its_row_and_only_its_owner_opens_it(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    upload = {"education-0-proof": (io.BytesIO(pdf()), "毕业证书.pdf")}
    assert save(applicant, "education", **upload).status_code == 303
    row = stored(world).education[0]
    assert (row.verification, row.proof.original_name) == (Verification.PROOF, "毕业证书.pdf")
    assert save(applicant, "education").status_code == 303
    assert stored(world).education[0].proof_id == row.proof_id
    assert "毕业证书.pdf" in words(applicant.get("/profile/education"))
    assert applicant.get(f"/files/{row.proof_id}").status_code == 200
    world.person("壬旁人")
    for name in ("壬旁人", "employer", "hrss"):
        assert as_(name, SUBMITTED).get(f"/files/{row.proof_id}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (pdf(), "证.pdf", 303),
        (JPG, "证.jpg", 303),
        (b"MZ", "证.pdf", 400),
        (JPG[:2000], "证.jpg", 400),
        (b"", "证.pdf", 400),
    ],
)
def test_a_proof_is_a_sound_pdf_or_jpg(
    world: World, applicant: Browser, content: bytes, name: str, status: int
) -> None:
    fields = {**NEW_ROWS["skills"], "skills-0-proof": (io.BytesIO(content), name)}
    answer = save(applicant, "skills", **fields)
    assert answer.status_code == status
    if status == 400:
        assert 'id="skills-0-proof-error"' in answer.get_data(as_text=True)
        assert stored(world).skills == []


def test_a_proof_that_is_too_large_is_told_at_its_field(applicant: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.applicants.services.keeping.PROOF_BYTES", len(pdf()) - 1)
    fields = {**NEW_ROWS["skills"], "skills-0-proof": (io.BytesIO(pdf()), "证.pdf")}
    answer = save(applicant, "skills", **fields)
    assert answer.status_code == 413
    assert 'id="skills-0-proof-error"' in answer.get_data(as_text=True)


def test_the_row_of_another_person_is_not_touched(world: World, applicant: Browser) -> None:
    world.person("壬旁人")
    theirs = stored(world, "壬旁人").education[0]
    answer = save(applicant, "education", **{"education-0-id": theirs.id, "education-0-school": "冒名学院"})
    assert answer.status_code == 303
    assert stored(world, "壬旁人").education[0].school == "示例职业学院"
    own = stored(world).education
    assert [row.school for row in own] == ["冒名学院"]
    assert own[0].id != theirs.id


def test_the_employer_is_looked_up_among_active_employers(world: World, applicant: Browser) -> None:
    found = json.loads(applicant.get("/profile/lookup/employer?q=上虞").get_data(as_text=True))["results"]
    assert [one["text"] for one in found] == ["上虞建设示例有限公司", "上虞机械示例有限公司"]
    office = world.organisations["shangyu-hrss"]
    answer = save(applicant, "work", employer=office)
    assert answer.status_code == 400
    assert "请从列表中选择已注册的用人单位" in words(answer)
    answer = save(applicant, "work", employer="", **{"employer-text": "没有这个单位"})
    assert answer.status_code == 400
    assert stored(world).employer_id == world.organisations["builders"]


def test_regions_are_looked_up_and_nothing_else_is(applicant: Browser) -> None:
    found = json.loads(applicant.get("/profile/lookup/region?q=上虞").get_data(as_text=True))["results"]
    assert [one["text"] for one in found] == ["上虞区"]
    for column in ("name", "education", "is_civil_servant", "x_region"):
        assert applicant.get(f"/profile/lookup/{column}").status_code == 404
    assert applicant.get("/profile/nothing").status_code == 404


def test_what_was_submitted_stays_as_it_was(world: World, wizard: Wizard, applicant: Browser) -> None:
    wizard.reach("preview").post("submit")
    save(applicant, "identity", birthplace="13900000009")
    with world.reading():
        from app.applications import queries as applications

        assert applications.newest_submission(wizard.id).content["person"]["birthplace"] == ""


def test_a_new_account_makes_its_record_with_the_first_save(
    world: World, flask_app: Any, sign_in: Callable[..., Browser], clock_at: Callable[[str], None]
) -> None:
    clock_at(SUBMITTED)
    with world.reading():
        world.accounts["新人"] = add_account("新人", Role.APPLICANT)
        db.session.commit()
    browser = sign_in(Browser(flask_app), world.account("新人"))
    assert browser.get("/profile/").location == "/profile/identity"
    assert browser.get("/profile/edit").location == "/profile/identity"
    assert browser.get("/profile/work").location == "/profile/identity"
    assert browser.post("/profile/work", data={"version": 0}).status_code == 400
    assert save(browser, "identity", name="新人").status_code == 400
    answer = save(browser, "identity", name="新人", identity_number=VALID)
    assert answer.status_code == 303
    assert world.account("新人").applicant_id is not None
    assert "新人" in words(browser.get("/profile/"))
    assert browser.get("/profile/edit").location == "/profile/identity"


def test_offices_have_no_profile(as_: Callable[..., Browser]) -> None:
    for name in ("employer", "hrss", "planner"):
        browser = as_(name, SUBMITTED)
        assert browser.get("/profile/").status_code == 403
        assert browser.post("/profile/reveal").status_code == 403
        assert browser.post("/profile/submit").status_code == 403


@pytest.mark.parametrize("address", ["/profile/", "/profile/education", "/profile/insurance"])
def test_a_page_asks_as_much_of_many_rows_as_of_one(world: World, applicant: Browser, address: str) -> None:
    applicant.get(address)
    with world.flask_app.app_context():
        engine = db.engine
    with count_statements(engine) as few:
        applicant.get(address)
    rows = {
        **{f"education-{n}-school": f"学校{n}" for n in (1, 2)},
        **{f"education-{n}-level": "BACHELOR" for n in (1, 2)},
        **{f"education-{n}-degree": "NONE" for n in (1, 2)},
        **{f"education-{n}-graduated_on": "2019-06-30" for n in (1, 2)},
        **{f"education-{n}-match": "MATCHED" for n in (1, 2)},
    }
    assert save(applicant, "education", **rows).status_code == 303
    more = {f"insurance-{n}-region": region(world) for n in (1, 2)}
    more |= {f"insurance-{n}-started_on": f"20{n}0-01-01" for n in (1, 2)}  # type: ignore[misc]
    more |= {f"insurance-{n}-ended_on": f"20{n}1-01-01" for n in (1, 2)}  # type: ignore[misc]
    assert save(applicant, "insurance", **more).status_code == 303
    with count_statements(engine) as many:
        applicant.get(address)
    assert many.count == few.count, f"{few}\n--\n{many}"
    assert many.count < 40
