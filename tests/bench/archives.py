"""Rows about the archive queue of one large employer: 5,000 staff with 60,000 entries, whatever N is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from app.access.scoping import act_as
from app.applicants.models import Applicant
from app.archives.models import ArchiveEntry, EntryKind
from app.core.actor import Actor, Role
from app.extensions import db
from app.organisations.models import Organisation
from tests.bench.bench import Bench
from tests.bench.loading import Loader
from tests.bench.measuring import interleaved
from tests.bench.pages import EACH, MOST_STATEMENTS, ROUNDS, later, statements_of
from tests.builders import add_account

STAFF, ENTRIES = 5_000, 60_000
QUEUE = "/archive-audits/list/"
FIRST_DAY = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
# Half of the entries wait; of the others most have passed.
STATES = ("SUBMITTED", "PASSED", "SUBMITTED", "PASSED", "SUBMITTED", "RETURNED")
SURNAMES = "王李张刘陈杨赵黄周吴"


def measure(bench: Bench) -> None:
    """The employer's pages beside the bare one."""
    with bench.program.app_context():
        _fill(bench)
    operator = bench.visitor("archives")
    pages: dict[str, Callable[[], bytes]] = {
        "bare": bench.visitor("office", bare=True).get("/queue"),
        "queue": operator.get(QUEUE),
        "later page": operator.get(later(operator, QUEUE, 40)),
        "of a kind": operator.get(f"{QUEUE}?kind=patent"),
        "of a name": operator.get(f"{QUEUE}?name={SURNAMES[0]}"),
        "audited": operator.get("/archive-audits/done/list/"),
    }
    most = max(statements_of(bench, page) for key, page in pages.items() if key != "bare")
    found = interleaved(pages, ROUNDS, EACH)
    goal = 3 if bench.settings.is_sqlite else 2.5
    words = {
        "queue": f"Archive queue of an employer with {ENTRIES:,} entries",
        "later page": "Archive queue, 40 pages on (keyset)",
        "of a kind": "Archive queue, one kind",
        "audited": "Archive entries that were audited",
    }
    for key, text in words.items():
        bench.compared(text, found[key], found["bare"], goal)
    bench.compared("Archive queue, name begins with a surname", found["of a name"], found["queue"], 2, "first page")
    bench.limited("Statements of the costliest archive page", most, "statements", MOST_STATEMENTS, measured=str(most))


def _fill(bench: Bench) -> None:
    act_as(db.session, Actor.system("tests"))
    loader = Loader(bench.engine)
    region = db.session.scalars(select(Organisation.region_id).where(Organisation.region_id.is_not(None))).first()
    kinds = list(db.session.scalars(select(EntryKind.id).order_by(EntryKind.position)))
    db.session.rollback()
    employer, person, entry = (loader.next_id(model) for model in (Organisation, Applicant, ArchiveEntry))
    columns = ("id", "code", "name", "kind", "employer_kind", "region_id")
    row = (employer, "archive-employer", "示例集团有限公司", "EMPLOYER", "STATE_OWNED_ENTERPRISE", region)
    loader.load(Organisation, columns, iter([row]))
    loader.load(
        Applicant,
        ("id", "name", "identity_number", "sex", "birth_date", "employer_id", "work_started_on"),
        ((person + n, _name(n), f"7{n:017d}", "MALE", "1990-03-12", employer, "2015-03-01") for n in range(STAFF)),
    )
    loader.load(
        ArchiveEntry,
        (
            "id",
            "applicant_id",
            "applicant_name",
            "employer_id",
            "kind_id",
            "title",
            "started_on",
            "role",
            "effect",
            "number_key",
            "status",
            "approved_number",
            "submitted_at",
        ),
        _entries(entry, person, employer, kinds),
    )
    loader.settle((Organisation, Applicant, ArchiveEntry))
    account = add_account("archives", Role.EMPLOYER_OPERATOR, organisation_id=employer)
    db.session.commit()
    bench.filled.accounts["archives"] = account


def _entries(first: int, person: int, employer: int, kinds: list[int]) -> Iterator[tuple[Any, ...]]:
    """Twelve for each person; every fourth carries a number, which two people share."""
    for n in range(ENTRIES):
        status = STATES[n // STAFF % len(STATES)]
        moment = f"{FIRST_DAY + dt.timedelta(seconds=n * 7919 % 50_000_000):%Y-%m-%d %H:%M:%S}"
        number = f"patent:ZL{n % STAFF // 2}-{n // STAFF}" if n % 4 < 2 else None
        yield (
            first + n, person + n % STAFF, _name(n % STAFF), employer, kinds[n * 31 % len(kinds)], f"示例业绩第{n}项",
            "2022-03-01", "SOLE", "一次验收合格。", number, status, int(status == "PASSED"), moment,
        )  # fmt: skip


def _name(number: int) -> str:
    return f"{SURNAMES[number % len(SURNAMES)]}{chr(0x4E00 + number * 7 % 2_000)}{chr(0x4E00 + number // 10)}"
