"""Accounts at providers of sign-in, and which accounts they open here."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("PERSONAL", "LEGAL_PERSON")


def upgrade() -> None:
    op.create_table(
        "external_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=31), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("issuer <> ''", name=op.f("ck_external_identities_issuer_is_not_empty")),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_external_identities_subject_is_not_empty")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_external_identities_account_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identities_issuer_subject")),
    )
    op.create_index(op.f("ix_external_identities_account_id"), "external_identities", ["account_id"])


def downgrade() -> None:
    op.drop_table("external_identities")
