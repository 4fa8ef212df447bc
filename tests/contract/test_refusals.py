"""Every refusal is a problem in the caller's language: never a page, never a trace."""

from __future__ import annotations

import io
import json

import pytest

from tests.builders import PLAN

AT = "2023-03-13 10:00"
CHECK = f"/api/v1/plans/{PLAN}/self-check"
BODY = {"title": "assistant-engineer", "mode": "NORMAL", "facts": {}}

pytestmark = pytest.mark.parametrize("copied", ["sqlite"], indirect=True)


@pytest.fixture
def english(flask_app):
    """The program speaks English too; its messages are English to begin with."""
    flask_app.config["LANGUAGES"] = {**flask_app.config["LANGUAGES"], "en": {"flag": "gb", "name": "English"}}


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "errors"}
    assert answer.json["type"] == "about:blank"
    assert answer.json["status"] == status
    return answer.json


@pytest.mark.parametrize(
    ("path", "field", "message"),
    [
        ("plans?page_size=0", "page_size", "0 小于 1。"),
        ("plans?page_size=a", "page_size", "a 的类型不正确，应为 integer。"),
        ("plans?page_size=1.5", "page_size", "1.5 的类型不正确，应为 integer。"),
        ("plans?cursor=nonsense", "cursor", "游标不属于此列表，请从第一页重新查询。"),
        ("plans?open=1", "open", "1 的类型不正确，应为 boolean。"),
        ("plans?nothing=1", "nothing", "没有此名称的字段或参数。"),
        ("plans?year=2023&year=2024", "year", "此参数只能出现一次。"),
        ("working-days?from=2023-13-01&days=5", "from", "“2023-13-01”不是有效日期，应写成 2026-11-20 这样。"),
        ("working-days?from=20230901&days=5", "from", "“20230901”不是有效日期，应写成 2026-11-20 这样。"),
        ("working-days?from=1899-12-31&days=5", "from", "“1899-12-31”不是有效日期，应写成 2026-11-20 这样。"),
        ("working-days?from=2023-09-01&days=0", "days", "0 小于 1。"),
        ("working-days?from=2023-09-01&days=401", "days", "401 大于 400。"),
        ("working-days?from=2023-09-01", "days", "请填写此项。"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_wrong(program, path, field, message):
    found = problem(program().get(f"/api/v1/{path}"), 400)
    assert found["errors"] == [{"field": field, "message": message, "clause": ""}]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"title": 1}, "title", "1 的类型不正确，应为 string。"),
        ({"title": ""}, "title", "请填写此项。"),
        ({"title": "nothing"}, "title", "本计划没有此职称。"),
        ({"mode": "DIRECT"}, "mode", "本计划没有此申报方式。"),
        ({"more": 1}, "more", "没有此名称的字段或参数。"),
        ({"facts": None}, "facts", "null 的类型不正确，应为 object。"),
        ({"facts": {"age": 30}}, "facts.age", "没有此名称的字段或参数。"),
        ({"facts": {"education": [{"level": "PHD"}]}}, "facts.education.0.graduated_on", "请填写此项。"),
        ({"facts": {"civil_servant": "no"}}, "facts.civil_servant", "no 的类型不正确，应为 boolean。"),
        ({"facts": {"appraisals": {"19": "QUALIFIED"}}}, "facts.appraisals.19", "没有此名称的字段或参数。"),
        ({"facts": {"work_region": "\0"}}, "facts.work_region", "内容含有无法保存的字符。"),
        ({"facts": {"work_region": "\ud800"}}, "facts.work_region", "内容含有无法保存的字符。"),
        ({"facts": {"present_post_since": "0001-01-01"}}, "facts.present_post_since", None),
        (
            {"facts": {"employment": [{"started_on": "2020-02-01", "ended_on": "2020-01-31"}]}},
            "facts.employment.0",
            "结束时间早于开始时间。",
        ),
    ],
)
def test_a_wrong_field_is_named_by_its_path(program, change, field, message):
    found = problem(program().post(CHECK, json={**BODY, **change}), 400)
    errors = {error["field"]: error["message"] for error in found["errors"]}
    assert field in errors
    assert message is None or errors[field] == message


