"""Every scoped model, every role, every way to a row: exactly the rows of the table in `expected`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, func, select, text, true, union_all, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app import scope
from app.access.models import AccessRecord, Account
from app.applicants.models import Applicant
from app.applications.models import Application, ApplicationAttachment, ApplicationHolding, Submission
from app.archives.models import ArchiveEntry
from app.catalog.models import Region
from app.core.actor import Role
from app.decisions.models import DecisionRecord
from app.extensions import Model
from app.fees.models import FeeOrder
from app.files.models import StoredFile
from app.plans.models import PlanRoute, ReviewPlan, RouteStage
from app.public_notices.models import PublicNoticeEntry
from tests.integration.access.expected import SEEN, actor_called, expected
from tests.integration.access.world import ScopeWorld

# One actor for each kind of rule; departments and offices share theirs with the HRSS, the others see what is public.
EACH_KIND = ("applicant_b", "employer_a", "hrss_b", "planner_a", "finance_b", "viewer", "public", "system")
MODELS = list(scope.SCOPE)
SessionOf = Callable[[str], Session]


def _whole_rows(session: Session, model: Any) -> Iterable[int]:
    return [row.id for row in session.scalars(select(model))]


def _alias_beside_itself(session: Session, model: Any) -> Iterable[int]:
    """Both sides of a join of the table with itself are scoped, each for itself."""
    other = aliased(model)
    return session.scalars(select(other.id).join(model, model.id == other.id))


def _inner_join(session: Session, model: Any) -> Iterable[int]:
    return session.scalars(select(model.id).select_from(Region).join(model, true()))


def _outer_join(session: Session, model: Any) -> Iterable[int]:
    found = session.scalars(select(model.id).select_from(Region).outerjoin(model, true()))
    return [row_id for row_id in found if row_id is not None]


def _join_to_an_alias(session: Session, model: Any) -> Iterable[int]:
    """SQLAlchemy's own criteria are not in terms of the alias here, see `scoping.Criterion`."""
    other = aliased(model)
    return session.scalars(select(other.id).select_from(Region).join(other, other.id > 0))


def _outer_join_to_an_alias(session: Session, model: Any) -> Iterable[int]:
    other = aliased(model)
    found = session.scalars(select(other.id).select_from(Region).outerjoin(other, other.id > 0))
    return [row_id for row_id in found if row_id is not None]


def _union_in_a_subquery(session: Session, model: Any) -> Iterable[int]:
    """As the queue of the offices asks."""
    both = union_all(select(model.id).where(model.id > 3), select(model.id).where(model.id <= 3)).subquery()
    return session.scalars(select(both.c.id))


def _common_table(session: Session, model: Any) -> Iterable[int]:
    picked = select(model.id).cte("picked")
    return session.scalars(select(picked.c.id))


def _subquery(session: Session, model: Any) -> Iterable[int]:
    picked = select(model.id).limit(1000).subquery()
    return session.scalars(select(picked.c.id))


WAYS = (
    _alias_beside_itself,
    _inner_join,
    _outer_join,
    _join_to_an_alias,
    _outer_join_to_an_alias,
    _subquery,
    _union_in_a_subquery,
    _common_table,
)


def _count(session: Session, model: Any) -> Any:
    return session.scalar(select(func.count()).select_from(model))


def _capped_count(session: Session, model: Any) -> Any:
    return session.scalar(select(func.count()).select_from(select(model.id).limit(1001).subquery()))


def _count_inside_another(session: Session, model: Any) -> Any:
    """In a scalar subquery of a statement over a table that is not scoped."""
    counted = select(func.count(model.id)).scalar_subquery()
    return session.execute(select(Region.id, counted).order_by(Region.id).limit(1)).one()[1]


COUNTS = (_count, _capped_count, _count_inside_another)


def test_every_scoped_model_has_rows_on_both_sides_and_every_role_an_actor(world: ScopeWorld) -> None:
    assert set(MODELS) <= set(world.ids)
    assert all(len(world.ids[model]) > 1 for model in MODELS)
    assert {role for name in SEEN for role in actor_called(name, world).roles} == set(Role)
    assert {role for rules in scope.SCOPE.values() for role in rules} <= set(Role) - {Role.SYSTEM}


@pytest.mark.parametrize("name", SEEN)
def test_an_actor_sees_exactly_the_rows_of_the_table(session_of: SessionOf, world: ScopeWorld, name: str) -> None:
    session = session_of(name)
    seen = {model.__name__: world.labels(model, _whole_rows(session, model)) for model in MODELS}
    assert seen == expected(name, world)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.parametrize("name", EACH_KIND)
def test_no_way_leads_to_another_row(
    session_of: SessionOf, world: ScopeWorld, name: str, way: Callable[[Session, Any], Iterable[int]]
) -> None:
    session = session_of(name)
    seen = {model.__name__: world.labels(model, way(session, model)) for model in MODELS}
    assert seen == expected(name, world)


