"""The access log: what is written where, who reads it, how long it is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from app.core.actor import Actor, Role
from tests.builders import World, build_world
from tests.helpers import Browser, count_statements
from tests.integration.accounts.conftest import PASSWORD, enter

PAGE = "/access-records/"
AT = "2023-09-01 09:00"
Told = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def told(flask_app: Any) -> Iterator[Told]:
    """`told("EXPORTED")`: who, about whom, details of the rows of a kind, the oldest first."""
    from app.access.models import AccessRecord
    from app.access.scoping import act_as
    from app.extensions import db

    def rows(kind: str) -> list[tuple[Any, ...]]:
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            columns = (AccessRecord.account_name, AccessRecord.subject, AccessRecord.details)
            statement = select(*columns).where(AccessRecord.kind == kind).order_by(AccessRecord.id)
            return [tuple(row) for row in db.session.execute(statement)]

    return rows


@pytest.fixture
def keep(flask_app: Any) -> Callable[..., None]:
    """`keep(n)`: n rows of the log, one each minute."""
    from app.access.models import AccessRecord
    from app.extensions import db, insert_all
    from tests.helpers import office_moment

    def kept(number: int, moment: str = AT, **columns: Any) -> None:
        values = {"kind": "EXPORTED", "account_name": "张三", "subject": "人员名单", **columns}
        blank = dict.fromkeys(("organisation_name", "details", "address", "device"), "")
        with flask_app.app_context():
            begun = office_moment(moment)
            moments = [{"at": begun + dt.timedelta(minutes=minute)} for minute in range(number)]
            insert_all(AccessRecord, [{**blank, **values, **one} for one in moments])
            db.session.commit()

    return kept


@pytest.fixture
def viewer(client: Browser, account_with: Callable[..., Any], sign_in: Callable[..., Browser]) -> Browser:
    return sign_in(client, account_with(Role.AUDIT_VIEWER))


# -- what is written


@pytest.fixture
def world(flask_app: Any) -> World:
    return build_world(flask_app)


def test_whoever_sees_takes_or_opens_what_is_a_persons_is_written_down(
    world: World, sign_in: Callable[..., Browser], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.portal.views import my_applications

    monkeypatch.setattr(my_applications, "render_review_sheet", lambda _id: ("赵钱-评审表.pdf", b"%PDF"))
    own_id = world.submitted("赵钱")
    employer = sign_in(Browser(world.flask_app), world.account("employer"))
    who = world.account("employer").name
    assert employer.post(f"/audits/{own_id}/reveal").status_code == 200
    assert told("SAW_IDENTITY_NUMBER") == [(who, "赵钱", "")]
    assert employer.get("/audits/export.csv?state=waiting").status_code == 200
    ((name, _title, details),) = told("EXPORTED")
    assert (name, details) == (who, "state=waiting")
    file_id = re.search(r'/files/(\d+)"', employer.get(f"/audits/{own_id}").text)
    assert file_id
    for _ in range(2):
        assert employer.get(f"/files/{file_id[1]}").status_code == 200
    ((name, owner, details),) = told("OPENED_FILE")
    assert (name, owner) == (who, "赵钱")
    assert details.endswith(f" #{file_id[1]}")
    own = sign_in(Browser(world.flask_app), world.account("赵钱"))
    assert own.get(f"/files/{file_id[1]}").status_code == 200
    assert len(told("OPENED_FILE")) == 1
    assert own.get(f"/my/applications/{own_id}/review-sheet.pdf").status_code == 200
    ((name, title, _details),) = told("PRINTED")
    assert name == "赵钱"
    assert title.endswith(".pdf")


def test_an_export_that_is_refused_is_not_written_down(
    viewer: Browser, keep: Callable[..., None], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.console import exports

    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    keep(2, account_name="李四")
    assert viewer.get(f"{PAGE}export.csv").status_code == 200
    assert viewer.get(f"{PAGE}export.csv").status_code == 400
    assert [row[0] for row in told("EXPORTED")] == ["李四", "李四", "王芳"]


def test_what_happens_to_accounts_is_written_down(
    flask_app: Any, client: Browser, fang: Any, account_with: Callable[..., Any], told: Told
) -> None:
    other = account_with(Role.EXPERT, username="other", password=PASSWORD, name="赵某")
    enter(client, environ_overrides={"REMOTE_ADDR": "10.9.8.7"})
    enter(Browser(flask_app), "wrong", "nobody")
    enter(Browser(flask_app), "wrong", "other")
    for command in ("unlock", "switch", "switch"):
        assert client.post(f"/accounts/{other.id}/{command}").status_code == 303
    assert told("SIGN_IN") == [("王芳", "王芳", "")]
    assert told("SIGN_IN_FAILED") == [("", "", ""), ("", "赵某", "")]
    assert told("ACCOUNT_UNLOCKED") == told("ACCOUNT_SWITCHED_OFF") == [("王芳", "赵某", "")]
    assert told("ACCOUNT_SWITCHED_ON") == [("王芳", "赵某", "")]
    run = flask_app.test_cli_runner()
    assert run.invoke(args=["account", "password", "other"]).exit_code == 0
    assert told("PASSWORD_RESET") == [("flask", "赵某", "")]
    client.post("/account/sessions/end-others")
    assert told("SIGNED_OUT_ELSEWHERE") == [("王芳", "王芳", "")]
    new = "four horses at the bridge"
    client.post("/password/", data={"current": PASSWORD, "new": new, "repeated": new})
    assert told("PASSWORD_CHANGED") == [("王芳", "王芳", "")]


def test_keys_made_and_revoked_are_written_down_without_the_key(
    client: Browser, account_with: Callable[..., Any], sign_in: Callable[..., Browser], told: Told
) -> None:
    editor = sign_in(client, account_with(Role.CATALOG_EDITOR))
    page = editor.post("/account/keys/", data={"name": "报表", "scopes": "Region:list", "days": "30"}).text
    token = re.search(r"zhiping_[\w-]+", page)
    assert token
    ((_who, _whom, details),) = told("KEY_MADE")
    assert details == "报表: Region:list"
    revoke = re.search(r'action="(/account/keys/[^"]+/revoke)"', page)
    assert revoke
    editor.post(revoke[1])
    assert [row[2] for row in told("KEY_REVOKED")] == ["报表"]


# -- who reads it


def test_filters_by_person_account_kind_and_day(viewer: Browser, keep: Callable[..., None]) -> None:
    keep(1, "2023-09-01 23:59", subject="赵钱", kind="SAW_IDENTITY_NUMBER", details="a1")
    keep(1, "2023-09-02 00:00", account_name="李四", details="a2")
    keep(1, "2023-09-03 00:00", details="a3")
    asked = {
        "": {"a1", "a2", "a3"},
        "kind=SAW_IDENTITY_NUMBER": {"a1"},
        "who=李四": {"a2"},
        "who=李": set(),
        "subject=赵钱": {"a1"},
        "from=2023-09-02": {"a2", "a3"},
        "to=2023-09-02": {"a1", "a2"},
        "from=2023-09-02&to=2023-09-02": {"a2"},
        "kind=NONSENSE&from=yesterday": {"a1", "a2", "a3"},
    }
    for query, wanted in asked.items():
        page = viewer.get(f"{PAGE}?{query}")
        assert page.status_code == 200
        assert set(re.findall(r">(a\d)<", page.text)) == wanted, query


def test_pages_follow_each_other_and_the_file_holds_all(viewer: Browser, keep: Callable[..., None]) -> None:
    keep(26)
    first = viewer.get(PAGE).text
    assert first.count("人员名单") == 25
    onward = re.search(r'href="(/access-records/\?k=[^"]+)"', first)
    assert onward
    assert viewer.get(onward[1]).text.count("人员名单") == 1
    lines = viewer.get(f"{PAGE}export.csv").text.strip().splitlines()
    assert len(lines) == 28  # the header; the file is on record before it is read


def test_a_page_asks_as_often_for_one_row_as_for_three(
    viewer: Browser, keep: Callable[..., None], engine: Engine
) -> None:
    counts = []
    for more in (1, 2):
        keep(more)
        with count_statements(engine) as statements:
            viewer.get(PAGE)
        counts.append(statements.count)
    assert counts[0] == counts[1]


# -- how long it is kept


def kept(flask_app: Any) -> int:
    from app.access.models import AccessRecord
    from app.access.scoping import act_as
    from app.extensions import db

    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        return db.session.scalar(select(func.count()).select_from(AccessRecord)) or 0


@pytest.mark.parametrize(
    ("days", "setting", "left"),
    [
        (179, 180, 1),
        (180, 180, 1),
        (181, 180, 0),
        (181, 90, 0),
        (179, 90, 1),
        (181, 365, 1),
        (365, 365, 1),
        (366, 365, 0),
    ],
)
def test_only_what_is_older_than_the_setting_goes_and_never_anything_younger_than_180_days(
    flask_app: Any,
    settings: Any,
    keep: Callable[..., None],
    clock_at: Callable[[str], None],
    days: int,
    setting: int,
    left: int,
) -> None:
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, access_log_days=setting)
    begun = dt.date(2023, 9, 1) - dt.timedelta(days=days)
    keep(1, f"{begun} 09:00")
    clock_at(AT)
    ended = flask_app.test_cli_runner().invoke(args=["account", "prune"])
    assert (ended.exit_code, ended.stdout) == (0, f"已删除：访问日志{1 - left}条，登录会话0个。\n")
    assert kept(flask_app) == left


def test_sessions_go_with_the_log(flask_app: Any, client: Browser, fang: Any, clock_at: Callable[[str], None]) -> None:
    clock_at("2023-03-01 09:00")
    enter(client)
    clock_at("2023-08-28 09:00")
    run = flask_app.test_cli_runner()
    assert "登录会话0个" in run.invoke(args=["account", "prune"]).stdout
    clock_at("2023-08-28 09:01")
    assert "登录会话1个" in run.invoke(args=["account", "prune"]).stdout


@pytest.mark.parametrize("days", ["179", "0", "-1"])
def test_a_shorter_time_is_no_setting(tmp_path: Any, days: str) -> None:
    from config import SettingsError, load_settings

    with pytest.raises(SettingsError, match="ZHIPING_ACCESS_LOG_DAYS"):
        load_settings({"ZHIPING_DATA_DIR": str(tmp_path), "ZHIPING_ACCESS_LOG_DAYS": days})


CHANGES = (
    "UPDATE access_records SET subject = 'x'",
    "DELETE FROM access_records",
    "TRUNCATE access_records",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_any_change_and_the_deletion_of_young_rows(
    flask_app: Any, engine: Engine, keep: Callable[..., None], statement: str
) -> None:
    if statement.startswith("TRUNCATE") and engine.dialect.name == "sqlite":
        pytest.skip("a statement of PostgreSQL")
    keep(1, f"{dt.date.today() - dt.timedelta(days=178)} 09:00")  # noqa: DTZ011
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
    assert kept(flask_app) == 1


def test_the_database_lets_old_rows_go_and_changes_none_of_them(
    flask_app: Any, engine: Engine, keep: Callable[..., None]
) -> None:
    keep(1, "2020-01-01 09:00")
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(CHANGES[0]))
    with engine.begin() as connection:
        connection.execute(text(CHANGES[1]))
    assert kept(flask_app) == 0
