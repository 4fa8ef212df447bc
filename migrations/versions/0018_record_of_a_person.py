"""The record of a person: proofs, letters, qualifications, skills, insurance, sanctions; its audit by the employer.

The one insurance period and the one appointment of each title, columns before, become rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VERIFICATIONS = ("REGISTRY", "PROOF", "NONE")
STANDINGS = ("ESTABLISHED", "NOT_ESTABLISHED", "ON_LEAVE")
STATES = ("DRAFT", "SUBMITTED", "APPROVED", "RETURNED")
CLASSES = ("INTERMEDIATE_WORKER_CLASS", "SENIOR_WORKER_CLASS", "SKILLED_TECHNICIAN_CLASS")
SKILLS = (
    "JUNIOR_WORKER",
    "INTERMEDIATE_WORKER",
    "SENIOR_WORKER",
    "SKILLED_TECHNICIAN",
    "SENIOR_SKILLED_TECHNICIAN",
)
SANCTIONS = ("APPLICATION_BAN", "DISCIPLINARY_PENALTY", "OPEN_CASE", "DISCREDIT")
REQUIREMENTS = (
    "NOT_CIVIL_SERVANT",
    "IN_SERVICE",
    "EMPLOYER_KIND",
    "WORK_REGION",
    "AFFILIATION",
    "SOCIAL_INSURANCE",
    "NO_BAN",
    "CREDIT_CHECK",
    "POST_VACANCY",
    "NO_LOWER_PROCEDURE",
    "APPRAISAL",
    "CE_HOURS",
    "ARCHIVE_SINCE",
    "STATEMENT_LENGTH",
    "SELF_SCORE",
    "RECOMMENDERS",
    "DEFENCE",
    "CONFIRMATION",
)
IN_ORDER = {"starts_before_it_ends": "ended_on IS NULL OR started_on <= ended_on"}
PROVEN = {"proof_where_proven": "verification <> 'PROOF' OR proof_id IS NOT NULL"}
TITLES = sa.table(
    "titles_held",
    *(sa.column(name, sa.Integer()) for name in ("id", "applicant_id")),
    *(sa.column(name, sa.String()) for name in ("title_code", "title_name", "issuing_body")),
    *(sa.column(name, sa.Date()) for name in ("obtained_on", "appointed_on")),
)
LETTERS = sa.table(
    "appointment_letters",
    *(sa.column(name, sa.Integer()) for name in ("id", "applicant_id")),
    *(sa.column(name, sa.String()) for name in ("title_code", "title_name")),
    sa.column("started_on", sa.Date()),
)
WAITING = sa.text("status = 'SUBMITTED'")


def upgrade() -> None:
    _new_tables()
    with op.batch_alter_table("education_records") as table:
        table.add_column(_member("school_class", CLASSES, nullable=True))
        table.add_column(_member("verification", VERIFICATIONS, default="NONE"))
        table.add_column(sa.Column("proof_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_education_records_proof_id_stored_files"), "stored_files", ["proof_id"], ["id"]
        )
        for name, text in PROVEN.items():
            table.create_check_constraint(op.f(f"ck_education_records_{name}"), text)
    with op.batch_alter_table("applicants") as table:
        table.add_column(_member("post_standing", STANDINGS, nullable=True))
        table.add_column(sa.Column("integrity_declared_on", sa.Date()))
    _insurance_to_rows()
    _appointments_to_letters()
    op.execute(
        "UPDATE applicants SET post_standing = "
        "CASE WHEN established_post THEN 'ESTABLISHED' ELSE 'NOT_ESTABLISHED' END WHERE established_post IS NOT NULL"
    )
    with op.batch_alter_table("applicants") as table:
        table.drop_constraint(op.f("ck_applicants_insurance_starts_before_it_ends"), type_="check")
        for name in ("established_post", "insurance_started_on", "insurance_ended_on"):
            table.drop_column(name)
    with op.batch_alter_table("titles_held") as table:
        table.drop_constraint(op.f("ck_titles_held_obtained_before_appointed"), type_="check")
        table.drop_column("appointed_on")
    with op.batch_alter_table("plan_requirements") as table:
        _members(table, "plan_requirements", "kind", (*REQUIREMENTS, "PROFILE_APPROVED"))


def downgrade() -> None:
    op.execute("DELETE FROM plan_requirements WHERE kind = 'PROFILE_APPROVED'")
    with op.batch_alter_table("plan_requirements") as table:
        _members(table, "plan_requirements", "kind", REQUIREMENTS)
    with op.batch_alter_table("titles_held") as table:
        table.add_column(sa.Column("appointed_on", sa.Date()))
    _letters_to_appointments()
    with op.batch_alter_table("titles_held") as table:
        table.create_check_constraint(
            op.f("ck_titles_held_obtained_before_appointed"), "appointed_on IS NULL OR obtained_on <= appointed_on"
        )
    with op.batch_alter_table("applicants") as table:
        table.add_column(sa.Column("established_post", sa.Boolean()))
        table.add_column(sa.Column("insurance_started_on", sa.Date()))
        table.add_column(sa.Column("insurance_ended_on", sa.Date()))
    op.get_bind().execute(
        sa.text(
            "UPDATE applicants SET established_post = (post_standing <> 'NOT_ESTABLISHED') "
            "WHERE post_standing IS NOT NULL"
        )
    )
    _newest_insurance_to_columns()
    with op.batch_alter_table("applicants") as table:
        table.create_check_constraint(
            op.f("ck_applicants_insurance_starts_before_it_ends"),
            "insurance_ended_on IS NULL OR insurance_started_on <= insurance_ended_on",
        )
        table.drop_constraint(op.f("ck_applicants_post_standing"), type_="check")
        table.drop_column("post_standing")
        table.drop_column("integrity_declared_on")
    with op.batch_alter_table("education_records") as table:
        for name in PROVEN:
            table.drop_constraint(op.f(f"ck_education_records_{name}"), type_="check")
        table.drop_constraint(op.f("fk_education_records_proof_id_stored_files"), type_="foreignkey")
        for name in ("school_class", "verification"):
            table.drop_constraint(op.f(f"ck_education_records_{name}"), type_="check")
        for name in ("school_class", "verification", "proof_id"):
            table.drop_column(name)
    for name in (
        "profile_sections",
        "profiles",
        "sanctions",
        "insurance_periods",
        "skill_certificates",
        "vocational_qualifications",
        "appointment_letters",
    ):
        op.drop_table(name)


def _new_tables() -> None:
    day, number = sa.Date, sa.Integer
    _rows_of_a_person(
        "appointment_letters",
        _text("title_code", 60),
        _text("title_name", 60),
        _text("employer_name", 120),
        sa.Column("started_on", day(), nullable=False),
        sa.Column("ended_on", day()),
        checks=IN_ORDER,
    )
    _rows_of_a_person(
        "vocational_qualifications",
        _text("qualification", 60),
        _text("certificate_number", 60),
        sa.Column("obtained_on", day(), nullable=False),
    )
    _rows_of_a_person(
        "skill_certificates",
        _member("skill_level", SKILLS),
        _text("occupation", 60),
        _text("certificate_number", 60),
        sa.Column("obtained_on", day(), nullable=False),
    )
    _rows_of_a_person(
        "insurance_periods",
        sa.Column("region_id", number(), nullable=False),
        sa.Column("started_on", day(), nullable=False),
        sa.Column("ended_on", day()),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_insurance_periods_region_id_regions")),
        checks=IN_ORDER,
    )
    _rows_of_a_person(
        "sanctions",
        _member("kind", SANCTIONS),
        _text("issuing_body", 120),
        _text("cause", 200),
        sa.Column("started_on", day(), nullable=False),
        sa.Column("ended_on", day()),
        checks={**IN_ORDER, "bans_have_a_last_day": "kind <> 'APPLICATION_BAN' OR ended_on IS NOT NULL"},
        proven=False,
    )
    op.create_table(
        "profiles",
        sa.Column("id", number(), nullable=False),
        sa.Column("applicant_id", number(), nullable=False),
        sa.Column("employer_id", number(), nullable=False),
        _member("status", STATES),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", number(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_profiles_version_is_positive")),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f("fk_profiles_applicant_id_applicants")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisations.id"], name=op.f("fk_profiles_employer_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("applicant_id", name=op.f("uq_profiles_applicant_id")),
    )
    op.create_index(
        "ix_profiles_queue",
        "profiles",
        ["employer_id", "submitted_at", "id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )
    checks = {
        "version_is_positive": "version > 0",
        "reason_when_returned": "status <> 'RETURNED' OR reason <> ''",
        "content_once_sent": "status NOT IN ('SUBMITTED', 'RETURNED') OR content IS NOT NULL",
        "content_once_approved": "status <> 'APPROVED' OR approved IS NOT NULL",
    }
    op.create_table(
        "profile_sections",
        sa.Column("id", number(), nullable=False),
        sa.Column("applicant_id", number(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        _member("status", STATES),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("approved", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("typed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", number(), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_profile_sections_{name}")) for name, text in checks.items()),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["applicants.id"], name=op.f("fk_profile_sections_applicant_id_applicants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_sections")),
        sa.UniqueConstraint("applicant_id", "key", name=op.f("uq_profile_sections_applicant_id_key")),
    )


def _rows_of_a_person(name: str, *columns, checks=None, proven: bool = True) -> None:  # type: ignore[no-untyped-def]
    """A table of rows about a person, with what proves them."""
    if proven:
        proof = op.f(f"fk_{name}_proof_id_stored_files")
        columns = (
            *columns,
            _member("verification", VERIFICATIONS),
            sa.Column("proof_id", sa.Integer()),
            sa.ForeignKeyConstraint(["proof_id"], ["stored_files.id"], name=proof),
        )
    checks = {**(checks or {}), **(PROVEN if proven else {})}
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        *columns,
        *(sa.CheckConstraint(text, name=op.f(f"ck_{name}_{check}")) for check, text in checks.items()),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f(f"fk_{name}_applicant_id_applicants")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_applicant_id"), name, ["applicant_id"])


def _insurance_to_rows() -> None:
    """Without a region a period never counted, and has no row."""
    op.execute(
        "INSERT INTO insurance_periods (applicant_id, region_id, started_on, ended_on, verification) "
        "SELECT id, insurance_region_id, insurance_started_on, insurance_ended_on, 'NONE' FROM applicants "
        "WHERE insurance_region_id IS NOT NULL AND insurance_started_on IS NOT NULL ORDER BY id"
    )


def _newest_insurance_to_columns() -> None:
    """The period that began last in the region where the insurance is paid, else the one that began last."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text(
            "SELECT insurance_periods.applicant_id, insurance_periods.region_id, insurance_periods.started_on, "
            "insurance_periods.ended_on FROM insurance_periods "
            "JOIN applicants ON applicants.id = insurance_periods.applicant_id "
            "ORDER BY insurance_periods.applicant_id, "
            "CASE WHEN insurance_periods.region_id = applicants.insurance_region_id THEN 1 ELSE 0 END, "
            "insurance_periods.started_on, insurance_periods.id"
        )
    )
    last = {row.applicant_id: row for row in rows}
    for row in last.values():
        bind.execute(
            sa.text(
                "UPDATE applicants SET insurance_region_id = :region, insurance_started_on = :started, "
                "insurance_ended_on = :ended WHERE id = :id"
            ),
            {"region": row.region_id, "started": row.started_on, "ended": row.ended_on, "id": row.applicant_id},
        )


