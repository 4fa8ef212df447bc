"""Background jobs: what is to be done, for whom, how far it is and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATUSES = ("WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED")
CHECKS = {
    "done_not_negative": "done >= 0",
    "total_not_negative": "total >= 0",
    "done_within_total": "total <= 0 OR done <= total",
    "version_is_positive": "version > 0",
    "worker_while_running": "(status = 'RUNNING') = (worker IS NOT NULL)",
    "seen_while_running": "status <> 'RUNNING' OR seen_at IS NOT NULL",
    "finished_when_ended": "(status IN ('DONE', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)",
    "error_when_failed": "(status = 'FAILED') = (error IS NOT NULL)",
    "result_when_done": "status <> 'DONE' OR result IS NOT NULL",
}
OPEN = sa.text("status IN ('WAITING', 'RUNNING')")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_jobs_{name}")) for name, text in CHECKS.items()),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_jobs_account_id_ab_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_jobs_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_account_id_id"), "jobs", ["account_id", "id"])
    op.create_index(op.f("ix_jobs_organisation_id"), "jobs", ["organisation_id"])
    op.create_index("ix_jobs_open", "jobs", ["status", "id"], postgresql_where=OPEN, sqlite_where=OPEN)


def downgrade() -> None:
    op.drop_table("jobs")
