"""Packs as files, checked before anybody imports them: `flask plan check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import Violation
from app.documents.yaml_files import FileFaults, YamlFile, read_yaml
from app.plans import queries
from app.plans.packs import Document, read_document
from app.plans.rules import Catalog, CatalogRow, completed, inheriting, office_faults, warn_of
from app.plans.services.drafts import checked_pack, parent_code

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Checked:
    """What is wrong with one file; the `field` of each violation is `file:line`."""

    name: str
    errors: Sequence[Violation] = field(default_factory=tuple)
    warnings: Sequence[Violation] = field(default_factory=tuple)


def check_files(paths: Sequence[Path]) -> Iterator[Checked]:
    """Check each file. A parent is looked for among the files, then in their folders, then in the database.

    Employers and their offices are no matter of a file: they are asked when a plan is about to be published.
    """
    shelf = _Shelf(paths)
    catalog = queries.catalog()
    for path in paths:
        try:
            file = read_yaml(path)
            parent = shelf.whole(parent_code(file), (_code(file),))
            pack = checked_pack(file, parent, shelf.catalog(catalog))
        except FileFaults as problem:
            yield Checked(path.name, problem.violations)
            continue
        whole = inheriting(pack.document, parent) if parent else pack.document
        _errors, elsewhere = office_faults(whole, catalog)
        yield Checked(path.name, (), file.faults([*warn_of(whole, catalog), *elsewhere]).violations)


class _Shelf:
    """Files by the code of their plan; those of the command go before others of the same folder."""

    def __init__(self, paths: Sequence[Path]) -> None:
        beside = sorted(one for path in paths for one in path.parent.iterdir() if one.suffix in SUFFIXES)
        self._files: dict[str, YamlFile] = {}
        for path in dict.fromkeys((*paths, *beside)):
            try:
                file = read_yaml(path)
            except (FileFaults, OSError):
                continue
            if code := _code(file):
                self._files.setdefault(code, file)

    def whole(self, code: str, seen: tuple[str, ...] = ()) -> Document | None:
        """The plan with this code together with what it takes from its own parents; None where there is none."""
        if not code or code in seen:
            return None
        file = self._files.get(code)
        if file is None:
            return queries.whole_document(code)
        parent = self.whole(parent_code(file), (*seen, code))
        document, faults = read_document(completed(file.values, parent) if parent else file.values)
        if faults:
            raise file.faults(faults)
        return inheriting(document, parent) if parent else document

    def catalog(self, catalog: Catalog) -> Catalog:
        """The catalog with the plans of the files."""
        plans = {code: CatalogRow(0) for code in self._files}
        return {**catalog, "review_plans": {**plans, **catalog["review_plans"]}}


def _code(file: YamlFile) -> str:
    code = file.values.get("code") if isinstance(file.values, dict) else None
    return code if isinstance(code, str) else ""
