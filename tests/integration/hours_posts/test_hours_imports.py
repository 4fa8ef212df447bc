"""Hours by the template: previewed, handed in with proof, checked by the authority, counted; refused as a whole."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.core.eligibility import ContinuingEducationHours
from tests.builders import SUBMITTED
from tests.helpers import count_statements, office_moment, text_of
from tests.integration.hours_posts.conftest import (
    COLLEAGUE,
    CONTRACT,
    HEADINGS,
    MONDAY,
    STAFF,
    STRANGER,
    pdf_part,
    workbook,
)

BASE, OWN = "/hours-imports", "/profile/hours"


def uploaded(browser: Any, content: bytes, base: str = BASE) -> Any:
    return browser.post(f"{base}/new", data={"workbook": (io.BytesIO(content), "学时.xlsx")})


def carried(answer: Any) -> dict[str, str]:
    page = answer.get_data(as_text=True)
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("content", "file_name")}  # type: ignore[index]


def confirmed(browser: Any, content: bytes, base: str = BASE, **more: Any) -> Any:
    given = carried(uploaded(browser, content, base))
    return browser.post(f"{base}/confirm", data={**given, "proof": pdf_part(), **more})


def handed_in(browser: Any, content: bytes, base: str = BASE) -> int:
    answer = confirmed(browser, content, base)
    assert answer.status_code == 303, text_of(answer)
    return int(answer.location.rsplit("/", 1)[1])


def decide(browser: Any, import_id: int, decision: str, version: int = 1, **more: Any) -> Any:
    data = {"decision": decision, "version": str(version), "opinion": "同意", "defects-0-text": "证明不清", **more}
    return browser.post(f"{BASE}/decide/{import_id}", data=data)


@pytest.fixture
def counted(world):
    """`counted(name)`: the facts of a person's hours, as eligibility sees them."""
    from app.applicants import queries
    from app.applications.facts import applicant_facts

    def read(name: str) -> Any:
        with world.reading():
            return applicant_facts(queries.load(world.applicants[name])).continuing_education

    return read


@pytest.fixture
def stored(world):
    """`stored()`: how many imports and rows there are."""
    from app.extensions import db
    from app.hours.models import HoursImport, HoursRecord

    def count() -> tuple[int, int]:
        with world.reading():
            return tuple(db.session.scalar(db.select(db.func.count(one.id))) for one in (HoursImport, HoursRecord))

    return count


def test_from_the_template_to_hours_that_count(world, as_, training, counted):
    employer = as_("employer", MONDAY)
    template = load_workbook(io.BytesIO(employer.get(f"{BASE}/template.xlsx").data)).active
    assert [cell.value for cell in template[2]] == HEADINGS
    content = workbook(
        training(STAFF),
        training(STAFF, 年度=2021, 学时=60.5, 认定方式="按原规定认定"),
        training(COLLEAGUE, 科目类别="一般公需科目", 学习形式="其他网络平台", 学时=18),
    )
    shown = text_of(uploaded(employer, content))
    assert "共 3 行、2 人、102.5 学时。尚未提交。" in shown
    import_id = handed_in(employer, content)
    assert counted(STAFF) is None
    department = as_("department", MONDAY)
    assert "学时.xlsx" in text_of(department.get(f"{BASE}/list/"))
    page = department.get(f"{BASE}/show/{import_id}")
    assert "甲在编" in text_of(page)
    assert "通过" in text_of(page)
    proof = department.get(f"{BASE}/proof/{import_id}")
    assert proof.mimetype == "application/pdf"
    assert proof.data.startswith(b"%PDF")
    assert decide(department, import_id, "PASS").status_code == 303
    assert counted(STAFF) == {
        2022: ContinuingEducationHours(Decimal(24), registered_professional=Decimal(24)),
        2021: ContinuingEducationHours(Decimal("60.5"), accepted=True),
    }
    assert counted(COLLEAGUE) == {
        2022: ContinuingEducationHours(general_public=Decimal(18), registered_professional=Decimal(0))
    }
    with world.reading():
        from app.extensions import db
        from app.messages.models import OutboxMessage

        texts = list(db.session.scalars(db.select(OutboxMessage.text).where(OutboxMessage.template.like("hours%"))))
    assert texts == ["employer 提交了 3 行继续教育学时，待审核。", "“学时.xlsx”中的学时已由housing-bureau认定并计入。"]


def test_a_return_counts_nothing_and_the_corrected_file_goes_in(as_, training, counted):
    employer, department = as_("employer", MONDAY), as_("department", MONDAY)
    content = workbook(training(STAFF))
    first = handed_in(employer, content)
    answer = decide(department, first, "RETURN", **{"defects-0-text": "", "reason": ""})
    assert answer.status_code == 400
    assert decide(department, first, "RETURN", **{"defects-0-section": "proof"}).status_code == 303
    assert "证明材料：证明不清" in text_of(employer.get(f"{BASE}/show/{first}"))
    assert counted(STAFF) is None
    second = handed_in(employer, content)
    assert second != first
    decide(department, second, "PASS")
    assert counted(STAFF)[2022].professional == 24


