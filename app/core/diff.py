"""What changed between two frozen versions of a submission, for the auditor who saw the earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One difference; None stands for what is absent. An entry added or removed is one whole change.

    section  top-level key of the submission
    path     the way down inside it: keys of mappings; for an entry of a list its "id", or its position from 0
    """

    section: str
    path: Path
    before: Any
    after: Any


def changed_sections(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Differences between two submissions, in the order of `before`, then what only `after` has.

    Lists of mappings are compared entry by entry, by "id" where every entry has its own (order alone is
    then no change), else by position; any other list is one value. Absent and None are the same.
    """
    return [
        Change(section, path, old, new)
        for section in _keys(before, after)
        for path, old, new in _compare((), before.get(section), after.get(section))
    ]


def _compare(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare_keys(path, before, after)
    elif _is_entries(before) and _is_entries(after):
        yield from _compare_keys(path, *_entries(before, after))
    elif not _same(before, after):
        yield path, before, after


def _compare_keys(path: Path, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[Path, Any, Any]]:
    for key in _keys(before, after):
        yield from _compare((*path, key), before.get(key), after.get(key))


def _keys(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    return list(dict.fromkeys([*before, *after]))


def _is_entries(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value)


def _entries(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[dict[Any, Mapping[str, Any]], dict[Any, Mapping[str, Any]]]:
    """Both lists keyed the same way: by id when that names every entry of both, else by position."""
    if _has_ids(before) and _has_ids(after):
        return {item["id"]: item for item in before}, {item["id"]: item for item in after}
    return dict(enumerate(before)), dict(enumerate(after))


def _has_ids(entries: Sequence[Mapping[str, Any]]) -> bool:
    ids = [item.get("id") for item in entries]
    return all(isinstance(name, str | int) for name in ids) and len(set(ids)) == len(ids)


def _same(before: Any, after: Any) -> bool:
    """Equal as JSON: True is not 1."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)
