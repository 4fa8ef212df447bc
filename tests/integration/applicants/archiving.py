"""Entries of archives made through the services, for tests of kinds, versions and the employer's queue."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from app.archives import queries, services
from app.archives.enums import PersonalRole
from app.archives.models import ArchiveEntry
from app.core.workflow import Decision
from tests.builders import AUDITED, OPENED, World, pdf
from tests.integration.applicants.wizard import PERSON


def saved(world: World, name: str = PERSON, at: str = OPENED, **changes: Any) -> int:
    """A draft with its evidence."""
    values: dict[str, Any] = {
        "kind": "patent",
        "title": "一种支架",
        "started_on": dt.date(2022, 1, 1),
        "role": PersonalRole.SOLE,
        "effect": "完成。",
        "details": {"type": "发明专利", "number": "ZL 2021 1 0123456.7"},
        "evidence": [(io.BytesIO(pdf()), "证明.pdf")],
        **changes,
    }
    with world.acting(name, at):
        return services.save(None, None, **values).id


def submitted(world: World, name: str = PERSON, at: str = OPENED, **changes: Any) -> int:
    """An entry that waits for the employer's audit."""
    entry_id = saved(world, name, at, **changes)
    sent(world, entry_id, name, at)
    return entry_id


def sent(world: World, entry_id: int, name: str = PERSON, at: str = OPENED) -> None:
    with world.acting(name, at):
        services.submit(entry_id, queries.load(entry_id).version)


def decided(world: World, entry_id: int, decision: Decision, by: str = "employer", at: str = AUDITED) -> None:
    words = {"opinion": "属实。"} if decision is Decision.PASS else {"reason": "不清楚。"}
    with world.acting(by, at):
        services.audit(entry_id, queries.load(entry_id).version, decision, **words)


def passed(world: World, name: str = PERSON, by: str = "employer", **changes: Any) -> int:
    """An entry with an approved version."""
    entry_id = submitted(world, name, **changes)
    decided(world, entry_id, Decision.PASS, by)
    return entry_id


def revised(world: World, entry_id: int, name: str = PERSON, at: str = AUDITED, **changes: Any) -> None:
    """Begin a change of an approved entry and write into it."""
    with world.acting(name, at):
        services.revise(entry_id, queries.load(entry_id).version)
        entry = queries.load(entry_id)
        values: dict[str, Any] = {
            "kind": entry.kind.code,
            "title": entry.title,
            "started_on": entry.started_on,
            "role": entry.role,
            "effect": entry.effect,
            "details": entry.details,
            **changes,
        }
        services.save(entry_id, entry.version, **values)


def stored(world: World, entry_id: int) -> ArchiveEntry:
    with world.reading():
        return queries.load(entry_id)


def version(world: World, entry_id: int) -> int:
    return stored(world, entry_id).version
