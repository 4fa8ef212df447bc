"""Devices in words, how long a session lives, and the settings of both."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.accounts.enums import SessionKind
from app.accounts.rules import Expiry, device_of, is_alive
from config import SettingsError, load_settings

BEGUN = dt.datetime(2023, 9, 1, 1, 0, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)
EXPIRY = Expiry(dt.timedelta(hours=12), dt.timedelta(minutes=30))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/108.0 Safari/537.36 360SE", "360浏览器 · Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/119.0 Mobile Safari/537.36 MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Safari/604.1", "Safari · iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
        ("python-requests/2.31 and more", "python-requests/2.31"),
        ("x" * 81, "x" * 80),
        ("a\x1bb", "ab"),
        ("", ""),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


@pytest.mark.parametrize(
    ("seen", "now", "browser", "program"),
    [
        (dt.timedelta(), dt.timedelta(minutes=30) - TICK, True, True),
        (dt.timedelta(), dt.timedelta(minutes=30), False, True),
        (dt.timedelta(hours=11, minutes=59), dt.timedelta(hours=12) - TICK, True, True),
        (dt.timedelta(hours=11, minutes=59), dt.timedelta(hours=12), False, False),
    ],
)
def test_a_session_lives_while_it_is_used_and_not_for_ever(
    seen: dt.timedelta, now: dt.timedelta, browser: bool, program: bool
) -> None:
    found = [is_alive(kind, BEGUN, BEGUN + seen, BEGUN + now, EXPIRY) for kind in SessionKind]
    assert found == [browser, program]


def test_the_defaults_of_an_installation(tmp_path: Path) -> None:
    plain = load_settings({"ZHIPING_DATA_DIR": str(tmp_path)})
    minutes = (plain.office_idle_minutes, plain.applicant_idle_minutes)
    assert (plain.second_factor, plain.session_hours, minutes, plain.access_log_days) == (
        "required",
        12,
        (30, 120),
        180,
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ZHIPING_SECOND_FACTOR", "no"),
        ("ZHIPING_SESSION_HOURS", "0"),
        ("ZHIPING_OFFICE_IDLE_MINUTES", "4"),
        ("ZHIPING_APPLICANT_IDLE_MINUTES", "4"),
        ("ZHIPING_ACCESS_LOG_DAYS", "179"),
    ],
)
def test_a_setting_that_would_let_nobody_in_or_keep_too_little_is_refused(
    tmp_path: Path, name: str, wrong: str
) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"ZHIPING_DATA_DIR": str(tmp_path), name: wrong})