def test_all_faults_are_told_together(program):
    body = {"title": 1, "mode": "x", "facts": {"in_service": 3}, "more": 1}
    found = problem(program().post(CHECK, json=body), 400)
    assert {error["field"] for error in found["errors"]} == {"title", "mode", "facts.in_service", "more"}


@pytest.mark.parametrize(
    "body", ["", "{", "nonsense", "NaN", '{"title": NaN}', "[" * 100_000, "1" * 5_000, b"\xff\xfe"]
)
def test_what_is_no_json_is_400(program, body):
    found = problem(program().post(CHECK, data=body, content_type="application/json"), 400)
    assert len(found["errors"]) >= 1


def test_another_media_type_is_415(program):
    problem(program().post(CHECK, data="title=a"), 415)
    problem(program().post(CHECK, data=json.dumps(BODY), content_type="text/plain"), 415)


def test_a_body_beyond_a_megabyte_is_413(program):
    problem(program().post(CHECK, data=b" " * (1024 * 1024 + 1), content_type="application/json"), 413)
    problem(program().post(CHECK, data=b" " * (1024 * 1024), content_type="application/json"), 400)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nowhere",
        "plans/nothing",
        "plans/",
        "/plans",
        "plans/%00",
        "audits/2147483647",
        "audits/99999999999",
        "audits/x",
        "regions/000000",
    ],
)
def test_what_does_not_exist_is_404(program, path):
    found = program("planner").get(f"/api/v1/{path}")
    problem(found, 400 if "%00" in path else 404)


@pytest.mark.parametrize(("method", "path"), [("POST", "plans"), ("DELETE", "audits"), ("PUT", "photo-checks")])
def test_a_wrong_method_is_405_and_names_the_right_ones(program, method, path):
    answer = program("hrss").open(f"/api/v1/{path}", method=method)
    problem(answer, 405)
    assert answer.headers["Allow"]


def test_nobody_is_401_and_a_role_without_permission_403(program):
    answer = program().get("/api/v1/audits")
    assert problem(answer, 401)["detail"] == "请先登录。"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Zhiping"'
    assert problem(program("finance").get("/api/v1/audits"), 403)["title"] == "没有权限"


def test_the_61st_photo_of_a_minute_is_429(limited):
    path = f"/api/v1/photo-checks?plan={PLAN}"
    answers = [limited.post(path) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {400}
    assert problem(answers[60], 429)["title"] == "请求过多"
    assert limited.get("/api/v1/plans").status_code == 200


def test_a_crash_is_a_problem_with_a_number_and_no_trace(flask_app, program, monkeypatch):
    from app.plans import queries

    flask_app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(queries, "published", lambda *_: 1 / 0)
    answer = program().get("/api/v1/plans")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert len(answer.json["reference"]) == 8
    assert "division" not in answer.text


@pytest.mark.parametrize(
    ("accept", "detail"),
    [
        (None, "有内容需要更正。"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "有内容需要更正。"),
        ("en-GB,en;q=0.9,zh;q=0.1", "Some entries need correction."),
        ("fr", "有内容需要更正。"),
    ],
)
def test_texts_are_in_the_language_that_accept_language_likes_best(program, english, accept, detail):
    headers = {"Accept-Language": accept} if accept else {}
    caller = program()
    answer = caller.get("/api/v1/plans?page_size=0", headers=headers)
    assert answer.json["detail"] == detail
    assert answer.headers["Content-Language"] == ("en" if "Some" in detail else "zh")
    good = caller.get("/api/v1/plans", headers=headers)
    assert good.headers["Content-Language"] == ("en" if "Some" in detail else "zh")
    assert "Accept-Language" in good.headers["Vary"]


def test_the_language_chosen_in_the_session_goes_before_accept_language(client, english, world):
    with client.session_transaction() as session:
        session["locale"] = "zh"
    answer = client.get("/api/v1/plans?page_size=0", headers={"Accept-Language": "en"})
    assert answer.json["detail"] == "有内容需要更正。"


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("photo", b"", ""),
        ("photo", b"not a picture", "photo"),
        ("other", b"x", "photo"),
    ],
)
def test_what_is_no_photo_is_told(program, name, data, field):
    files = {name: (io.BytesIO(data), "a.jpg")}
    found = problem(program().post(f"/api/v1/photo-checks?plan={PLAN}", data=files), 400)
    assert found["errors"][0]["field"] == field
