"""Everything that must agree about every application, whatever happened to the process."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.applications.models import Application, ApplicationHolding, Submission
from app.core.chain import digest
from app.core.workflow import Status
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.decisions.services import broken_chains
from app.extensions import db
from app.fees.enums import OrderStatus
from app.fees.models import FeeOrder
from app.files.models import StoredFile
from app.messages.models import OutboxMessage

GATED = "REVIEW"  # the stage that waits for fee and papers


def disagreements(files: Path) -> list[str]:
    """What does not agree, in words; the session must see everything. `files` is the folder of the file store."""
    log = _by_application(_all(DecisionRecord, DecisionRecord.sequence), lambda row: row.subject_id)
    holdings = _by_application(_all(ApplicationHolding, ApplicationHolding.id))
    submissions = _by_application(_all(Submission, Submission.version))
    orders = _by_application(_all(FeeOrder, FeeOrder.id))
    messages = _by_application(_all(OutboxMessage, OutboxMessage.id))
    found = [f"broken chain: {chain}" for chain in broken_chains()]
    for one in _all(Application, Application.id):
        rows = [row for row in log[one.id] if row.subject_kind is SubjectKind.APPLICATION]
        faults = [
            *_state(one, rows),
            *_holder(one, rows, holdings[one.id]),
            *_submitted(one, rows, submissions[one.id]),
            *_owing(one, rows, orders[one.id]),
            *_told(one, rows, messages[one.id]),
        ]
        found += [f"application {one.id}: {fault}" for fault in faults]
    return [*found, *_files(files)]


def _state(one: Application, rows: Sequence[DecisionRecord]) -> Iterator[str]:
    moves = [row for row in rows if "after" in row.details]
    for earlier, later in pairwise(moves):
        if earlier.details["after"] != later.details["before"]:
            yield f"row {later.sequence} does not begin where row {earlier.sequence} ended"
    shown = {
        "status": one.status.name,
        "stage_id": one.stage_id,
        "returned_from": one.returned_by_stage_id,
        "approved": one.approved,
    }
    if moves and moves[-1].details["after"] != shown:
        yield f"the row says {shown}, the log {moves[-1].details['after']}"


def _holder(one: Application, rows: Sequence[DecisionRecord], holdings: Sequence[ApplicationHolding]) -> Iterator[str]:
    open_now = [(row.organisation_id, row.stage_id, row.entered_at) for row in holdings if row.left_at is None]
    wanted = [(one.holder_id, one.stage_id, one.entered_at)] if one.status is Status.UNDER_WAY else []
    if open_now != wanted:
        yield f"held by {open_now}, not {wanted}"
    entered = [row.details["after"]["stage_id"] for row in rows if "after" in row.details]
    if [row.stage_id for row in holdings] != [stage for stage in entered if stage is not None]:
        yield "the holdings are not the stages that the log says were entered"
    if any(row.submitted_at != one.submitted_at for row in holdings):
        yield "not every holding bears the moment of the newest submission"


def _submitted(one: Application, rows: Sequence[DecisionRecord], submissions: Sequence[Submission]) -> Iterator[str]:
    told = [row.details["sha256"] for row in rows if row.action is Action.SUBMIT]
    if [row.sha256 for row in submissions] != told:
        yield "the submissions are not those of the log"
    if [row.version for row in submissions] != list(range(1, one.submission_count + 1)):
        yield f"{one.submission_count} submissions, but {[row.version for row in submissions]}"
    for row in submissions:
        if digest(row.content) != row.sha256:
            yield f"submission {row.version} is not what its SHA-256 says"


def _owing(one: Application, rows: Sequence[DecisionRecord], orders: Sequence[FeeOrder]) -> Iterator[str]:
    opened = [row.details["order"] for row in rows if row.action is Action.OPEN_ORDER]
    if [order.id for order in orders] != opened:
        yield f"orders {[order.id for order in orders]}, in the log {opened}"
    gated = one.stage_kind == GATED
    wanted = [OrderStatus.CANCELLED] * (len(orders) - gated) + [OrderStatus.OPEN] * gated
    if [order.status for order in orders] != wanted:
        yield f"orders are {[order.status.name for order in orders]} at {one.stage_kind or one.status.name}"
    if (one.paper_due_on is not None) != gated:
        yield f"papers are due on {one.paper_due_on} at {one.stage_kind or one.status.name}"


def _told(one: Application, rows: Sequence[DecisionRecord], messages: Sequence[OutboxMessage]) -> Iterator[str]:
    wanted: Counter[str] = Counter()
    for row in rows:
        match row.action:
            case Action.SUBMIT:
                wanted["submitted"] += 1
            case Action.RETURN:
                wanted["returned"] += 1
            case Action.UNDO:
                wanted["undone"] += 1
            case Action.OPEN_ORDER:
                wanted.update(("fee_due", "paper_due"))
            case Action.PASS:
                wanted["passed"] += 1
                wanted["arrived"] += row.stage != "单位审核"  # the notice stage is the same employer's
    if (told := Counter(message.template for message in messages)) != +wanted:
        yield f"told {dict(told)}, not {dict(+wanted)}"


def _files(folder: Path) -> Iterator[str]:
    for row in _all(StoredFile, StoredFile.id):
        path = folder / row.sha256[:2] / row.sha256[2:4] / row.sha256
        content = path.read_bytes() if path.is_file() else b""
        if (len(content), hashlib.sha256(content).hexdigest()) != (row.size_bytes, row.sha256):
            yield f"file {row.id} is missing or damaged"
    for path in folder.glob("??/??/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"{path.name} is not what its name says"


def _all(model: Any, *order: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).order_by(*order)).all()


def _by_application(rows: Sequence[Any], key: Any = lambda row: row.application_id) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
