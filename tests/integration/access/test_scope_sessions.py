"""On whose behalf: sessions without an actor, actors after and beside each other, rows that were never loaded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, delete, event, func, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, sessionmaker

from app import scope
from app.access.models import AccessRecord, Account
from app.access.scoping import BUILT_ONCE, MissingActorError, Scope, act_as
from app.accounts.models import AccountSession
from app.applicants.models import Applicant
from app.applications.models import Application, ApplicationAttachment
from app.catalog.models import Region
from app.console.models import SavedFilter
from app.core.actor import Actor, Role
from app.files.models import StoredFile
from app.organisations.models import Organisation
from app.tasks.models import Job
from tests.helpers import count_statements
from tests.integration.access.expected import SEEN, actor_called, expected
from tests.integration.access.world import ScopeWorld

SessionOf = Callable[[str], Session]
OTHER = aliased(Application)

WITHOUT_ACTOR = {
    "whole rows": select(Application),
    "a column": select(Application.id),
    "an alias": select(OTHER.id),
    "a count": select(func.count()).select_from(Application),
    "a count of a subquery": select(func.count()).select_from(select(Application.id).limit(5).subquery()),
    "a join": select(Region.id).join(Applicant, Applicant.insurance_region_id == Region.id),
    "an outer join": select(Region.id).outerjoin(Applicant, Applicant.insurance_region_id == Region.id),
    "a subquery in the condition": select(Region).where(Region.id.in_(select(Applicant.insurance_region_id))),
    "a scalar subquery": select(select(func.count(Application.id)).scalar_subquery()),
    "an EXISTS": select(Region).where(select(Application.id).exists()),
    "an update": update(Application).values(version=2),
    "an update by a subquery": update(Region).where(Region.id.in_(select(Applicant.id))).values(name="x"),
    "a delete": delete(Application),
    "the bare table": select(Application.__table__.c.id),
}


@pytest.fixture
def nobodys(factory: sessionmaker[Session], world: ScopeWorld) -> Any:
    with factory() as session:
        yield session
        session.rollback()


@pytest.mark.parametrize("statement", WITHOUT_ACTOR.values(), ids=list(WITHOUT_ACTOR))
def test_a_session_without_an_actor_does_not_answer(nobodys: Session, statement: Any) -> None:
    with pytest.raises(MissingActorError, match=r"Applica(tion|nt)"):
        nobodys.execute(statement)


@pytest.mark.parametrize("model", scope.SCOPE, ids=lambda model: model.__name__)
def test_no_scoped_model_answers_without_an_actor(nobodys: Session, model: Any) -> None:
    with pytest.raises(MissingActorError, match=model.__name__):
        nobodys.execute(select(model))


def test_what_is_not_scoped_is_read_without_an_actor(nobodys: Session, world: ScopeWorld) -> None:
    """An account is loaded before anybody can say who acts; the person behind it is not."""
    assert len(nobodys.scalars(select(Organisation)).all()) > len(world.organisation)
    account = nobodys.scalars(select(Account).where(Account.id == world.ids[Account]["a"])).one()
    with pytest.raises(MissingActorError, match="Applicant"):
        _ = account.applicant
    nobodys.expunge_all()
    eager = select(Account).where(Account.id == world.ids[Account]["a"]).options(joinedload(Account.applicant))
    assert nobodys.scalars(eager).one().applicant is None


def test_two_actors_after_each_other_get_their_own_rows_of_the_same_statement(
    factory: sessionmaker[Session], world: ScopeWorld
) -> None:
    """The second time a statement is not built anew: its values must be."""
    statement = select(StoredFile.id)
    for name in ("applicant_a", "applicant_b", "hrss_a", "hrss_b", "applicant_c", "applicant_a"):
        with factory() as session:
            act_as(session, actor_called(name, world))
            seen = world.labels(StoredFile, session.scalars(statement))
        assert seen == expected(name, world)["StoredFile"], name


def test_a_statement_that_was_built_once_is_restricted_for_each_who_asks(
    factory: sessionmaker[Session], world: ScopeWorld
) -> None:
    """It is kept for each role set; whose rows it gives is asked at every execution."""
    statement = select(StoredFile.id).where(StoredFile.id > bindparam("beyond")).execution_options(**BUILT_ONCE)
    derived = statement.where(StoredFile.applicant_id == world.ids[Applicant]["a"])
    for name in ("applicant_a", "hrss_a", "applicant_b", "hrss_b", "employer_a", "applicant_c", "applicant_a"):
        with factory() as session:
            act_as(session, actor_called(name, world))
            seen = world.labels(StoredFile, session.scalars(statement, {"beyond": 0}))
            assert seen == expected(name, world)["StoredFile"], name
            assert world.labels(StoredFile, session.scalars(derived, {"beyond": 0})) <= seen
    with factory() as session:
        act_as(session, Actor(None, "", frozenset()))
        assert session.scalars(statement, {"beyond": 0}).all() == []
    for _again in range(2):
        with factory() as session, pytest.raises(MissingActorError, match="StoredFile"):
            session.scalars(statement, {"beyond": 0})


def test_sessions_of_two_actors_beside_each_other_do_not_mix(session_of: SessionOf, world: ScopeWorld) -> None:
    first, second = session_of("employer_a"), session_of("employer_b")
    for _again in range(2):
        assert world.labels(Application, first.scalars(select(Application.id))) == {"a", "d"}
        assert world.labels(Application, second.scalars(select(Application.id))) == {"b", "f"}


def test_two_threads_at_once_get_their_own_rows(factory: sessionmaker[Session], world: ScopeWorld) -> None:
    together = threading.Barrier(4)

    def read(name: str) -> list[set[str]]:
        together.wait()
        found = []
        for _again in range(25):
            with factory() as session:
                act_as(session, actor_called(name, world))
                found.append(world.labels(StoredFile, session.scalars(select(StoredFile.id))))
        return found

    names = ("applicant_a", "applicant_b", "hrss_a", "hrss_b")
    with ThreadPoolExecutor(len(names)) as pool:
        for name, found in zip(names, pool.map(read, names), strict=True):
            assert found == [expected(name, world)["StoredFile"]] * 25


def test_a_row_loaded_for_one_actor_opens_nothing_for_the_next(session_of: SessionOf, world: ScopeWorld) -> None:
    """Relations are loaded on behalf of whoever acts then."""
    session = session_of("hrss_a")
    application = session.scalars(select(Application)).one()
    act_as(session, actor_called("finance_a", world))
    assert application.applicant is None
    session.expire(application, ["applicant"])
    act_as(session, actor_called("hrss_a", world))
    assert application.applicant.id == world.ids[Applicant]["a"]
    session.expunge_all()
    act_as(session, actor_called("finance_a", world))
    application = session.scalars(select(Application)).one()
    assert application.applicant is None


def test_a_new_row_that_names_a_foreign_file_does_not_show_it(session_of: SessionOf, world: ScopeWorld) -> None:
    """A row that was added here was loaded by no statement that could have passed its scope on."""
    session = session_of("applicant_b")
    for label, owner in (("a_attachment", "a"), ("b_evidence", "b")):
        attachment = ApplicationAttachment(
            application_id=world.ids[Application]["b"],
            kind_id=1,
            file_id=world.ids[StoredFile][label],
        )
        session.add(attachment)
        with session.no_autoflush:
            session.flush()
            assert (attachment.file is not None) == (owner == "b")


def test_the_scope_costs_a_request_for_one_row_no_scan(
    session_of: SessionOf, world: ScopeWorld, world_engine: Engine
) -> None:
    """However many rows an office has, a page of one row looks into indexes only."""
    if world_engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by the number of rows, of which there are few here")
    session = session_of("system")
    for name in SEEN:
        act_as(session, actor_called(name, world))
        for model in scope.SCOPE:
            with count_statements(world_engine) as statements:
                session.scalars(select(model).where(model.id == 1)).all()
            (sent,) = statements.sent
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", (1,) * sent.count("?")).all()
            assert [step[-1] for step in plan if step[-1].startswith("SCAN")] == [], (name, model.__name__, sent)


def test_every_role_is_a_role_of_the_table_or_sees_only_what_is_public() -> None:
    published = {model for model, rules in scope.SCOPE.items() if Role.PUBLIC in rules}
    own = {SavedFilter, Job, AccountSession, AccessRecord}
    for role in (Role.EXPERT, Role.CATALOG_EDITOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        assert {model for model, rules in scope.SCOPE.items() if role in rules} == published | own


@pytest.fixture
def statements(world_engine: Engine) -> Iterator[list[str]]:
    """SQL as it is sent, from now on."""
    sent: list[str] = []

    def send(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(world_engine, "before_cursor_execute", send)
    yield sent
    event.remove(world_engine, "before_cursor_execute", send)


def test_a_statement_asks_each_criterion_once(session_of: SessionOf, world: ScopeWorld, statements: list[str]) -> None:
    """However deep a load hangs under another."""
    session = session_of("hrss_a")
    deep = selectinload(Application.applicant).options(selectinload(Applicant.education))
    assert session.scalars(select(Application).options(deep)).all()
    assert [statement.count("EXISTS") for statement in statements] == [1, 4, 2], statements


def test_the_hook_of_a_second_program_is_the_first_ones() -> None:
    """All programs of a process share their session class, which would call every hook that it was given."""
    installed, made = Scope(scope.SCOPE), sessionmaker()
    before = len(list(made().dispatch.do_orm_execute))
    for _program in range(3):
        installed.install(made)
    assert len(list(made().dispatch.do_orm_execute)) == before + 1
