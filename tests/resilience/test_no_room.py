"""A full disk is a normal event: told in one sentence, nothing half written, and over when there is room again."""

from __future__ import annotations

import errno
import io
import re
import resource
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from sqlalchemy import event, select

from tests.helpers import Browser
from tests.resilience.conftest import Filled
from tests.resilience.server import Answer, Client, Server

if TYPE_CHECKING:
    from flask import Flask

NO_ROOM = "服务器存储空间已满，文件未保存。请稍后重新上传，并告知系统管理员。"
NO_DATABASE = "数据库暂时无法连接或存储空间已满，本次操作未作任何更改。请一分钟后重试；仍不可用时，请告知系统管理员。"
SMALL = 64 * 1024
PASS = {"decision": "PASS", "opinion": "材料齐全，同意。"}
RETURN = {"decision": "RETURN", "defects-0-section": "statement", "defects-0-text": "请补充。"}


def large_pdf() -> bytes:
    """A sound PDF of some 300 KB, larger than a file may grow and small enough to arrive in memory."""
    document, buffer = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.Noise = pikepdf.Stream(document, bytes(number * 97 % 251 for number in range(300_000)))
    document.save(buffer, compress_streams=False)
    return buffer.getvalue()


def told(answer: Answer) -> str:
    """The one sentence of an error page."""
    found = re.search(r'<div class="error-page">\s*<h1>[^<]+</h1>\s*<p>([^<]+)</p>', answer.text)
    assert found, answer.text
    return found[1]


@pytest.fixture
def look(filled: Filled) -> Callable[[Server], tuple[list[str], dict[int, int], int]]:
    """`look(server)`: what disagrees, the versions of all applications, how many files are known."""

    def looked(server: Server) -> tuple[list[str], dict[int, int], int]:
        from app import create_app
        from app.access.scoping import act_as
        from app.applications.models import Application
        from app.core.actor import Actor
        from app.extensions import db
        from app.files.models import StoredFile
        from tests.resilience.consistency import disagreements

        program = create_app(server.settings)
        with program.app_context():
            act_as(db.session, Actor.system("tests"))
            try:
                versions = {one.id: one.version for one in db.session.scalars(select(Application))}
                files = len(db.session.scalars(select(StoredFile)).all())
                return disagreements(server.settings.files_dir), versions, files
            finally:
                db.session.remove()
                db.engine.dispose()

    return looked


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_full_disk_refuses_uploads_and_decisions_and_is_forgotten_afterwards(
    kind: str, filled: Filled, served: Callable[[str], Server], look: Any
) -> None:
    server = served(kind).start()
    returned, waiting = filled.at_the_employer[:2]
    owner = Client(server.port, filled.identities[filled.applicants[returned]])
    employer = Client(server.port, filled.identities["employer"])
    _, versions, files = look(server)
    assert employer.post(f"/audits/{returned}/decide", {**RETURN, "version": str(versions[returned])}).status == 303
    upload = {"attachment_residence-card": ("居住证.pdf", large_pdf())}
    fields = {"go": "save", "version": str(versions[returned] + 1)}
    address = f"/my/applications/{returned}/attachments"
    decision = {**PASS, "version": str(versions[waiting])}
    before = look(server)

    server.limit_file_size(SMALL)
    answer = owner.post(address, fields, upload)
    assert (answer.status, told(answer)) == (507, NO_ROOM)
    assert owner.get("/my/applications").status in (200, 308)
    if kind == "sqlite":  # the database of PostgreSQL is not written by this process
        answer = employer.post(f"/audits/{waiting}/decide", decision)
        assert (answer.status, told(answer)) == (503, NO_DATABASE)
        assert answer.headers["Retry-After"] == "30"

    server.limit_file_size(resource.RLIM_INFINITY)
    assert look(server) == before
    assert before[0] == []
    assert list((server.settings.files_dir / "incoming").iterdir()) == []
    assert owner.post(address, fields, upload).status == 303
    assert employer.post(f"/audits/{waiting}/decide", decision).status == 303
    wrong, after, more = look(server)
    assert (wrong, more) == ([], files + 1)
    assert after == {**versions, returned: versions[returned] + 2, waiting: versions[waiting] + 1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_sqlite_database_is_told_and_the_next_request_works(
    flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]
) -> None:
    from app.access.models import Account
    from app.core.actor import Role
    from app.extensions import db

    def grow_no_more(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    browser = sign_in(Browser(flask_app), account_with(Role.SECURITY_ADMINISTRATOR))
    locked = account_with(Role.EXPERT, fail_login_count=3)
    with flask_app.app_context():
        engine = db.engine
        db.engine.dispose()
        event.listen(engine, "connect", grow_no_more)
        db.session.add_all([_long_row(number) for number in range(200)])
        with pytest.raises(Exception, match="database or disk is full"):
            db.session.flush()
        db.session.rollback()
    from app.accounts.views import accounts as views

    real = views.unlock
    try:
        views.unlock = lambda pk: (real(pk), _fill())  # type: ignore[assignment]
        answer = browser.post(f"/accounts/{locked.id}/unlock")
        assert answer.status_code == 503
        assert NO_DATABASE in answer.text
    finally:
        views.unlock = real
        event.remove(engine, "connect", grow_no_more)
    with flask_app.app_context():
        assert db.session.get(Account, locked.id).fail_login_count == 3
    assert browser.post(f"/accounts/{locked.id}/unlock").status_code == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("code", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EFBIG, 507), (errno.EACCES, 500)]
)
def test_no_room_is_told_wherever_it_was_met_and_other_errors_of_the_system_are_crashes(
    flask_app: Flask, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    """As where a large form does not fit into the folder for temporary files."""

    def failing(*_rest: object) -> None:
        raise OSError(code, "writing failed")

    monkeypatch.setattr("app.portal.views.home.HomeView.index", failing)
    monkeypatch.setitem(flask_app.view_functions, "HomeView.index", failing)
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = Browser(flask_app).get("/")
    assert answer.status_code == status
    assert (NO_ROOM in answer.text) == (status == 507)


def _long_row(number: int) -> Any:
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region

    return Region(code=f"{number:06d}", name="长" * 60, level=RegionLevel.CITY)


def _fill() -> None:
    from app.extensions import db

    db.session.add_all([_long_row(number) for number in range(200)])
    db.session.flush()
