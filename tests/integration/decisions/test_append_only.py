"""The database itself refuses any change of the log, whoever asks and however."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.decisions.models import DecisionRecord

COLUMNS = ", ".join(column.name for column in DecisionRecord.__table__.columns)

CHANGES = {
    "UPDATE of an opinion": "UPDATE decision_records SET opinion = '改' WHERE id = 1",
    "UPDATE that changes nothing": "UPDATE decision_records SET opinion = opinion",
    "DELETE of one row": "DELETE FROM decision_records WHERE id = 1",
    "DELETE of all rows": "DELETE FROM decision_records",
    "upsert": f"INSERT INTO decision_records ({COLUMNS}) SELECT {COLUMNS} FROM decision_records WHERE id = 1 "
    "ON CONFLICT (id) DO UPDATE SET opinion = '改'",
}
OF_POSTGRESQL = {
    "TRUNCATE": "TRUNCATE decision_records",
    "TRUNCATE CASCADE": "TRUNCATE decision_records RESTART IDENTITY CASCADE",
}
OF_SQLITE = {
    "REPLACE": f"REPLACE INTO decision_records ({COLUMNS}) SELECT {COLUMNS} FROM decision_records WHERE id = 1",
    "INSERT OR REPLACE": f"INSERT OR REPLACE INTO decision_records ({COLUMNS}) "
    f"SELECT {COLUMNS} FROM decision_records WHERE id = 1",
    "UPDATE OR REPLACE": "UPDATE OR REPLACE decision_records SET sequence = 1 WHERE id = 2",
}
ALL = {
    **{name: (sql, "") for name, sql in CHANGES.items()},
    **{name: (sql, "postgresql") for name, sql in OF_POSTGRESQL.items()},
    **{name: (sql, "sqlite") for name, sql in OF_SQLITE.items()},
}


def _rows(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM decision_records ORDER BY id"))]


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(("statement", "only"), ALL.values(), ids=list(ALL))
def test_a_change_is_refused(outside: Engine, statement: str, only: str) -> None:
    if only not in ("", outside.dialect.name):
        pytest.skip(f"a statement of {only}")
    before = _rows(outside)
    assert len(before) == 6
    with outside.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
    assert _rows(outside) == before


@pytest.mark.usefixtures("two_chains")
def test_the_orm_is_refused_as_well(outside: Engine) -> None:
    before = _rows(outside)
    with Session(outside) as session:
        row = session.scalars(select(DecisionRecord).where(DecisionRecord.id == 1)).one()
        row.opinion = "改"
        with pytest.raises(DBAPIError, match="append-only"):
            session.flush()
        session.rollback()
        session.delete(session.scalars(select(DecisionRecord).where(DecisionRecord.id == 1)).one())
        with pytest.raises(DBAPIError, match="append-only"):
            session.flush()
        session.rollback()
        for statement in (update(DecisionRecord).values(opinion="改"), delete(DecisionRecord)):
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(statement.execution_options(synchronize_session=False))
            session.rollback()
    assert _rows(outside) == before
