"""Append to the log, and check that nobody changed it."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.access.scoping import acting, on_behalf_of
from app.console.formats import bracketed
from app.console.languages import officially
from app.core import clock
from app.core.chain import GENESIS, link, verify
from app.decisions import queries
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import ON_BEHALF_OF, DecisionRecord
from app.extensions import db, insert_all

# What a row's link is computed over: every column but `id`, `previous` and `link`.
SEALED = tuple(one.key for one in DecisionRecord.__mapper__.columns if one.key not in ("id", "previous", "link"))


@dataclass(frozen=True)
class Entry:
    """One row to append about a subject. `details` holds JSON data only."""

    subject_id: int
    action: Action
    stage: str = ""
    opinion: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def record(
    subject_kind: SubjectKind,
    subject_id: int,
    action: Action,
    *,
    stage: str = "",
    opinion: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append one row to the subject's chain; see `record_all`."""
    record_all(subject_kind, [Entry(subject_id, action, stage, opinion, reason, details or {})])


def record_all(subject_kind: SubjectKind, entries: Sequence[Entry], at: dt.datetime | None = None) -> None:
    """Append one row to the chain of each subject on behalf of the session's actor; two statements for any number.

    Where the actor works through a colleague's queue, `details` name that colleague, sealed by the chain as well.
    Two writers of one subject meet at UNIQUE(subject, sequence): the second gets IntegrityError and nothing is tried
    again, since what it decided on has changed. `console.command()` makes it 409. `at` is now unless it is given.
    """
    if not entries:
        return
    actor, key = acting(db.session), _chain_key()
    last = queries.last_links(subject_kind, {one.subject_id for one in entries})
    common = {
        "subject_kind": subject_kind,
        "actor_account_id": actor.account_id,
        "actor_name": actor.name,
        "organisation_id": actor.organisation_id,
        "organisation_name": actor.organisation_name,
        "at": at or clock.now(),
    }
    colleague = on_behalf_of(db.session)
    behalf = {ON_BEHALF_OF: {"account_id": colleague.account_id, "name": colleague.name}} if colleague else {}
    rows = []
    for one in entries:
        before = last.get(one.subject_id)
        row = {
            **common,
            **vars(one),
            "details": {**one.details, **behalf},
            "sequence": before.sequence + 1 if before else 1,
        }
        previous = before.link if before else GENESIS
        rows.append({**row, "previous": previous, "link": link(key, previous, _payload(row))})
    insert_all(DecisionRecord, rows)


def signature() -> str:
    """How records name whoever makes them, in the language of records: with the colleague whose queue it is."""
    actor, colleague = acting(db.session), on_behalf_of(db.session)
    with officially():
        return bracketed(actor.name, gettext("on behalf of %(name)s", name=colleague.name) if colleague else "")


def payload(row: DecisionRecord) -> dict[str, Any]:
    """What a row's link is computed over."""
    return _payload({name: getattr(row, name) for name in SEALED})


def _payload(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "subject_kind": values["subject_kind"].name, "action": values["action"].name}


def broken_chains() -> list[tuple[SubjectKind, int, int]]:
    """Subjects whose chain does not hold, each with the sequence number of its first bad row."""
    found = []
    for (kind, subject_id), rows in queries.chains():
        bad = verify(_chain_key(), [(payload(row), row.link) for row in rows])
        if bad is not None:
            found.append((kind, subject_id, rows[bad].sequence))
    return found


@dataclass(frozen=True)
class Seal:
    """What the log held at one moment: its newest row, its numbers of rows and chains.

    `root` is an HMAC over these and the last link of every chain.
    """

    sealed_at: dt.datetime
    last_id: int
    rows: int
    chains: int
    root: str


def seal() -> Seal:
    """Write what the log holds now to a new file in the data folder, outside the database.

    A chain whose newest rows were cut off is a whole chain; only what is kept elsewhere shows that it was longer.
    """
    queries.wait_for_writers()
    made = _held(queries.newest_id(), clock.now())
    folder = _seals()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.sealed_at:%Y%m%dT%H%M%S.%fZ}.json"
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    _write_whole(path, json.dumps({**asdict(made), "sealed_at": made.sealed_at.isoformat()}, indent=1))
    return made


def _write_whole(path: Path, content: str) -> None:
    """The file with its content, on the disk, or no file: half a seal would stand for a damaged log."""
    arriving = path.with_suffix(".new")
    try:
        with arriving.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        arriving.replace(path)
    finally:
        arriving.unlink(missing_ok=True)


def newest_seal() -> Seal | None:
    """The seal of the newest file; None before the first. Raises ValueError where the file holds no seal."""
    path = max(_seals().glob("*.json"), default=None, key=lambda one: one.name)
    if path is None:
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Seal(**{**kept, "sealed_at": dt.datetime.fromisoformat(kept["sealed_at"])})
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(path.name) from problem


def still_holds(sealed: Seal) -> bool:
    """Whether the log still holds everything that was sealed, and nothing else up to the sealed row."""
    return _held(sealed.last_id, sealed.sealed_at) == sealed


def _held(last_id: int, at: dt.datetime) -> Seal:
    rows, ends = queries.row_count(last_id), sorted(queries.ends(last_id))
    content = {"sealed_at": at, "last_id": last_id, "rows": rows, "ends": ends}
    return Seal(at, last_id, rows, len(ends), link(_chain_key(), GENESIS, content))


def _seals() -> Path:
    folder: Path = current_app.config["ZHIPING"].data_dir / "seals"
    return folder


def _chain_key() -> bytes:
    key: bytes = current_app.config["ZHIPING"].chain_key
    return key