def test_a_person_hands_in_own_hours_with_proof_only(as_, training, stored, counted):
    person = as_(STAFF, MONDAY)
    content = workbook(training(STAFF))
    given = carried(uploaded(person, content, OWN))
    answer = person.post(f"{OWN}/confirm", data=given)
    assert answer.status_code == 400
    assert "请上传证明材料（一个 PDF）。" in text_of(answer)
    assert carried(answer) == given
    assert person.post(f"{OWN}/confirm", data={**given, "proof": (io.BytesIO(b"no pdf"), "x.pdf")}).status_code == 400
    assert stored() == (0, 0)
    import_id = handed_in(person, content, OWN)
    assert "待审核" in text_of(person.get(f"{OWN}/"))
    assert "待审核" in text_of(person.get(f"{OWN}/show/{import_id}"))
    decide(as_("department", MONDAY), import_id, "PASS")
    page = text_of(person.get(f"{OWN}/"))
    assert "2022 24 0 0 24" in page
    assert "已计入" in page
    other = uploaded(person, workbook(training(COLLEAGUE)), OWN)
    assert other.status_code == 400
    assert "第 2 行 身份证号码：此身份证号码不是可在此提交的人员" in text_of(other)


@pytest.mark.parametrize(
    ("changes", "column", "told"),
    [
        ({"姓名": "别人"}, "姓名", "身份证号码与姓名“别人”不符"),
        ({"身份证号码": ""}, "身份证号码", "请填写"),
        ({"身份证号码": "330602199001010010"}, "身份证号码", ""),
        ({"年度": 2017}, "年度", "“2017”不是可填年度，请填 2018 至 2023"),
        ({"年度": 2024}, "年度", "“2024”不是可填年度"),
        ({"年度": "去年"}, "年度", "“去年”不是可填年度"),
        ({"学时": 0}, "学时", "“0”不是有效学时"),
        ({"学时": -8}, "学时", "“-8”不是有效学时"),
        ({"学时": 400.1}, "学时", "“400.1”不是有效学时，应大于 0、不超过 400"),
        ({"学时": 7.25}, "学时", "“7.25”不是有效学时"),
        ({"学时": "=4*6"}, "学时", "单元格是公式"),
        ({"培训（学习）名称": "=A1"}, "培训（学习）名称", "单元格是公式"),
        ({"科目类别": "选修"}, "科目类别", "不能识别“选修”"),
        ({"培训（学习）名称": ""}, "培训（学习）名称", "请填写"),
    ],
)
def test_a_fault_is_told_at_its_cell_and_nothing_is_handed_in(as_, training, stored, changes, column, told):
    employer = as_("employer", MONDAY)
    content = workbook(training(COLLEAGUE), training(STAFF, **changes))
    answer = uploaded(employer, content)
    page = text_of(answer)
    assert answer.status_code == 400
    assert f"第 3 行 {column}：{told}" in page
    assert 'name="content"' not in answer.get_data(as_text=True)
    import base64

    forged = {"content": base64.b64encode(content).decode(), "file_name": "x.xlsx", "proof": pdf_part()}
    assert employer.post(f"{BASE}/confirm", data=forged).status_code == 400
    assert stored() == (0, 0)


@pytest.mark.parametrize("hours", [0.1, 400])
@pytest.mark.parametrize("year", [2018, 2023])
def test_the_edges_of_what_can_be_handed_in(as_, training, hours, year):
    assert uploaded(as_("employer", MONDAY), workbook(training(STAFF, 学时=hours, 年度=year))).status_code == 200


def test_a_stranger_and_a_number_that_nobody_has_are_told_alike(as_, training):
    employer = as_("employer", MONDAY)
    texts = set()
    for changes in ({"姓名": STRANGER}, {"姓名": "无人", "身份证号码": "99990019850607123X"}):
        row = training(STRANGER, **changes)
        found = re.search(r"第 2 行 身份证号码：([^。]*。)", text_of(uploaded(employer, workbook(row))))
        assert found
        texts.add(found[1])
    assert len(texts) == 1


def test_hours_are_handed_in_once_the_employer_has_confirmed_the_person(world, as_, training, stored, unconfirmed):
    unconfirmed(STAFF)
    sheet = workbook(training(STAFF), training(COLLEAGUE))
    answer = uploaded(as_("employer", MONDAY), sheet)
    assert answer.status_code == 400
    assert "本单位尚未确认该人员的工作关系" in text_of(answer)
    own = uploaded(as_(STAFF, MONDAY), workbook(training(STAFF)), OWN)
    assert own.status_code == 400
    assert "单位尚未确认您的工作关系" in text_of(own)
    assert stored() == (0, 0)
    assert handed_in(as_("employer", MONDAY), workbook(training(COLLEAGUE)))


