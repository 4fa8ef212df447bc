"""A code proves the mobile number of whoever registers an employer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PURPOSES = ("REGISTER", "NEW_PASSWORD", "NEW_PHONE")
ADDED = "OPERATOR_PHONE"


def upgrade() -> None:
    with op.batch_alter_table("employer_registrations") as table:
        table.add_column(sa.Column("phone_confirmed_at", sa.DateTime(timezone=True)))
    _allow((*PURPOSES, ADDED))


def downgrade() -> None:
    op.execute(f"DELETE FROM verification_codes WHERE purpose = '{ADDED}'")
    _allow(PURPOSES)
    with op.batch_alter_table("employer_registrations") as table:
        table.drop_column("phone_confirmed_at")


def _allow(purposes: tuple[str, ...]) -> None:
    names = ", ".join(f"'{one}'" for one in purposes)
    with op.batch_alter_table("verification_codes") as table:
        table.drop_constraint(op.f("ck_verification_codes_purpose"), type_="check")
        table.create_check_constraint(op.f("ck_verification_codes_purpose"), f"purpose IN ({names})")
