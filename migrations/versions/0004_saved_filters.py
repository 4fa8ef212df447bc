"""Filters of lists that accounts have saved."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("list_key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("arguments", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("arguments <> ''", name=op.f("ck_saved_filters_arguments_are_not_empty")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filters_name_is_not_empty")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_saved_filters_account_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("account_id", "list_key", "name", name=op.f("uq_saved_filters_account_id_list_key_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_filters")
