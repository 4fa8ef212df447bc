"""An account remembers its language, a message its figures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ab_user", sa.Column("language", sa.String(8)))
    op.add_column("outbox_messages", sa.Column("params", sa.JSON()))


def downgrade() -> None:
    op.drop_column("outbox_messages", "params")
    op.drop_column("ab_user", "language")
