"""Background jobs: started in a transaction, run once, for whoever started them."""

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, Invalid, OutOfScope, Refused, Violation
from app.tasks import queries, services
from app.tasks.consumer import SILENCE, sweep
from app.tasks.enums import JobStatus
from app.tasks.models import Job
from app.tasks.queue import queue
from app.tasks.running import INSTALLED, JobLost, Tasks, run
from tests.builders import CONCLUDED
from tests.helpers import Browser, count_statements


@pytest.fixture
def world(unpeopled, clock_at):
    clock_at(CONCLUDED)
    return unpeopled


@pytest.fixture
def ran():
    """What the kind of job of these tests was given, in order."""
    return []


@pytest.fixture
def kinds(flask_app, ran, monkeypatch):
    """`kinds["dry_run"] = …` says what a job does; at first it notes its parameters."""
    table = {"dry_run": lambda work: ran.append(dict(work.parameters)) or {"kept": True}}
    installed = flask_app.extensions[INSTALLED]
    monkeypatch.setitem(flask_app.extensions, INSTALLED, Tasks(table, installed.act_for))
    return table


def enqueued(world, at=CONCLUDED, name="planner", **parameters):
    """The id of a job that the account has started."""
    with world.acting(name, at):
        return services.enqueue("dry_run", "2023年度计划", parameters, world.plan_id).id


def row(world, job_id):
    with world.reading():
        job = queries.load(job_id)
        return job.status, job.done, job.error, job.result


def carried(flask_app):
    with flask_app.app_context():
        return queue().waiting()


def test_a_job_is_carried_when_its_transaction_is_committed(world, flask_app, kinds, ran):
    job_id = enqueued(world, number=1)
    assert carried(flask_app) == {job_id}
    with flask_app.app_context():
        assert run(queue().next())
        assert queue().next() is None
    assert ran == [{"number": 1}]
    assert row(world, job_id) == (JobStatus.DONE, 0, None, {"kept": True})


def test_a_rollback_leaves_neither_a_job_nor_an_id(world, flask_app, kinds):
    from app.extensions import db

    with world.acting("planner", CONCLUDED):
        services.enqueue("dry_run", "2023年度计划", {})
        db.session.rollback()
    assert carried(flask_app) == set()
    with world.reading():
        assert db.session.scalars(select(Job)).all() == []


