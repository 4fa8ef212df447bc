"""A published plan and every row under it can no longer be changed, by no way that the program has."""

import datetime as dt

import pytest
from sqlalchemy import delete, insert, select, update

from app.access.scoping import act_as
from app.core.errors import Refused
from app.plans import queries, services
from app.plans.enums import PlanStatus
from app.plans.models import PlanRoute, PlanTitle, ReviewPlan, RouteStage
from app.plans.packs import SECTIONS, document_of

CHILDREN = {section.name: section.model for section in SECTIONS}
ROWS = {**CHILDREN, "stages": RouteStage}
REFUSAL = "A published plan can no longer be changed. Please clone it and publish the clone."


def first_row(plan, name):
    return plan.routes[0].stages[0] if name == "stages" else getattr(plan, name)[0]


def new_row(plan, name):
    """A row like the first, at the end; its unique columns are made different."""
    like = first_row(plan, name)
    columns = {
        column.key: getattr(like, column.key)
        for column in type(like).__table__.columns
        if column.key not in ("id", "plan_id", "route_id")
    }
    columns["position"] = 999
    for key in columns.keys() & {"key", "name"}:
        columns[key] = "another"
    return type(like)(**columns)


def unchanged(session, plan, before):
    session.rollback()
    session.expire_all()
    return document_of(queries.plan_by_id(plan.id)) == before


@pytest.fixture
def before(published):
    return document_of(published)


def refused(session, plan, before, change):
    """Whether the change is refused for the rows of every table, and leaves no trace."""
    for name in ROWS:
        change(name)
        with pytest.raises(Refused, match=REFUSAL):
            session.flush()
        assert unchanged(session, plan, before), name


def test_rows_of_a_published_plan_keep_their_values(session, published, before):
    def change(name):
        first_row(published, name).position = 77

    refused(session, published, before, change)


def test_rows_of_a_published_plan_are_not_deleted(session, published, before):
    refused(session, published, before, lambda name: session.delete(first_row(published, name)))


def test_rows_taken_out_of_their_list_are_not_deleted(session, published, before):
    def change(name):
        rows = published.routes[0].stages if name == "stages" else getattr(published, name)
        rows.pop()

    refused(session, published, before, change)


def test_no_row_is_added_to_a_list_of_a_published_plan(session, published, before):
    def change(name):
        owner = published.routes[0] if name == "stages" else published
        getattr(owner, name).append(new_row(published, name))

    refused(session, published, before, change)


def test_no_row_is_added_under_the_id_of_a_published_plan(session, published, before):
    def change(name):
        row = new_row(published, name)
        if name == "stages":
            row.route_id = published.routes[0].id
        else:
            row.plan_id = published.id
        session.add(row)

    refused(session, published, before, change)


def test_rows_are_moved_neither_out_of_a_published_plan_nor_into_it(session, published, before):
    copy = services.clone(published.id, published.opens_on, "副本", "copy")
    session.commit()

    def moving(source, target):
        def change(name):
            column = "route_id" if name == "stages" else "plan_id"
            setattr(first_row(source, name), column, getattr(first_row(target, name), column))

        return change

    refused(session, published, before, moving(published, copy))
    refused(session, published, before, moving(copy, published))


@pytest.mark.parametrize("narrowed", [True, False])
def test_statements_over_a_table_do_not_reach_a_published_plan(session, published, before, narrowed):
    for name, model in ROWS.items():
        changing, deleting = update(model).values(position=77), delete(model)
        if narrowed:
            row_id = first_row(published, name).id
            changing, deleting = changing.where(model.id == row_id), deleting.where(model.id == row_id)
        for statement in (changing, deleting):
            with pytest.raises(Refused, match=REFUSAL):
                session.execute(statement)
        with pytest.raises(TypeError, match="one by one"):
            session.execute(insert(model), [{"position": 1}])
        assert unchanged(session, published, before), name


