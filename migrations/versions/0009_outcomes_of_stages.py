"""Outcomes of stages and named lists; verdict and announcement become outcomes; drafts keep unfinished recommenders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = (
    "AUDIT",
    "PUBLIC_NOTICE",
    "INTERVIEW",
    "RECOMMENDATION",
    "REVIEW",
    "CONFERMENT",
    "REPORTING",
    "ANNOUNCEMENT",
    "ISSUANCE",
)
RESULTS = (
    "PASSED",
    "FAILED",
    "ABSENT",
    "RECOMMENDED",
    "NOT_RECOMMENDED",
    "APPROVED",
    "NOT_APPROVED",
    "REPORTED",
    "ANNOUNCED",
    "ISSUED",
)
ACTIONS = (
    "SUBMIT",
    "PASS",
    "RETURN",
    "REJECT",
    "SKIP",
    "WITHDRAW",
    "UNDO",
    "CONCLUDE",
    "ANNOUNCE",
    "RULE",
    "START_NOTICE",
    "COMPLETE_NOTICE",
    "CANCEL_NOTICE",
    "OPEN_ORDER",
    "RECORD_PAYMENT",
    "RECEIVE_PAPER",
    "IMPORT",
    "PUBLISH",
    "CLONE",
    "EDIT",
    "CLOSE",
    "REVEAL",
)
MORE_ACTIONS = (*ACTIONS, "RECOMMEND", "NAME", "UNNAME")
STANDING = sa.text("retracted_at IS NULL")
CERTIFIED = sa.text("certificate_number <> ''")
# SQLite changes the log's table by copying it, and its triggers go with the old one.
TRIGGERS = tuple(
    f"CREATE TRIGGER decision_records_no_{verb.lower()} BEFORE {verb} ON decision_records "
    "BEGIN SELECT RAISE(ABORT, 'decision_records is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def upgrade() -> None:
    _actions(MORE_ACTIONS)
    # Whoever takes the paper of a plan sees its applications.
    op.create_index(op.f("ix_review_plans_paper_receiver_id"), "review_plans", ["paper_receiver_id"])
    op.create_table(
        "list_namings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(130), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("list_name <> ''", name=op.f("ck_list_namings_list_name_is_given")),
        *_references("list_namings", application_id="applications", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_namings")),
        sa.UniqueConstraint("application_id", "list_name", name=op.f("uq_list_namings_application_id_list_name")),
    )
    _create_outcomes()
    _to_outcomes()
    with op.batch_alter_table("review_results") as table:
        table.drop_constraint(op.f("fk_review_results_announcement_id_result_announcements"), type_="foreignkey")
        table.drop_index(op.f("ix_review_results_announcement_id"))
        for name in ("announcement_id", "approved", "met_on", "remarks", "actor_name", "recorded_at"):
            table.drop_column(name)
        table.alter_column("outcome_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_review_results_outcome_id_stage_outcomes"), "stage_outcomes", ["outcome_id"], ["id"]
        )
        table.create_index(op.f("ix_review_results_outcome_id"), ["outcome_id"])
    op.drop_table("result_announcements")
    with op.batch_alter_table("recommenders") as table:
        table.alter_column("title_id", existing_type=sa.Integer(), nullable=True)
        table.drop_constraint(op.f("uq_recommenders_application_id_certificate_number"), type_="unique")
    op.create_index(
        "uq_recommenders_one_for_a_certificate",
        "recommenders",
        ["application_id", "certificate_number"],
        unique=True,
        postgresql_where=CERTIFIED,
        sqlite_where=CERTIFIED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_review_plans_paper_receiver_id"), "review_plans")
    op.execute("DELETE FROM recommenders WHERE title_id IS NULL OR certificate_number = ''")
    op.drop_index("uq_recommenders_one_for_a_certificate", "recommenders")
    with op.batch_alter_table("recommenders") as table:
        table.alter_column("title_id", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(
            op.f("uq_recommenders_application_id_certificate_number"), ["application_id", "certificate_number"]
        )
    _create_announcements()
    with op.batch_alter_table("review_results") as table:
        table.add_column(sa.Column("announcement_id", sa.Integer()))
        table.add_column(sa.Column("approved", sa.Boolean()))
        table.add_column(sa.Column("met_on", sa.Date()))
        table.add_column(sa.Column("remarks", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("actor_name", sa.String(130)))
        table.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True)))
        table.create_foreign_key(
            op.f("fk_review_results_announcement_id_result_announcements"),
            "result_announcements",
            ["announcement_id"],
            ["id"],
        )
        table.create_index(op.f("ix_review_results_announcement_id"), ["announcement_id"])
    _from_outcomes()
    with op.batch_alter_table("review_results") as table:
        for name, kind in (
            ("approved", sa.Boolean()),
            ("met_on", sa.Date()),
            ("actor_name", sa.String(130)),
            ("recorded_at", sa.DateTime(timezone=True)),
        ):
            table.alter_column(name, existing_type=kind, nullable=False)
        table.alter_column("remarks", existing_type=sa.Text(), server_default=None)
        table.drop_index(op.f("ix_review_results_outcome_id"))
        table.drop_constraint(op.f("fk_review_results_outcome_id_stage_outcomes"), type_="foreignkey")
        table.drop_column("outcome_id")
    op.drop_table("stage_outcomes")
    op.drop_table("list_namings")
    _actions(ACTIONS)


def _actions(actions: tuple[str, ...]) -> None:
    """Let the log take these actions. Rows are never changed: what has none of these stays out of an older program."""
    with op.batch_alter_table("decision_records") as table:
        table.drop_constraint(op.f("ck_decision_records_action"), type_="check")
        table.create_check_constraint(op.f("ck_decision_records_action"), _one_of("action", actions))
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)


def _create_outcomes() -> None:
    op.create_table(
        "stage_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("from_outside", sa.Boolean(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(80), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(130), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True)),
        # First of all, so that SQLite, which asks them in order, names what is wrong with a text of neither list.
        sa.CheckConstraint(_one_of("kind", KINDS), name=op.f("ck_stage_outcomes_kind")),
        sa.CheckConstraint(_one_of("result", RESULTS), name=op.f("ck_stage_outcomes_result")),
        sa.CheckConstraint(
            "(kind = 'INTERVIEW' AND result IN ('ABSENT', 'FAILED', 'PASSED'))"
            " OR (kind = 'REVIEW' AND result IN ('APPROVED', 'NOT_APPROVED'))"
            " OR (kind = 'CONFERMENT' AND result IN ('APPROVED', 'NOT_APPROVED'))"
            " OR (kind = 'REPORTING' AND result IN ('REPORTED'))"
            " OR (kind = 'ANNOUNCEMENT' AND result IN ('ANNOUNCED'))"
            " OR (kind = 'ISSUANCE' AND result IN ('ISSUED'))"
            " OR (kind = 'RECOMMENDATION' AND NOT from_outside AND result IN ('NOT_RECOMMENDED', 'RECOMMENDED'))"
            " OR (kind = 'RECOMMENDATION' AND from_outside AND result IN ('APPROVED', 'NOT_APPROVED'))",
            name=op.f("ck_stage_outcomes_result_of_its_kind"),
        ),
        sa.CheckConstraint(
            "document_number <> '' OR (kind NOT IN ('ANNOUNCEMENT', 'ISSUANCE', 'REPORTING') AND NOT from_outside)",
            name=op.f("ck_stage_outcomes_document_where_its_kind_needs_one"),
        ),
        sa.CheckConstraint(
            "kind = 'RECOMMENDATION' OR NOT from_outside", name=op.f("ck_stage_outcomes_only_recommendations_come_back")
        ),
        *_references(
            "stage_outcomes",
            application_id="applications",
            stage_id="route_stages",
            organisation_id="organisations",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_outcomes")),
    )
    for columns in (["application_id"], ["stage_id"], ["organisation_id", "document_number"]):
        op.create_index(op.f(f"ix_stage_outcomes_{'_'.join(columns)}"), "stage_outcomes", columns)
    op.create_index(
        "uq_stage_outcomes_one_standing",
        "stage_outcomes",
        ["application_id", "stage_id", "from_outside"],
        unique=True,
        postgresql_where=STANDING,
        sqlite_where=STANDING,
    )
    op.add_column("review_results", sa.Column("outcome_id", sa.Integer()))


def _create_announcements() -> None:
    op.create_table(
        "result_announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(80), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *_references("result_announcements", organisation_id="organisations", plan_id="review_plans"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_announcements")),
        sa.UniqueConstraint(
            "organisation_id", "document_number", name=op.f("uq_result_announcements_organisation_id_document_number")
        ),
    )
    op.create_index(op.f("ix_result_announcements_plan_id"), "result_announcements", ["plan_id"])


# The stage of a kind on an application's route: the last one, where a route has several.
STAGE = (
    "(SELECT max(route_stages.id) FROM route_stages WHERE route_stages.route_id = applications.route_id "
    "AND route_stages.kind = '{kind}')"
)
INTO = (
    "INSERT INTO stage_outcomes (application_id, stage_id, kind, result, from_outside, held_on, document_number, "
    "opinion, organisation_id, actor_name, recorded_at) "
)
JOINED = " FROM review_results JOIN applications ON applications.id = review_results.application_id "


def _to_outcomes() -> None:
    op.execute(
        INTO
        + "SELECT review_results.application_id, "
        + STAGE.format(kind="REVIEW")
        + ", 'REVIEW', CASE WHEN review_results.approved THEN 'APPROVED' ELSE 'NOT_APPROVED' END, false, met_on, '', "
        "remarks, review_committees.office_id, actor_name, review_results.recorded_at"
        + JOINED
        + "JOIN review_committees ON review_committees.id = review_results.committee_id "
        "WHERE " + STAGE.format(kind="REVIEW") + " IS NOT NULL"
    )
    op.execute(
        "UPDATE review_results SET outcome_id = (SELECT id FROM stage_outcomes "
        "WHERE stage_outcomes.application_id = review_results.application_id AND kind = 'REVIEW')"
    )
    op.execute(
        INTO
        + "SELECT review_results.application_id, "
        + STAGE.format(kind="ANNOUNCEMENT")
        + ", 'ANNOUNCEMENT', 'ANNOUNCED', false, announced_on, document_number, '', organisation_id, "
        "organisations.name, result_announcements.recorded_at"
        + JOINED
        + "JOIN result_announcements ON result_announcements.id = review_results.announcement_id "
        "JOIN organisations ON organisations.id = result_announcements.organisation_id "
        "WHERE " + STAGE.format(kind="ANNOUNCEMENT") + " IS NOT NULL"
    )
    # A result of an application that is on no route with a review: nothing ever wrote one.
    op.execute("DELETE FROM review_results WHERE outcome_id IS NULL")


def _from_outcomes() -> None:
    op.execute(
        "INSERT INTO result_announcements (plan_id, organisation_id, document_number, announced_on, recorded_at) "
        "SELECT min(applications.plan_id), organisation_id, document_number, min(held_on), min(recorded_at) "
        "FROM stage_outcomes JOIN applications ON applications.id = stage_outcomes.application_id "
        "WHERE kind = 'ANNOUNCEMENT' AND retracted_at IS NULL GROUP BY organisation_id, document_number"
    )
    op.execute(
        "DELETE FROM review_results WHERE outcome_id IN (SELECT id FROM stage_outcomes WHERE retracted_at IS NOT NULL)"
    )
    for name, value in (
        ("approved", "result = 'APPROVED'"),
        ("met_on", "held_on"),
        ("remarks", "opinion"),
        ("actor_name", "actor_name"),
        ("recorded_at", "recorded_at"),
    ):
        op.execute(
            f"UPDATE review_results SET {name} = "
            f"(SELECT stage_outcomes.{value} FROM stage_outcomes WHERE stage_outcomes.id = outcome_id)"
        )
    op.execute(
        "UPDATE review_results SET announcement_id = (SELECT result_announcements.id FROM result_announcements "
        "JOIN stage_outcomes ON stage_outcomes.organisation_id = result_announcements.organisation_id "
        "AND stage_outcomes.document_number = result_announcements.document_number "
        "WHERE stage_outcomes.application_id = review_results.application_id AND stage_outcomes.kind = 'ANNOUNCEMENT' "
        "AND stage_outcomes.retracted_at IS NULL)"
    )


def _references(table: str, **columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in columns.items()
    )


def _one_of(column: str, members: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in members)})"
