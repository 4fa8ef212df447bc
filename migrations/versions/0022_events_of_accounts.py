"""The access log knows every event of an account: passwords taken away, numbers, ways to sign in, queues."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = (
    "PASSWORD_REMOVED",
    "PHONE_CHANGED",
    "IDENTITY_LINKED",
    "IDENTITY_UNLINKED",
    "DELEGATED",
    "DELEGATION_ENDED",
)
CHECK = "ck_access_records_kind"
KEPT_DAYS = 179
ABORT = "BEGIN SELECT RAISE(ABORT, 'access_records is append-only'); END"
# SQLite changes the table by copying it, and its triggers go with the old one.
TRIGGERS = (
    f"CREATE TRIGGER access_records_no_update BEFORE UPDATE ON access_records {ABORT}",
    "CREATE TRIGGER access_records_no_delete BEFORE DELETE ON access_records "
    f"WHEN OLD.at >= datetime('now', '-{KEPT_DAYS} days') {ABORT}",
)


def upgrade() -> None:
    _log_knows(known=True)


def downgrade() -> None:
    """Rows of these kinds cannot be changed or deleted: with any of them in the log there is no way back."""
    _log_knows(known=False)


def _log_knows(known: bool) -> None:
    checks = sa.inspect(op.get_bind()).get_check_constraints("access_records")
    text = next(one["sqltext"] for one in checks if one["name"] == CHECK)
    before = [word for word in re.findall(r"'(\w+)'", text) if word not in KINDS]
    allowed = ", ".join(f"'{word}'" for word in (*before, *(KINDS if known else ())))
    with op.batch_alter_table("access_records") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), f"kind IN ({allowed})")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)