def _appointments_to_letters() -> None:
    op.execute(
        "INSERT INTO appointment_letters "
        "(applicant_id, title_code, title_name, employer_name, started_on, verification) "
        "SELECT applicant_id, title_code, title_name, '', appointed_on, 'NONE' FROM titles_held "
        "WHERE appointed_on IS NOT NULL ORDER BY id"
    )


def _letters_to_appointments() -> None:
    """Each letter goes to a record of its title that has none yet; one that is left gets a record of its own."""
    bind = op.get_bind()
    held: dict[tuple[int, str], list] = {}
    for row in bind.execute(sa.select(TITLES).order_by(TITLES.c.obtained_on, TITLES.c.id)).mappings():
        held.setdefault((row["applicant_id"], row["title_code"]), []).append(dict(row))
    taken: dict[tuple[int, str], int] = {}
    for letter in bind.execute(sa.select(LETTERS).order_by(LETTERS.c.started_on, LETTERS.c.id)).mappings():
        key = (letter["applicant_id"], letter["title_code"])
        records, place = held.get(key, []), taken.get(key, 0)
        taken[key] = place + 1
        obtained = records[min(place, len(records) - 1)]["obtained_on"] if records else letter["started_on"]
        values = {
            "obtained_on": min(obtained, letter["started_on"]),
            "appointed_on": letter["started_on"],
        }
        if place < len(records):
            bind.execute(sa.update(TITLES).where(TITLES.c.id == records[place]["id"]).values(values))
            continue
        issuer = records[0]["issuing_body"] if records else ""
        bind.execute(
            sa.insert(TITLES).values(
                applicant_id=letter["applicant_id"],
                title_code=letter["title_code"],
                title_name=letter["title_name"],
                issuing_body=issuer,
                **values,
            )
        )


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _member(name: str, members: tuple[str, ...], default: str = "", nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, server_default=default or None)


def _members(table, name: str, column: str, members: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """Let the column take these texts."""
    table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
    listed = ", ".join(f"'{member}'" for member in members)
    table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} IN ({listed})")
