"""Kinds of archive entries become rows with fields; entries get files, ranks, numbers and approved versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Former kinds as rows: code, name, place, where the review sheet prints them, whether they are chosen from now on.
KINDS = {
    "PROJECT": ("project", "项目", 10, "PERFORMANCE", True),
    "PAPER": ("paper-or-book", "论文或著作", 35, "PUBLICATION", False),
    "PATENT": ("patent", "专利", 40, "PERFORMANCE", True),
    "STANDARD": ("standard", "标准", 50, "PERFORMANCE", True),
    "AWARD": ("award", "奖励", 60, "PERFORMANCE", True),
    "OTHER": ("other", "其他业绩", 110, "PERFORMANCE", True),
}
# The way back: kinds that there were no words for are other achievements.
FORMER = {**{row[0]: name for name, row in KINDS.items()}, "paper": "PAPER", "book": "PAPER"}
CHECKS = {
    "approved_once_passed": "status <> 'PASSED' OR approved_number > 0",
    "approved_number_not_negative": "approved_number >= 0",
    "people_are_positive": "people > 0",
    "rank_is_positive": "rank > 0",
    "rank_within_people": "rank IS NULL OR (people IS NOT NULL AND rank <= people)",
}
AUDITED = sa.text("status IN ('PASSED', 'RETURNED', 'REJECTED')")
SUBMITTED = sa.text("status = 'SUBMITTED'")
NUMBERED = sa.text("number_key IS NOT NULL")
IS_NUMBER = sa.text("is_number")
BATCH = 1_000


def upgrade() -> None:
    _create_kinds()
    _create_files()
    _create_versions()
    with op.batch_alter_table("archive_entries") as table:
        table.add_column(sa.Column("kind_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("applicant_name", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        table.add_column(sa.Column("people", sa.Integer(), nullable=True))
        table.add_column(sa.Column("contribution", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("number_key", sa.String(200), nullable=True))
        table.add_column(sa.Column("approved_number", sa.Integer(), nullable=False, server_default="0"))
    _to_kinds()
    op.execute(
        "UPDATE archive_entries SET applicant_name ="
        " (SELECT p.name FROM applicants p WHERE p.id = archive_entries.applicant_id) WHERE status <> 'DRAFT'"
    )
    op.execute(
        "INSERT INTO entry_files (entry_id, file_id, purpose, position)"
        " SELECT id, evidence_id, 'EVIDENCE', 1 FROM archive_entries WHERE evidence_id IS NOT NULL"
    )
    _freeze_approved()
    with op.batch_alter_table("archive_entries") as table:
        table.drop_constraint(op.f("ck_archive_entries_kind"), type_="check")
        table.drop_constraint(op.f("fk_archive_entries_evidence_id_stored_files"), type_="foreignkey")
        table.drop_column("kind")
        table.drop_column("evidence_id")
        table.alter_column("kind_id", existing_type=sa.Integer(), nullable=False)
        for name in ("applicant_name", "contribution", "details", "approved_number"):
            table.alter_column(name, server_default=None)
        table.create_foreign_key(op.f("fk_archive_entries_kind_id_entry_kinds"), "entry_kinds", ["kind_id"], ["id"])
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_archive_entries_{name}"), sa.text(condition))
    _create_indexes()


def downgrade() -> None:
    for name in ("audited", "names", "number", "queue_of_kind", "kind_id"):
        op.drop_index(f"ix_archive_entries_{name}", "archive_entries")
    with op.batch_alter_table("archive_entries") as table:
        table.add_column(sa.Column("kind", sa.String(40), nullable=True))
        table.add_column(sa.Column("evidence_id", sa.Integer(), nullable=True))
    _to_members()
    op.execute(
        "UPDATE archive_entries SET evidence_id = (SELECT f.file_id FROM entry_files f"
        " WHERE f.entry_id = archive_entries.id AND f.removed_at IS NULL ORDER BY f.position, f.id LIMIT 1)"
    )
    with op.batch_alter_table("archive_entries") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_archive_entries_{name}"), type_="check")
        table.drop_constraint(op.f("fk_archive_entries_kind_id_entry_kinds"), type_="foreignkey")
        for name in (
            "kind_id",
            "applicant_name",
            "rank",
            "people",
            "contribution",
            "details",
            "number_key",
            "approved_number",
        ):
            table.drop_column(name)
        table.alter_column("kind", existing_type=sa.String(40), nullable=False)
        listed = ", ".join(f"'{name}'" for name in ("PROJECT", "PAPER", "AWARD", "PATENT", "STANDARD", "OTHER"))
        table.create_check_constraint(op.f("ck_archive_entries_kind"), sa.text(f"kind IN ({listed})"))
        table.create_foreign_key(
            op.f("fk_archive_entries_evidence_id_stored_files"), "stored_files", ["evidence_id"], ["id"]
        )
    for name in ("entry_versions", "entry_files", "entry_fields", "entry_kinds"):
        op.drop_table(name)


def _member(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def _create_kinds() -> None:
    op.create_table(
        "entry_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("hint", sa.String(200), nullable=False),
        sa.Column("printed_as", _member("printed_as", "PERFORMANCE", "PUBLICATION"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_entry_kinds_code")),
        sa.UniqueConstraint("name", name=op.f("uq_entry_kinds_name")),
    )
    op.create_table(
        "entry_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("type", _member("type", "TEXT", "NUMBER", "DATE", "CHOICE", "YES_NO"), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("hint", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_number", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("type = 'TEXT' OR NOT is_number", name=op.f("ck_entry_fields_a_number_is_text")),
        sa.CheckConstraint("(type = 'CHOICE') = (choices <> '')", name=op.f("ck_entry_fields_choices_of_a_choice")),
        sa.ForeignKeyConstraint(["kind_id"], ["entry_kinds.id"], name=op.f("fk_entry_fields_kind_id_entry_kinds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_fields")),
        sa.UniqueConstraint("kind_id", "key", name=op.f("uq_entry_fields_kind_id_key")),
    )
    op.create_index(
        "uq_entry_fields_one_number",
        "entry_fields",
        ["kind_id"],
        unique=True,
        postgresql_where=IS_NUMBER,
        sqlite_where=IS_NUMBER,
    )


def _create_files() -> None:
    op.create_table(
        "entry_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("purpose", _member("purpose", "EVIDENCE", "CONTRIBUTION"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["archive_entries.id"], name=op.f("fk_entry_files_entry_id_archive_entries")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_entry_files_file_id_stored_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_files")),
        sa.UniqueConstraint("entry_id", "file_id", name=op.f("uq_entry_files_entry_id_file_id")),
    )
    op.create_index(op.f("ix_entry_files_file_id"), "entry_files", ["file_id"])


def _create_versions() -> None:
    op.create_table(
        "entry_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_entry_versions_number_is_positive")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_entry_versions_sha256_is_hex")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["archive_entries.id"], name=op.f("fk_entry_versions_entry_id_archive_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_versions")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_versions_entry_id_number")),
    )


def _create_indexes() -> None:
    queue = ["employer_id", "submitted_at", "id"]
    named, of_kind = ["employer_id", "applicant_name", *queue[1:]], ["employer_id", "kind_id", *queue[1:]]
    op.create_index(op.f("ix_archive_entries_kind_id"), "archive_entries", ["kind_id"])
    op.create_index(
        "ix_archive_entries_names", "archive_entries", named, postgresql_ops={"applicant_name": "varchar_pattern_ops"}
    )
    for name, columns, where in (
        ("queue_of_kind", of_kind, SUBMITTED),
        ("audited", queue, AUDITED),
        ("number", ["number_key"], NUMBERED),
    ):
        op.create_index(
            f"ix_archive_entries_{name}", "archive_entries", columns, postgresql_where=where, sqlite_where=where
        )


def _to_kinds() -> None:
    """A row for every kind that entries are of; the others come with the shipped catalog."""
    connection = op.get_bind()
    used = set(connection.scalars(sa.text("SELECT DISTINCT kind FROM archive_entries")))
    for name, (code, words, position, printed_as, active) in KINDS.items():
        if name not in used:
            continue
        connection.execute(
            sa.text(
                "INSERT INTO entry_kinds (code, name, hint, printed_as, position, active)"
                " VALUES (:code, :name, '', :printed_as, :position, :active)"
            ),
            {"code": code, "name": words, "printed_as": printed_as, "position": position, "active": active},
        )
        connection.execute(
            sa.text(
                "UPDATE archive_entries SET kind_id = (SELECT id FROM entry_kinds WHERE code = :code)"
                " WHERE kind = :kind"
            ),
            {"code": code, "kind": name},
        )


def _to_members() -> None:
    connection = op.get_bind()
    for kind_id, code in connection.execute(sa.text("SELECT id, code FROM entry_kinds")).all():
        connection.execute(
            sa.text("UPDATE archive_entries SET kind = :kind WHERE kind_id = :kind_id"),
            {"kind": FORMER.get(code, "OTHER"), "kind_id": kind_id},
        )


def _freeze_approved() -> None:
    """Version 1 of every entry that its employer has passed, as of its newest pass in the log."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT e.id, e.kind, e.title, e.grade, e.started_on, e.ended_on, e.role, e.effect, e.submitted_at,"
            " f.id AS file_id, f.sha256, f.original_name, f.size_bytes,"
            " (SELECT max(d.at) FROM decision_records d WHERE d.subject_kind = 'ARCHIVE_ENTRY'"
            " AND d.subject_id = e.id AND d.action = 'PASS') AS passed_at"
            " FROM archive_entries e LEFT JOIN stored_files f ON f.id = e.evidence_id"
            " WHERE e.status = 'PASSED' ORDER BY e.id"
        )
    ).all()
    statement = sa.text(
        "INSERT INTO entry_versions (entry_id, number, content, sha256, approved_at)"
        " VALUES (:entry_id, 1, :content, :sha256, :approved_at)"
    )
    for part in _parts(rows):
        connection.execute(statement, [_version(row) for row in part])
    op.execute("UPDATE archive_entries SET approved_number = 1 WHERE status = 'PASSED'")


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _version(row: Any) -> dict[str, Any]:
    code, name, _position, printed_as, _active = KINDS[row.kind]
    file = {
        "id": row.file_id,
        "sha256": row.sha256,
        "name": row.original_name,
        "size": row.size_bytes,
        "purpose": "EVIDENCE",
    }
    content = {
        "kind": code,
        "kind_name": name,
        "printed_as": printed_as,
        "title": row.title,
        "grade": row.grade,
        "started_on": str(row.started_on),
        "ended_on": str(row.ended_on) if row.ended_on else None,
        "role": row.role,
        "rank": None,
        "people": None,
        "contribution": "",
        "effect": row.effect,
        "details": [],
        "files": [file] if row.file_id is not None else [],
    }
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {
        "entry_id": row.id,
        "content": json.dumps(content),
        "sha256": hashlib.sha256(written.encode()).hexdigest(),
        "approved_at": row.passed_at or row.submitted_at,
    }
