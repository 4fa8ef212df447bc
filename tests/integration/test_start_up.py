"""Starting the program: what is loaded once, what is kept, and what a bad setting gets."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from config import PROJECT, Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from flask import Flask

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def started(data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`python run.py` with these settings, as it ends."""
    environ = {**os.environ, "ZHIPING_DATA_DIR": str(data_dir), **variables}
    command = [sys.executable, str(PROJECT / "run.py")]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)


def test_an_unreachable_database_is_one_line_and_exit_status_1(tmp_path: Path, font_directory: Path) -> None:
    (tmp_path / "fonts").symlink_to(font_directory, target_is_directory=True)
    ended = started(tmp_path, ZHIPING_DATABASE_URL=NOWHERE)
    assert ended.returncode == 1
    assert "127.0.0.1:1" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "value"), [("ZHIPING_PORT", "http"), ("ZHIPING_SEED", "everything")])
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"ZHIPING_DATA_DIR": str(tmp_path), name: value})


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first, second = (load_settings({"ZHIPING_DATA_DIR": str(tmp_path)}) for _ in range(2))
    assert first == second
    assert first.secret_key.encode() != first.chain_key


@on_sqlite
def test_the_clock_moves_on_demo_data_only(settings: Settings) -> None:
    from run import StartError, prepare

    with pytest.raises(StartError, match="ZHIPING_CLOCK_OFFSET_DAYS"):
        prepare(dataclasses.replace(settings, clock_offset_days=3))


@on_sqlite
def test_the_demo_has_an_application_at_every_stage_and_is_loaded_once(
    flask_app: Flask, settings: Settings, clock_at: Callable[[str], None]
) -> None:
    from app.access.scoping import act_as
    from app.applications.models import Application
    from app.core.actor import Actor
    from app.core.workflow import StageKind, Status
    from app.decisions.services import broken_chains
    from app.extensions import db
    from seed.loading import load_once

    clock_at("2026-11-21 10:00")
    demo = dataclasses.replace(settings, seed="demo")
    with flask_app.test_request_context():
        assert load_once(demo)
        assert not load_once(demo)
        act_as(db.session, Actor.system("test"))
        stands = Counter((row.status, row.stage_kind) for row in db.session.scalars(select(Application)))
        assert broken_chains() == []
    under_way = {kind: count for (status, kind), count in stands.items() if status is Status.UNDER_WAY}
    assert under_way == {
        StageKind.AUDIT: 6,
        StageKind.PUBLIC_NOTICE: 3,
        StageKind.REVIEW: 2,
        StageKind.ANNOUNCEMENT: 1,
        StageKind.ISSUANCE: 1,
    }
    at_rest = {status: count for (status, _kind), count in stands.items() if status is not Status.UNDER_WAY}
    assert at_rest == {
        Status.DRAFT: 1,
        Status.RETURNED: 2,
        Status.REJECTED: 1,
        Status.COMPLETED: 1,
        Status.NOT_APPROVED: 1,
    }


@on_sqlite
def test_the_sign_in_page_names_demo_accounts_on_demo_data_alone(settings: Settings) -> None:
    from app.extensions import db
    from run import prepare
    from seed import demo, loading
    from seed.accounts import DEMO_PASSWORD

    plain = prepare(settings)
    assert DEMO_PASSWORD not in plain.test_client().get("/login/").get_data(as_text=True)
    with plain.app_context():
        loading.load_once(settings)
        demo.add_employers()
        db.session.commit()
    assert DEMO_PASSWORD in prepare(settings).test_client().get("/login/").get_data(as_text=True)
