"""A database with N applications: people, employers, offices, holdings, decisions, submissions, messages, fees.

What the queues hold grows with N: the committee office's a tenth, one employer's and the HRSS department's a fiftieth
each. Only the pool that the decisions of the benchmark use up is of the same size at every N.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

import app.models  # noqa: F401
from app.access.models import Account
from app.access.scoping import act_as
from app.applicants.models import Applicant
from app.applications import queries as applications
from app.applications.models import Application, ApplicationHolding, Submission
from app.core import clock
from app.core.actor import Actor, Role
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.fees.models import FeeOrder
from app.messages.models import OutboxMessage
from app.organisations.models import Organisation
from app.public_notices.models import PublicNotice, PublicNoticeEntry
from app.public_notices.rules import published_fields
from tests.bench.loading import Loader
from tests.builders import EMPLOYER, HRSS, OFFICE, World, add_account, build_world

POOL = 8_000
NOTICE = 500
PEOPLE_SIGNED_IN = 64
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文辉力宁瑞欣雨晨思远嘉怡子涵宇轩"
STAMP = "0" * 64
FIRST_DAY = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
CONFIRMED = "2023-01-02 00:00:00"
FILLED = (
    Account,
    Organisation,
    Applicant,
    Application,
    Submission,
    ApplicationHolding,
    DecisionRecord,
    OutboxMessage,
    FeeOrder,
    PublicNotice,
    PublicNoticeEntry,
)
CONTENT = json.dumps(
    {"person": {"name": "示例"}, "answers": {}, "education": [], "titles": [], "entries": [], "findings": []},
    ensure_ascii=False,
)
# Where the applications that no queue of the benchmark needs stand, in turn; the office's are a tenth of all.
TURNS = ("DONE", "DONE", "DONE", "DONE", "REJECTED", "RETURNED", "DRAFT", "EMPLOYER", "HRSS", "OFFICE")


@dataclass
class Filled:
    """What the measurements ask for: ids of accounts by what they are, of applications by where they are."""

    count: int
    accounts: dict[str, int]
    organisations: dict[str, int]
    pool: list[int]
    drafts: list[tuple[int, int]] = field(default_factory=list)
    submitted: list[tuple[int, int]] = field(default_factory=list)
    sample: int = 0
    notice: int = 0
    plan: int = 0
    common_name: str = "王伟"


@dataclass(frozen=True)
class _Place:
    """Where one application stands; `holders` are (organisation, stage) in turn, the last one open if it is held."""

    status: str
    employer: int
    holders: tuple[tuple[int, int], ...]
    held: bool


class Filling:
    """One filling of an empty, migrated database."""

    def __init__(self, flask_app: Flask, count: int) -> None:
        self._app, self._count = flask_app, count
        self._random = random.Random(20261126)
        self._names = ["".join(self._name_parts()) for _ in range(8_000)]

    def run(self) -> Filled:
        """Fill; a minute for 200,000 applications."""
        world = build_world(self._app)
        sample = world.owing("样张")
        with self._app.app_context():
            engine: Engine = db.engine
            loader = Loader(engine)
            self._open_today(engine)
            self._read(world, sample)
            first = loader.next_id(Application)
            self._organisations(loader, world)
            places = list(self._places(world))
            self._people(loader, places)
            self._applications(loader, places)
            self._around(loader, places)
            filled = self._filled(world, sample, first, places)
            filled.notice = self._notice(loader, filled, sample)
            self._accounts(filled, places)
            loader.settle(FILLED)
            db.session.remove()
        return filled

    def _name_parts(self) -> Iterator[str]:
        yield self._random.choice(SURNAMES)
        yield "".join(self._random.choices(GIVEN, k=self._random.choice((1, 2, 2))))

    def _open_today(self, engine: Engine) -> None:
        """The plan of 2023 takes applications now: the running server has no other clock."""
        today = clock.today()
        with engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE review_plans SET opens_on = :first, applicant_deadline = :last, employer_deadline = :last"
                ),
                {"first": str(today - dt.timedelta(60)), "last": str(today + dt.timedelta(60))},
            )

    def _read(self, world: World, sample: int) -> None:
        with world.reading():
            model = applications.load(sample)
            self._plan, self._stages = model.plan_id, [stage.id for stage in model.route.stages]  # type: ignore[union-attr]
            self._kinds = {stage.id: stage.kind.name for stage in model.route.stages}  # type: ignore[union-attr]
            self._stage_names = {stage.id: stage.name for stage in model.route.stages}  # type: ignore[union-attr]
            self._like = {
                name: getattr(model, name)
                for name in ("plan_id", "plan_year", "title_id", "level_id", "specialty_id", "committee_id", "route_id")
            }
            self._like["mode"] = model.mode.name if model.mode else None
            self._region = model.employer.region_id
            content = applications.newest_submission(sample).content
            self._published, self._whole = published_fields(content), json.dumps(content, ensure_ascii=False)
            self._payee = world.organisations[HRSS]

    def _organisations(self, loader: Loader, world: World) -> None:
        employers, offices = max(20, self._count // 200), max(2, self._count // 10_000)
        next_id = loader.next_id(Organisation)
        self._employers = range(next_id, next_id + employers)
        self._offices = range(next_id + employers, next_id + employers + offices)
        self._pool_office = next_id + employers + offices
        columns = ("id", "code", "name", "kind", "employer_kind", "region_id")
        rows = [
            (one, f"employer-{one}", f"示例建设{one}公司", "EMPLOYER", "NON_PUBLIC_ENTERPRISE", self._region)
            for one in self._employers
        ]
        others = [*self._offices, self._pool_office]
        rows += [(one, f"hrss-{one}", f"示例{one}区人社局", "HRSS_DEPARTMENT", None, self._region) for one in others]
        loader.load(Organisation, columns, iter(rows))

    def _places(self, world: World) -> Iterator[_Place]:
        audit, notice, hrss, review, *_endings = self._stages
        employer, department, office = (world.organisations[code] for code in (EMPLOYER, HRSS, OFFICE))
        share = self._count // 50
        for index in range(self._count):
            ours = self._employers[index % len(self._employers)]
            above = department if index % 5 == 0 else self._offices[index % len(self._offices)]
            done = ((ours, audit), (ours, notice))
            if index < share:
                yield _Place("UNDER_WAY", ours, (*done, (department, hrss)), True)
            elif index < 2 * share:
                yield _Place("UNDER_WAY", employer, ((employer, audit),), True)
            elif index < 2 * share + POOL:
                yield _Place("UNDER_WAY", ours, (*done, (self._pool_office, hrss)), True)
            elif index < 2 * share + POOL + NOTICE:
                yield _Place("UNDER_WAY", employer, ((employer, audit), (employer, notice)), True)
            else:
                yield self._turn(TURNS[index % len(TURNS)], ours, done, (above, hrss), (office, review))

    def _turn(self, turn: str, ours: int, done: Any, above: tuple[int, int], review: tuple[int, int]) -> _Place:
        match turn:
            case "DONE":
                return _Place("COMPLETED", ours, (*done, above, review), False)
            case "REJECTED":
                return _Place("REJECTED", ours, (*done, above), False)
            case "RETURNED":
                return _Place("RETURNED", ours, (*done, above), False)
            case "DRAFT":
                return _Place("DRAFT", ours, (), False)
            case "EMPLOYER":
                return _Place("UNDER_WAY", ours, done[:1], True)
            case "HRSS":
                return _Place("UNDER_WAY", ours, (*done, above), True)
            case _:
                return _Place("UNDER_WAY", ours, (*done, above, review), True)

    def _people(self, loader: Loader, places: list[_Place]) -> None:
        self._person = loader.next_id(Applicant)
        columns = ("id", "name", "identity_number", "sex", "birth_date", "employer_id", "employer_confirmed_at")
        columns = (*columns, "work_started_on")
        loader.load(
            Applicant,
            columns,
            (
                (
                    self._person + n,
                    self._name(n),
                    f"8{n:017d}",
                    "MALE",
                    "1990-03-12",
                    place.employer,
                    CONFIRMED,
                    "2015-03-01",
                )
                for n, place in enumerate(places)
            ),
        )

    def _name(self, number: int) -> str:
        return self._names[number * 7919 % len(self._names)]

    def _moment(self, number: int) -> str:
        return f"{FIRST_DAY + dt.timedelta(seconds=number * 7919 % 50_000_000):%Y-%m-%d %H:%M:%S}"

    def _applications(self, loader: Loader, places: list[_Place]) -> None:
        self._first = loader.next_id(Application)
        own = ("id", "applicant_id", "applicant_name", "employer_id", "status", "stage_id", "stage_kind", "holder_id")
        own += (
            "submission_count",
            "submitted_at",
            "entered_at",
            "created_at",
            "step",
            "work_statement",
            "professional_years",
        )
        own += ("sheet_open", "returned_by_stage_id", "return_due_on")
        like = tuple(self._like.values())

        def rows() -> Iterator[tuple[Any, ...]]:
            due = str(clock.today() + dt.timedelta(9))
            for n, place in enumerate(places):
                holder, stage = place.holders[-1] if place.held else (None, None)
                sent, moment = bool(place.holders), self._moment(n)
                returned = place.status == "RETURNED"
                yield (
                    self._first + n, self._person + n, self._name(n), place.employer, place.status, stage,
                    self._kinds[stage] if stage else "", holder, int(sent), moment if sent else None,
                    moment if place.held else None, moment, "DATA", "本人从事建筑施工技术工作八年。", 8,
                    int(len(place.holders) > 3), self._stages[2] if returned else None, due if returned else None,
                    *like,
                )  # fmt: skip

        loader.load(Application, (*own, *self._like), rows())

    def _around(self, loader: Loader, places: list[_Place]) -> None:
        """Versions, holdings, decisions, messages, fees."""
        first, base = self._first, loader.next_id
        version, holding, decision = base(Submission), base(ApplicationHolding), base(DecisionRecord)
        sent = [(n, place) for n, place in enumerate(places) if place.holders]
        read = set(_those(places, "COMPLETED"))
        loader.load(
            Submission,
            ("id", "application_id", "version", "content", "sha256", "submitted_at"),
            (
                (version + k, first + n, 1, self._whole if n in read else CONTENT, STAMP, self._moment(n))
                for k, (n, _) in enumerate(sent)
            ),
        )
        steps = [(n, place, k) for n, place in sent for k in range(len(place.holders))]
        loader.load(
            ApplicationHolding,
            ("id", "application_id", "organisation_id", "stage_id", "submitted_at", "entered_at", "left_at"),
            (
                (
                    holding + i, first + n, *place.holders[k], self._moment(n), self._moment(n),
                    None if place.held and k == len(place.holders) - 1 else self._moment(n),
                )
                for i, (n, place, k) in enumerate(steps)
            ),
        )  # fmt: skip
        columns = (
            "id",
            "subject_kind",
            "subject_id",
            "sequence",
            "action",
            "stage",
            "opinion",
            "details",
            "actor_account_id",
        )
        columns += ("actor_name", "organisation_id", "organisation_name", "at", "previous", "link")
        loader.load(
            DecisionRecord, columns, (self._decision(decision + i, first, *step) for i, step in enumerate(steps))
        )
        self._messages(loader, sent)
        owing = [(n, place) for n, place in sent if place.holders[-1][1] == self._stages[3]]
        order = base(FeeOrder)
        loader.load(
            FeeOrder,
            ("id", "application_id", "payee_id", "payer_name", "amount_fen", "source", "status", "opened_at", "due_on"),
            (
                (
                    order + i, first + n, self._payee, self._name(n), 10_000, "示例文件",
                    "OPEN" if place.held else "PAID", self._moment(n), "2026-12-31",
                )
                for i, (n, place) in enumerate(owing)
            ),
        )  # fmt: skip

    def _decision(self, row_id: int, first: int, n: int, place: _Place, k: int) -> tuple[Any, ...]:
        action = "SUBMIT" if k == 0 else "PASS"
        organisation = place.holders[k - 1] if k else (None, 0)
        stage = self._stage_names[organisation[1]] if k else ""
        details = {"before": _state(organisation[1] or None), "after": _state(place.holders[k][1]), "submission": 1}
        link = hashlib.sha256(str(row_id).encode()).hexdigest()
        before = hashlib.sha256(str(row_id - 1).encode()).hexdigest() if k else STAMP
        return (
            row_id, "APPLICATION", first + n, k + 1, action, stage, "同意。" if k else "", json.dumps(details), None,
            "示例", organisation[0], "示例单位" if k else "", self._moment(n), before, link,
        )  # fmt: skip

    def _messages(self, loader: Loader, sent: list[tuple[int, _Place]]) -> None:
        """One to each person, one to each holder; a third of them is unread."""
        first, base = self._first, loader.next_id(OutboxMessage)
        columns = (
            "id",
            "applicant_id",
            "organisation_id",
            "application_id",
            "template",
            "text",
            "created_at",
            "read_at",
        )

        def rows() -> Iterator[tuple[Any, ...]]:
            for i, (n, place) in enumerate(sent):
                moment = self._moment(n)
                read = None if n % 3 == 0 else moment
                yield base + 2 * i, self._person + n, None, first + n, "passed", "您的申报已通过审核。", moment, read
                holder = place.holders[-1][0]
                yield base + 2 * i + 1, None, holder, first + n, "arrived", "有一份申报待审核。", moment, read

        loader.load(OutboxMessage, columns, rows())

    def _filled(self, world: World, sample: int, first: int, places: list[_Place]) -> Filled:
        share = self._count // 50
        return Filled(
            self._count,
            dict(world.accounts),
            dict(world.organisations) | {"pool": self._pool_office},
            [self._first + n for n in range(2 * share, 2 * share + POOL)],
            drafts=[(self._first + n, self._person + n) for n in _those(places, "DRAFT")],
            submitted=[(self._first + n, self._person + n) for n in _those(places, "COMPLETED")],
            sample=sample,
            plan=self._plan,
            common_name=self._name(1),
        )

    def _notice(self, loader: Loader, filled: Filled, sample: int) -> int:
        """A running notice of the first employer over five hundred people."""
        notice, entry = loader.next_id(PublicNotice), loader.next_id(PublicNoticeEntry)
        columns = (
            "id",
            "plan_id",
            "organisation_id",
            "stage_id",
            "starts_on",
            "working_days",
            "last_day",
            "place",
            "phone",
        )
        row = (
            notice,
            self._plan,
            filled.organisations[EMPLOYER],
            self._stages[1],
            "2026-11-02",
            5,
            "2026-11-06",
            "公告栏",
            "1",
        )
        loader.load(PublicNotice, (*columns, "started_at"), iter([(*row, "2026-11-02 01:00:00")]))
        start = filled.pool[-1] + 1
        loader.load(
            PublicNoticeEntry,
            ("id", "notice_id", "application_id", "published", "digest"),
            (
                (entry + k, notice, start + k, json.dumps(self._published | {"name": self._name(k)}), STAMP)
                for k in range(NOTICE)
            ),
        )
        return notice

    def _accounts(self, filled: Filled, places: list[_Place]) -> None:
        act_as(db.session, Actor.system("tests"))
        filled.accounts["pool"] = add_account("pool", Role.HRSS_AUDITOR, organisation_id=self._pool_office)
        filled.accounts["catalog"] = add_account("catalog", Role.CATALOG_EDITOR)
        for own_id, person in (*filled.drafts, *filled.submitted):
            filled.accounts[f"own-{own_id}"] = add_account(f"own{own_id}", Role.APPLICANT, applicant_id=person)
        db.session.commit()


def _state(stage: int | None) -> dict[str, Any]:
    status = "UNDER_WAY" if stage else "DRAFT"
    return {"status": status, "stage_id": stage, "returned_from": None, "approved": None}


def _those(places: list[_Place], status: str) -> list[int]:
    """Numbers of the applications whose people sign in."""
    return [n for n, place in enumerate(places) if place.status == status][:PEOPLE_SIGNED_IN]
