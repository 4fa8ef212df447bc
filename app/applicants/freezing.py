"""A person's record as plain JSON: what a submission freezes, what an employer audits, what is compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from app.applicants.models import Applicant, TitleHeld
from app.applicants.tabs import TABS, RowList, Tab
from app.files.models import StoredFile

REGIONS = ("insurance_region_id", "file_region_id", "labour_region_id")
NOT_FROZEN = frozenset({"applicant_id", "employer_id", "proof_id", "region_id"})
PERSON = "person"
# Lists that frozen versions call otherwise than the person's record does.
KEYS: Mapping[str, str] = {"titles_held": "titles"}


def frozen_key(name: str) -> str:
    """What a frozen version calls a list of the record."""
    return KEYS.get(name, name)


def record_lists() -> Iterator[tuple[str, RowList]]:
    """Every list of the record with its key in a frozen version, in the order of the tabs."""
    return ((frozen_key(one.name), one) for tab in TABS.values() for one in tab.lists)


def frozen_keys(tab: Tab) -> list[str]:
    """What a frozen version calls the lists of one tab."""
    return [frozen_key(one.name) for one in tab.lists]


def person_content(person: Applicant) -> dict[str, Any]:
    """The whole record: `person` with its columns, and each list under its key."""
    return {
        PERSON: plain_json({**columns_of(person, {"version", *REGIONS}), **_region_names(person)}),
        **{key: [row_content(row, person) for row in getattr(person, one.name)] for key, one in record_lists()},
    }


def tab_content(person: Applicant, tab: Tab) -> dict[str, Any]:
    """The part of the record that one tab shows; the identity number is masked, since this is kept in the log."""
    shown = {name: _shown(person, name) for name in tab.columns}
    lists = {frozen_key(one.name): [row_content(row, person) for row in getattr(person, one.name)] for one in tab.lists}
    return {**({PERSON: plain_json(shown)} if shown else {}), **lists}


def row_content(row: Any, person: Applicant) -> dict[str, Any]:
    """One row of a list. A title says since when the person is appointed to it; a proof is named by its SHA-256."""
    values = columns_of(row)
    if hasattr(row, "region"):
        values["region"] = row.region.name
    if hasattr(row, "proof"):
        proof = file_content(row.proof)
        values["proof"] = {**proof, "media_type": row.proof.media_type} if proof else None
    if isinstance(row, TitleHeld):
        values["appointed_on"] = min((one.started_on for one in person.letters_to(row.title_code)), default=None)
    plain: dict[str, Any] = plain_json(values)
    return plain


def columns_of(row: Any, exclude: set[str] | None = None) -> dict[str, Any]:
    """A row's own columns by name, without whose it is."""
    hidden = NOT_FROZEN | (exclude or set())
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs if column.key not in hidden}


def file_content(file: StoredFile | None) -> dict[str, Any] | None:
    """What names a stored file."""
    if file is None:
        return None
    return {"id": file.id, "sha256": file.sha256, "name": file.original_name, "size": file.size_bytes}


def plain_json(value: Any) -> Any:
    """JSON data: enum members by their names, days in ISO form. Raises TypeError for what cannot be frozen."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.name
        case str():
            return str(value)
        case dt.datetime() | dt.date():
            return value.isoformat()
        case dict():
            return {str(key): plain_json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain_json(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def _shown(person: Applicant, name: str) -> Any:
    if name == "identity_number":
        return person.masked_identity_number
    value = getattr(person, name)
    return str(value) if hasattr(value, "__mapper__") else value


def _region_names(person: Applicant) -> dict[str, str]:
    regions = {name.removesuffix("_id"): getattr(person, name.removesuffix("_id")) for name in REGIONS}
    return {name: region.name if region else "" for name, region in regions.items()}
