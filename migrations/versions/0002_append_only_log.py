"""The database refuses any change of the decision log."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MESSAGE = "decision_records is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_decision_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER decision_records_append_only BEFORE UPDATE OR DELETE ON decision_records "
            "FOR EACH ROW EXECUTE FUNCTION refuse_decision_change()"
        )
        op.execute(
            "CREATE TRIGGER decision_records_no_truncate BEFORE TRUNCATE ON decision_records "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_decision_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decision_records_no_{verb.lower()} BEFORE {verb} ON decision_records "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER decision_records_append_only ON decision_records")
        op.execute("DROP TRIGGER decision_records_no_truncate ON decision_records")
        op.execute("DROP FUNCTION refuse_decision_change()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER decision_records_no_{verb}")
