"""The first employer on the platform: registered, audited, bound; its first member of staff chooses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.applicants import queries as people
from app.archives import queries as archives
from app.messages import queries as messages
from tests.builders import AUDITED, FORWARDED, OPENED, SUBMITTED, World
from tests.helpers import Browser
from tests.integration.applicants.test_archive_audits import decide, submitted
from tests.integration.applicants.test_profile import typed as profile
from tests.integration.applicants.wizard import words
from tests.integration.employers.conftest import CODE, NAME, PHONE, PHONES, Office, events, letter


def shown(browser: Browser, address: str) -> str:
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return str(words(answer))


def told(world: World, name: str) -> list[str]:
    with world.acting(name, FORWARDED):
        return [one.text for one in messages.newest()]


def test_from_the_first_registration_to_the_first_confirmed_member_of_staff(
    world: World, office: Office, as_: Callable[..., Browser], clock_at: Callable[[str], None]
) -> None:
    clock_at(OPENED)
    assert "单位注册" in shown(Browser(world.flask_app), "/login/")
    newcomer = office.registered()
    assert "待提交授权委托书" in shown(newcomer, "/")
    # Before it is bound nobody finds it, and its operator can do nothing else.
    person = as_("申小明", OPENED)
    found = json.loads(person.get("/profile/lookup/employer?q=新办").get_data(as_text=True))
    assert found["results"] == []
    for address in ("/dashboard/", "/archive-audits/list/", "/audits/", "/employer/staff/", "/employer/operators/"):
        assert newcomer.get(address).status_code == 403, address
    refused = newcomer.post("/employers/registration/submit", data=letter(version=1))
    assert refused.status_code == 400
    assert "请先用验证码确认经办人手机号码" in words(refused)
    assert "验证码" in shown(newcomer, "/employers/registration/")
    office.phone_confirmed(newcomer)
    refused = newcomer.post("/employers/registration/submit", data={"version": 2})
    assert refused.status_code == 400
    assert "授权委托书" in words(refused)

    newcomer = office.handed_in(username="second", operator_name="王人事")
    assert "待审核" in shown(newcomer, "/employers/registration/")
    assert any("上虞新办示例有限公司" in one for one in told(world, "hrss"))
    hrss = as_("hrss", SUBMITTED)
    assert "1待审核的单位申请" in shown(hrss, "/dashboard/")
    assert NAME in shown(hrss, "/employer-registrations/list/")
    row = office.registration("second")
    page = shown(hrss, f"/employer-registrations/show/{row.id}")
    assert CODE in page
    assert PHONES["second"] in page
    assert hrss.get(f"/employer-registrations/document/{row.id}").data.startswith(b"%PDF")
    assert office.passed(hrss, "second").status_code == 303
    (told_second,) = office.sent_to(PHONES["second"], "own_registration_passed")
    assert NAME in told_second
    assert "审核通过" in told_second
    bound = office.employer(NAME)
    assert bound is not None
    assert (bound.credit_code, bound.active, bound.employer_kind.name) == (CODE, True, "NON_PUBLIC_ENTERPRISE")

    assert events(world, "second") == ["ACCOUNT_OPENED", "ROLES_CHANGED"]

    # The operator works at once, in the session that it has; staff can choose the employer.
    assert newcomer.get("/employer/staff/").status_code == 200
    assert newcomer.get("/employers/registration/").location == "/dashboard/"
    assert newcomer.get("/employers/registration/letter").status_code == 403
    found = json.loads(person.get("/profile/lookup/employer?q=新办").get_data(as_text=True))
    assert [one["id"] for one in found["results"]] == [bound.id]
    assert person.post("/profile/work", data=profile(person, "work", employer=bound.id)).status_code == 303

    # Until it is confirmed nothing of the person's can be audited.
    entry = submitted(world, "新单位的工程", "申小明")
    answer = decide(newcomer, world, entry, decision="PASS", opinion="属实。")
    assert answer.status_code == 400
    assert "尚未确认" in words(answer)
    with world.reading():
        member = people.load(world.applicants["申小明"])
    assert "1待确认的人员" in shown(newcomer, "/dashboard/")
    assert "申小明" in shown(newcomer, "/employer/staff/")
    data = {"rowid": str(member.id), f"version-{member.id}": member.version}
    assert newcomer.post("/employer/staff/confirm", data=data).status_code == 303
    assert "待确认的人员" not in shown(newcomer, "/dashboard/")
    assert "申小明" in shown(newcomer, "/employer/staff/?tab=CONFIRMED")
    assert any("已确认" in one for one in told(world, "申小明"))
    assert decide(newcomer, world, entry, decision="PASS", opinion="属实。").status_code == 303
    with world.reading():
        assert archives.load(entry).status.name == "PASSED"


@pytest.mark.parametrize("decision", ["RETURN", "REJECT"])
def test_a_registration_that_does_not_pass_binds_nothing_and_says_why(
    office: Office, as_: Callable[..., Browser], decision: str, clock_at: Callable[[str], None]
) -> None:
    clock_at(OPENED)
    newcomer, hrss = office.handed_in(), as_("hrss", AUDITED)
    row = office.registration()
    data: dict[str, Any] = {"decision": decision, "version": row.version}
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 400
    data |= {"reason": "印章无法辨认。", "defects-0-section": "letter", "defects-0-text": "请重新扫描。"}
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 303
    page = shown(newcomer, "/employers/registration/")
    assert "印章无法辨认" in page
    (told,) = office.sent_to(PHONE)[1:]
    for text in (
        NAME,
        "上虞区",
        "授权委托书：请重新扫描。",
        "印章无法辨认。",
        {"RETURN": "退回", "REJECT": "未通过"}[decision],
    ):
        assert text in told
    assert office.employer(NAME) is None
    again = newcomer.post("/employers/registration/submit", data={"version": office.registration().version})
    # The letter that is there already may be handed in again after a return; a rejection is the end.
    assert again.status_code == (303 if decision == "RETURN" else 400)


def test_a_stale_page_of_the_audit_is_refused_and_names_who_acted(office: Office, as_: Callable[..., Browser]) -> None:
    office.handed_in()
    row = office.registration()
    hrss = as_("hrss", AUDITED)
    data = {"decision": "REJECT", "version": row.version, "reason": "非本区单位。"}
    assert hrss.post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 303
    answer = hrss.post(f"/employer-registrations/decide/{row.id}", data=data)
    assert answer.status_code == 409
    assert "hrss" in words(answer)
