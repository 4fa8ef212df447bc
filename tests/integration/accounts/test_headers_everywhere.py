"""Every kind of answer carries the guards: pages, refusals, crashes, redirects, files, assets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import World, build_world
from tests.helpers import Browser

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|(?:src|href)=\"https?:", re.I)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@pytest.fixture
def world(flask_app: Flask) -> World:
    return build_world(flask_app)


@pytest.fixture
def as_employer(world: World, sign_in: Callable[..., Browser]) -> Browser:
    return sign_in(Browser(world.flask_app), world.account("employer"))


@pytest.fixture
def crashing(flask_app: Flask) -> Iterator[str]:
    """The address of a page that crashes."""
    from app.portal.views import HomeView

    real = flask_app.view_functions["HomeView.index"]
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    flask_app.view_functions["HomeView.index"] = lambda: 1 / 0
    assert HomeView is not None
    yield "/"
    flask_app.view_functions["HomeView.index"] = real


def guards(answer: Any) -> None:
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    assert re.search(r"frame-ancestors '(none|self)'", policy)
    assert "script-src" not in policy or "'unsafe" not in policy.split("script-src", 1)[1].split(";")[0]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/audits/", 200),
        ("/audits/99", 404),
        ("/nowhere", 404),
        ("/accounts/list/", 403),
        ("/logout/", 405),
        ("/audits", 308),
        ("/?a=%00", 400),
    ],
)
def test_pages_and_refusals(as_employer: Browser, page: str, status: int) -> None:
    answer = as_employer.get(page)
    assert answer.status_code == status
    guards(answer)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not INLINE.search(answer.text)


def test_a_crash(as_employer: Browser, crashing: str) -> None:
    answer = as_employer.get(crashing)
    assert answer.status_code == 500
    guards(answer)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not INLINE.search(answer.text)
    assert "ZeroDivisionError" not in answer.text


def test_a_file_is_served_in_scope_with_a_type_that_runs_nothing(
    world: World, as_employer: Browser, sign_in: Callable[..., Browser]
) -> None:
    from sqlalchemy import select

    from app.extensions import db
    from app.files.models import StoredFile

    world.submitted("赵钱")
    with world.reading():
        kinds = {row.media_type: row.id for row in db.session.scalars(select(StoredFile))}
    assert set(kinds) == {"application/pdf", "image/jpeg", "image/png"}
    stranger = sign_in(Browser(world.flask_app), world.account("neighbour"))
    for kind, file_id in kinds.items():
        answer = as_employer.get(f"/files/{file_id}")
        assert (answer.status_code, answer.mimetype) == (200, kind)
        guards(answer)
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert stranger.get(f"/files/{file_id}").status_code == 404
        assert Browser(world.flask_app).get(f"/files/{file_id}").status_code == 302


def test_anything_but_pdf_and_pictures_is_a_download_without_a_type(
    world: World, sign_in: Callable[..., Browser]
) -> None:
    from app.extensions import db
    from app.files.services import keep

    world.submitted("赵钱")
    with world.acting("赵钱", "2023-03-01 09:00"):
        row = keep(world.applicants["赵钱"], b"<script>alert(1)</script>", "页面.html", "text/html")
        db.session.flush()
        file_id = row.id
    answer = sign_in(Browser(world.flask_app), world.account("赵钱")).get(f"/files/{file_id}")
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    guards(answer)


@pytest.mark.parametrize("secure", [False, True])
def test_behind_tls_every_answer_asks_for_tls_and_every_cookie_is_secure(
    flask_app: Flask, settings: Any, account_with: Callable[..., Any], secure: bool
) -> None:
    import dataclasses

    from app import create_app
    from app.core.actor import Role

    account_with(Role.EXPERT, username="fang", password="Correct-Horse-9")
    program = create_app(dataclasses.replace(settings, secure_cookies=secure))
    program.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(program)
    answers = [browser.get(page) for page in ("/", "/nowhere", "/assets/zhiping.css")]
    answers.append(browser.post("/login/", data={"username": "fang", "password": "Correct-Horse-9"}))
    wanted = "max-age=31536000" if secure else None
    assert [one.headers.get("Strict-Transport-Security") for one in answers] == [wanted] * 4
    cookies = [value for one in answers for name, value in one.headers if name == "Set-Cookie"]
    assert cookies
    for cookie in cookies:
        flags = {part.strip() for part in cookie.split(";")[1:]}
        assert flags == {"HttpOnly", "Path=/", "SameSite=Lax", *(["Secure"] if secure else [])}
