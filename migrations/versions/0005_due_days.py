"""What is due is read in the order of its days."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RETURNED = sa.text("status = 'RETURNED'")
WAITED_FOR = sa.text("status = 'UNDER_WAY' AND paper_due_on IS NOT NULL")


def upgrade() -> None:
    for column, where in (("return_due_on", RETURNED), ("paper_due_on", WAITED_FOR)):
        op.create_index(
            f"ix_applications_{column}", "applications", [column], postgresql_where=where, sqlite_where=where
        )


def downgrade() -> None:
    op.drop_index("ix_applications_paper_due_on", "applications")
    op.drop_index("ix_applications_return_due_on", "applications")
