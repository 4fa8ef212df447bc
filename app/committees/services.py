"""Committees: loaded from YAML, their scope written, their catalog imported as a sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog import queries as catalog
from app.catalog.models import ProfessionalTitle, Specialty
from app.catalog.services import load_table
from app.committees import queries
from app.committees.enums import CommitteeKind, CommitteeLevel
from app.committees.models import CommitteeSpecialty, CommitteeTitle, ReviewCommittee
from app.committees.rules import Change, Known, Row, changes_of, read_rows
from app.committees.rules.rows import LISTS, TABLES
from app.core.eligibility import RowError
from app.core.eligibility.parameters import text_value
from app.core.errors import Conflict, Invalid, Violation
from app.documents.sheet_files import SheetRow, read_xlsx
from app.documents.yaml_files import read_yaml
from app.documents.yaml_rows import read_list
from app.extensions import claim, db

MOST_ROWS = 2_000
PLAIN = ("code", "name", "filing_number", "filed_from", "filed_until", "active")
REFERENCES = ("series", "region", "office", "organisation")
STALE = "Somebody else changed the catalog since the preview. Please look at the preview again; nothing was imported."

Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Preview:
    """What a sheet would do to the catalog: a change for every row, or what is wrong with it (`field` “row.column”).

    `seen` tells the state of the catalog that it was compared with.
    """

    changes: Sequence[Change]
    faults: Sequence[Violation]
    known: Known
    seen: str

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def load_committees(folder: Path) -> int:
    """Add the committees of `review_committees.yaml` that are not there yet; the number added. See `load_table`.

    A row may list the codes of `titles_reviewed`, `titles_recommended` and `specialties`; without them its scope is
    not recorded. Raises FileFaults.
    """
    path = folder / f"{ReviewCommittee.__tablename__}.yaml"
    file = read_yaml(path)
    written = [row for row in file.values if isinstance(row, dict)] if isinstance(file.values, list) else []
    present = catalog.present(ReviewCommittee, "code", [str(row.get("code")) for row in written])
    added = load_table(path, ReviewCommittee, extra=LISTS)
    ids, made = queries.ids_of_scope(), catalog.ids_by_code(ReviewCommittee.__tablename__, [r["code"] for r in written])
    faults: list[Violation] = []
    for index, row in enumerate(written):
        scope = {name: _codes(f"{index}.{name}", row[name], ids[LISTS[name]], faults) for name in LISTS if name in row}
        if row["code"] not in present:
            db.session.add_all(_scope_rows(scope, ids, committee_id=made[row["code"]]))
    if faults:
        raise file.faults(faults)
    db.session.flush()
    return added


def save_scope(
    committee_id: int, seen_version: int, reviewed: Collection[int], recommended: Collection[int], specialties: Any
) -> ReviewCommittee:
    """Write what a committee judges, by ids of titles and specialties. Raises OutOfScope, Conflict."""
    one = queries.committee(committee_id)
    if not claim(one, seen_version):
        raise Conflict
    wanted = {(title, False) for title in reviewed} | {(title, True) for title in recommended}
    kept = {(row.title_id, row.recommended): row for row in one.titles}
    one.titles = [
        kept.get(key) or CommitteeTitle(title_id=key[0], recommended=key[1]) for key in sorted(wanted, key=_by_kind)
    ]
    covered = {row.specialty_id: row for row in one.specialties}
    one.specialties = [covered.get(key) or CommitteeSpecialty(specialty_id=key) for key in sorted(set(specialties))]
    db.session.flush()
    return one


def preview(content: bytes, headings: Mapping[str, str], words: Words) -> Preview:
    """What a workbook would do to the catalog. Raises Refused for what cannot be read, TooLarge."""
    known = _known(read := read_xlsx(content, MOST_ROWS), headings, words)
    rows, faults = read_rows([(row.number, row.cells) for row in read], known)
    changes = [] if faults else changes_of(rows, known)
    return Preview(changes, faults, known, queries.fingerprint(known.committees))


def import_catalog(content: bytes, seen: str, headings: Mapping[str, str], words: Words) -> Preview:
    """Carry out what `preview` showed, all of it or nothing; committees that the sheet does not name stay.

    Raises Invalid with everything that is wrong, Conflict where the catalog is no longer what was `seen`.
    """
    found = preview(content, headings, words)
    if found.seen != seen:
        raise Conflict(STALE)
    if found.faults:
        raise Invalid(found.faults)
    stored = {one.code: one for one in queries.all_committees()}
    ids = {**queries.ids_of_scope(), **_reference_ids(found.changes)}
    for change in found.changes:
        if change.kind == "NEW":
            one = ReviewCommittee()
            db.session.add(one)
        elif change.kind == "CHANGED":
            one = stored[change.row["code"]]
            if not claim(one, one.version):
                raise Conflict(STALE)
        else:
            continue
        _write(one, change.row, ids)
    db.session.flush()
    return found


def _known(rows: Sequence[SheetRow], headings: Mapping[str, str], words: Words) -> Known:
    committees = queries.all_committees()
    texts = {str(cell).strip() for row in rows for cell in row.cells if isinstance(cell, str | int)}
    tables = queries.named_tables(committees, sorted(texts))
    return Known(tables, {one.code: queries.state(one) for one in committees}, headings, words)


def _reference_ids(changes: Sequence[Change]) -> dict[str, dict[str, int]]:
    tables = {"series": "title_series", "regions": "regions", "organisations": "organisations"}
    codes: dict[str, set[str]] = {name: set() for name in tables}
    for change in changes:
        for key in REFERENCES:
            codes[TABLES[key]].add(change.row[key])
    return {name: catalog.ids_by_code(table, codes[name]) for name, table in tables.items()}


def _write(one: ReviewCommittee, row: Row, ids: Mapping[str, Mapping[str, int]]) -> None:
    for key in PLAIN:
        setattr(one, key, row[key])
    one.level, one.kind = CommitteeLevel[row["level"]], CommitteeKind[row["kind"]]
    for key in REFERENCES:
        setattr(one, f"{key}_id", ids[TABLES[key]][row[key]] if row[key] else None)
    kept = {(part.title_id, part.recommended): part for part in one.titles}
    covered = {part.specialty_id: part for part in one.specialties}
    fresh = _scope_rows(row, ids)
    one.titles = [kept.get((r.title_id, r.recommended)) or r for r in fresh if isinstance(r, CommitteeTitle)]
    one.specialties = [covered.get(r.specialty_id) or r for r in fresh if isinstance(r, CommitteeSpecialty)]


def _scope_rows(
    scope: Mapping[str, Any], ids: Mapping[str, Mapping[str, int]], **columns: int
) -> list[CommitteeTitle | CommitteeSpecialty]:
    """Rows of a scope that is written in codes, in the order of the catalog."""
    rows: list[CommitteeTitle | CommitteeSpecialty] = []
    for name, recommended in (("titles_reviewed", False), ("titles_recommended", True)):
        found = sorted(ids["titles"][code] for code in scope.get(name, ()))
        rows += [CommitteeTitle(title_id=title, recommended=recommended, **columns) for title in found]
    found = sorted(ids["specialties"][code] for code in scope.get("specialties", ()))
    return [*rows, *(CommitteeSpecialty(specialty_id=specialty, **columns) for specialty in found)]


def _codes(field: str, value: Any, known: Mapping[str, int], faults: list[Violation]) -> list[str]:
    """The codes of a list that a person wrote; what is wrong with it is added to `faults`."""
    try:
        codes = read_list(text_value)(field, value)
    except RowError as problem:
        faults.append(Violation(problem.field, problem.message, problem.params))
        return []
    message = "There is no %(code)s in %(table)s; load it first, or write the code of a row that is there."
    for place, code in enumerate(codes):
        if code not in known:
            table = (Specialty if field.endswith("specialties") else ProfessionalTitle).__tablename__
            faults.append(Violation(f"{field}.{place}", message, {"code": code, "table": table}))
    return [code for code in dict.fromkeys(codes) if code in known]


def _by_kind(key: tuple[int, bool]) -> tuple[bool, int]:
    return key[1], key[0]
