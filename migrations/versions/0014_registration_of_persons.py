"""People register themselves: kinds of identity documents, codes that prove a phone, messages that are carried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = (
    "RESIDENT",
    "FOREIGN_RESIDENT",
    "HK_MACAO_PERMIT",
    "HK_MACAO_RESIDENT",
    "TAIWAN_PERMIT",
    "TAIWAN_RESIDENT",
    "TALENT_CARD",
)
PURPOSES = ("REGISTER", "NEW_PASSWORD", "NEW_PHONE")
TWO_RECIPIENTS = "(applicant_id IS NULL) <> (organisation_id IS NULL)"
THREE_RECIPIENTS = (
    "CASE WHEN applicant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END + "
    "CASE WHEN phone IS NULL THEN 0 ELSE 1 END = 1"
)
ONE_RECIPIENT = "ck_outbox_messages_exactly_one_recipient"
CARRYING = {
    "tries_not_negative": "tries >= 0",
    "sent_at_when_sent": "(status = 'SENT') = (sent_at IS NOT NULL)",
    "error_when_failed": "status <> 'FAILED' OR error <> ''",
}


def upgrade() -> None:
    with op.batch_alter_table("applicants") as table:
        table.add_column(
            sa.Column("identity_kind", _member("identity_kind", KINDS), nullable=False, server_default="RESIDENT")
        )
        table.drop_constraint(op.f("uq_applicants_identity_number"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_applicants_identity_number_identity_kind"), ["identity_number", "identity_kind"]
        )
    with op.batch_alter_table("outbox_messages") as table:
        table.add_column(sa.Column("phone", sa.String(30)))
        for name in ("good_until", "next_try_at", "sent_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True)))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("error", sa.String(120), nullable=False, server_default=""))
    # No version before this one carried messages; a status that was set by hand has to fit the new rules.
    op.execute("UPDATE outbox_messages SET sent_at = created_at WHERE status = 'SENT'")
    op.execute("UPDATE outbox_messages SET error = 'REFUSED' WHERE status = 'FAILED'")
    with op.batch_alter_table("outbox_messages") as table:
        table.drop_constraint(op.f(ONE_RECIPIENT), type_="check")
        table.create_check_constraint(op.f(ONE_RECIPIENT), THREE_RECIPIENTS)
        for name, condition in CARRYING.items():
            table.create_check_constraint(op.f(f"ck_outbox_messages_{name}"), condition)
    op.create_table(
        "verification_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("purpose", _member("purpose", PURPOSES), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("number BETWEEN 1 AND 10", name=op.f("ck_verification_codes_ten_a_day")),
        sa.CheckConstraint("attempts BETWEEN 0 AND 5", name=op.f("ck_verification_codes_five_attempts")),
        sa.CheckConstraint(
            "used_at IS NULL OR payload IS NULL", name=op.f("ck_verification_codes_nothing_kept_once_used")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_codes")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_verification_codes_ticket_hash")),
        sa.UniqueConstraint("phone", "day", "number", name=op.f("uq_verification_codes_phone_day_number")),
    )
    op.create_index(op.f("ix_verification_codes_created_at"), "verification_codes", ["created_at"])


def downgrade() -> None:
    op.drop_table("verification_codes")
    op.execute("DELETE FROM outbox_messages WHERE phone IS NOT NULL")
    with op.batch_alter_table("outbox_messages") as table:
        table.drop_constraint(op.f(ONE_RECIPIENT), type_="check")
        for name in CARRYING:
            table.drop_constraint(op.f(f"ck_outbox_messages_{name}"), type_="check")
        for name in ("phone", "good_until", "next_try_at", "sent_at", "tries", "error"):
            table.drop_column(name)
        table.create_check_constraint(op.f(ONE_RECIPIENT), TWO_RECIPIENTS)
    with op.batch_alter_table("applicants") as table:
        table.drop_constraint(op.f("uq_applicants_identity_number_identity_kind"), type_="unique")
        table.drop_constraint(op.f("ck_applicants_identity_kind"), type_="check")
        table.drop_column("identity_kind")
        table.create_unique_constraint(op.f("uq_applicants_identity_number"), ["identity_number"])


def _member(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
