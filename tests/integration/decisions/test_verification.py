"""What was changed behind the triggers is found: by the chains, and at their ends by the seal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.access.scoping import act_as
from app.core import clock
from app.decisions import queries, services
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db
from config import Settings
from tests.helpers import office_moment
from tests.integration.decisions.conftest import APPLICATION, AUDITOR, SYSTEM

Behind = Callable[[], Any]
pytestmark = pytest.mark.usefixtures("two_chains")

# Of the second row, the PASS of application 1.
FORGED: dict[str, str] = {
    "subject_kind": "'ARCHIVE_ENTRY'",
    "subject_id": "3",
    "sequence": "9",
    "action": "'CONCLUDE'",
    "stage": "'评审'",
    "opinion": "'不同意'",
    "reason": "'没有理由'",
    "details": "'{\"a\": 1}'",
    "actor_account_id": "8",
    "actor_name": "'李雷'",
    "organisation_id": "4",
    "organisation_name": "'另一单位'",
    "at": "'2023-03-01 01:01:00.000001'",
    "link": f"'{'f' * 64}'",
}
NOT_SEALED = {"id", "previous"}  # the order of writing; what the row before says of itself


@pytest.fixture
def as_system(flask_app: Flask) -> Iterator[None]:
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        yield


@pytest.mark.usefixtures("as_system")
def test_untouched_chains_hold() -> None:
    assert services.broken_chains() == []


def test_every_column_that_says_something_is_sealed() -> None:
    assert set(FORGED) | NOT_SEALED == {column.name for column in DecisionRecord.__table__.columns}


@pytest.mark.usefixtures("as_system")
@pytest.mark.parametrize("column", FORGED)
def test_a_changed_column_breaks_the_chain_there(behind_the_triggers: Behind, column: str) -> None:
    with behind_the_triggers() as connection:
        connection.execute(text(f"UPDATE decision_records SET {column} = {FORGED[column]} WHERE id = 2"))
    found = services.broken_chains()
    assert (APPLICATION, 1) in [(kind, subject) for kind, subject, _sequence in found]
    if column not in ("subject_kind", "subject_id", "sequence"):
        assert found == [(APPLICATION, 1, 2)]


@pytest.mark.usefixtures("as_system")
def test_two_rows_that_change_places_break_the_chain(behind_the_triggers: Behind) -> None:
    """Rows 2 and 4 of the table are the second and third of application 1."""
    with behind_the_triggers() as connection:
        for row, sequence in ((2, 99), (4, 2), (2, 3)):
            connection.execute(text(f"UPDATE decision_records SET sequence = {sequence} WHERE id = {row}"))
    assert services.broken_chains() == [(APPLICATION, 1, 2)]


@pytest.mark.usefixtures("as_system")
def test_two_rows_that_change_subjects_break_both_chains(behind_the_triggers: Behind) -> None:
    with behind_the_triggers() as connection:
        for row, subject in ((2, 99), (5, 1), (2, 2)):
            connection.execute(text(f"UPDATE decision_records SET subject_id = {subject} WHERE id = {row}"))
    assert services.broken_chains() == [(APPLICATION, 1, 2), (APPLICATION, 2, 2)]


@pytest.mark.usefixtures("as_system")
@pytest.mark.parametrize(("removed", "found"), [(1, 2), (2, 3), (4, 4)], ids=["first", "second", "third"])
def test_a_removed_row_breaks_the_chain_at_the_next(behind_the_triggers: Behind, removed: int, found: int) -> None:
    with behind_the_triggers() as connection:
        connection.execute(text(f"DELETE FROM decision_records WHERE id = {removed}"))
    assert services.broken_chains() == [(APPLICATION, 1, found)]


@pytest.mark.usefixtures("as_system")
def test_a_row_put_in_without_the_key_breaks_the_chain(behind_the_triggers: Behind) -> None:
    columns = [column.name for column in DecisionRecord.__table__.columns if column.name not in ("id", "sequence")]
    names = ", ".join(columns)
    with behind_the_triggers() as connection:
        connection.execute(
            text(
                f"INSERT INTO decision_records (id, sequence, {names}) "
                f"SELECT 77, 5, {names} FROM decision_records WHERE id = 2"
            )
        )
    assert services.broken_chains() == [(APPLICATION, 1, 5)]


def test_without_the_key_no_chain_holds(flask_app: Flask, settings: Settings) -> None:
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, chain_key=b"another key")
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert services.broken_chains() == [(APPLICATION, 1, 1), (APPLICATION, 2, 1)]


@pytest.mark.usefixtures("as_system")
def test_a_replacement_past_the_trigger_is_found(database: str) -> None:
    """SQLite asks the trigger about REPLACE only on connections that say so, as the program's do; others do not."""
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL has no REPLACE")
    columns = ", ".join(
        f"'改' AS {one.name}" if one.name == "opinion" else one.name for one in DecisionRecord.__table__.c
    )
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute(f"REPLACE INTO decision_records SELECT {columns} FROM decision_records WHERE id = 2")
    connection.close()
    assert services.broken_chains() == [(APPLICATION, 1, 2)]


