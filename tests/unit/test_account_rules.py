"""How long failures lock; settings of what stands in front of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.accounts.rules import lock_minutes
from config import load_settings


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 15), (6, 30), (7, 60), (11, 960), (12, 1440), (13, 1440), (999, 1440)]
)
def test_every_further_failure_locks_twice_as_long_up_to_a_day(failures: int, minutes: int) -> None:
    assert lock_minutes(failures) == minutes


def test_the_settings_of_proxies_and_hosts(tmp_path: Path) -> None:
    given = {
        "ZHIPING_DATA_DIR": str(tmp_path),
        "ZHIPING_TRUSTED_PROXIES": "2",
        "ZHIPING_TRUSTED_HOSTS": "a.example, b.example",
        "ZHIPING_RATE_LIMIT_STORAGE": "redis://cache:6379",
    }
    settings = load_settings(given)
    assert settings.trusted_proxies == 2
    assert settings.trusted_hosts == ("a.example", "b.example")
    assert settings.rate_limit_storage == "redis://cache:6379"
    plain = load_settings({"ZHIPING_DATA_DIR": str(tmp_path)})
    assert (plain.trusted_proxies, plain.trusted_hosts, plain.rate_limit_storage) == (0, (), "memory://")
