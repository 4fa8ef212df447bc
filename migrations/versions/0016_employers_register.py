"""Employers register themselves, change their names, merge, confirm their staff; centres that host files are named."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = (
    "PUBLIC_INSTITUTION",
    "CIVIL_SERVICE_MANAGED",
    "STATE_OWNED_ENTERPRISE",
    "NON_PUBLIC_ENTERPRISE",
    "SOCIAL_ORGANISATION",
)
LEVELS = ("CENTRAL", "PROVINCE", "CITY", "COUNTY")
STATUSES = ("DRAFT", "SUBMITTED", "RETURNED", "REJECTED", "PASSED")
MORE = {
    "subject_kind": ("EMPLOYER_REGISTRATION", "NAME_CHANGE", "ORGANISATION"),
    "action": ("CONFIRM_STAFF", "REMOVE_STAFF", "ADD_OPERATOR", "SWITCH_OPERATOR", "RENAME", "MERGE"),
}
COMPLETE = "status = 'DRAFT' OR (auditor_id IS NOT NULL AND submitted_at IS NOT NULL AND document_sha256 IS NOT NULL)"
WAITING, OPEN = sa.text("status = 'SUBMITTED'"), sa.text("status IN ('SUBMITTED', 'RETURNED')")
UNCONFIRMED = sa.text("employer_confirmed_at IS NULL")
# SQLite changes the log's table by copying it, and its triggers go with the old one.
TRIGGERS = tuple(
    f"CREATE TRIGGER decision_records_no_{verb.lower()} BEFORE {verb} ON decision_records "
    "BEGIN SELECT RAISE(ABORT, 'decision_records is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def upgrade() -> None:
    _log_takes({name: lambda known, more=more: (*known, *more) for name, more in MORE.items()})
    _organisations()
    _requests()
    with op.batch_alter_table("applicants") as table:
        table.add_column(sa.Column("employer_confirmed_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("file_centre_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_applicants_file_centre_id_organisations"), "organisations", ["file_centre_id"], ["id"]
        )
    op.execute("UPDATE applicants SET employer_confirmed_at = CURRENT_TIMESTAMP WHERE employer_id IS NOT NULL")
    with op.batch_alter_table("applicants") as table:
        table.create_check_constraint(
            op.f("ck_applicants_confirmed_by_an_employer"), "employer_confirmed_at IS NULL OR employer_id IS NOT NULL"
        )
        table.drop_index(op.f("ix_applicants_employer_id"))
    op.create_index(op.f("ix_applicants_file_centre_id"), "applicants", ["file_centre_id"])
    op.create_index("ix_applicants_staff", "applicants", ["employer_id", "id"])
    op.create_index(
        "ix_applicants_staff_by_name",
        "applicants",
        ["employer_id", "name"],
        postgresql_ops={"name": "varchar_pattern_ops"},
    )
    op.create_index(
        "ix_applicants_unconfirmed",
        "applicants",
        ["employer_id", "id"],
        postgresql_where=UNCONFIRMED,
        sqlite_where=UNCONFIRMED,
    )


def downgrade() -> None:
    for name in ("ix_applicants_unconfirmed", "ix_applicants_staff_by_name", "ix_applicants_staff"):
        op.drop_index(name, "applicants")
    op.drop_index(op.f("ix_applicants_file_centre_id"), "applicants")
    with op.batch_alter_table("applicants") as table:
        table.drop_constraint(op.f("ck_applicants_confirmed_by_an_employer"), type_="check")
        table.drop_constraint(op.f("fk_applicants_file_centre_id_organisations"), type_="foreignkey")
        table.drop_column("file_centre_id")
        table.drop_column("employer_confirmed_at")
        table.create_index(op.f("ix_applicants_employer_id"), ["employer_id"])
    op.drop_table("employer_name_changes")
    op.drop_table("employer_registrations")
    op.drop_table("former_names")
    op.drop_index(op.f("ix_organisations_merged_into_id"), "organisations")
    with op.batch_alter_table("organisations") as table:
        table.drop_constraint(op.f("ck_organisations_out_of_use_once_merged"), type_="check")
        table.drop_constraint(op.f("ck_organisations_merged_into_another"), type_="check")
        table.drop_constraint(op.f("ck_organisations_merged_on_a_day"), type_="check")
        table.drop_constraint(op.f("fk_organisations_merged_into_id_organisations"), type_="foreignkey")
        table.drop_column("merged_on")
        table.drop_column("merged_into_id")
    _log_takes(
        {name: lambda known, more=more: tuple(one for one in known if one not in more) for name, more in MORE.items()}
    )


def _log_takes(changes: dict) -> None:  # type: ignore[type-arg]
    """Change what the log takes from what it takes now: others widen it as well. Rows are never changed."""
    present = {
        one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints("decision_records")
    }
    with op.batch_alter_table("decision_records") as table:
        for column, changed in changes.items():
            name = f"ck_decision_records_{column}"
            members = changed(tuple(re.findall(r"'([A-Z_]+)'", present[name])))
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), _one_of(column, members))
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)


def _one_of(column: str, members: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in members)})"


def _organisations() -> None:
    with op.batch_alter_table("organisations") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer()))
        table.add_column(sa.Column("merged_on", sa.Date()))
        table.create_foreign_key(
            op.f("fk_organisations_merged_into_id_organisations"), "organisations", ["merged_into_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_organisations_merged_on_a_day"), "(merged_into_id IS NULL) = (merged_on IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_organisations_merged_into_another"), "merged_into_id IS NULL OR merged_into_id <> id"
        )
        table.create_check_constraint(
            op.f("ck_organisations_out_of_use_once_merged"), "merged_into_id IS NULL OR NOT active"
        )
    op.create_index(op.f("ix_organisations_merged_into_id"), "organisations", ["merged_into_id"])
    op.create_table(
        "former_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        *_references("former_names", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_names")),
    )
    op.create_index(op.f("ix_former_names_organisation_id"), "former_names", ["organisation_id"])
    op.create_index(
        op.f("ix_former_names_name"), "former_names", ["name"], postgresql_ops={"name": "varchar_pattern_ops"}
    )


def _requests() -> None:
    op.create_table(
        "employer_registrations",
        *_request(nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        _member("employer_kind", KINDS),
        _member("affiliation", LEVELS),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer()),
        sa.Column("phone", sa.String(60), nullable=False),
        sa.Column("mailbox", sa.String(120), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("operator_name", sa.String(60), nullable=False),
        sa.Column("operator_phone", sa.String(30), nullable=False),
        sa.Column("by_legal_person", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_checks("employer_registrations"),
        sa.CheckConstraint(
            "status <> 'PASSED' OR organisation_id IS NOT NULL",
            name=op.f("ck_employer_registrations_bound_once_passed"),
        ),
        *_references(
            "employer_registrations",
            account_id="ab_user",
            organisation_id="organisations",
            auditor_id="organisations",
            region_id="regions",
            department_id="organisations",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_registrations")),
        sa.UniqueConstraint("account_id", name=op.f("uq_employer_registrations_account_id")),
    )
    op.create_table(
        "employer_name_changes",
        *_request(nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("former_name", sa.String(120), nullable=False),
        sa.Column("new_name", sa.String(120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *_checks("employer_name_changes"),
        sa.CheckConstraint("status <> 'DRAFT'", name=op.f("ck_employer_name_changes_submitted_at_once")),
        sa.CheckConstraint(
            "new_name <> '' AND new_name <> former_name", name=op.f("ck_employer_name_changes_another_name")
        ),
        *_references("employer_name_changes", organisation_id="organisations", auditor_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_name_changes")),
    )
    for table in ("employer_registrations", "employer_name_changes"):
        for column in ("organisation_id", "auditor_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        op.create_index(
            f"ix_{table}_queue",
            table,
            ["auditor_id", "submitted_at", "id"],
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        )
    op.create_index(op.f("ix_employer_registrations_credit_code"), "employer_registrations", ["credit_code"])
    op.create_index(
        "uq_employer_name_changes_open",
        "employer_name_changes",
        ["organisation_id"],
        unique=True,
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def _request(nullable: bool) -> tuple[sa.Column, ...]:  # type: ignore[type-arg]
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=nullable),
        sa.Column("document_name", sa.String(255)),
        sa.Column("document_bytes", sa.Integer()),
        sa.Column("document_sha256", sa.String(64)),
        _member("status", STATUSES),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(COMPLETE, name=op.f(f"ck_{table}_complete_once_submitted")),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version_is_positive")),
    )


def _member(name: str, members: tuple[str, ...]) -> sa.Column:  # type: ignore[type-arg]
    kind = sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _references(table: str, **columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in columns.items()
    )
