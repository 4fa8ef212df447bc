"""The template of an import as data: its columns and limits (R-255)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.documents.yaml_files import read_yaml
from config import PROJECT

PATH = PROJECT / "seed" / "catalog" / "hours_template.yaml"


@dataclass(frozen=True)
class Template:
    """`columns` are headers by key, in their order; limits count whole years and whole hours."""

    title: str
    columns: Mapping[str, str]
    optional: frozenset[str]
    latest_years: int
    most_hours_in_a_row: int
    most_hours_in_a_year: int


@cache
def template() -> Template:
    """The template that this installation ships. Raises FileFaults where its file cannot be read."""
    values = read_yaml(PATH).values
    return Template(
        values["title"],
        {column["key"]: column["header"] for column in values["columns"]},
        frozenset(values["optional"]),
        **values["limits"],
    )
