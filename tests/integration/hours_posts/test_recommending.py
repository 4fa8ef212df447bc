"""Holders and recommended people are at most the vacancies: the employer's pass takes a post, what ends frees it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from app.applicants.enums import PostStanding
from app.applications import queries, services
from app.core import clock
from app.core.errors import Refused
from app.core.workflow import Decision
from tests.builders import AUDITED, FORWARDED, NOTICED, PASSED, SUBMITTED, World
from tests.helpers import count_statements, office_moment, text_of
from tests.integration.hours_posts.conftest import COLLEAGUE, CONTRACT, STAFF


@pytest.fixture
def vacant(world: World) -> Callable[..., int]:
    """`vacant(n)`: the confirmed posts of the plan's year, with n vacancies for 初级及未定级; the id."""
    from app.extensions import db
    from app.posts.enums import PostLevel, QuotaStatus
    from app.posts.models import PostQuota, PostQuotaLevel

    def made(number: int, year: int = 2023, confirmed: bool = True) -> int:
        with world.reading():
            quota = PostQuota(
                employer_id=world.organisations["builders"],
                year=year,
                established_total=10,
                post_total=10,
                confirmer_id=world.organisations["housing-bureau"],
                status=QuotaStatus.CONFIRMED if confirmed else QuotaStatus.SUBMITTED,
                submitted_at=office_moment(SUBMITTED),
            )
            figures = {PostLevel.JUNIOR: (10_000, 10 - number), PostLevel.INTERMEDIATE: (0, number)}
            quota.levels = [
                PostQuotaLevel(level=level, ratio=ratio, approved=0, actual=actual)
                for level, (ratio, actual) in figures.items()
            ]
            db.session.add(quota)
            db.session.commit()
            return quota.id

    return made


@pytest.fixture
def people(world: World) -> Callable[[], list[tuple[str, bool]]]:
    """`people()`: (name, whether the post is taken now) of everybody who was ever selected."""
    from app.extensions import db
    from app.posts.models import PostSelection

    def read() -> list[tuple[str, bool]]:
        with world.reading():
            rows = db.session.scalars(db.select(PostSelection).order_by(PostSelection.id))
            return [(one.applicant.name, one.released_at is None) for one in rows]

    return read


def test_the_last_vacancy_is_taken_once(world, as_, vacant, people):
    vacant(1)
    first, second = world.submitted(STAFF), world.submitted(COLLEAGUE)
    world.decided(first, Decision.PASS, "employer", AUDITED)
    employer = as_("employer", AUDITED)
    data = {"decision": "PASS", "version": str(world.version(second)), "opinion": "同意"}
    answer = employer.post(f"/audits/{second}/decide", data=data)
    assert answer.status_code == 400
    told = "2023 年度“初级及未定级”岗位已无空缺：空缺 1 个，直接聘任 0 人，已推荐 1 人。"
    assert told in text_of(answer)
    with world.reading():
        assert queries.load(second).holder_id == world.organisations["builders"]
    assert people() == [(STAFF, True)]


def test_facts_name_the_vacancies_that_are_left_for_this_person(world, vacant):
    from app.applications.facts import applicant_facts
    from app.applications.rules import facts_from_submission

    vacant(2)
    first, second = world.submitted(STAFF), world.submitted(COLLEAGUE)

    def left(application_id: int) -> int | None:
        with world.reading():
            one = queries.load(application_id)
            return applicant_facts(one.applicant, one).post_vacancies

    assert (left(first), left(second)) == (2, 2)
    world.decided(first, Decision.PASS, "employer", AUDITED)
    assert (left(first), left(second)) == (2, 1)
    with world.reading():
        assert facts_from_submission(queries.newest_submission(second).content).post_vacancies == 2


def test_without_vacancies_an_established_person_cannot_submit(world, vacant):
    from app.core.errors import Invalid

    vacant(0)
    with pytest.raises(Invalid) as refused:
        world.submitted(STAFF)
    assert [one.field for one in refused.value.violations] == ["RULES"]
    assert world.submitted(CONTRACT)


