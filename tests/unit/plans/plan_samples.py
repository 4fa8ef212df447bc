"""The shipped pack, whole or with one place changed, held against the shipped catalog; no database."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from app.documents.yaml_files import FileFaults, read_yaml
from app.plans.packs import Document, read_document
from app.plans.rules import Catalog, CatalogRow, check_document
from config import PROJECT
from tests.helpers import plain_yaml

CATALOG = PROJECT / "seed" / "catalog"
SHANGYU = PROJECT / "seed" / "plans" / "shangyu-2023-engineering-junior-1.yaml"
TABLES = (
    "regions",
    "title_series",
    "professional_titles",
    "specialties",
    "contacts",
    "organisations",
    "review_committees",
)


@cache
def _rows(table: str) -> dict[str, CatalogRow]:
    rows: list[dict[str, Any]] = plain_yaml(CATALOG / f"{table}.yaml")
    return {row["code"]: CatalogRow(number, series=row.get("series", "")) for number, row in enumerate(rows, start=1)}


def shipped_catalog() -> Catalog:
    return {table: dict(_rows(table)) for table in TABLES}


def shangyu_text() -> str:
    return SHANGYU.read_text(encoding="utf-8")


def shangyu() -> Document:
    document, faults = read_document(plain_yaml(SHANGYU))
    assert faults == []
    return document


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first place replaced; a place that is not there is a mistake of the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def told(folder: Path, text: str, catalog: Catalog | None = None) -> list[str]:
    """What loading a pack of this text says, one `line: sentence` for each fault."""
    path = folder / "pack.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        file = read_yaml(path)
        document, faults = read_document(file.values)
        faults += check_document(document, catalog or shipped_catalog())
        raised = file.faults(faults)
    except FileFaults as problem:
        raised = problem
    return [line.removeprefix("pack.yaml:") for line in str(raised).splitlines()]
