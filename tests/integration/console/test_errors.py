"""Refusals and crashes as pages in Chinese, or as JSON where a program asks."""

import io
import logging
import re

import pytest

from tests.helpers import text_of

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("page", "status", "told"),
    [
        ("/trial/hand/fail/refused?day=2023-09-01", 400, "Filed on 2023年9月1日."),
        ("/trial/hand/fail/conflict", 409, "页面打开后，此记录已被他人修改。请重新打开查看。"),
        ("/trial/hand/fail/large", 413, "文件过大。"),
        ("/nowhere", 404, "此页面不存在，或您无权查看。"),
    ],
)
def test_a_refusal_is_a_page_with_its_status_in_chinese(client, page, status, told):
    answer = client.get(page)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert told in text_of(answer)


def test_violations_outside_a_form_are_listed_with_their_clause(client):
    answer = client.get("/trial/hand/fail/invalid")
    assert answer.status_code == 400
    assert re.search(r"请填写此项。\s*（?三（二）", text_of(answer))
    assert "Second." in text_of(answer)


def test_a_wrong_method_is_405_and_names_the_right_one(client):
    answer = client.get("/trial/hand/press")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "请使用页面上的按钮" in text_of(answer)


def test_a_program_gets_the_same_refusal_as_json(client):
    answer = client.get("/trial/hand/fail/invalid", headers=JSON)
    assert answer.status_code == 400
    assert answer.json["violations"] == [
        {"field": "name", "message": "请填写此项。", "clause": "三（二）"},
        {"field": "", "message": "Second.", "clause": ""},
    ]
    assert client.get("/trial/hand/fail/conflict", headers=JSON).json["message"].startswith("页面打开后")
    assert client.get("/api/nowhere").json["status"] == 404


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""])
def test_browsers_get_pages_however_they_ask(client, accept):
    assert client.get("/nowhere", headers={"Accept": accept}).mimetype == "text/html"


def test_a_crash_shows_a_number_and_nothing_else_and_logs_the_trace_under_it(flask_app, client, caplog):
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR, logger="app.console.errors"):
        answer = client.get("/trial/hand/fail/crash")
    assert answer.status_code == 500
    number = re.search(r"[0-9A-F]{8}", text_of(answer))[0]
    assert "secret detail" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert number in caplog.text
    assert "ZeroDivisionError: secret detail" in caplog.text


def test_a_crash_of_the_database_still_gives_a_page(flask_app, editor, monkeypatch):
    from app.console.interface import ScopedInterface
    from app.extensions import db

    def broken(*_args, **_kwargs):
        db.session.execute(db.text("SELECT * FROM nowhere"))

    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(ScopedInterface, "page", broken)
    answer = editor.get("/trial/regions/list/")
    assert answer.status_code == 500
    assert "技术支持" in text_of(answer)
    assert "nowhere" not in answer.get_data(as_text=True)


def test_a_body_beyond_the_limit_is_413(flask_app, client):
    flask_app.config["MAX_CONTENT_LENGTH"] = 1000
    small = client.post("/trial/hand/upload", data={"file": (io.BytesIO(b"x" * 100), "a.txt")})
    assert (small.status_code, small.text) == (200, "100")
    large = client.post("/trial/hand/upload", data={"file": (io.BytesIO(b"x" * 1001), "a.txt")})
    assert large.status_code == 413
    assert "文件过大" in text_of(large)


def test_days_and_moments_in_a_message_are_written_out(flask_app):
    import datetime as dt

    from app.console.errors import translate

    with flask_app.test_request_context():
        params = {"day": dt.date(2026, 11, 20), "at": dt.datetime(2026, 11, 20, 6, 5, tzinfo=dt.UTC), "n": 3}
        assert translate("%(day)s|%(at)s|%(n)s", params) == "2026年11月20日|2026年11月20日 14:05|3"
        assert translate("100% sure") == "100% sure"
