"""A notice's further rows: categories, days, papers, bases, attachments; a parent plan; conditions of rows."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MODES = (
    "NORMAL",
    "SELF_SCORED",
    "TITLE_CONVERSION",
    "CONCURRENT_TITLE",
    "CONVERSION_OR_CONCURRENT",
    "EXCEPTIONAL",
    "DIRECT",
    "LANDMARK_ACHIEVEMENT",
    "SKILLED_TALENT",
)
MORE_MODES = (*MODES, "VOCATIONAL_QUALIFICATION", "INITIAL_CONFERMENT")
STATUSES = ("DRAFT", "PUBLISHED", "CLOSED")
HOLDERS = (
    "EMPLOYER",
    "COMPETENT_DEPARTMENT",
    "TALENT_EXCHANGE_CENTRE",
    "HRSS_COUNTY",
    "HRSS_CITY",
    "HRSS_PROVINCE",
    "ACCEPTING_COMMITTEE_OFFICE",
    "RECOMMENDING_COMMITTEE_OFFICE",
    "NAMED_ORGANISATION",
)
METHODS = ("REVIEW", "EXAM", "EXAM_AND_REVIEW", "INTERVIEW_REVIEW", "ENTRUSTED_REVIEW", "INITIAL_CONFERMENT")
SIZES = ("A4", "A3")
LISTS = (
    "plan_attachments",
    "plan_clauses",
    "plan_committees",
    "plan_routes",
    "plan_specialties",
)
MODE_TABLES = ("applications", "qualification_paths", "plan_modes")


def upgrade() -> None:
    for table in LISTS:
        op.add_column(table, _flag("inherited"))
    _new_tables()
    op.add_column("applicants", sa.Column("established_post", sa.Boolean()))
    op.add_column("applicants", _flag("file_hosted"))
    op.add_column("plan_contacts", _text("subject", 120))
    op.add_column("plan_contacts", _flag("inherited"))
    op.add_column("route_stages", _text("recipient", 120))
    with op.batch_alter_table("plan_titles") as table:
        table.add_column(_text("name", 60))
        table.add_column(_flag("recommended"))
        table.add_column(_member("method", METHODS, default="REVIEW"))
        table.add_column(_flag("inherited"))
    with op.batch_alter_table("plan_modes") as table:
        table.add_column(_text("option", 60))
        table.add_column(_text("hint"))
        table.add_column(_flag("inherited"))
        _members(table, "plan_modes", "mode", MORE_MODES)
    with op.batch_alter_table("qualification_paths") as table:
        table.add_column(_flag("inherited"))
        _members(table, "qualification_paths", "mode", MORE_MODES)
    with op.batch_alter_table("applications") as table:
        table.add_column(sa.Column("category_id", sa.Integer()))
        table.add_column(sa.Column("self_score", sa.Numeric(6, 2)))
        table.create_foreign_key(
            op.f("fk_applications_category_id_plan_categories"), "plan_categories", ["category_id"], ["id"]
        )
        table.create_check_constraint(op.f("ck_applications_self_score_not_negative"), "self_score >= 0")
        _members(table, "applications", "mode", MORE_MODES)
    with op.batch_alter_table("review_plans") as table:
        table.add_column(sa.Column("parent_id", sa.Integer()))
        table.add_column(_flag("takes_applications", default=True))
        table.add_column(_text("notice_text"))
        table.add_column(_text("notes"))
        table.add_column(_member("paper_size", SIZES, default="A4"))
        table.add_column(_text("paper_binding", 60))
        table.create_index(op.f("ix_review_plans_parent_id"), ["parent_id"])
        table.create_foreign_key(op.f("fk_review_plans_parent_id_review_plans"), "review_plans", ["parent_id"], ["id"])
        table.create_check_constraint(op.f("ck_review_plans_no_plan_is_its_own_parent"), "parent_id <> id")
        _members(table, "review_plans", "status", (*STATUSES, "ARCHIVED"))
    with op.batch_alter_table("fee_standards") as table:
        table.add_column(_text("key", 60))
        table.add_column(sa.Column("applies_when", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(_flag("inherited"))
        table.drop_constraint(op.f("uq_fee_standards_plan_id_kind"), type_="unique")
    op.execute("UPDATE fee_standards SET key = lower(kind)")
    with op.batch_alter_table("fee_standards") as table:
        table.create_unique_constraint(op.f("uq_fee_standards_plan_id_key"), ["plan_id", "key"])
    with op.batch_alter_table("plan_requirements") as table:
        table.add_column(sa.Column("applies_when", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(_flag("inherited"))
    _titles_to_conditions()
    with op.batch_alter_table("plan_requirements") as table:
        table.drop_constraint(op.f("fk_plan_requirements_title_id_professional_titles"), type_="foreignkey")
        table.drop_column("title_id")


def downgrade() -> None:
    with op.batch_alter_table("plan_requirements") as table:
        table.add_column(sa.Column("title_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_plan_requirements_title_id_professional_titles"), "professional_titles", ["title_id"], ["id"]
        )
    _conditions_to_titles()
    with op.batch_alter_table("plan_requirements") as table:
        table.drop_column("inherited")
        table.drop_column("applies_when")
    # One row of a kind is all that the table took.
    op.execute("DELETE FROM fee_standards WHERE id NOT IN (SELECT min(id) FROM fee_standards GROUP BY plan_id, kind)")
    with op.batch_alter_table("fee_standards") as table:
        table.drop_constraint(op.f("uq_fee_standards_plan_id_key"), type_="unique")
        table.create_unique_constraint(op.f("uq_fee_standards_plan_id_kind"), ["plan_id", "kind"])
        for column in ("inherited", "applies_when", "key"):
            table.drop_column(column)
    op.execute("UPDATE review_plans SET status = 'CLOSED' WHERE status = 'ARCHIVED'")
    with op.batch_alter_table("review_plans") as table:
        _members(table, "review_plans", "status", STATUSES)
        table.drop_constraint(op.f("ck_review_plans_no_plan_is_its_own_parent"), type_="check")
        table.drop_constraint(op.f("fk_review_plans_parent_id_review_plans"), type_="foreignkey")
        table.drop_index(op.f("ix_review_plans_parent_id"))
        table.drop_constraint(op.f("ck_review_plans_paper_size"), type_="check")
        for column in ("paper_binding", "paper_size", "notes", "notice_text", "takes_applications", "parent_id"):
            table.drop_column(column)
    for name in MODE_TABLES:
        op.execute(f"UPDATE {name} SET mode = 'NORMAL' WHERE mode = 'VOCATIONAL_QUALIFICATION'")
    op.execute("UPDATE applications SET mode = NULL WHERE mode = 'INITIAL_CONFERMENT'")
    for name in MODE_TABLES[1:]:
        op.execute(f"DELETE FROM {name} WHERE mode = 'INITIAL_CONFERMENT'")
    with op.batch_alter_table("applications") as table:
        _members(table, "applications", "mode", MODES)
        table.drop_constraint(op.f("ck_applications_self_score_not_negative"), type_="check")
        table.drop_constraint(op.f("fk_applications_category_id_plan_categories"), type_="foreignkey")
        table.drop_column("self_score")
        table.drop_column("category_id")
    with op.batch_alter_table("qualification_paths") as table:
        _members(table, "qualification_paths", "mode", MODES)
        table.drop_column("inherited")
    with op.batch_alter_table("plan_modes") as table:
        _members(table, "plan_modes", "mode", MODES)
        for column in ("inherited", "hint", "option"):
            table.drop_column(column)
    with op.batch_alter_table("plan_titles") as table:
        table.drop_constraint(op.f("ck_plan_titles_method"), type_="check")
        for column in ("inherited", "method", "recommended", "name"):
            table.drop_column(column)
    op.drop_column("route_stages", "recipient")
    op.drop_column("plan_contacts", "inherited")
    op.drop_column("plan_contacts", "subject")
    op.drop_column("applicants", "file_hosted")
    op.drop_column("applicants", "established_post")
    for name in ("recommenders", "plan_papers", "plan_documents", "plan_deadlines", "plan_categories", "plan_bases"):
        op.drop_table(name)
    for name in LISTS:
        op.drop_column(name, "inherited")


def _flag(name: str, default: bool = False) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false())


def _text(name: str, length: int = 0) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False, server_default="")


def _member(name: str, members: tuple[str, ...], default: str = "", nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, server_default=default or None)


def _members(table, name: str, column: str, members: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """Let the column take these texts."""
    table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
    listed = ", ".join(f"'{member}'" for member in members)
    table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} IN ({listed})")


def _titles_to_conditions() -> None:
    bind = op.get_bind()
    rows = bind.execute(
        sa.text(
            "SELECT plan_requirements.id, professional_titles.code FROM plan_requirements "
            "JOIN professional_titles ON professional_titles.id = plan_requirements.title_id"
        )
    )
    for key, code in rows.all():
        bind.execute(
            sa.text("UPDATE plan_requirements SET applies_when = :condition WHERE id = :id"),
            {"condition": json.dumps({"titles": [code]}), "id": key},
        )


def _conditions_to_titles() -> None:
    """A row for one title says so again; a row with any other condition cannot be kept."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, applies_when FROM plan_requirements")).all()
    for key, written in rows:
        condition = json.loads(written) if isinstance(written, str) else written
        if condition.keys() == {"titles"} and len(condition["titles"]) == 1:
            bind.execute(
                sa.text(
                    "UPDATE plan_requirements SET title_id = "
                    "(SELECT id FROM professional_titles WHERE code = :code) WHERE id = :id"
                ),
                {"code": condition["titles"][0], "id": key},
            )
        elif condition:
            bind.execute(sa.text("DELETE FROM plan_requirements WHERE id = :id"), {"id": key})


