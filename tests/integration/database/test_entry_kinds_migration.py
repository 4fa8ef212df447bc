"""Entries from before there were rows for their kinds keep what they say, both ways."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, select, text, update

from app.core.chain import digest
from tests.integration.database.test_migrations import _config, _downgrade, _upgrade, bare  # noqa: F401

REVISION = "0020"
DAY = dt.date(2022, 3, 1)
MOMENT = dt.datetime(2023, 3, 1, 1, 0, tzinfo=dt.UTC)
PASSED_AT = dt.datetime(2023, 3, 2, 1, 0, tzinfo=dt.UTC)
KINDS = ("PROJECT", "PAPER", "AWARD", "PATENT", "STANDARD", "OTHER")
STATES = ("DRAFT", "SUBMITTED", "PASSED", "RETURNED", "REJECTED")


def _before() -> str:
    revision = ScriptDirectory.from_config(_config()).get_revision(REVISION)
    return str(revision.down_revision)


@pytest.fixture
def old(bare: Engine) -> Engine:  # noqa: F811
    """An entry of every kind and state, each with its evidence but for the drafts; one was passed in the log."""
    _upgrade(bare, _before())
    with bare.begin() as connection:
        organisation = _add(
            connection, "organisations", code="e", name="单位", kind="EMPLOYER", employer_kind="NON_PUBLIC_ENTERPRISE"
        )
        person = _add(connection, "applicants", name="李丽", identity_number="330604199001011228", sex="FEMALE")
        number = 0
        for kind in KINDS:
            for status in STATES:
                number += 1
                sent = status != "DRAFT"
                file = (
                    _add(connection, "stored_files", applicant_id=person, original_name=f"{number}.pdf")
                    if sent
                    else None
                )
                entry = _add(
                    connection,
                    "archive_entries",
                    applicant_id=person,
                    kind=kind,
                    status=status,
                    title=f"{kind} {status}",
                    grade="一等",
                    role="LEADER",
                    effect="完成。",
                    employer_id=organisation if sent else None,
                    submitted_at=MOMENT if sent else None,
                    evidence_id=file,
                )
                if (kind, status) == ("PATENT", "PASSED"):
                    _add(
                        connection,
                        "decision_records",
                        subject_kind="ARCHIVE_ENTRY",
                        subject_id=entry,
                        action="PASS",
                        opinion="属实",
                        at=PASSED_AT,
                    )
    return bare


def _add(connection: Any, table_name: str, /, **values: Any) -> int:
    """A row; columns that are needed and not given are filled by their type."""
    table = Table(table_name, MetaData(), autoload_with=connection)
    for column in table.columns:
        if column.name in values or column.nullable or column.primary_key or column.server_default is not None:
            continue
        if column.foreign_keys:
            key = next(iter(column.foreign_keys))
            parent = key.column.table.name
            known = connection.scalar(text(f"SELECT min(id) FROM {parent}"))
            values[column.name] = known or _add(connection, parent)
            continue
        values[column.name] = _plain(column)
    return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def _plain(column: Any) -> Any:
    given = {
        "sha256": "0123456789abcdef" * 4,
        "level": "PROVINCE",
        "affiliation": "COUNTY",
        "code": "330000",
        "media_type": "application/pdf",
        "link": "1" * 64,
        "previous": "0" * 64,
    }
    if column.name in given:
        return given[column.name]
    kind = column.type.python_type
    if kind is dt.date:
        return DAY
    if kind is dt.datetime:
        return MOMENT
    if kind in (dict, list):
        return {}
    return {bool: False, int: 1}.get(kind, "")


def _entries(engine: Engine, columns: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(f"SELECT {columns} FROM archive_entries ORDER BY id")).all())


def test_every_entry_gets_the_row_of_its_kind(old: Engine) -> None:
    before = _entries(old, "title, status, submitted_at")
    _upgrade(old, REVISION)
    assert _entries(old, "title, status, submitted_at") == before
    with old.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT e.title, k.code, k.active, e.approved_number, e.applicant_name FROM archive_entries e"
                " JOIN entry_kinds k ON k.id = e.kind_id"
            )
        ).all()
    assert {row.title.split()[0]: row.code for row in rows} == {
        "PROJECT": "project",
        "PAPER": "paper-or-book",
        "AWARD": "award",
        "PATENT": "patent",
        "STANDARD": "standard",
        "OTHER": "other",
    }
    assert {row.code for row in rows if not row.active} == {"paper-or-book"}
    assert {row.title.split()[1] for row in rows if row.approved_number} == {"PASSED"}
    assert {row.title.split()[1] for row in rows if not row.applicant_name} == {"DRAFT"}


def test_what_had_passed_is_frozen_as_the_program_freezes_it(old: Engine) -> None:
    _upgrade(old, REVISION)
    with old.connect() as connection:
        statement = text(
            "SELECT v.number, v.content, v.sha256, v.approved_at, e.title FROM entry_versions v"
            " JOIN archive_entries e ON e.id = v.entry_id ORDER BY e.id"
        )
        rows = connection.execute(statement).all()
    assert [row.title for row in rows] == [f"{kind} PASSED" for kind in KINDS]
    for row in rows:
        content = json.loads(row.content) if isinstance(row.content, str) else row.content
        assert (row.number, row.sha256) == (1, digest(content))
        assert (content["title"], content["role"], content["started_on"]) == (row.title, "LEADER", "2022-03-01")
        assert [(one["sha256"], one["purpose"]) for one in content["files"]] == [("0123456789abcdef" * 4, "EVIDENCE")]
    patent = next(row for row in rows if row.title.startswith("PATENT"))
    assert str(patent.approved_at)[:10] == "2023-03-02"
    assert {str(row.approved_at)[:10] for row in rows if row is not patent} == {"2023-03-01"}


def test_evidence_becomes_the_first_file(old: Engine) -> None:
    evidence = _entries(old, "id, evidence_id")
    _upgrade(old, REVISION)
    with old.connect() as connection:
        rows = connection.execute(
            text("SELECT entry_id, file_id, purpose, position FROM entry_files ORDER BY entry_id")
        )
        found = [tuple(row) for row in rows]
    assert found == [(row.id, row.evidence_id, "EVIDENCE", 1) for row in evidence if row.evidence_id is not None]


def test_the_way_back_leads_to_the_same_rows(old: Engine) -> None:
    columns = "id, kind, title, grade, status, role, effect, evidence_id, version"
    before = _entries(old, columns)
    _upgrade(old, REVISION)
    _downgrade(old, _before())
    assert _entries(old, columns) == before


def test_new_kinds_go_back_as_other_achievements_and_books_as_papers(old: Engine) -> None:
    _upgrade(old, REVISION)
    with old.begin() as connection:
        kinds = Table("entry_kinds", MetaData(), autoload_with=connection)
        entries = Table("archive_entries", MetaData(), autoload_with=connection)
        ids = list(connection.scalars(select(entries.c.id).order_by(entries.c.id)))
        for code, entry in (("book", ids[0]), ("training", ids[1])):
            values = {
                "code": code,
                "name": code,
                "hint": "",
                "printed_as": "PERFORMANCE",
                "position": 1,
                "active": True,
            }
            kind = connection.execute(insert(kinds).values(values).returning(kinds.c.id)).scalar_one()
            connection.execute(update(entries).where(entries.c.id == entry).values(kind_id=kind))
    _downgrade(old, _before())
    assert [row.kind for row in _entries(old, "kind")[:2]] == ["PAPER", "OTHER"]


def test_the_digest_is_that_of_canonical_json() -> None:
    content = {"b": 1, "a": "甲"}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest(content) == hashlib.sha256(written.encode()).hexdigest()