@pytest.mark.parametrize(
    "change",
    [
        {"name": "改名"},
        {"applicant_deadline": dt.date(2023, 4, 1)},
        {"status": PlanStatus.DRAFT},
        {"status": PlanStatus.CLOSED, "name": "改名"},
        {"photo": {}},
        {"version": 9},
    ],
)
def test_the_plan_itself_keeps_its_values(session, published, before, change):
    for name, value in change.items():
        setattr(published, name, value)
    with pytest.raises(Refused, match=REFUSAL):
        session.flush()
    assert unchanged(session, published, before)
    assert queries.plan_by_id(published.id).status is PlanStatus.PUBLISHED


def test_the_plan_itself_is_neither_deleted_nor_reached_by_statements(session, published, before):
    session.delete(published)
    with pytest.raises(Refused, match=REFUSAL):
        session.flush()
    session.rollback()
    for statement in (
        update(ReviewPlan).where(ReviewPlan.id == published.id).values(name="改名"),
        update(ReviewPlan).values(status=PlanStatus.DRAFT),
        delete(ReviewPlan).where(ReviewPlan.code == published.code),
    ):
        with pytest.raises(Refused, match=REFUSAL):
            session.execute(statement)
    assert unchanged(session, published, before)


def test_a_closed_plan_stays_frozen_and_closed(session, published):
    services.close(published.id, published.version)
    session.commit()
    published.name = "改名"
    with pytest.raises(Refused, match=REFUSAL):
        session.flush()
    session.rollback()
    published.status = PlanStatus.PUBLISHED
    with pytest.raises(Refused, match=REFUSAL):
        session.flush()


def test_rows_that_were_not_loaded_are_frozen_too(session, published):
    title_id, stage_id = published.titles[0].id, published.routes[0].stages[0].id
    session.commit()
    session.expunge_all()
    for model, row_id in ((PlanTitle, title_id), (RouteStage, stage_id)):
        row = session.scalars(select(model).where(model.id == row_id)).one()
        session.expire(row)
        row.position = 77
        with pytest.raises(Refused, match=REFUSAL):
            session.flush()
        session.rollback()


def test_the_freeze_holds_for_everybody(session, published, administrator):
    act_as(session, administrator("shangyu-hrss"))
    published.titles[0].decided = "改"
    with pytest.raises(Refused, match=REFUSAL):
        session.flush()


def test_the_rows_of_a_draft_can_be_changed_deleted_and_added(session, published):
    """So that the freeze is known to be what refuses above."""
    draft = services.clone(published.id, published.opens_on, "副本", "copy")
    session.commit()
    for name, model in ROWS.items():
        if name != "routes":
            row = first_row(draft, name)
            row.position = 77
            session.flush()
            session.execute(update(model).where(model.id == row.id).values(position=78))
            session.delete(row)
            session.commit()
            assert session.scalars(select(model).where(model.id == row.id)).all() == [], name
    draft.contacts.append(new_row(published, "contacts"))
    draft.routes[0].stages.append(new_row(published, "stages"))
    session.execute(delete(PlanTitle).where(PlanTitle.plan_id == draft.id))
    session.commit()
    session.expire_all()
    assert (len(draft.contacts), len(draft.routes[0].stages), draft.titles) == (1, 6, [])


def test_a_draft_beside_a_published_plan_is_reached_by_a_narrowed_statement(session, published):
    draft = services.clone(published.id, published.opens_on, "副本", "copy")
    session.execute(update(PlanRoute).where(PlanRoute.plan_id == draft.id).values(name="改名"))
    session.execute(update(ReviewPlan).where(ReviewPlan.id == draft.id).values(name="改名"))
    session.commit()
    session.expire_all()
    assert (draft.name, draft.routes[0].name, published.routes[0].name) == ("改名", "改名", "区属初级评审")


def test_what_is_not_a_plan_is_written_as_ever(session, published):
    published.issuer.phone = "82210000"
    published.titles[0].title.active = False
    session.commit()
    session.expire_all()
    assert (published.issuer.phone, published.titles[0].title.active) == ("82210000", False)
