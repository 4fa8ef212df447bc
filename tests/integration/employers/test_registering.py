"""What the registration refuses, and who decides on it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.core.actor import Role
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.extensions import db
from app.organisations.enums import OrganisationKind
from app.organisations.models import Organisation
from tests.builders import AUDITED, REGION, World, add_account
from tests.helpers import Browser
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import CODE, NAME, OTHER_CODE, Office, letter


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"credit_code": CODE[:-1] + "0"}, "末位"),
        ({"credit_code": CODE[:-1]}, "17"),
        ({"name": ""}, "请填写"),
        ({"employer_kind": ""}, "请从列表中选择"),
        ({"region_id": "999999"}, "请从列表中选择"),
        ({"operator_phone": "12345678901"}, "手机号码应为11位"),
        ({"username": "abc"}, "4 至 40"),
        ({"username": "a b c d"}, "不含空格"),
        ({"username": "Employer"}, "已被使用"),
        ({"password": "short-1", "repeated": "short-1"}, "12"),
        ({"repeated": "Correct-Horse-8"}, "不一致"),
        ({"consent": ""}, "请勾选"),
    ],
)
def test_every_fault_is_told_at_once_and_nothing_typed_is_lost(
    office: Office, changes: dict[str, str], wanted: str
) -> None:
    answer = Browser(office.world.flask_app).post("/employers/register/", data=office.typed(**changes))
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert wanted in words(answer)
    assert "示例路2号" in page
    assert "Correct-Horse" not in page
    with office.world.reading():
        assert db.session.scalars(select(Account).where(Account.username == "newcomer")).first() is None


def test_all_faults_stand_together(office: Office) -> None:
    changes = {"name": "", "credit_code": "1", "operator_phone": "", "username": "", "password": "", "consent": ""}
    answer = Browser(office.world.flask_app).post("/employers/register/", data=office.typed(**changes))
    found = words(answer)
    for text in ("统一社会信用代码应为", "请填写手机号码", "4 至 40", "请勾选"):
        assert text in found


def test_a_name_with_another_code_is_refused_without_saying_whose(office: Office, as_: Callable[..., Browser]) -> None:
    office.handed_in()
    assert office.passed(as_("hrss", AUDITED)).status_code == 303
    for changes in ({"credit_code": OTHER_CODE}, {"name": "另一示例有限公司"}):
        answer = Browser(office.world.flask_app).post(
            "/employers/register/", data=office.typed(username="another", **changes)
        )
        assert answer.status_code == 400
        assert "不相符" in words(answer)
        # The words name neither who has the code nor who has the name.
        assert "李人事" not in answer.get_data(as_text=True).replace('value="李人事"', "")


def test_a_further_operator_of_a_bound_employer_is_decided_by_its_own(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    first, hrss = office.handed_in(), as_("hrss", AUDITED)
    assert office.passed(hrss).status_code == 303
    second = office.handed_in(username="second", operator_name="王人事")
    row = office.registration("second")
    employer = office.employer(NAME)
    assert employer is not None
    assert (row.organisation_id, row.auditor_id) == (employer.id, employer.id)
    assert hrss.get(f"/employer-registrations/show/{row.id}").status_code == 404
    assert second.get("/employer/staff/").status_code == 403
    page = words(first.get(f"/employer-registrations/show/{row.id}"))
    assert "另一名经办人员" in page
    assert office.passed(first, "second").status_code == 303
    assert second.get("/employer/staff/").status_code == 200
    names = words(second.get("/employer/operators/"))
    assert "李人事" in names
    assert "王人事" in names


def test_where_no_operator_is_in_use_the_office_decides_on_a_further_one(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    office.handed_in()
    hrss = as_("hrss", AUDITED)
    office.passed(hrss)
    with world.reading():
        first = db.session.scalars(select(Account).where(Account.username == "newcomer")).one()
        first.active = False
        db.session.commit()
    office.handed_in(username="second")
    assert office.registration("second").auditor_id == world.organisations["shangyu-hrss"]
    assert office.passed(hrss, "second").status_code == 303


def test_registrations_of_one_employer_that_wait_together_go_to_the_first_that_is_bound(
    office: Office, as_: Callable[..., Browser]
) -> None:
    first = office.handed_in()
    office.handed_in(username="second")
    hrss = as_("hrss", AUDITED)
    seen = office.registration("second").version
    assert office.passed(hrss).status_code == 303
    row = office.registration("second")
    data = {"decision": "PASS", "version": seen, "opinion": "同意。"}
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 404
    assert first.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 409
    assert office.passed(first, "second").status_code == 303


def test_a_name_bound_at_the_same_moment_is_a_conflict_and_no_crash(
    world: World, office: Office, as_: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both auditors looked before either had bound the name: the database decides."""
    from app.organisations import queries

    office.handed_in()
    hrss = as_("hrss", AUDITED)
    with world.reading():
        taken = Organisation(
            code="faster",
            name=NAME,
            kind=OrganisationKind.EMPLOYER,
            employer_kind="NON_PUBLIC_ENTERPRISE",
            region_id=office.registration().region_id,
        )
        db.session.add(taken)
        db.session.commit()
    monkeypatch.setattr(queries, "with_name_or_code", lambda *_names: [])
    answer = office.passed(hrss)
    assert answer.status_code == 409
    assert "他人在同一时刻已保存" in words(answer)
    assert office.registration().status.name == "SUBMITTED"