@pytest.mark.parametrize("way", COUNTS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.parametrize("name", EACH_KIND)
def test_an_actor_counts_exactly_these_rows(
    session_of: SessionOf, world: ScopeWorld, name: str, way: Callable[[Session, Any], int]
) -> None:
    session = session_of(name)
    counted = {model.__name__: way(session, model) for model in MODELS}
    assert counted == {model: len(labels) for model, labels in expected(name, world).items()}


RELATIONS = [
    relation
    for mapper in sorted(Model.registry.mappers, key=lambda mapper: mapper.class_.__name__)  # type: ignore[attr-defined]
    if mapper.class_ in (*MODELS, Account)
    for relation in mapper.relationships
    if relation.mapper.class_ in MODELS
]


@pytest.mark.parametrize("strategy", ["lazy", joinedload, selectinload], ids=["lazy", "joined", "selectin"])
@pytest.mark.parametrize("name", EACH_KIND)
def test_a_relation_shows_no_row_that_a_select_would_not(
    session_of: SessionOf, world: ScopeWorld, name: str, strategy: Any
) -> None:
    """What hangs on a visible row is what hangs on it for the system, as far as this actor sees it."""
    visible = expected(name, world)
    everything, session = session_of("system"), session_of(name)
    for relation in RELATIONS:
        parent, target = relation.parent.class_, relation.mapper.class_
        attribute = getattr(parent, relation.key)
        options = [] if strategy == "lazy" else [strategy(attribute)]
        shown, wanted = {}, {}
        for row in session.scalars(select(parent).options(*options)).unique():
            shown[row.id] = world.labels(target, _ids(getattr(row, relation.key)))
        for row in everything.scalars(select(parent).where(parent.id.in_(shown))):
            hanging = world.labels(target, _ids(getattr(row, relation.key)))
            wanted[row.id] = hanging & visible[target.__name__]
        assert shown == wanted, str(relation)
        session.expunge_all()
        everything.expunge_all()


def _ids(related: Any) -> list[int]:
    if related is None:
        return []
    return [row.id for row in related] if isinstance(related, list) else [related.id]


@pytest.fixture
def without_foreign_keys(world_engine: Engine) -> Iterator[None]:
    """A DELETE meets no foreign key, so that its count tells which rows it reaches."""

    def begin(connection: Any, *_rest: Any) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("BEGIN"))  # the pragma lasts for one transaction, which sqlite3 opens later
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))

    event.listen(world_engine, "begin", begin)
    yield
    event.remove(world_engine, "begin", begin)


# Commands of other packages refuse to touch these at all, see tests of plans and decisions.
APPEND_ONLY = {DecisionRecord, AccessRecord}
DRAFTS = ("a_draft", "b_draft")


def _changeable(model: Any, world: ScopeWorld) -> set[str]:
    """Rows of a published plan are frozen, whoever asks."""
    of_plans = model in (ReviewPlan, RouteStage, PlanRoute) or "plan_id" in model.__table__.c
    if of_plans and model.__module__.startswith("app.plans"):
        return set(DRAFTS)
    return set(world.ids[model])


@pytest.mark.parametrize("kind", [update, delete])
@pytest.mark.parametrize("name", EACH_KIND)
@pytest.mark.usefixtures("without_foreign_keys")
def test_a_statement_that_writes_reaches_exactly_the_visible_rows(
    session_of: SessionOf, world: ScopeWorld, name: str, kind: Any
) -> None:
    reached, wanted = {}, {}
    for model in set(MODELS) - APPEND_ONLY:
        session = session_of(name)
        labels = _changeable(model, world)
        statement = kind(model).where(model.id.in_([world.ids[model][label] for label in labels]))
        if kind is update:
            statement = statement.values(id=model.id)
        result = session.execute(statement.execution_options(synchronize_session=False))
        reached[model.__name__] = result.rowcount  # type: ignore[attr-defined]
        wanted[model.__name__] = len(labels & expected(name, world)[model.__name__])
        session.rollback()
    assert reached == wanted


def test_a_foreign_row_named_by_its_id_is_not_found(session_of: SessionOf, world: ScopeWorld) -> None:
    session, visible = session_of("applicant_b"), expected("applicant_b", world)
    for model in MODELS:
        found = {label for label, row_id in world.ids[model].items() if session.get(model, row_id) is not None}
        assert found == visible[model.__name__]


def test_the_tables_that_rules_look_into_may_stand_in_the_statement_itself(
    session_of: SessionOf, world: ScopeWorld
) -> None:
    """A rule's subquery must not take the statement's own table of the same name for its own."""
    file, attached = aliased(StoredFile), aliased(ApplicationAttachment)
    statement = (
        select(
            Application.id, ApplicationHolding.id, Submission.id, Applicant.id, ArchiveEntry.id, file.id, FeeOrder.id
        )
        .join(ApplicationHolding, ApplicationHolding.application_id == Application.id)
        .join(Submission, Submission.application_id == Application.id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .join(ArchiveEntry, ArchiveEntry.applicant_id == Applicant.id)
        .join(attached, attached.application_id == Application.id)
        .join(file, file.id == attached.file_id)
        .join(PublicNoticeEntry, PublicNoticeEntry.application_id == Application.id)
        .join(PublicNoticeEntry.notice)
        .join(FeeOrder, FeeOrder.application_id == Application.id)
        .join(Application.plan)
        .join(RouteStage, RouteStage.id == Application.stage_id)
    )
    for name, label, entries in (
        ("applicant_a", "a", 3),
        ("hrss_a", "a", 1),
        ("hrss_b", "b", 1),
        ("employer_a", "a", 2),
    ):
        rows = session_of(name).execute(statement).all()
        assert {row[0] for row in rows} == {world.ids[Application][label]}, name
        assert {row[5] for row in rows} == {world.ids[StoredFile][f"{label}_attachment"]}, name
        assert len({row[1] for row in rows}) == 4, name
        assert len({row[4] for row in rows}) == entries, name
    assert session_of("finance_a").execute(statement).all() == []
