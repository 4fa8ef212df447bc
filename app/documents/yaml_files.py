"""YAML files that people write: read with their line numbers, refused with all their faults, written readably."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from app.core.errors import Invalid, Violation

WIDTH = 118
_PLAIN_TAGS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


class FileFaults(Invalid):
    """Everything wrong with one file; the `field` of each violation is `file:line`, in the order of the lines."""

    message = "The file cannot be used as it is."

    def __str__(self) -> str:
        return "\n".join(f"{fault.field}: {fault.message % fault.params}" for fault in self.violations)


@dataclass(frozen=True)
class YamlFile:
    """A file's plain values. `lines` gives the line of every value by its dotted path ("paths.3.clause", from 0)."""

    name: str
    values: Any
    lines: Mapping[str, int]

    def line(self, field: str) -> int:
        """The line of a value, or of the nearest value around it where it is missing."""
        while field not in self.lines:
            field = field.rpartition(".")[0]
        return self.lines[field]

    def faults(self, violations: Iterable[Violation]) -> FileFaults:
        """The violations of the file's values (`field` a dotted path) as faults of its lines."""
        placed = sorted(((self.line(one.field), one) for one in violations), key=lambda pair: pair[0])
        return FileFaults([Violation(f"{self.name}:{line}", one.message, one.params) for line, one in placed])


def read_yaml(path: Path) -> YamlFile:
    """Read one file in UTF-8; see `parse_yaml`."""
    return parse_yaml(path.read_bytes(), path.name)


def parse_yaml(content: bytes, name: str) -> YamlFile:
    """Read the content of a file of this name, in UTF-8.

    Raises FileFaults: wrong syntax, keys written twice, aliases, values YAML cannot read.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        fault = Violation(f"{name}:1", "The file is not text in UTF-8; save it in that encoding.")
        raise FileFaults([fault]) from problem
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
    except ReaderError as problem:
        line = text.count("\n", 0, problem.position) + 1
        raise FileFaults([_syntax(name, line, problem.reason)]) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        fault = _syntax(name, mark.line + 1 if mark else 1, problem.problem or problem.context or "")
        raise FileFaults([fault]) from problem
    except RecursionError as problem:
        fault = Violation(f"{name}:1", "Lists stand within lists too often to be read; write fewer brackets.")
        raise FileFaults([fault]) from problem
    reader = _Reader(loader, name)
    values = reader.value(node, "", node.start_mark.line + 1) if node else None
    if reader.faults:
        raise FileFaults(reader.faults)
    return YamlFile(name, values, {"": 1, **reader.lines})


def write_yaml(values: Any) -> str:
    """The values as people like to read them: keys in their order, Chinese as it is, long texts as blocks."""
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def _syntax(name: str, line: int, problem: str) -> Violation:
    return Violation(f"{name}:{line}", "The file cannot be read as YAML: %(problem)s.", {"problem": problem})


class _Reader:
    """From YAML nodes to plain values; what is wrong on the way is collected."""

    def __init__(self, loader: yaml.SafeLoader, name: str) -> None:
        self._loader = loader
        self._name = name
        self._seen: set[int] = set()
        self.lines: dict[str, int] = {}
        self.faults: list[Violation] = []

    def value(self, node: yaml.Node, path: str, line: int) -> Any:
        self.lines[path] = line
        place = f"{self._name}:{line}"
        if id(node) in self._seen:
            self.faults.append(Violation(place, "Aliases are not read here; write the value out."))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if node.tag not in _PLAIN_TAGS:
            message = "The tag %(tag)s is not read here; write plain values."
            self.faults.append(Violation(place, message, {"tag": node.tag}))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        items = enumerate(node.value)
        return [self.value(item, _join(path, index), item.start_mark.line + 1) for index, item in items]

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, key = key_node.start_mark.line + 1, key_node.value
            place = f"{self._name}:{line}"
            if key_node.tag != "tag:yaml.org,2002:str":
                message = "%(key)s is not a key; write keys as text."
                self.faults.append(Violation(place, message, {"key": str(key)}))
            elif key in values:
                self.faults.append(Violation(place, "The key %(key)s is written twice; keep one.", {"key": key}))
            else:
                values[key] = self.value(value_node, _join(path, key), line)
        return values

    def _scalar(self, node: yaml.ScalarNode, place: str) -> Any:
        try:
            return self._loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            message = (
                "%(value)s cannot be read; write a date as 2023-06-30, and text that looks like a value in quotes."
            )
            self.faults.append(Violation(place, message, {"value": node.value}))
            return None


def _join(path: str, key: str | int) -> str:
    return f"{path}.{key}" if path else str(key)


class _Dumper(yaml.SafeDumper):
    """Lists stand below their key with an indent; texts of several lines are blocks; short lists stay on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _write_text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    # YAML reads these as line ends unless they are written as escapes.
    if any(character in text for character in "\r\x85\u2028\u2029\ufeff"):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_list(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    short = all(isinstance(item, str | int) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