@pytest.mark.parametrize(("year", "confirmed"), [(2022, True), (2023, False)])
def test_other_years_and_unconfirmed_posts_refuse_nobody(world, vacant, people, year, confirmed):
    vacant(0, year=year, confirmed=confirmed)
    world.decided(world.submitted(STAFF), Decision.PASS, "employer", AUDITED)
    assert people() == ([] if confirmed else [(STAFF, True)])


def test_staff_outside_the_establishment_take_no_post(world, vacant, people):
    vacant(0)
    world.decided(world.submitted(CONTRACT), Decision.PASS, "employer", AUDITED)
    assert people() == []


def test_who_was_selected_before_takes_that_post(world, vacant, people):
    from app.catalog.models import ProfessionalTitle
    from app.extensions import db
    from app.posts.enums import PostLevel, SelectionKind
    from app.posts.models import PostSelection

    quota_id = vacant(1)
    own_id, other_id = world.submitted(STAFF), world.submitted(COLLEAGUE)
    with world.reading():
        title = db.session.scalar(db.select(ProfessionalTitle.id).where(ProfessionalTitle.code == "assistant-engineer"))
        chosen = {"quota_id": quota_id, "level": PostLevel.JUNIOR, "kind": SelectionKind.RECOMMENDED}
        db.session.add(PostSelection(**chosen, applicant_id=world.applicants[STAFF], title_id=title))
        db.session.commit()
    with pytest.raises(Refused):
        world.decided(other_id, Decision.PASS, "employer", AUDITED)
    world.decided(own_id, Decision.PASS, "employer", AUDITED)
    assert people() == [(STAFF, True)]


def test_a_holder_who_is_appointed_directly_is_not_recommended(world, vacant):
    from app.extensions import db
    from app.posts.enums import PostLevel, SelectionKind
    from app.posts.models import PostSelection

    quota_id = vacant(2)
    own_id = world.submitted(STAFF)
    with world.reading():
        chosen = {"quota_id": quota_id, "level": PostLevel.JUNIOR, "kind": SelectionKind.APPOINTED}
        day = office_moment(SUBMITTED).date()
        db.session.add(PostSelection(**chosen, applicant_id=world.applicants[STAFF], appointed_on=day))
        db.session.commit()
    with pytest.raises(Refused, match="not recommended"):
        world.decided(own_id, Decision.PASS, "employer", AUDITED)


def forwarded(world: World, application_id: int) -> None:
    world.decided(application_id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([application_id]))


def test_what_a_later_level_returns_keeps_its_post_until_it_ends(world, vacant, people):
    vacant(1)
    own_id, other_id = world.submitted(STAFF), world.submitted(COLLEAGUE)
    forwarded(world, own_id)
    world.decided(own_id, Decision.RETURN, "hrss", PASSED)
    assert people() == [(STAFF, True)]
    world.resubmitted(STAFF, own_id, PASSED)
    world.decided(own_id, Decision.PASS, "employer", PASSED)
    assert people() == [(STAFF, True)]
    with pytest.raises(Refused):
        world.decided(other_id, Decision.PASS, "employer", PASSED)
    world.complete(world.notice([own_id], at="2023-03-14 09:00"), at="2023-03-22 09:00")
    world.decided(own_id, Decision.REJECT, "hrss", "2023-03-23 09:00")
    assert people() == [(STAFF, False)]
    world.decided(other_id, Decision.PASS, "employer", "2023-03-23 09:00")
    assert people() == [(STAFF, False), (COLLEAGUE, True)]


def test_the_employers_own_undo_frees_the_post(world, vacant, people):
    vacant(1)
    own_id = world.submitted(STAFF)
    world.decided(own_id, Decision.PASS, "employer", AUDITED)
    with world.acting("employer", NOTICED):
        services.undo(queries.load(own_id), seen_version=world_version(own_id))
    assert people() == [(STAFF, False)]
    world.decided(own_id, Decision.PASS, "employer", NOTICED)
    assert people() == [(STAFF, False), (STAFF, True)]