def test_an_employer_of_the_catalog_without_a_code_gets_it_with_its_first_operator(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    name = "上虞建设示例有限公司"
    with world.reading():
        for account in db.session.scalars(select(Account).where(Account.username == "employer")):
            account.active = False
        db.session.commit()
    office.handed_in(name=name)
    assert office.passed(as_("hrss", AUDITED)).status_code == 303
    employer = office.employer(name)
    assert employer is not None
    assert (employer.id, employer.credit_code) == (world.organisations["builders"], CODE)


def test_the_competent_department_audits_where_it_can(
    world: World, office: Office, as_: Callable[..., Browser]
) -> None:
    with world.reading():
        region = office.region(REGION)
        ids = {}
        for code, place in (("bureau", region), ("elsewhere", office.region("331000"))):
            one = Organisation(
                code=code, name=f"示例主管局{code}", kind=OrganisationKind.COMPETENT_DEPARTMENT, region_id=place
            )
            db.session.add(one)
            db.session.flush()
            ids[code] = one.id
        db.session.commit()
    typed = office.typed(department_id=str(ids["elsewhere"]))
    answer = Browser(world.flask_app).post("/employers/register/", data=typed)
    assert answer.status_code == 400
    assert "不在单位所在地" in words(answer)
    # Nobody could decide at a department without an auditor.
    office.handed_in(department_id=str(ids["bureau"]))
    assert office.registration().auditor_id == world.organisations["shangyu-hrss"]
    with world.reading():
        world.accounts["bureau"] = add_account("bureau", Role.DEPARTMENT_AUDITOR, organisation_id=ids["bureau"])
        db.session.commit()
    office.handed_in(
        username="second", credit_code=OTHER_CODE, name="另一示例有限公司", department_id=str(ids["bureau"])
    )
    row = office.registration("second")
    assert row.auditor_id == ids["bureau"]
    assert as_("hrss", AUDITED).get(f"/employer-registrations/show/{row.id}").status_code == 404
    assert office.passed(as_("bureau", AUDITED), "second").status_code == 303
    bound = office.employer("另一示例有限公司")
    assert bound is not None
    assert bound.department_id == ids["bureau"]


@pytest.mark.parametrize("content", [b"", b"no pdf at all", b"%PDF-1.4 broken"])
def test_the_letter_must_be_a_sound_pdf(office: Office, content: bytes) -> None:
    newcomer = office.registered()
    office.phone_confirmed(newcomer)
    data = {"document": (io.BytesIO(content), "委托书.pdf"), "version": 2}
    answer = newcomer.post("/employers/registration/submit", data=data)
    assert answer.status_code == 400
    assert office.registration().status.name == "DRAFT"


def test_the_letter_is_no_larger_than_ten_megabytes(office: Office) -> None:
    newcomer = office.registered()
    office.phone_confirmed(newcomer)
    data = letter(2, content=b"%PDF-1.4" + b" " * (10 * 1024 * 1024))
    assert newcomer.post("/employers/registration/submit", data=data).status_code == 413


def test_what_was_typed_can_be_corrected_until_it_is_handed_in(office: Office) -> None:
    newcomer = office.registered()
    office.phone_confirmed(newcomer)
    typed = {**office.typed(), "address": "示例路3号", "version": 2}
    assert newcomer.post("/employers/registration/edit", data=typed).status_code == 303
    assert office.registration().address == "示例路3号"
    assert newcomer.post("/employers/registration/edit", data=typed).status_code == 409
    assert newcomer.post("/employers/registration/submit", data=letter(3)).status_code == 303
    assert newcomer.get("/employers/registration/edit").status_code == 302
    assert newcomer.post("/employers/registration/edit", data={**typed, "version": 4}).status_code == 409


def test_what_a_legal_person_signed_in_with_cannot_be_typed(office: Office) -> None:
    browser = Browser(office.world.flask_app)
    told = {
        "provider": "example",
        "person": "办小事",
        "issuer": "https://id.example.test",
        "subject": "1",
        "name": "法人登录示例有限公司",
        "credit_code": OTHER_CODE,
    }
    with browser.session_transaction() as cookie:
        cookie["legal_person"] = told
    assert "readonly" in browser.get("/employers/register/").get_data(as_text=True)
    assert browser.post("/employers/register/", data=office.typed()).status_code == 303
    row = office.registration()
    assert (row.name, row.credit_code, row.by_legal_person) == (told["name"], OTHER_CODE, True)
    signing_in = {"username": "newcomer", "password": office.typed()["password"]}
    with browser.session_transaction() as cookie:
        cookie.pop("legal_person", None)
    browser.post("/login/", data=signing_in)
    typed = {**office.typed(), "address": "示例路9号", "version": 1}
    assert browser.post("/employers/registration/edit", data=typed).status_code == 303
    row = office.registration()
    assert (row.name, row.credit_code, row.address) == (told["name"], OTHER_CODE, "示例路9号")


def test_the_letter_to_print_holds_what_was_entered(office: Office) -> None:
    answer = office.registered().get("/employers/registration/letter-form.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")


def test_every_step_is_in_the_log(office: Office, as_: Callable[..., Browser]) -> None:
    office.handed_in()
    office.passed(as_("hrss", AUDITED))
    with office.world.reading():
        rows = decisions.history(SubjectKind.EMPLOYER_REGISTRATION, office.registration().id)
        assert [row.action.name for row in rows] == ["SUBMIT", "PASS"]
    employer = office.employer(NAME)
    assert employer is not None
    with office.world.reading():
        rows = decisions.history(SubjectKind.ORGANISATION, employer.id)
        assert [row.action.name for row in rows] == ["ADD_OPERATOR"]