@pytest.mark.usefixtures("as_system")
def test_a_chain_cut_at_its_end_is_whole_and_only_the_seal_finds_it(behind_the_triggers: Behind) -> None:
    sealed = services.seal()
    db.session.rollback()
    assert services.still_holds(sealed)
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE id = 6"))
    assert services.broken_chains() == []
    assert not services.still_holds(sealed)


@pytest.mark.usefixtures("as_system")
def test_a_whole_chain_taken_away_is_found_by_the_seal(behind_the_triggers: Behind) -> None:
    sealed = services.seal()
    db.session.rollback()
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE subject_id = 2"))
    assert services.broken_chains() == []
    assert not services.still_holds(sealed)


@pytest.mark.usefixtures("as_system")
def test_a_seal_stands_while_the_log_grows(behind_the_triggers: Behind) -> None:
    sealed = services.seal()
    db.session.rollback()
    services.record(APPLICATION, 1, Action.PASS, opinion="同意")
    services.record(SubjectKind.PLAN, 9, Action.PUBLISH)
    db.session.commit()
    assert services.still_holds(sealed)
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE id IN (6, 7)"))
    assert services.broken_chains() == []
    assert not services.still_holds(sealed)


@pytest.mark.usefixtures("as_system")
def test_rows_written_anew_in_place_of_the_cut_ones_do_not_pass_for_them(behind_the_triggers: Behind) -> None:
    """SQLite gives their ids again, so that numbers alone would match."""
    sealed = services.seal()
    db.session.rollback()
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE id = 6"))
    services.record(APPLICATION, 1, Action.REJECT, reason="年限不足")
    newest = queries.newest_id()
    db.session.commit()
    if newest != 6:
        with behind_the_triggers() as connection:
            connection.execute(text(f"UPDATE decision_records SET id = 6 WHERE id = {newest}"))
        db.session.expire_all()
    assert services.broken_chains() == []
    assert not services.still_holds(sealed)


@pytest.mark.usefixtures("as_system")
def test_the_newest_seal_counts(settings: Settings) -> None:
    assert services.newest_seal() is None
    seals = []
    for moment in ("2023-03-02 09:00", "2023-03-03 09:00"):
        with clock.frozen(office_moment(moment)):
            seals.append(services.seal())
        db.session.rollback()
        services.record(APPLICATION, 1, Action.SUBMIT)
        db.session.commit()
    assert [one.rows for one in seals] == [6, 7]
    assert services.newest_seal() == seals[1]
    assert seals[1].sealed_at == dt.datetime(2023, 3, 3, 1, 0, tzinfo=dt.UTC)
    assert sorted(path.name for path in (settings.data_dir / "seals").iterdir()) == [
        "20230302T010000.000000Z.json",
        "20230303T010000.000000Z.json",
    ]


@pytest.mark.usefixtures("as_system")
@pytest.mark.parametrize("name", ["sealed_at", "last_id", "rows", "chains", "root"])
def test_a_seal_that_was_written_over_does_not_hold(settings: Settings, name: str) -> None:
    forged = {"sealed_at": "2023-03-01T00:00:00+00:00", "last_id": 5, "rows": 5, "chains": 1, "root": "0" * 64}
    services.seal()
    db.session.rollback()
    (path,) = (settings.data_dir / "seals").iterdir()
    path.write_text(json.dumps({**json.loads(path.read_text()), name: forged[name]}))
    sealed = services.newest_seal()
    assert sealed is not None
    assert not services.still_holds(sealed)


@pytest.mark.usefixtures("as_system")
def test_an_empty_log_is_sealed_too(behind_the_triggers: Behind) -> None:
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records"))
    sealed = services.seal()
    db.session.rollback()
    assert (sealed.last_id, sealed.rows, sealed.chains) == (0, 0, 0)
    services.record(APPLICATION, 1, Action.SUBMIT)
    db.session.commit()
    assert services.still_holds(sealed)


def test_a_seal_waits_for_rows_that_are_being_written(flask_app: Flask, outside: Engine) -> None:
    """Their ids are taken, so that they would appear before the sealed end later on."""
    if outside.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with flask_app.app_context():
        act_as(db.session, AUDITOR)
        services.record(APPLICATION, 3, Action.SUBMIT)
        with outside.connect() as connection:
            connection.execute(text("SET lock_timeout = '200ms'"))
            with pytest.raises(Exception, match="lock timeout"):
                connection.execute(text("LOCK TABLE decision_records IN SHARE MODE"))
        db.session.commit()
        act_as(db.session, SYSTEM)
        assert services.seal().rows == 7


def test_file_of_a_seal_is_never_written_over(settings: Settings, flask_app: Flask) -> None:
    with flask_app.app_context(), clock.frozen(office_moment("2023-03-02 09:00")):
        act_as(db.session, SYSTEM)
        services.seal()
        (path,) = (settings.data_dir / "seals").iterdir()
        before = Path(path).read_bytes()
        with pytest.raises(FileExistsError):
            services.seal()
        assert Path(path).read_bytes() == before
