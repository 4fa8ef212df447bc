"""Every link of the documentation leads somewhere, and every picture is in use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import PROJECT

PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("templates/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PATH = re.compile(r"`((?:app|docs|migrations|seed|templates|tests)/[\w./-]*|[\w-]+\.(?:py|toml))`")
MOST_BYTES = 120_000


def links(page: Path) -> list[str]:
    return LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """Anchors of headings as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_internal_link_resolves(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _hash, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_picture_is_named_and_small_and_every_name_is_a_picture() -> None:
    from docs.pictures import PICTURES

    named = {
        (page.parent / link).resolve() for page in PAGES for link in links(page) if link.endswith((".png", ".svg"))
    }
    kept = set((PROJECT / "docs" / "images").iterdir())
    assert kept == named
    assert {path.stem for path in kept} == {picture.name for picture in PICTURES}
    assert [path.name for path in kept if path.stat().st_size > MOST_BYTES] == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_the_map_of_the_house_names_is_there(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    for path in PATH.findall(text):
        found = (
            (PROJECT / path).exists() or any(PROJECT.glob(f"app/**/{path}")) or any(PROJECT.glob(f"tests/**/{path}"))
        )
        assert found, path


def test_every_kind_of_user_has_a_guide() -> None:
    kinds = ("applicant", "auditor", "catalog-editor", "employer", "plan-administrator", "server-operator")
    assert sorted(page.stem for page in (PROJECT / "docs" / "guides").glob("*.md")) == list(kinds)