def test_a_job_that_was_committed_and_not_carried_is_found_by_the_sweep(world, flask_app, kinds, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("app.tasks.queue.Queue.carry", lambda *_given: 1 / 0)
        job_id = enqueued(world)
    assert carried(flask_app) == set()
    with flask_app.app_context():
        assert (sweep(), sweep()) == (1, 0)
        assert queue().next() == job_id


def test_two_consumers_never_run_one_job_twice(world, flask_app, kinds, ran):
    job_ids = [enqueued(world, number=number) for number in range(8)]
    answers = []
    gate = threading.Barrier(2)

    def consume():
        gate.wait()
        for job_id in job_ids:
            with flask_app.app_context():
                answers.append(run(job_id))

    threads = [threading.Thread(target=consume) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 8 + [True] * 8
    assert sorted(one["number"] for one in ran) == list(range(8))


def test_a_job_whose_worker_fell_silent_is_run_by_another_and_the_first_keeps_nothing(
    world, flask_app, kinds, clock_at
):
    from app.core import clock

    job_id = enqueued(world)
    lost = []

    def work(first):
        if lost:
            return {"by": "the second"}
        with clock.frozen(clock.now() + SILENCE), flask_app.app_context():
            queries.give_back(clock.now() - SILENCE)
            lost.append("not yet silent for long enough")
            first.step(1, 2)
        with clock.frozen(clock.now() + 2 * SILENCE + dt.timedelta(seconds=1)), flask_app.app_context():
            assert sweep() == 1
            assert run(job_id)
        with pytest.raises(JobLost):
            first.step(2, 2)
        return {"by": "the first"}

    kinds["dry_run"] = work
    with flask_app.app_context():
        assert not run(queue().next())
    assert row(world, job_id)[3] == {"by": "the second"}


def test_a_cancelled_job_stops_at_its_next_step_and_can_be_started_again(world, flask_app, kinds):
    job_id = enqueued(world)
    reached = []

    def work(one):
        one.step(1, 3)
        with world.acting("planner", CONCLUDED):
            services.cancel(job_id, 1)
        reached.append(True)
        one.step(2, 3)
        reached.append(False)

    kinds["dry_run"] = work
    with flask_app.app_context():
        assert not run(job_id)
    assert reached == [True]
    assert row(world, job_id)[:2] == (JobStatus.CANCELLED, 1)
    with world.acting("planner", CONCLUDED):
        services.retry(job_id, 2)
    kinds["dry_run"] = lambda one: {}
    with flask_app.app_context():
        assert run(job_id)
    with pytest.raises(Refused), world.acting("planner", CONCLUDED):
        services.cancel(job_id, 4)


def test_a_stale_page_cancels_nothing(world, kinds):
    job_id = enqueued(world)
    with world.acting("planner", CONCLUDED):
        services.cancel(job_id, 1)
    with pytest.raises(Conflict), world.acting("planner", CONCLUDED):
        services.retry(job_id, 1)


def test_a_refusal_is_told_in_chinese_with_its_place_and_the_job_is_run_again(world, flask_app, kinds, sign_in):
    job_id = enqueued(world)

    def refuse(_work):
        raise Invalid([Violation("C3 学历", "“%(found)s” is neither yes nor no.", {"found": "也许"})])

    planner = sign_in(Browser(flask_app), world.account("planner"))
    kinds["dry_run"] = refuse
    with flask_app.app_context():
        assert run(job_id)
    page = planner.get(f"/dry-runs/{job_id}").get_data(as_text=True)
    assert "C3 学历" in page
    assert "“也许”应填“是”或“否”。" in page
    kinds["dry_run"] = lambda _work: {}
    assert planner.post(f"/jobs/{job_id}/retry", data={"version": "2"}).status_code == 303
    with flask_app.app_context():
        assert run(queue().next())
    assert row(world, job_id)[0] is JobStatus.DONE


def test_a_crash_is_told_by_a_number_and_keeps_nothing(world, flask_app, kinds, sign_in):
    from app.extensions import db
    from app.organisations.models import Organisation

    job_id = enqueued(world)

    def crash(_work):
        db.session.scalars(select(Organisation)).first().name = "改了一半"
        db.session.flush()
        raise ZeroDivisionError

    kinds["dry_run"] = crash
    with flask_app.app_context():
        assert run(job_id)
    planner = sign_in(Browser(flask_app), world.account("planner"))
    assert "系统出现故障，请把编号" in planner.get(f"/dry-runs/{job_id}").get_data(as_text=True)
    with world.reading():
        assert "改了一半" not in db.session.scalars(select(Organisation.name)).all()


@pytest.mark.parametrize("change", ["closed", "moved"])
def test_a_job_of_an_account_that_may_no_longer_do_it_is_not_run(change, world, flask_app, kinds, ran):
    from app.access.models import Account
    from app.extensions import db

    job_id = enqueued(world)
    with world.reading():
        account = db.session.scalars(select(Account).where(Account.username == "planner")).one()
        account.active = change != "closed"
        if change == "moved":
            account.organisation_id = world.organisations["shangyu-engineering-junior-office"]
        db.session.commit()
    with flask_app.app_context():
        assert run(job_id)
    assert ran == []
    assert row(world, job_id)[0] is JobStatus.FAILED


def test_nobody_else_sees_or_touches_a_job(world, flask_app, kinds, account_with, sign_in):
    from app.core.actor import Role

    job_id = enqueued(world)
    colleague = account_with(Role.PLAN_ADMINISTRATOR, organisation_id=world.organisations["shangyu-hrss"])
    browser = sign_in(Browser(flask_app), colleague)
    assert f"/dry-runs/{job_id}" not in browser.get("/jobs/").get_data(as_text=True)
    assert browser.get(f"/jobs/{job_id}/state").status_code == 404
    assert browser.get(f"/dry-runs/{job_id}").status_code == 404
    for verb in ("cancel", "retry"):
        assert browser.post(f"/jobs/{job_id}/{verb}", data={"version": "1"}).status_code == 404
    with pytest.raises(OutOfScope), world.acting("hrss", CONCLUDED):
        queries.load(job_id)
    assert row(world, job_id)[0] is JobStatus.WAITING


def test_the_page_asks_how_far_it_is(world, flask_app, kinds, sign_in, clock_at):
    from app.core import clock

    job_id = enqueued(world)
    planner = sign_in(Browser(flask_app), world.account("planner"))
    told = []

    def work(one):
        with clock.frozen(clock.now() + dt.timedelta(minutes=2)):
            one.step(250, 1000)
            told.append(planner.get(f"/jobs/{job_id}/state").json)
        return {}

    kinds["dry_run"] = work
    with flask_app.app_context():
        assert run(job_id)
    assert told == [{"done": 250, "total": 1000, "text": "约还需 6 分钟", "finished": False}]
    assert planner.get(f"/jobs/{job_id}/state").json["finished"] is True


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_sends_the_same_statements_for_one_job_and_for_three(more, world, flask_app, kinds, sign_in, engine):
    for _each in range(1 + more):
        enqueued(world)
    planner = sign_in(Browser(flask_app), world.account("planner"))
    planner.get("/jobs/")
    with count_statements(engine) as statements:
        page = planner.get("/jobs/").get_data(as_text=True)
    assert page.count('<tr data-href="/dry-runs/') == 1 + more
    assert statements.count <= 4, str(statements)
