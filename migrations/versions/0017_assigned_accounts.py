"""Accounts assigned by the level above: initial passwords, queues handed over, administrators who are nothing else."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ADMINISTRATORS = "('SYSTEM_ADMINISTRATOR', 'SECURITY_ADMINISTRATOR', 'AUDIT_VIEWER')"
MESSAGE = "an administrator role goes together with no other role"
OTHER_ROLE = (
    "EXISTS (SELECT 1 FROM ab_user_role held JOIN ab_role other ON other.id = held.role_id "
    "JOIN ab_role given ON given.id = NEW.role_id WHERE held.user_id = NEW.user_id AND held.role_id <> NEW.role_id "
    f"{{besides}}AND (other.name IN {ADMINISTRATORS} OR given.name IN {ADMINISTRATORS}))"
)
SUBJECTS = ("ACCOUNT",)
ACTIONS = ("ASSIGN", "RENEW_PASSWORD", "SWITCH_OFF", "SWITCH_ON", "DELEGATE", "END_DELEGATION")
# SQLite changes the log's table by copying it, and its triggers go with the old one.
LOG_TRIGGERS = tuple(
    f"CREATE TRIGGER decision_records_no_{verb.lower()} BEFORE {verb} ON decision_records "
    "BEGIN SELECT RAISE(ABORT, 'decision_records is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
LIVE = sa.text("ended_at IS NULL")
CHECKS = {
    "not_to_oneself": "delegator_id <> delegate_id",
    "starts_before_it_ends": "first_day <= last_day",
    "version_is_positive": "version > 0",
}


def upgrade() -> None:
    op.add_column("ab_user", sa.Column("initial_password_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("delegator_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_delegations_{name}")) for name, text in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_delegations_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["delegator_id"], ["ab_user.id"], name=op.f("fk_delegations_delegator_id_ab_user")),
        sa.ForeignKeyConstraint(["delegate_id"], ["ab_user.id"], name=op.f("fk_delegations_delegate_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_organisation_id"), "delegations", ["organisation_id"])
    for name in ("delegate", "delegator"):
        op.create_index(
            f"ix_delegations_{name}", "delegations", [f"{name}_id"], postgresql_where=LIVE, sqlite_where=LIVE
        )
    _guard_administrators()
    _log_knows({"subject_kind": SUBJECTS, "action": ACTIONS}, known=True)


def downgrade() -> None:
    _log_knows({"subject_kind": SUBJECTS, "action": ACTIONS}, known=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER administrators_stand_alone ON ab_user_role")
        op.execute("DROP FUNCTION refuse_mixed_administrators()")
    else:
        op.execute("DROP TRIGGER administrators_stand_alone_insert")
        op.execute("DROP TRIGGER administrators_stand_alone_update")
    op.drop_table("delegations")
    op.drop_column("ab_user", "initial_password_until")


def _guard_administrators() -> None:
    """The lock on the account lets two who give it roles at the same moment see each other's."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_mixed_administrators() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM 1 FROM ab_user WHERE id = NEW.user_id FOR NO KEY UPDATE; "
            f"IF {OTHER_ROLE.format(besides='AND held.id <> NEW.id ')} "
            f"THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER administrators_stand_alone BEFORE INSERT OR UPDATE ON ab_user_role "
            "FOR EACH ROW EXECUTE FUNCTION refuse_mixed_administrators()"
        )
        return
    for verb, besides in (("INSERT", ""), ("UPDATE", "AND held.id <> OLD.id ")):
        op.execute(
            f"CREATE TRIGGER administrators_stand_alone_{verb.lower()} BEFORE {verb} ON ab_user_role "
            f"WHEN {OTHER_ROLE.format(besides=besides)} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def _log_knows(words: dict[str, tuple[str, ...]], known: bool) -> None:
    """Let the log's columns hold these words as well, or no longer, whatever else they may hold by now."""
    checks = {
        one["name"]: one["sqltext"] for one in sa.inspect(op.get_bind()).get_check_constraints("decision_records")
    }
    with op.batch_alter_table("decision_records") as table:
        for column, more in words.items():
            name = f"ck_decision_records_{column}"
            before = [word for word in re.findall(r"'(\w+)'", checks[name]) if word not in more]
            allowed = ", ".join(f"'{word}'" for word in (*before, *(more if known else ())))
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), f"{column} IN ({allowed})")
    if op.get_bind().dialect.name == "sqlite":
        for trigger in LOG_TRIGGERS:
            op.execute(trigger)