def test_doubles_in_the_file_in_other_imports_and_in_the_register(as_, training, stored):
    employer, department = as_("employer", MONDAY), as_("department", MONDAY)
    twice = uploaded(employer, workbook(training(STAFF), training(STAFF, 学时=8)))
    assert "第 3 行 培训（学习）名称：与第 2 行重复" in text_of(twice)
    import_id = handed_in(employer, workbook(training(STAFF)))
    again = workbook(training(COLLEAGUE), training(STAFF, 学时=8))
    assert "第 3 行 培训（学习）名称：该培训在另一份待审核的导入中" in text_of(uploaded(employer, again))
    decide(department, import_id, "PASS")
    assert "第 3 行 培训（学习）名称：该培训已登记" in text_of(uploaded(employer, again))
    assert uploaded(employer, workbook(training(STAFF, 年度=2021))).status_code == 200
    assert stored() == (1, 1)


def test_the_same_file_again_is_the_import_that_it_is(as_, training, stored):
    employer = as_("employer", MONDAY)
    content = workbook(training(STAFF))
    import_id = handed_in(employer, content)
    answer = uploaded(employer, content)
    assert (answer.status_code, answer.location.rsplit("/", 1)[1]) == (303, str(import_id))
    import base64

    given = {"content": base64.b64encode(content).decode(), "file_name": "学时.xlsx"}
    answer = employer.post(f"{BASE}/confirm", data={**given, "proof": pdf_part()})
    assert (answer.status_code, answer.location.rsplit("/", 1)[1]) == (303, str(import_id))
    assert stored() == (1, 1)


def test_more_than_a_year_can_hold(as_, training):
    rows = [training(STAFF, 学时=400, **{"培训（学习）名称": f"第{n}期"}) for n in range(3)]
    page = text_of(uploaded(as_("employer", MONDAY), workbook(*rows)))
    assert "第 4 行 学时：加上本行，甲在编 在 2022 年已有 1200 学时，超过 1000" in page
    rows[2][7] = 200
    assert uploaded(as_("employer", MONDAY), workbook(*rows)).status_code == 200


def test_files_that_are_no_template(as_, training):
    employer = as_("employer", MONDAY)
    assert uploaded(employer, b"no workbook").status_code == 400
    assert "表中没有表头" in text_of(uploaded(employer, sheet(["随便", 1])))
    assert "表中只有表头" in text_of(uploaded(employer, workbook()))
    assert "“备注”不是模板中的列" in text_of(uploaded(employer, sheet([*HEADINGS, "备注"], [*training(STAFF), ""])))
    assert "缺少本列" in text_of(uploaded(employer, sheet(HEADINGS[:7], training(STAFF)[:7])))
    assert uploaded(employer, b"x" * (512 * 1024 + 1)).status_code == 413
    assert employer.post(f"{BASE}/new").status_code == 400


