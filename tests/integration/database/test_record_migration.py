"""0018: one insurance period and one appointment of each title become rows, and go back, with data in the tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from tests.integration.database.test_migrations import _downgrade, _upgrade, bare  # noqa: F401

BEFORE, AFTER = "0012", "0018"

PEOPLE = (
    # id, number, established, region, insured from, until
    (1, "999900199003120018", True, 7, "2015-03-01", None),
    (2, "999900199003120026", False, 7, "2016-01-01", "2018-12-31"),
    (3, "999900199003120034", None, 7, None, None),
    (4, "999900199003120042", None, None, None, None),
)
# In the order of the ids that an empty table gives.
TITLES = (
    (1, 1, "engineer", "2014-01-01", "2014-02-01"),
    (2, 1, "engineer", "2014-01-01", "2018-02-01"),
    (3, 2, "technician", "2012-01-01", None),
)


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO regions (id, code, name, level) VALUES (7, '330604', '上虞区', 'COUNTY')"))
        for row in PEOPLE:
            connection.execute(
                text(
                    "INSERT INTO applicants (id, name, former_name, identity_number, sex, birth_date, ethnic_group, "
                    "birthplace, political_status, health, phone, mailbox, administrative_post, academic_posts, "
                    "languages_and_computing, is_civil_servant, in_service, established_post, file_hosted, "
                    "insurance_region_id, insurance_started_on, insurance_ended_on, version) VALUES (:id, '甲', '', "
                    ":number, 'MALE', '1990-03-12', '', '', '', '', '', '', '', '', '', false, true, :established, "
                    "false, :region, :started, :ended, 1)"
                ),
                dict(zip(("id", "number", "established", "region", "started", "ended"), row, strict=True)),
            )
        for row in TITLES:
            connection.execute(
                text(
                    "INSERT INTO titles_held (applicant_id, title_code, title_name, obtained_on, appointed_on, "
                    "issuing_body) VALUES (:person, :code, :code, :obtained, :appointed, '示例机关')"
                ),
                dict(zip(("person", "code", "obtained", "appointed"), row[1:], strict=True)),
            )


def _rows(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(_plain(value) for value in row) for row in connection.execute(text(statement))]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | None) else str(value)


def test_the_record_s_columns_become_rows_and_go_back(bare: Engine) -> None:  # noqa: F811
    _upgrade(bare, BEFORE)
    _fill(bare)
    _upgrade(bare, AFTER)
    assert _rows(bare, "SELECT id, post_standing FROM applicants ORDER BY id") == [
        (1, "ESTABLISHED"),
        (2, "NOT_ESTABLISHED"),
        (3, None),
        (4, None),
    ]
    periods = "SELECT applicant_id, region_id, started_on, ended_on, verification FROM insurance_periods ORDER BY id"
    assert _rows(bare, periods) == [(1, 7, "2015-03-01", None, "NONE"), (2, 7, "2016-01-01", "2018-12-31", "NONE")]
    letters = "SELECT applicant_id, title_code, started_on, ended_on FROM appointment_letters ORDER BY id"
    assert _rows(bare, letters) == [(1, "engineer", "2014-02-01", None), (1, "engineer", "2018-02-01", None)]
    _downgrade(bare, BEFORE)
    people = (
        "SELECT id, identity_number, established_post, insurance_region_id, insurance_started_on, insurance_ended_on "
        "FROM applicants ORDER BY id"
    )
    found = [(*row[:2], None if row[2] is None else bool(row[2]), *row[3:]) for row in _rows(bare, people)]
    assert found == list(PEOPLE)
    titles = "SELECT id, applicant_id, title_code, obtained_on, appointed_on FROM titles_held ORDER BY id"
    assert _rows(bare, titles) == list(TITLES)


def test_what_only_rows_can_hold_is_kept_as_far_as_columns_go(bare: Engine) -> None:  # noqa: F811
    _upgrade(bare, BEFORE)
    _fill(bare)
    _upgrade(bare, AFTER)
    with bare.begin() as connection:
        connection.execute(text("UPDATE applicants SET post_standing = 'ON_LEAVE' WHERE id = 3"))
        connection.execute(
            text(
                "INSERT INTO insurance_periods (applicant_id, region_id, started_on, ended_on, verification) "
                "VALUES (1, 7, '2010-01-01', '2012-12-31', 'NONE')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO appointment_letters (applicant_id, title_code, title_name, employer_name, started_on, "
                "ended_on, verification) VALUES (1, 'engineer', 'engineer', '', '2021-02-01', '2022-01-31', 'NONE')"
            )
        )
    _downgrade(bare, BEFORE)
    assert _rows(bare, "SELECT insurance_started_on FROM applicants WHERE id = 1") == [("2015-03-01",)]
    on_leave = _rows(bare, "SELECT established_post FROM applicants WHERE id = 3")
    assert [bool(value) for (value,) in on_leave] == [True]
    appointed = "SELECT appointed_on FROM titles_held WHERE applicant_id = 1 ORDER BY appointed_on"
    assert _rows(bare, appointed) == [("2014-02-01",), ("2018-02-01",), ("2021-02-01",)]
