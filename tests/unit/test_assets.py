"""What every page loads stays small and still."""

from __future__ import annotations

import re

import pytest

from config import PROJECT

STATIC = PROJECT / "app" / "console" / "static"
KIB = 1024
NUMBER = re.compile(r"(?:transition|animation)[^;}]*?([\d.]+)(ms|s)\b")


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("zhiping.css", 40 * KIB),
        ("zhiping.js", 24 * KIB),
        ("icons.svg", 10 * KIB),
        ("plans.css", 6 * KIB),
        ("grid.js", 16 * KIB),
    ],
)
def test_an_asset_stays_under_its_limit(name: str, most: int) -> None:
    assert len((STATIC / name).read_bytes()) < most


def test_nothing_moves_for_longer_than_150_ms() -> None:
    found = NUMBER.findall((STATIC / "zhiping.css").read_text(encoding="utf-8"))
    lasting = [float(figure) * (1000 if unit == "s" else 1) for figure, unit in found]
    assert lasting
    assert max(lasting) <= 150


@pytest.mark.parametrize("name", ["zhiping.css", "plans.css"])
def test_every_rule_names_classes_that_a_page_uses(name: str) -> None:
    css = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", (STATIC / name).read_text(encoding="utf-8"), flags=re.S)
    scripts = [STATIC / "zhiping.js", STATIC / "grid.js"]
    places = [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "app").rglob("*.py"), *scripts]
    used = "\n".join(path.read_text(encoding="utf-8") for path in places)
    documented = (PROJECT / "templates" / "layout" / "README.md").read_text(encoding="utf-8")
    built = {"icon-open", "icon-check", "icon-cross", "for-pass", "for-return", "for-reject"}
    built |= {f"width-{size}" for size in ("xs", "s", "m", "l")}
    names = set(re.findall(r"\.([a-z][\w-]*)", css)) - built
    assert [name for name in sorted(names) if not re.search(rf"(?<![\w-]){name}(?![\w-])", used + documented)] == []
