"""Names in a queue are found by an index alone; what an office has held is read in the order of submission."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("status = 'UNDER_WAY'")
HOLDINGS = {
    "ix_application_holdings_application_id_organisation_id": ["application_id", "organisation_id"],
    "ix_application_holdings_held": ["organisation_id", "submitted_at", "application_id", "left_at"],
}
COPIED = (
    "UPDATE application_holdings SET submitted_at = coalesce(a.submitted_at, application_holdings.entered_at)"
    " FROM applications a WHERE a.id = application_holdings.application_id"
)
# PostgreSQL takes what stands in several columns for independent, and sorts a queue of which it wants 25 rows.
BY_BYTES = "varchar_pattern_ops"
STATISTICS = "st_applications_queue"


def upgrade() -> None:
    with op.batch_alter_table("application_holdings") as batch:
        batch.drop_index("ix_application_holdings_organisation_id_application_id")
        batch.drop_index("ix_application_holdings_application_id")
        batch.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(COPIED)
    with op.batch_alter_table("application_holdings") as batch:
        batch.alter_column("submitted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    for name, columns in HOLDINGS.items():
        op.create_index(name, "application_holdings", columns)
    _index_names("holder_id", "applicant_name", "stage_kind", "submitted_at", "id", ops=BY_BYTES)
    _index_people(ops=BY_BYTES)
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE STATISTICS {STATISTICS} (mcv) ON holder_id, stage_kind, status, employer_id FROM applications"
        )


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"DROP STATISTICS {STATISTICS}")
    _index_people()
    _index_names("holder_id", "applicant_name")
    for name in HOLDINGS:
        op.drop_index(name, "application_holdings")
    with op.batch_alter_table("application_holdings") as batch:
        batch.drop_column("submitted_at")
    for columns in (["application_id"], ["organisation_id", "application_id"]):
        op.create_index(f"ix_application_holdings_{'_'.join(columns)}", "application_holdings", columns)


def _index_names(*columns: str, ops: str = "") -> None:
    op.drop_index("ix_applications_name", "applications")
    op.create_index(
        "ix_applications_name",
        "applications",
        list(columns),
        postgresql_where=UNDER_WAY,
        postgresql_ops={"applicant_name": ops} if ops else {},
        sqlite_where=UNDER_WAY,
    )


def _index_people(ops: str = "") -> None:
    """SQLite's index is by bytes as it is."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_index("ix_applicants_name", "applicants")
        op.create_index("ix_applicants_name", "applicants", ["name"], postgresql_ops={"name": ops} if ops else {})
