"""申报类型, 自评分 and 推荐人: asked for where the plan does, kept as typed, frozen, shown everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.access.scoping import act_as
from app.applications import queries as applications
from app.applications import services
from app.applications.models import Application
from app.applications.sheets.review_sheet import further_answers
from app.catalog.models import ProfessionalTitle
from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.plans import queries as plans
from app.plans.enums import ApplicationMode, WizardStep
from tests.builders import add_account
from tests.helpers import Browser, office_moment, session_identity, text_of
from tests.integration.routes.applying import draft_for, route_ids
from tests.integration.routes.synthetic import CODE

NOW = "2023-03-01 09:00"


@pytest.fixture
def draft(walking: Any) -> Iterator[Application]:
    """A complete draft in the mode that asks for a self-score and two recommenders."""
    with walking.app_context():
        act_as(db.session, Actor.system("tests"))
        plan = plans.plan_with_rows(walking.extensions["walked_plans"][CODE])
        own, _subject = draft_for(plan, plan.routes[1], route_ids(plan.routes[1]))
        own.mode, own.step = ApplicationMode.SELF_SCORED, WizardStep.PREVIEW
        db.session.commit()
        yield applications.load(own.id)
        db.session.rollback()


@pytest.fixture
def browser(walking: Any, draft: Application) -> Browser:
    account_id = add_account(f"step3-{draft.id}", Role.APPLICANT, applicant_id=draft.applicant_id)
    db.session.commit()
    account = db.session.scalars(select(Account).where(Account.id == account_id)).one()
    walking.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(walking)
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = session_identity(walking, account), True
    return browser


def answers(draft: Application, **changes: Any) -> dict[str, Any]:
    """What the page would post; two recommenders."""
    held = db.session.scalars(select(ProfessionalTitle).where(ProfessionalTitle.code == "senior-engineer")).one()
    rows = {
        f"recommenders-{place}-{name}": value
        for place, number in enumerate(("甲001", "乙002"))
        for name, value in {
            "name": f"推荐{number}",
            "employer_name": "示例设计院",
            "title_id": held.id,
            "certificate_number": number,
            "in_service": "y",
            "related_specialty": "y",
        }.items()
    }
    return {
        "version": draft.version,
        "go": "next",
        "title_id": draft.title_id,
        "category_id": draft.plan.categories[0].id,
        "mode": "SELF_SCORED",
        "specialty_id": draft.specialty_id,
        "committee_id": draft.committee_id,
        "appraisal_summary": "合格",
        "work_statement": "述职",
        "self_score": "117.5",
        **rows,
        **changes,
    }


def post(browser: Browser, draft: Application, step: str = "data", **changes: Any) -> Any:
    given = answers(draft, **changes)
    with clock.frozen(office_moment(NOW)):
        answer = browser.post(f"/my/applications/{draft.id}/{step}", data=given)
    db.session.rollback()
    return answer


def stored(draft: Application) -> Application:
    act_as(db.session, Actor.system("tests"))
    return applications.load(draft.id)


def test_modes_are_shown_under_the_notices_name_with_the_platforms_option(draft: Any, browser: Browser) -> None:
    with clock.frozen(office_moment(NOW)):
        page = text_of(browser.get(f"/my/applications/{draft.id}/data"))
    assert "自评分申报（平台选项：破格申报）" in page
    assert "自评分不低于117分。" in page
    for words in ("申报类型", "规划与设计类", "城乡规划、建筑设计", "自评分", "推荐人", "须填写 2 位"):
        assert words in page


def test_what_was_typed_is_kept_and_leads_on(draft: Any, browser: Browser) -> None:
    assert post(browser, draft).status_code == 303
    own = stored(draft)
    assert (own.category.key, own.self_score) == ("design", Decimal("117.5"))
    assert [(one.position, one.name, one.certificate_number, one.in_service) for one in own.recommenders] == [
        (1, "推荐甲001", "甲001", True),
        (2, "推荐乙002", "乙002", True),
    ]


def test_certificates_may_be_exchanged_between_rows(draft: Any, browser: Browser) -> None:
    post(browser, draft)
    exchanged = {
        "recommenders-0-certificate_number": "乙002",
        "recommenders-1-certificate_number": "甲001",
        "version": stored(draft).version,
    }
    assert post(browser, draft, **exchanged).status_code == 303
    assert [one.certificate_number for one in stored(draft).recommenders] == ["乙002", "甲001"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"category_id": ""}, "尚未选择申报类型"),
        ({"category_id": "999999"}, "请在评审计划提供的选项中选择"),
        ({"self_score": ""}, "尚未填写自评分"),
        ({"self_score": "一百"}, "不是有效分值"),
        ({"self_score": "117.555"}, "不是有效分值"),
        ({"self_score": "-1"}, "不是有效分值"),
        ({"recommenders-1-certificate_number": "甲001"}, "证书编号 甲001 重复"),
        ({"recommenders-1-title_id": ""}, "第 2 位推荐人"),
    ],
)
def test_what_is_missing_or_wrong_is_told(draft: Any, browser: Browser, changes: Any, told: str) -> None:
    answer = post(browser, draft, **changes)
    assert answer.status_code == 400
    assert told in text_of(answer)


def test_unfinished_recommenders_are_saved_by_autosave(draft: Any, browser: Browser) -> None:
    unfinished = {"recommenders-1-title_id": "", "recommenders-1-certificate_number": ""}
    answer = post(browser, draft, "data/autosave", **unfinished)
    assert answer.status_code == 200
    assert [one.certificate_number for one in stored(draft).recommenders] == ["甲001", ""]


def test_a_mode_that_asks_for_neither_needs_neither(draft: Any, browser: Browser) -> None:
    nothing = {f"recommenders-{row}-{name}": "" for row in (0, 1) for name in ("name", "employer_name", "title_id")}
    nothing |= {f"recommenders-{row}-certificate_number": "" for row in (0, 1)}
    assert post(browser, draft, mode="NORMAL", self_score="", **nothing).status_code == 303


def test_submission_freezes_them_and_offices_and_sheets_show_them(draft: Any, browser: Browser) -> None:
    post(browser, draft)
    with clock.frozen(office_moment(NOW)):
        preview = text_of(browser.get(f"/my/applications/{draft.id}/preview"))
        act_as(db.session, Actor(None, "申", frozenset({Role.APPLICANT}), applicant_id=draft.applicant_id))
        services.submit(draft.id, applications.load(draft.id).version)
    content = applications.newest_submission(draft.id).content["answers"]
    assert (content["category"], content["self_score"], content["mode_name"]) == ("规划与设计类", "117.5", "自评分申报")
    assert [one["certificate_number"] for one in content["recommenders"]] == ["甲001", "乙002"]
    told = dict(further_answers(content))
    assert told["申报类型"] == "规划与设计类"
    assert "推荐甲001，示例设计院，高级工程师，甲001" in told["推荐人"].replace("、", "，")
    for words in told.values():
        assert words.split("\n")[0] in preview
