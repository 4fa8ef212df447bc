"""Indexes for lists that grow without end: what was ever submitted, and what an organisation has not read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SUBMITTED = sa.text("submitted_at IS NOT NULL")
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_applications_submitted",
        "applications",
        ["submitted_at", "id"],
        postgresql_where=SUBMITTED,
        sqlite_where=SUBMITTED,
    )
    op.create_index(
        "ix_outbox_messages_unread",
        "outbox_messages",
        ["organisation_id"],
        postgresql_where=UNREAD,
        sqlite_where=UNREAD,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_messages_unread", "outbox_messages")
    op.drop_index("ix_applications_submitted", "applications")