def sheet(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_others_find_nothing(as_, training):
    employer = as_("employer", MONDAY)
    import_id = handed_in(employer, workbook(training(STAFF), training(COLLEAGUE)))
    own_id = handed_in(as_(CONTRACT, MONDAY), workbook(training(CONTRACT)), OWN)
    for who in ("neighbour", "other", "hrss"):
        browser = as_(who, MONDAY)
        assert browser.get(f"{BASE}/show/{import_id}").status_code == 404
        assert browser.get(f"{BASE}/proof/{import_id}").status_code == 404
        assert "学时.xlsx" not in text_of(browser.get(f"{BASE}/list/"))
    for who in ("other", "hrss"):
        assert decide(as_(who, MONDAY), import_id, "PASS").status_code == 404
    assert decide(employer, import_id, "PASS").status_code == 403
    for name in (STAFF, STRANGER):
        browser = as_(name, MONDAY)
        assert browser.get(f"{OWN}/show/{own_id}").status_code == 404
        assert browser.get(f"{OWN}/proof/{own_id}").status_code == 404
        assert browser.get(f"{OWN}/show/{import_id}").status_code == 404
    assert employer.get(f"{BASE}/show/{own_id}").status_code == 404
    assert "新规范培训" in text_of(as_(STAFF, MONDAY).get(f"{OWN}/"))
    assert "新规范培训" not in text_of(as_(STRANGER, MONDAY).get(f"{OWN}/"))


def test_a_decision_on_a_stale_page_names_who_decided(as_, training, counted):
    import_id = handed_in(as_("employer", MONDAY), workbook(training(STAFF)))
    department = as_("department", MONDAY)
    assert decide(department, import_id, "PASS").status_code == 303
    answer = decide(department, import_id, "RETURN")
    assert answer.status_code == 409
    assert "department 已于" in text_of(answer)
    assert counted(STAFF)[2022].professional == 24


def test_submissions_freeze_hours_and_the_facts_read_again_are_the_same(world, as_, training, counted):
    from app.applications import queries
    from app.applications.rules import facts_from_submission

    import_id = handed_in(as_("employer", MONDAY), workbook(training(STAFF), training(STAFF, 科目类别="行业公需科目")))
    decide(as_("department", MONDAY), import_id, "PASS")
    application_id = world.submitted(STAFF, at=SUBMITTED)
    with world.reading():
        content = queries.newest_submission(application_id).content
    facts = facts_from_submission(content).continuing_education
    assert facts == counted(STAFF)
    assert facts[2022].industry_public == 24
    from app.applications.sheets import review_sheet

    with world.reading():
        rows = review_sheet(queries.load(application_id))["continuing_education"]
    assert rows == [
        {"year": "2022", "professional": "24", "industry_public": "24", "general_public": "0", "total": "48"}
    ]


def test_lists_and_pages_cost_the_same_for_one_and_for_many(as_, training, engine):
    employer, department, person = as_("employer", MONDAY), as_("department", MONDAY), as_(STAFF, MONDAY)
    costs = []
    for count in (1, 3):
        rows = [training(STAFF, **{"培训（学习）名称": f"{count}-{n}"}) for n in range(count)]
        import_id = handed_in(employer, workbook(*rows))
        found = []
        for browser, page in (
            (employer, f"{BASE}/list/"),
            (department, f"{BASE}/list/"),
            (department, f"{BASE}/show/{import_id}"),
            (person, f"{OWN}/"),
        ):
            with count_statements(engine) as statements:
                assert browser.get(page).status_code == 200
            found.append(statements.count)
        costs.append(found)
    assert costs[0] == costs[1]


def test_handing_in_costs_the_same_for_one_and_for_many(as_, training, engine):
    employer = as_("employer", MONDAY)
    costs = []
    for count in (1, 20):
        content = workbook(*[training(STAFF, **{"培训（学习）名称": f"{count}-{n}"}) for n in range(count)])
        given = carried(uploaded(employer, content))
        with count_statements(engine) as statements:
            assert employer.post(f"{BASE}/confirm", data={**given, "proof": pdf_part()}).status_code == 303
        costs.append(statements.count)
    assert costs[0] == costs[1]


def test_an_employer_without_department_is_checked_by_the_city(world, as_, training):
    from app.extensions import db
    from app.hours.models import HoursImport
    from app.organisations.models import Organisation

    import_id = handed_in(as_("neighbour", MONDAY), workbook(training(STRANGER)))
    with world.reading():
        one = db.session.scalars(db.select(HoursImport).where(HoursImport.id == import_id)).one()
        code = db.session.scalar(db.select(Organisation.code).where(Organisation.id == one.authority_id))
        assert (code, one.submitted_at) == ("shaoxing-hrss", office_moment(MONDAY))


def test_the_next_auditor_sees_which_hours_came_since(world, as_, training):
    from app.applications import queries
    from app.applications.labels import submission_view
    from app.audits.labels.changes import change_items
    from app.core.workflow import Decision

    employer, department = as_("employer", MONDAY), as_("department", MONDAY)
    decide(department, handed_in(employer, workbook(training(STAFF))), "PASS")
    application_id = world.submitted(STAFF)
    world.decided(application_id, Decision.RETURN, "employer", "2023-03-02 09:00")
    more = workbook(training(STAFF, **{"培训（学习）名称": "补学"}), training(STAFF, 年度=2021, 学时=30))
    employer, department = as_("employer", "2023-03-03 09:00"), as_("department", "2023-03-03 09:00")
    decide(department, handed_in(employer, more), "PASS")
    world.resubmitted(STAFF, application_id, "2023-03-03 10:00")
    with world.flask_app.test_request_context(headers={"Accept-Language": "zh-CN"}), world.reading():
        first, second = (queries.submission(application_id, number).content for number in (1, 2))
        lines = [line for line in change_items(first, second) if line["section"] == "继续教育学时"]
        tables = {key: table for key, _heading, table in submission_view(second)["tables"]}
    assert sorted((line["item"], line["before"], line["after"]) for line in lines) == [
        ("2021", "", "30 / 0 / 0"),
        ("2022 专业科目", "24", "48"),
        ("2022 新系统登记", "24", "48"),
    ]
    assert tables["hours"][1] == [["2022", "48", "0", "0", "48"], ["2021", "30", "0", "0", "30"]]
