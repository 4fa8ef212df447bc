"""What the figures are held against: plain Flask routes with the same ORM, and plain SQL."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from flask import Flask, redirect, render_template_string, request, session
from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.orm import Session, joinedload

import app.models  # noqa: F401
from app.access.models import Account
from app.applications.models import Application, ApplicationHolding
from app.applications.queries import is_under_way
from app.catalog.models import Specialty
from app.core.workflow import StageKind
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.fees.models import FeeOrder
from app.messages.models import OutboxMessage
from app.plans.models import RouteStage

QUEUE = """<!doctype html><title>Queue</title><table>{% for row in rows %}
<tr><td><a href="/audits/{{ row.id }}">{{ row.applicant_name }}</a><td>{{ row.number }}<td>{{ row.employer.name }}
<td>{{ row.title.name }}<td>{{ row.specialty.name }}<td>{{ row.plan.name }}
<td>{{ row.stage.name }}<td>{{ row.submitted_at }}<td>{{ row.entered_at }}{% endfor %}</table>"""
SPECIALTIES = """<!doctype html><title>Specialties</title><table>{% for row in rows %}
<tr><td><a href="/{{ row.id }}">{{ row.name }}</a>
<td>{{ row.code }}<td>{{ row.series.name }}<td>{{ row.active }}{% endfor %}</table>"""
RELATIONS = tuple(
    joinedload(getattr(Application, name)) for name in ("plan", "employer", "title", "specialty", "stage", "holder")
)


def bare_program(engine: Engine, secret: str) -> Flask:
    """The routes /queue, /specialties and /decide/<id> for whoever is signed in."""
    program = Flask("bare")
    program.config["SECRET_KEY"] = secret

    def signed_in(orm: Session) -> Account:
        statement = select(Account).where(Account.id == int(session["_user_id"].partition(".")[0]))
        options = joinedload(Account.roles), joinedload(Account.organisation)
        return orm.scalars(statement.options(*options)).unique().one()

    @program.get("/queue")
    def queue() -> str:
        with Session(engine) as orm:
            user = signed_in(orm)
            statement = (
                select(Application)
                .where(
                    Application.holder_id == user.organisation_id,
                    Application.stage_kind == StageKind.REVIEW.name,
                    is_under_way(),
                )
                .options(*RELATIONS)
                .order_by(Application.submitted_at, Application.id)
                .limit(25)
            )
            return render_template_string(QUEUE, rows=orm.scalars(statement).all())

    @program.get("/specialties")
    def specialties() -> str:
        with Session(engine) as orm:
            signed_in(orm)
            statement = select(Specialty).options(joinedload(Specialty.series)).order_by(Specialty.id).limit(25)
            return render_template_string(SPECIALTIES, rows=orm.scalars(statement).all())

    @program.post("/decide/<int:own_id>")
    def decide(own_id: int) -> Any:
        with Session(engine) as orm:
            _decide(orm, signed_in(orm), own_id, int(request.form["version"]), request.form["opinion"])
            orm.commit()
        return redirect("/queue", 303)

    return program


def _decide(orm: Session, user: Account, own_id: int, version: int, opinion: str) -> None:
    """The guarded UPDATE and every row that a pass of the HRSS writes, one execute for each table."""
    now = dt.datetime.now(dt.UTC)
    own = orm.scalars(select(Application).where(Application.id == own_id)).one()
    stage, following = orm.scalars(
        select(RouteStage).where(RouteStage.route_id == own.route_id).order_by(RouteStage.position)
    ).all()[2:4]
    office = own.committee.office_id
    guarded = update(Application).where(Application.id == own_id, Application.version == version)
    done = orm.execute(
        guarded.values(
            version=version + 1, stage_id=following.id, stage_kind=following.kind.name, holder_id=office, entered_at=now
        )
    )
    assert done.rowcount == 1  # type: ignore[attr-defined]
    left = update(ApplicationHolding).where(
        ApplicationHolding.application_id == own_id, ApplicationHolding.left_at.is_(None)
    )
    orm.execute(left.values(left_at=now))
    holding = {"application_id": own_id, "organisation_id": office, "stage_id": following.id, "entered_at": now}
    holding["submitted_at"] = own.submitted_at
    orm.execute(insert(ApplicationHolding).values(holding))
    last = orm.scalars(
        select(DecisionRecord)
        .where(DecisionRecord.subject_kind == SubjectKind.APPLICATION, DecisionRecord.subject_id == own_id)
        .order_by(DecisionRecord.sequence.desc())
        .limit(1)
    ).one()
    orm.execute(insert(DecisionRecord), _records(user, own_id, last, stage.name, opinion, now))
    common = {"application_id": own_id, "created_at": now, "organisation_id": None, "applicant_id": own.applicant_id}
    texts = ("passed", "fee_due", "paper_due")
    messages = [{**common, "template": name, "text": f"{own.plan.name}：{name}"} for name in texts]
    other = {**common, "organisation_id": office, "applicant_id": None, "template": "arrived", "text": own.plan.name}
    orm.execute(insert(OutboxMessage), [*messages, other])
    order = {"application_id": own_id, "payee_id": user.organisation_id, "payer_name": own.applicant_name}
    orm.execute(
        insert(FeeOrder).values(**order, amount_fen=10_000, source="示例文件", opened_at=now, due_on=now.date())
    )


def _records(
    user: Account, own_id: int, last: DecisionRecord, stage: str, opinion: str, now: dt.datetime
) -> list[dict[str, Any]]:
    rows, previous = [], last.link
    for step, action in enumerate((Action.PASS, Action.OPEN_ORDER), start=1):
        row = {
            "subject_kind": SubjectKind.APPLICATION, "subject_id": own_id, "sequence": last.sequence + step,
            "action": action, "stage": stage, "opinion": opinion if action is Action.PASS else "", "reason": "",
            "details": {"before": {}, "after": {}}, "actor_account_id": user.id, "actor_name": user.name,
            "organisation_id": user.organisation_id, "organisation_name": "", "at": now, "previous": previous,
        }  # fmt: skip
        message = json.dumps(row, default=str, sort_keys=True).encode()
        previous = row["link"] = hmac.new(b"key", message, hashlib.sha256).hexdigest()
        rows.append(row)
    return rows


def raw_bulk(engine: Engine, ids: list[int], actor: int, organisation: int) -> None:
    """The same rows for many applications in plain set-based SQL: seven statements, nothing read, nothing checked."""
    listed = ", ".join(map(str, ids))
    with engine.begin() as connection:
        stages = "(SELECT r.{} FROM route_stages r WHERE r.route_id = applications.route_id AND r.position = 4)"
        moved = connection.execute(
            text(
                f"UPDATE applications SET version = version + 1, stage_id = {stages.format('id')},"
                " stage_kind = 'REVIEW', entered_at = :now, paper_due_on = :day,"
                " holder_id = (SELECT c.office_id FROM review_committees c WHERE c.id = applications.committee_id)"
                f" WHERE id IN ({listed}) AND version = 1 AND status = 'UNDER_WAY' AND holder_id = :organisation"
                " RETURNING id"
            ),
            known := {"now": "2026-11-26 01:00:00", "day": "2026-12-10", "organisation": organisation, "actor": actor},
        ).all()
        assert len(moved) == len(ids)
        run = lambda statement: connection.execute(text(statement), known)  # noqa: E731
        run(f"UPDATE application_holdings SET left_at = :now WHERE application_id IN ({listed}) AND left_at IS NULL")
        chosen = f"FROM applications a WHERE a.id IN ({listed})"
        run(
            "INSERT INTO application_holdings (application_id, organisation_id, stage_id, submitted_at, entered_at)"
            f" SELECT a.id, a.holder_id, a.stage_id, a.submitted_at, a.entered_at {chosen}"
        )
        link = "a" * 64
        run(
            "INSERT INTO decision_records (subject_kind, subject_id, sequence, action, stage, opinion, reason, details,"
            " actor_account_id, actor_name, organisation_id, organisation_name, at, previous, link)"
            " SELECT 'APPLICATION', a.id, 50 + k.step, k.action, '审核', '同意。', '', '{\"before\": 1, \"after\": 2}',"
            f" :actor, '示例', :organisation, '示例', a.entered_at, '{link}', '{link}' FROM applications a,"
            f" (SELECT 1 AS step, 'PASS' AS action UNION ALL SELECT 2, 'OPEN_ORDER') k WHERE a.id IN ({listed})"
        )
        run(
            "INSERT INTO outbox_messages (applicant_id, application_id, template, text, status, created_at)"
            " SELECT a.applicant_id, a.id, k.name, '您的申报已通过审核。', 'WAITING', a.entered_at"
            " FROM applications a, (SELECT 'passed' AS name UNION ALL SELECT 'fee_due' UNION ALL SELECT 'paper_due') k"
            f" WHERE a.id IN ({listed})"
        )
        run(
            "INSERT INTO outbox_messages (organisation_id, application_id, template, text, status, created_at)"
            f" SELECT a.holder_id, a.id, 'arrived', '有一份申报待审核。', 'WAITING', a.entered_at {chosen}"
        )
        run(
            "INSERT INTO fee_orders (application_id, payee_id, payer_name, amount_fen, source, status, opened_at,"
            " due_on, version) SELECT a.id, :organisation, a.applicant_name, 10000, '示例文件', 'OPEN', a.entered_at,"
            f" :day, 1 {chosen}"
        )
