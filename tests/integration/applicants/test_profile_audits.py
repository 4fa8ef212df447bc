"""个人信息审核: handed in as a whole, passed or returned by section, reopened by a change."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from app.accounts import codes
from app.accounts.enums import CodePurpose
from app.applicants import queries, registration, services
from app.applicants.enums import AuditState
from app.applicants.models import Applicant
from app.applicants.tabs import TABS
from app.core.errors import Conflict
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db
from tests.builders import AUDITED, SUBMITTED, World, pdf
from tests.helpers import Browser, count_statements
from tests.integration.applicants.test_profile import save
from tests.integration.applicants.wizard import PERSON, words

OPINION = "经核对，信息无误。"


def stored(world: World, name: str = PERSON) -> Applicant:
    with world.reading():
        return queries.load(world.applicants[name])


def states(world: World) -> dict[str, str]:
    return {key: state.name for key, state in services.states(stored(world)).items()}


def profile_version(world: World, name: str = PERSON) -> int:
    profile = stored(world, name).profile
    return profile.version if profile else 0


def hand_in(world: World, applicant: Browser) -> int:
    """The id of the profile, submitted with a declaration and a proof."""
    save(applicant, "integrity", integrity_declared="y")
    save(applicant, "education", **{"education-0-proof": (io.BytesIO(pdf()), "毕业证书.pdf")})
    assert applicant.post("/profile/submit", data={"version": profile_version(world)}).status_code == 303
    profile = stored(world).profile
    assert profile is not None
    return profile.id


def decide(world: World, browser: Browser, profile_id: int, decision: str, **data: Any) -> Any:
    values = {"decision": decision, "version": profile_version(world), **data}
    return browser.post(f"/profile-audits/decide/{profile_id}", data=values)


def approved(world: World, applicant: Browser, employer: Browser) -> int:
    profile_id = hand_in(world, applicant)
    assert decide(world, employer, profile_id, "PASS", opinion=OPINION).status_code == 303
    return profile_id


def confirmed(world: World, at: dt.datetime | None) -> None:
    with world.reading():
        queries.load(world.applicants[PERSON]).employer_confirmed_at = at
        db.session.commit()


@pytest.fixture
def employer(as_: Callable[..., Browser]) -> Browser:
    return as_("employer", AUDITED)


def test_what_is_missing_is_told_with_the_page_where_it_is_entered(world: World, applicant: Browser) -> None:
    applicant.post("/profile/skills/autosave", data={"version": 0, "skills-0-occupation": "焊工"})
    answer = applicant.post("/profile/submit", data={"version": 0})
    assert answer.status_code == 400
    links = html.fromstring(answer.get_data(as_text=True)).xpath('//div[@role="alert"]//a/@href')
    assert links == ["/profile/integrity", "/profile/skills"]
    assert "技能等级：本页有内容尚未填完" in words(answer)
    assert stored(world).profile is None


def test_a_page_without_its_version_is_told_so(world: World, applicant: Browser) -> None:
    answer = applicant.post("/profile/submit")
    assert answer.status_code == 400
    assert "页面内容不完整" in words(answer)
    assert stored(world).profile is None


def test_the_whole_record_goes_to_the_employer_and_passes(world: World, applicant: Browser, employer: Browser) -> None:
    profile_id = hand_in(world, applicant)
    assert set(states(world).values()) == {"SUBMITTED"}
    page = words(employer.get("/profile-audits/list/"))
    assert PERSON in page
    shown = words(employer.get(f"/profile-audits/show/{profile_id}"))
    for text in ("示例职业学院", "毕业证书.pdf", "9999**********", "上虞区"):
        assert text in shown
    assert "999900" not in shown
    who = html.fromstring(employer.get(f"/profile-audits/show/{profile_id}").get_data(as_text=True))
    assert "上虞建设示例有限公司" in who.xpath('//*[contains(@class, "topbar")]')[0].text_content()
    assert decide(world, employer, profile_id, "PASS", opinion=OPINION).status_code == 303
    assert set(states(world).values()) == {"APPROVED"}
    profile = stored(world).profile
    assert profile is not None
    assert profile.status is AuditState.APPROVED
    assert PERSON not in words(employer.get("/profile-audits/list/"))
    assert PERSON in words(employer.get("/profile-audits/done/list/"))
    assert "您的个人基本信息已经单位审核通过" in words(applicant.get("/messages/"))
    with world.reading():
        rows = decisions.history(SubjectKind.APPLICANT, world.applicants[PERSON])
        assert [row.action for row in rows] == [Action.SUBMIT, Action.PASS]


def test_a_return_names_sections_and_the_others_pass(world: World, applicant: Browser, employer: Browser) -> None:
    profile_id = hand_in(world, applicant)
    answer = decide(world, employer, profile_id, "RETURN", **{"defects-0-section": "", "defects-0-text": "不清晰"})
    assert answer.status_code == 400
    assert "请为每条问题选择对应的部分" in words(answer)
    assert "不清晰" in answer.get_data(as_text=True)
    defects = {"defects-0-section": "education", "defects-0-text": "毕业证书不清晰，请重新扫描。"}
    assert decide(world, employer, profile_id, "RETURN", **defects).status_code == 303
    found = states(world)
    assert found.pop("education") == "RETURNED"
    assert set(found.values()) == {"APPROVED"}
    assert "毕业证书不清晰，请重新扫描。" in words(applicant.get("/profile/education"))
    assert applicant.get("/profile/edit").location == "/profile/education"
    save(applicant, "education", **{"education-0-proof": (io.BytesIO(pdf()), "毕业证书（清晰）.pdf")})
    assert applicant.post("/profile/submit", data={"version": profile_version(world)}).status_code == 303
    assert {key for key, state in states(world).items() if state == "SUBMITTED"} == {"education"}
    assert decide(world, employer, profile_id, "PASS", opinion=OPINION).status_code == 303
    assert set(states(world).values()) == {"APPROVED"}


@pytest.mark.parametrize("decision", ["REJECT", "SKIP", ""])
def test_nothing_else_is_decided(world: World, applicant: Browser, employer: Browser, decision: str) -> None:
    profile_id = hand_in(world, applicant)
    assert decide(world, employer, profile_id, decision, reason="不行").status_code == 400
    assert set(states(world).values()) == {"SUBMITTED"}


def test_a_changed_fact_reopens_its_section_and_is_logged(world: World, applicant: Browser, employer: Browser) -> None:
    profile_id = approved(world, applicant, employer)
    assert "修改后需重新提交审核" in words(applicant.get("/profile/employment"))
    save(applicant, "employment")
    assert set(states(world).values()) == {"APPROVED"}
    save(applicant, "employment", **{"employment-0-post": "项目经理"})
    found = states(world)
    assert found.pop("employment") == "DRAFT"
    assert set(found.values()) == {"APPROVED"}
    profile = stored(world).profile
    assert profile is not None
    assert profile.status is AuditState.DRAFT
    with world.reading():
        last = decisions.history(SubjectKind.APPLICANT, world.applicants[PERSON])[-1]
        row_id = queries.load(world.applicants[PERSON]).employment[0].id
        assert (last.action, last.details["section"], last.details["state"]) == (Action.EDIT, "employment", "APPROVED")
        changed = {"path": ["employment", row_id, "post"], "before": "技术员", "after": "项目经理"}
        assert last.details["changes"] == [changed]
    assert applicant.post("/profile/submit", data={"version": profile_version(world)}).status_code == 303
    page = html.fromstring(employer.get(f"/profile-audits/show/{profile_id}").get_data(as_text=True))
    rows = page.xpath('//h3[text()="自上次通过以来的变化"]/following-sibling::div[1]//tbody/tr')
    what = "上虞建设示例有限公司：岗位（职务）"
    assert [[cell.text for cell in row] for row in rows] == [[what, "技术员", "项目经理"]]


def test_the_identity_number_is_masked_in_the_log(world: World, applicant: Browser, employer: Browser) -> None:
    approved(world, applicant, employer)
    old = stored(world).identity_number
    save(applicant, "identity", identity_number="999900199207080018")
    with world.reading():
        last = decisions.history(SubjectKind.APPLICANT, world.applicants[PERSON])[-1]
    assert last.action is Action.EDIT
    assert old not in str(last.details)
    assert "999900199207080018" not in str(last.details)


def test_a_change_during_the_audit_takes_the_section_back(world: World, applicant: Browser, employer: Browser) -> None:
    profile_id = hand_in(world, applicant)
    seen = profile_version(world)
    save(applicant, "work", administrative_post="科长")
    assert states(world)["work"] == "DRAFT"
    values = {"decision": "PASS", "version": seen, "opinion": OPINION}
    answer = employer.post(f"/profile-audits/decide/{profile_id}", data=values)
    assert answer.status_code == 409
    assert states(world)["work"] == "DRAFT"


def test_of_two_auditors_the_second_is_told(world: World, applicant: Browser) -> None:
    profile_id = hand_in(world, applicant)
    seen = profile_version(world)
    with world.acting("employer", AUDITED):
        services.audit(profile_id, seen, Decision.PASS, opinion=OPINION)
    with pytest.raises(Conflict), world.acting("employer", AUDITED):
        services.audit(profile_id, seen, Decision.RETURN, defects=[("education", "不清晰")])
    assert set(states(world).values()) == {"APPROVED"}


def test_a_page_drawn_before_the_submission_is_stale(world: World, applicant: Browser) -> None:
    hand_in(world, applicant)
    version = next(one.version for one in stored(world).sections if one.key == "education") - 1
    answer = save(applicant, "education", version=version, **{"education-0-school": "别的学院"})
    assert answer.status_code == 409
    assert stored(world).education[0].school == "示例职业学院"
    stale = applicant.post("/profile/submit", data={"version": 0})
    assert stale.status_code == 409


def test_there_is_nothing_to_hand_in_twice(world: World, applicant: Browser) -> None:
    hand_in(world, applicant)
    answer = applicant.post("/profile/submit", data={"version": profile_version(world)})
    assert answer.status_code == 400
    assert "没有需要提交的内容" in words(answer)


def test_profiles_and_proofs_of_others_are_404(
    world: World, applicant: Browser, as_: Callable[..., Browser], employer: Browser
) -> None:
    profile_id = hand_in(world, applicant)
    proof = stored(world).education[0].proof_id
    assert employer.get(f"/files/{proof}").status_code == 200
    neighbour = as_("neighbour", AUDITED)
    assert neighbour.get(f"/profile-audits/show/{profile_id}").status_code == 404
    assert decide(world, neighbour, profile_id, "PASS", opinion=OPINION).status_code == 404
    assert neighbour.get(f"/files/{proof}").status_code == 404
    assert PERSON not in words(neighbour.get("/profile-audits/list/"))
    for name in ("hrss", "office", "planner"):
        assert as_(name, AUDITED).get(f"/files/{proof}").status_code == 404
        assert as_(name, AUDITED).get(f"/profile-audits/show/{profile_id}").status_code == 403
    for wrong in ("0", "abc", "99999999999"):
        assert employer.get(f"/profile-audits/show/{wrong}").status_code == 404


def test_a_proof_put_in_after_the_submission_is_not_shown_yet(
    world: World, applicant: Browser, employer: Browser
) -> None:
    approved(world, applicant, employer)
    other = pdf() + b"%% another\n"
    save(
        applicant,
        "skills",
        **{
            "skills-0-skill_level": "SENIOR_WORKER",
            "skills-0-obtained_on": "2019-05-01",
            "skills-0-proof": (io.BytesIO(other), "技能证书.pdf"),
        },
    )
    row = stored(world).skills[0]
    assert row.proof_id is not None
    assert employer.get(f"/files/{row.proof_id}").status_code == 404
    applicant.post("/profile/submit", data={"version": profile_version(world)})
    assert employer.get(f"/files/{row.proof_id}").status_code == 200


def test_the_queue_asks_as_much_for_three_as_for_one(world: World, applicant: Browser, employer: Browser) -> None:
    hand_in(world, applicant)
    employer.get("/profile-audits/list/")
    with world.flask_app.app_context():
        from app.extensions import db

        engine = db.engine
    with count_statements(engine) as few:
        employer.get("/profile-audits/list/")
    for name in ("壬一", "癸二"):
        world.person(name)
        with world.acting(name, SUBMITTED):
            person = services.own()
            assert person is not None
            person.integrity_declared_on = person.birth_date
            services.submit(0)
    with count_statements(engine) as many:
        page = words(employer.get("/profile-audits/list/"))
    assert "壬一" in page
    assert "癸二" in page
    assert many.count == few.count, f"{few}\n--\n{many}"


def test_every_tab_has_its_words_and_lists_in_the_audit(world: World, applicant: Browser, employer: Browser) -> None:
    profile_id = hand_in(world, applicant)
    page = html.fromstring(employer.get(f"/profile-audits/show/{profile_id}").get_data(as_text=True))
    assert [key for key in TABS if not page.xpath(f'//*[@id="{key}"]')] == []


def test_nothing_passes_before_the_employer_has_confirmed_the_person(
    world: World, applicant: Browser, employer: Browser
) -> None:
    profile_id = hand_in(world, applicant)
    confirmed(world, None)
    answer = decide(world, employer, profile_id, "PASS", opinion=OPINION)
    assert answer.status_code == 400
    assert "尚未确认" in words(answer)
    assert set(states(world).values()) == {"SUBMITTED"}
    confirmed(world, dt.datetime(2023, 3, 1, tzinfo=dt.UTC))
    assert decide(world, employer, profile_id, "PASS", opinion=OPINION).status_code == 303


def test_whoever_is_removed_from_the_staff_hands_in_the_employer_again(
    world: World, applicant: Browser, employer: Browser
) -> None:
    profile_id = hand_in(world, applicant)
    person = stored(world)
    data = {"version": person.version, "reason": "已离职。"}
    assert employer.post(f"/employer/staff/{person.id}/remove", data=data).status_code == 303
    assert {key for key, state in states(world).items() if state == "DRAFT"} == {"work"}
    assert decide(world, employer, profile_id, "PASS", opinion=OPINION).status_code == 409
    neighbours = world.organisations["neighbours"]
    assert save(applicant, "work", employer=neighbours).status_code == 303
    assert applicant.post("/profile/submit", data={"version": profile_version(world)}).status_code == 303
    profile = stored(world).profile
    assert profile is not None
    assert profile.employer_id == neighbours


def test_a_profile_goes_with_the_person_into_the_employer_that_took_theirs_over(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    profile_id = hand_in(world, applicant)
    ids = {"absorbed": world.organisations["builders"], "into": world.organisations["neighbours"]}
    data = {**ids, "from_on": "2023-03-01", "reason": "主管部门批复。"}
    answer = as_("hrss", AUDITED).post("/employer-mergers/", data=data)
    assert answer.status_code == 303, words(answer)
    neighbour = as_("neighbour", AUDITED)
    assert PERSON in words(neighbour.get("/profile-audits/list/"))
    assert decide(world, neighbour, profile_id, "PASS", opinion=OPINION).status_code == 303


def test_a_number_that_a_code_has_proven_opens_no_section(world: World, applicant: Browser, employer: Browser) -> None:
    approved(world, applicant, employer)
    with world.acting(PERSON, AUDITED) as actor:
        issued = codes.issue("13911112222", CodePurpose.NEW_PHONE, {"account_id": actor.account_id})
    with world.acting(PERSON, AUDITED):
        registration.replace_phone(issued.ticket, issued.code)
    assert stored(world).phone == "13911112222"
    assert set(states(world).values()) == {"APPROVED"}
    assert save(applicant, "identity", mailbox="neu@example.test").status_code == 303
    assert states(world)["identity"] == "DRAFT"


def test_an_employer_chosen_on_the_page_confirms_before_it_audits(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    hand_in(world, applicant)
    assert save(applicant, "work", employer=world.organisations["neighbours"]).status_code == 303
    assert stored(world).employer_confirmed_at is None
    assert applicant.post("/profile/submit", data={"version": profile_version(world)}).status_code == 303
    profile = stored(world).profile
    assert profile is not None
    neighbour = as_("neighbour", AUDITED)
    assert decide(world, neighbour, profile.id, "PASS", opinion=OPINION).status_code == 400
