"""The commands of app.cli, as they are typed."""

from __future__ import annotations

import dataclasses
import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.access.scoping import act_as
from app.catalog.services import load_catalog
from app.committees.services import load_committees
from app.core.actor import Role
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.extensions import db
from app.organisations.services import load_organisations
from app.plans.models import ReviewPlan
from config import Settings
from seed.loading import CATALOG, PLANS
from tests.integration.decisions.conftest import SYSTEM

PLAN = "shangyu-2023-engineering-junior-1"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(flask_app: Flask) -> Run:
    """`run("audit", "verify")`: exit status, what it printed, what it printed on standard error."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        result = flask_app.test_cli_runner().invoke(args=list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return ran


@pytest.fixture
def catalog(flask_app: Flask) -> None:
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        load_catalog(CATALOG)
        load_organisations(CATALOG)
        load_committees(CATALOG)
        db.session.commit()


@pytest.mark.usefixtures("two_chains")
def test_verify_of_a_log_that_holds_is_status_0(run: Run) -> None:
    status, told, warned = run("audit", "verify")
    assert (status, told) == (0, "操作日志完整：共6条，分属2条链。\n")
    assert warned == "尚无封存文件，日志末尾被删除将无法发现。\n"
    assert run("audit", "seal") == (0, "已封存：共6条，分属2条链。\n", "")
    assert run("audit", "verify") == (0, "操作日志完整：共6条，分属2条链。\n", "")


@pytest.mark.usefixtures("two_chains")
def test_verify_names_every_broken_chain_in_a_line_and_is_status_1(run: Run, behind_the_triggers: Any) -> None:
    with behind_the_triggers() as connection:
        connection.execute(text("UPDATE decision_records SET opinion = '改' WHERE id IN (2, 5)"))
    status, told, _warned = run("audit", "verify")
    assert status == 1
    assert told.splitlines() == ["申报 1：日志链自第2条起不符。", "申报 2：日志链自第2条起不符。"]


@pytest.mark.usefixtures("two_chains")
def test_verify_notices_a_cut_end_by_the_seal(run: Run, behind_the_triggers: Any) -> None:
    run("audit", "seal")
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE id = 6"))
    status, told, _warned = run("audit", "verify")
    assert status == 1
    assert len(told.splitlines()) == 1
    assert told.startswith("操作日志与")
    assert told.endswith("封存时不符：当时共6条，分属2条链。\n")


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize("content", ["", "{", "[]", '{"rows": 6}', '{"sealed_at": 5}'])
def test_verify_of_a_seal_that_cannot_be_read_is_status_1(run: Run, settings: Settings, content: str) -> None:
    (settings.data_dir / "seals").mkdir()
    (settings.data_dir / "seals" / "20230302T010000.000000Z.json").write_text(content)
    assert run("audit", "verify")[:2] == (1, "封存文件 20230302T010000.000000Z.json 无法读取。\n")


def test_an_empty_log_holds_and_can_be_sealed(run: Run) -> None:
    assert run("audit", "verify")[:2] == (0, "操作日志完整：共0条，分属0条链。\n")
    assert run("audit", "seal") == (0, "已封存：共0条，分属0条链。\n", "")
    assert run("audit", "verify", "--sealed") == (0, "操作日志完整：共0条，分属0条链。\n", "")


@pytest.mark.usefixtures("two_chains")
def test_verify_notices_that_all_rows_of_a_subject_are_gone(run: Run, behind_the_triggers: Any) -> None:
    run("audit", "seal")
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records WHERE subject_id = 2"))
    status, told, _warned = run("audit", "verify")
    assert status == 1
    assert told.endswith("封存时不符：当时共6条，分属2条链。\n")


@pytest.mark.usefixtures("two_chains")
def test_verify_notices_an_emptied_log(run: Run, behind_the_triggers: Any) -> None:
    run("audit", "seal")
    with behind_the_triggers() as connection:
        connection.execute(text("DELETE FROM decision_records"))
    assert run("audit", "verify")[0] == 1


@pytest.mark.usefixtures("two_chains")
def test_verify_under_another_key_is_status_1_for_chains_and_seal(
    run: Run, flask_app: Flask, settings: Settings
) -> None:
    run("audit", "seal")
    flask_app.config["ZHIPING"] = dataclasses.replace(settings, chain_key=b"another key")
    status, told, _warned = run("audit", "verify")
    assert status == 1
    assert [line[:5] for line in told.splitlines()] == ["申报 1：", "申报 2：", "操作日志与"]


@pytest.mark.usefixtures("two_chains")
def test_a_log_whose_seals_are_gone_holds_only_where_none_is_asked_for(run: Run, settings: Settings) -> None:
    run("audit", "seal")
    shutil.rmtree(settings.data_dir / "seals")
    assert run("audit", "verify")[0] == 0
    assert run("audit", "verify", "--sealed")[:2] == (1, "尚无封存文件，日志末尾被删除将无法发现。\n")


@pytest.mark.usefixtures("two_chains")
def test_a_seal_that_finds_no_room_is_told_and_leaves_nothing(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("audit", "seal")
    before = list((settings.data_dir / "seals").iterdir())

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("app.decisions.services.os.fsync", full)
        assert run("audit", "seal") == (1, "", "[Errno 28] No space left on device\n")
    assert list((settings.data_dir / "seals").iterdir()) == before
    assert run("audit", "verify", "--sealed")[0] == 0


@pytest.mark.usefixtures("catalog")
def test_a_plan_is_checked_imported_and_exported(run: Run, flask_app: Flask, tmp_path: Path) -> None:
    file = PLANS / f"{PLAN}.yaml"
    status, told, warned = run("plan", "check", str(file))
    assert (status, warned) == (0, "")
    assert told == f"{file.name}：没有错误。\n"
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert db.session.scalars(select(ReviewPlan)).all() == []
    assert run("plan", "import", str(file)) == (0, f"已导入为草稿：{PLAN}。\n", "")
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        plan = db.session.scalars(select(ReviewPlan)).one()
        row = db.session.scalars(select(DecisionRecord)).one()
        assert (plan.code, plan.status.name) == (PLAN, "DRAFT")
        assert (row.subject_kind, row.action, row.actor_name) == (SubjectKind.PLAN, Action.IMPORT, "flask")
    status, exported, _warned = run("plan", "export", PLAN)
    assert status == 0
    again = tmp_path / "again.yaml"
    again.write_text(exported, encoding="utf-8")
    assert run("plan", "check", str(again))[0] == 0


@pytest.mark.usefixtures("catalog")
def test_check_tells_every_fault_with_its_line_and_goes_on_with_the_next_file(run: Run, tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken.yaml", tmp_path / "whole.yaml"
    shutil.copy(PLANS / f"{PLAN}.yaml", whole)
    lines = whole.read_text(encoding="utf-8").splitlines()
    broken.write_text("\n".join(line for line in lines if not line.startswith("notice_date:")), encoding="utf-8")
    status, told, warned = run("plan", "check", str(broken), str(whole))
    assert status == 1
    assert told.splitlines()[-1] == "whole.yaml：没有错误。"
    assert [line for line in told.splitlines() if not line.startswith("whole.yaml")] == []
    assert warned.splitlines()[0].startswith("broken.yaml:")


def deferring(folder: Path, parent: str) -> Path:
    """A pack that leaves its rows to another plan."""
    path = folder / "child.yaml"
    path.write_text(
        f"code: child\nname: 下级计划\nparent: {parent}\nspecialties: [{{specialty: mechanical, decided: 测试}}]\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.usefixtures("catalog")
def test_the_parent_of_a_plan_is_another_file_of_the_command_or_of_its_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    child = deferring(tmp_path, PLAN)
    parent = tmp_path / "elsewhere" / "parent.yaml"
    shutil.copy(PLANS / f"{PLAN}.yaml", parent)
    status, _told, warned = run("plan", "check", str(child))
    assert status == 1
    assert f"child.yaml:3: 目录中没有 {PLAN}" in warned
    status, told, warned = run("plan", "check", str(child), str(parent))
    assert (status, warned) == (0, "")
    assert "child.yaml：没有错误。" in told.splitlines()
    shutil.move(parent, tmp_path / "beside.yaml")
    assert run("plan", "check", str(child))[0] == 0


@pytest.mark.usefixtures("catalog")
def test_files_that_defer_to_each_other_are_told_and_not_followed_forever(run: Run, tmp_path: Path) -> None:
    child = deferring(tmp_path, "child")
    assert run("plan", "check", str(child))[0] == 1


@pytest.mark.usefixtures("catalog")
def test_a_plan_that_cannot_be_imported_leaves_nothing(run: Run, flask_app: Flask, tmp_path: Path) -> None:
    file = PLANS / f"{PLAN}.yaml"
    run("plan", "import", str(file))
    status, told, warned = run("plan", "import", str(file))
    assert (status, told) == (1, "")
    assert PLAN in warned
    empty = tmp_path / "empty.yaml"
    empty.write_text("code: x\n")
    status, told, warned = run("plan", "import", str(empty))
    assert (status, told) == (1, "")
    assert all(line.startswith("empty.yaml:") for line in warned.splitlines())
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert [plan.code for plan in db.session.scalars(select(ReviewPlan))] == [PLAN]


def test_a_plan_that_is_not_there_is_status_1(run: Run) -> None:
    status, told, warned = run("plan", "export", "no-such-plan")
    assert (status, told) == (1, "")
    assert warned.strip()


def test_a_file_that_is_not_there_is_a_usage_error(run: Run) -> None:
    assert run("plan", "check", "no-such-file.yaml")[0] == 2
    assert run("plan", "check")[0] == 2


def test_roles_are_added_once(run: Run, flask_app: Flask) -> None:
    wanted = sorted(role.name for role in Role if role not in (Role.PUBLIC, Role.SYSTEM))
    status, told, warned = run("sync-roles")
    assert (status, warned) == (0, "")
    assert sorted(told.splitlines()) == [f"已添加：{name}。" for name in wanted]
    assert run("sync-roles") == (0, "", "")
    manager = flask_app.appbuilder.sm  # type: ignore[attr-defined]
    with flask_app.app_context():
        act_as(db.session, SYSTEM)
        assert sorted(role.name for role in db.session.scalars(select(manager.role_model))) == wanted
        db.session.add(manager.role_model(name="Admin"))
        db.session.commit()
    assert run("sync-roles") == (0, "", "Admin 不是本系统的角色，请从账号中移除。\n")
