"""Sessions of accounts, second factors, and the access log, which the database keeps for half a year."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = (
    "SAW_IDENTITY_NUMBER",
    "PRINTED",
    "EXPORTED",
    "OPENED_FILE",
    "SIGN_IN",
    "SIGN_IN_FAILED",
    "SIGNED_OUT_ELSEWHERE",
    "PASSWORD_CHANGED",
    "PASSWORD_RESET",
    "FACTOR_SET_UP",
    "FACTOR_REMOVED",
    "FACTOR_RESET",
    "RECOVERY_CODE_USED",
    "RECOVERY_CODES_MADE",
    "KEY_MADE",
    "KEY_REVOKED",
    "ACCOUNT_OPENED",
    "ACCOUNT_UNLOCKED",
    "ACCOUNT_SWITCHED_OFF",
    "ACCOUNT_SWITCHED_ON",
    "ROLES_CHANGED",
)
INDEXES = (("at", "id"), ("kind", "at"), ("account_name", "at"), ("subject", "at"), ("about_account_id", "at"))
MESSAGE = "access_records is append-only"
# The program deletes after 180 days; one day less here, so that no two clocks need agree.
KEPT_DAYS = 179


def upgrade() -> None:
    op.create_table(
        "account_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("BROWSER", "PROGRAM", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.CheckConstraint("seen_at >= created_at", name=op.f("ck_account_sessions_seen_after_it_began")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_account_sessions_account_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
    )
    op.create_index(op.f("ix_account_sessions_account_id_created_at"), "account_sessions", ["account_id", "created_at"])
    op.create_index(op.f("ix_account_sessions_created_at"), "account_sessions", ["created_at"])
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_second_factors_last_step_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_second_factors_account_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("account_id", name=op.f("uq_second_factors_account_id")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_recovery_codes_account_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_codes_account_id_code_hash")),
    )
    op.create_table(
        "access_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=130), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(length=120), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("about_account_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_records")),
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_access_records_{'_'.join(columns)}"), "access_records", list(columns))
    _guard()


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_access_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' THEN "
            f"IF OLD.at < now() - interval '{KEPT_DAYS} days' THEN RETURN OLD; END IF; "
            f"END IF; RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER access_records_append_only BEFORE UPDATE OR DELETE ON access_records "
            "FOR EACH ROW EXECUTE FUNCTION refuse_access_change()"
        )
        op.execute(
            "CREATE TRIGGER access_records_no_truncate BEFORE TRUNCATE ON access_records "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_access_change()"
        )
        return
    op.execute(
        "CREATE TRIGGER access_records_no_update BEFORE UPDATE ON access_records "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    op.execute(
        "CREATE TRIGGER access_records_no_delete BEFORE DELETE ON access_records "
        f"WHEN OLD.at >= datetime('now', '-{KEPT_DAYS} days') BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER access_records_append_only ON access_records")
        op.execute("DROP TRIGGER access_records_no_truncate ON access_records")
        op.execute("DROP FUNCTION refuse_access_change()")
    for table in ("access_records", "recovery_codes", "second_factors", "account_sessions"):
        op.drop_table(table)