def _new_tables() -> None:
    op.create_table(
        "plan_bases",
        *_row("plan_bases"),
        _text_("name", 200),
        _text_("number", 60),
        *_source(),
        _unique("plan_bases", "name"),
    )
    op.create_table(
        "plan_documents",
        *_row("plan_documents"),
        _text_("number", 20),
        _text_("name", 200),
        _text_("summary"),
        *_source(),
        _unique("plan_documents", "name"),
    )
    op.create_table(
        "plan_categories",
        *_row("plan_categories"),
        _text_("key", 60),
        _text_("name", 60),
        _text_("covers"),
        *_source(),
        _unique("plan_categories", "key"),
        _unique("plan_categories", "name"),
    )
    op.create_table(
        "plan_deadlines",
        *_row("plan_deadlines"),
        _text_("key", 60),
        _text_("name", 80),
        _member("kind", ("RECEIVING", "WINDOW", "REVIEW")),
        sa.Column("applies_when", sa.JSON(), nullable=False),
        _member("holder", HOLDERS, nullable=True),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("starts_on", sa.Date()),
        sa.Column("due_on", sa.Date(), nullable=False),
        *_source(),
        sa.CheckConstraint(
            "kind <> 'RECEIVING' OR holder IS NOT NULL OR organisation_id IS NOT NULL",
            name=op.f("ck_plan_deadlines_receiving_names_its_holder"),
        ),
        sa.CheckConstraint(
            "kind <> 'WINDOW' OR starts_on IS NOT NULL", name=op.f("ck_plan_deadlines_window_has_a_first_day")
        ),
        sa.CheckConstraint(
            "starts_on IS NULL OR starts_on <= due_on", name=op.f("ck_plan_deadlines_starts_before_it_ends")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_plan_deadlines_organisation_id_organisations")
        ),
        _unique("plan_deadlines", "key"),
    )
    op.create_table(
        "plan_papers",
        *_row("plan_papers"),
        _text_("key", 60),
        _text_("name", 120),
        sa.Column("copies", sa.Integer(), nullable=False),
        _member("size", SIZES),
        _text_("binding", 60),
        _text_("provided_by", 120),
        sa.Column("applies_when", sa.JSON(), nullable=False),
        *_source(),
        sa.CheckConstraint("copies > 0", name=op.f("ck_plan_papers_copies_are_positive")),
        _unique("plan_papers", "key"),
    )
    op.create_table(
        "recommenders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text_("name", 60),
        _text_("employer_name", 120),
        sa.Column("title_id", sa.Integer(), nullable=False),
        _text_("certificate_number", 60),
        sa.Column("in_service", sa.Boolean(), nullable=False),
        sa.Column("related_specialty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_recommenders_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["title_id"], ["professional_titles.id"], name=op.f("fk_recommenders_title_id_professional_titles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommenders")),
        sa.UniqueConstraint(
            "application_id", "certificate_number", name=op.f("uq_recommenders_application_id_certificate_number")
        ),
    )


def _row(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What every row of a plan's list has first."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["review_plans.id"], name=op.f(f"fk_{table}_plan_id_review_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _source() -> tuple[sa.Column, ...]:
    """What every row of a plan's list has last."""
    return (_text_("clause", 60), _text_("decided"), sa.Column("inherited", sa.Boolean(), nullable=False))


def _text_(name: str, length: int = 0) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("plan_id", column, name=op.f(f"uq_{table}_plan_id_{column}"))
