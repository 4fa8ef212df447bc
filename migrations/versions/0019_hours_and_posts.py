"""Continuing-education hours with their imports, and posts of public institutions."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SUBJECTS = ("HOURS_IMPORT", "POST_QUOTA")
LEVELS = ("FULL_SENIOR", "ASSOCIATE_SENIOR", "INTERMEDIATE", "JUNIOR")
STANDING_IMPORT = sa.text("status <> 'RETURNED'")
STANDING_ROW = sa.text("standing")
STANDING_SELECTION = sa.text("released_at IS NULL")
# SQLite changes the log's table by copying it, and its triggers go with the old one.
TRIGGERS = tuple(
    f"CREATE TRIGGER decision_records_no_{verb.lower()} BEFORE {verb} ON decision_records "
    "BEGIN SELECT RAISE(ABORT, 'decision_records is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def upgrade() -> None:
    _subjects(lambda known: (*known, *(one for one in SUBJECTS if one not in known)))
    op.create_table(
        "hours_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer()),
        sa.Column("applicant_id", sa.Integer()),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("submitter_name", sa.String(130), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("proof_name", sa.String(255), nullable=False),
        sa.Column("proof_sha256", sa.String(64), nullable=False),
        sa.Column("proof_bytes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        _member("hours_imports", "status", ("SUBMITTED", "APPROVED", "RETURNED")),
        _check("hours_imports", "of_an_employer_or_of_a_person", "(employer_id IS NULL) <> (applicant_id IS NULL)"),
        _check("hours_imports", "has_rows", "row_count > 0"),
        _check("hours_imports", "sha256_is_hex", "length(sha256) = 64"),
        _check("hours_imports", "proof_sha256_is_hex", "length(proof_sha256) = 64"),
        _check("hours_imports", "proof_not_empty", "proof_bytes > 0"),
        _check("hours_imports", "reason_when_returned", "status <> 'RETURNED' OR reason <> ''"),
        _check("hours_imports", "decided_once_checked", "(status = 'SUBMITTED') = (decided_at IS NULL)"),
        *_references(
            "hours_imports", employer_id="organisations", applicant_id="applicants", authority_id="organisations"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_imports")),
    )
    for whose, name in (("employer_id", "employer"), ("applicant_id", "person")):
        article = "an" if name == "employer" else "a"
        op.create_index(
            f"uq_hours_imports_one_of_{article}_{name}",
            "hours_imports",
            [whose, "sha256"],
            unique=True,
            postgresql_where=STANDING_IMPORT,
            sqlite_where=STANDING_IMPORT,
        )
    op.create_index("ix_hours_imports_queue", "hours_imports", ["authority_id", "status", "submitted_at", "id"])
    op.create_table(
        "hours_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("activity", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(120), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        _member("hours_records", "kind", ("PROFESSIONAL", "INDUSTRY_PUBLIC", "GENERAL_PUBLIC")),
        _member("hours_records", "source", ("OFFLINE", "OTHER_PLATFORM")),
        _member("hours_records", "basis", ("REGISTERED", "OLD_RULES")),
        _check("hours_records", "hours_are_positive", "tenths > 0"),
        _check("hours_records", "year_in_range", "year BETWEEN 1950 AND 2199"),
        _check("hours_records", "registered_only_while_standing", "standing OR NOT registered"),
        *_references("hours_records", import_id="hours_imports", applicant_id="applicants"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_records")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_hours_records_import_id_number")),
    )
    op.create_index(
        "uq_hours_records_one_for_a_training",
        "hours_records",
        ["applicant_id", "year", "kind", "activity"],
        unique=True,
        postgresql_where=STANDING_ROW,
        sqlite_where=STANDING_ROW,
    )
    op.create_index(op.f("ix_hours_records_applicant_id_year"), "hours_records", ["applicant_id", "year"])
    _create_posts()


def downgrade() -> None:
    for table in (
        "post_selections",
        "post_procedures",
        "post_quota_levels",
        "post_quotas",
        "hours_records",
        "hours_imports",
    ):
        op.drop_table(table)
    _subjects(lambda known: tuple(one for one in known if one not in SUBJECTS))


def _create_posts() -> None:
    op.create_table(
        "post_quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("established_total", sa.Integer(), nullable=False),
        sa.Column("post_total", sa.Integer(), nullable=False),
        sa.Column("confirmer_id", sa.Integer()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("decided_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        _member("post_quotas", "status", ("DRAFT", "SUBMITTED", "CONFIRMED", "RETURNED")),
        _check("post_quotas", "year_in_range", "year BETWEEN 1950 AND 2199"),
        _check("post_quotas", "established_total_not_negative", "established_total >= 0"),
        _check("post_quotas", "posts_within_the_establishment", "post_total BETWEEN 0 AND established_total"),
        _check("post_quotas", "submitted_at_once_submitted", "status = 'DRAFT' OR submitted_at IS NOT NULL"),
        _check("post_quotas", "confirmer_once_submitted", "status = 'DRAFT' OR confirmer_id IS NOT NULL"),
        _check("post_quotas", "reason_when_returned", "status <> 'RETURNED' OR opinion <> ''"),
        *_references("post_quotas", employer_id="organisations", confirmer_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_quotas")),
        sa.UniqueConstraint("employer_id", "year", name=op.f("uq_post_quotas_employer_id_year")),
    )
    op.create_index("ix_post_quotas_confirming", "post_quotas", ["confirmer_id", "status", "submitted_at", "id"])
    op.create_table(
        "post_quota_levels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("actual", sa.Integer(), nullable=False),
        _member("post_quota_levels", "level", LEVELS),
        _check("post_quota_levels", "ratio_within_the_whole", "ratio BETWEEN 0 AND 10000"),
        _check("post_quota_levels", "approved_not_negative", "approved >= 0"),
        _check("post_quota_levels", "actual_not_negative", "actual >= 0"),
        *_references("post_quota_levels", quota_id="post_quotas"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_quota_levels")),
        sa.UniqueConstraint("quota_id", "level", name=op.f("uq_post_quota_levels_quota_id_level")),
    )
    op.create_table(
        "post_procedures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _member("post_procedures", "step", ("PUBLISHED", "COMPETITION", "PUBLICITY", "RESULT")),
        _check("post_procedures", "starts_before_it_ends", "started_on <= ended_on"),
        _check("post_procedures", "place_is_given", "place <> ''"),
        *_references("post_procedures", quota_id="post_quotas"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_procedures")),
    )
    op.create_index(op.f("ix_post_procedures_quota_id_started_on"), "post_procedures", ["quota_id", "started_on"])
    op.create_table(
        "post_selections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title_id", sa.Integer()),
        sa.Column("held_title", sa.String(60), nullable=False),
        sa.Column("appointed_rank", sa.String(60), nullable=False),
        sa.Column("appointed_on", sa.Date()),
        sa.Column("post_grade", sa.String(60), nullable=False),
        sa.Column("application_id", sa.Integer()),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        _member("post_selections", "level", LEVELS),
        _member("post_selections", "kind", ("APPOINTED", "RECOMMENDED")),
        _check("post_selections", "title_where_recommended", "(kind = 'RECOMMENDED') = (title_id IS NOT NULL)"),
        _check("post_selections", "day_where_appointed", "kind <> 'APPOINTED' OR appointed_on IS NOT NULL"),
        _check("post_selections", "application_where_recommended", "kind = 'RECOMMENDED' OR application_id IS NULL"),
        *_references(
            "post_selections",
            quota_id="post_quotas",
            applicant_id="applicants",
            title_id="professional_titles",
            application_id="applications",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_selections")),
    )
    op.create_index(
        "uq_post_selections_one_for_a_person",
        "post_selections",
        ["quota_id", "applicant_id"],
        unique=True,
        postgresql_where=STANDING_SELECTION,
        sqlite_where=STANDING_SELECTION,
    )
    for column in ("applicant_id", "application_id"):
        op.create_index(op.f(f"ix_post_selections_{column}"), "post_selections", [column])


def _subjects(changed: object) -> None:
    """Change which subjects the log takes, whatever it takes at this revision. Rows are never changed."""
    name = op.f("ck_decision_records_subject_kind")
    checks = sa.inspect(op.get_bind()).get_check_constraints("decision_records")
    text = next(check["sqltext"] for check in checks if check["name"] == name)
    known = tuple(re.findall(r"'([A-Z_]+)'", text))
    with op.batch_alter_table("decision_records") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, _one_of("subject_kind", changed(known)))  # type: ignore[operator]
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)


def _check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def _member(table: str, column: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    return _check(table, column, _one_of(column, members))


def _references(table: str, **columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    )


def _one_of(column: str, members: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in members)})"