def test_undoing_a_rejection_takes_the_post_again_or_is_refused(world, vacant, people):
    vacant(1)
    own_id, other_id = world.submitted(STAFF), world.submitted(COLLEAGUE)
    forwarded(world, own_id)
    world.decided(own_id, Decision.REJECT, "hrss", FORWARDED)
    with world.acting("hrss", PASSED):
        services.undo(queries.load(own_id), seen_version=world_version(own_id))
    assert people() == [(STAFF, False), (STAFF, True)]
    world.decided(own_id, Decision.REJECT, "hrss", PASSED)
    world.decided(other_id, Decision.PASS, "employer", PASSED)
    with pytest.raises(Refused), world.acting("hrss", PASSED):
        services.undo(queries.load(own_id), seen_version=world_version(own_id))


def world_version(application_id: int) -> int:
    return queries.load(application_id).version


def test_a_selection_in_use_is_not_removed(world, as_, vacant, people):
    from app.extensions import db
    from app.posts.models import PostSelection

    quota_id = vacant(1)
    world.decided(world.submitted(STAFF), Decision.PASS, "employer", AUDITED)
    with world.reading():
        row_id = db.session.scalar(db.select(PostSelection.id))
    employer = as_("employer", AUDITED)
    answer = employer.post(f"/posts/people/{quota_id}/{row_id}/remove", data={"version": "1"})
    assert answer.status_code == 400
    assert "甲在编 的申报正占用本岗位" in text_of(answer)
    assert people() == [(STAFF, True)]


def test_two_operators_cannot_both_take_the_last_post(world, vacant, people):
    """The second asks while the first has not committed yet, and waits for it."""
    from app.access.models import Account
    from app.access.scoping import act_as
    from app.accounts.security import actor_of
    from app.core.actor import Actor
    from app.extensions import db

    vacant(1)
    ids = [world.submitted(STAFF), world.submitted(COLLEAGUE)]
    asking, main = threading.Event(), threading.current_thread()

    def sent(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        waits = "FOR UPDATE" in statement or statement.startswith("UPDATE applications")
        if waits and threading.current_thread() is not main:
            asking.set()

    def passed(application_id: int) -> str:
        with world.flask_app.app_context(), clock.frozen(office_moment(AUDITED)):
            act_as(db.session, actor)
            own = queries.load(application_id)
            try:
                services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
            except Refused as refusal:
                db.session.rollback()
                return refusal.message
            db.session.commit()
            return ""

    with world.flask_app.app_context(), clock.frozen(office_moment(AUDITED)):
        act_as(db.session, Actor.system("tests"))
        actor = actor_of(db.session.scalars(db.select(Account).where(Account.username == "employer")).one())
        act_as(db.session, actor)
        engine = db.engine
        event.listen(engine, "before_cursor_execute", sent)
        try:
            own = queries.load(ids[0])
            services.advance(own, Decision.PASS, seen_version=own.version, opinion="同意。")
            with ThreadPoolExecutor(1) as pool:
                second = pool.submit(passed, ids[1])
                assert asking.wait(30)
                db.session.commit()
                assert second.result(30).startswith("No vacant post")
        finally:
            event.remove(engine, "before_cursor_execute", sent)
    assert people() == [(STAFF, True)]


def test_passing_many_costs_the_same_however_many_take_posts(world, vacant, engine):
    vacant(9)
    ids = [world.submitted(STAFF), world.submitted(COLLEAGUE)]
    third = world.submitted("戊在编", post_standing=PostStanding.ESTABLISHED)
    costs = []
    for group in (ids[:1], [ids[1], third]):
        with world.acting("employer", AUDITED):
            seen = {queries.load(one): queries.load(one).version for one in group}
            with count_statements(engine) as statements:
                services.advance_all(seen, Decision.PASS, opinion="同意。")
        costs.append(statements.count)
    assert costs[1] - costs[0] <= 2
