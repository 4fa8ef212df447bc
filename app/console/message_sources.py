"""Which messages the program's own source and templates use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

CALLS = {"_": 0, "gettext": 0, "lazy_gettext": 0, "translate": 0, "Violation": 1}
PLURALS = ("ngettext", "lazy_ngettext")
ERRORS = "DomainError"
LABELS = "LABELS"
SENTENCE = re.compile(r"[A-Z“][\w’']* .*[^\W\d_].*|.*%\(\w+\)[sd].*", re.DOTALL)
# Names of constraints, of fonts, and what SQLite says.
NOT_FOR_READERS = re.compile(r"(ix|uq|ck|fk|pk)_%|(Noto|Source Han) (Sans|Serif) (CJK )?SC|NOT NULL|FOREIGN KEY")
API_MODULE = re.compile(r"api(_\w+)?")

Message = str | tuple[str, str]


def used_messages(app: Path, templates: Path) -> Iterator[Message]:
    """Every message in Python modules below `app` and in HTML, text and XML templates below `templates`.

    One with a plural is the pair of both forms.

    Found are the arguments of gettext calls and of `Violation`, the first argument and the `message` of every
    DomainError, and the words of tables whose name ends in LABELS.
    """
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(app.rglob("*.py"))]
    errors = _error_classes(trees)
    for tree in trees:
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in PLURALS:
                one, many = (next(_literals(form, constants)) for form in node.args[:2])
                yield one, many
            for expression in _wording(node, errors):
                yield from _literals(expression, constants)
    environment: Any = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in sorted(templates.rglob("*")):
        if path.suffix in (".html", ".txt", ".xml"):
            for _line, function, message in environment.extract_translations(path.read_text(encoding="utf-8")):
                yield from _texts(function, message)


def sentences(app: Path) -> Iterator[str]:
    """Texts below `app` that read like sentences and stand neither in a docstring nor in an error for programmers.

    What a person reads may reach its gettext call through variables and tables that `used_messages` does not follow.
    What the API's modules say of themselves is the OpenAPI document's English.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(app.rglob("*.py"))}
    errors = _error_classes(list(trees.values()))
    for path, tree in trees.items():
        if API_MODULE.fullmatch(path.stem):
            continue
        silent = {id(part) for node in ast.walk(tree) for part in _silent(node, errors)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                text = node.value
                if SENTENCE.fullmatch(text) and not NOT_FOR_READERS.match(text):
                    yield text


def assembled_messages(app: Path) -> Iterator[str]:
    """Places ("file:line") where a gettext call is given a text put together at run time, which no catalogue holds."""
    for path in sorted(app.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in (*CALLS, *PLURALS):
                position = CALLS.get(_name(node.func), 0)
                if any(isinstance(part, (ast.JoinedStr, ast.BinOp)) for part in node.args[position : position + 1]):
                    yield f"{path.relative_to(app)}:{node.lineno}"


def _silent(node: ast.AST, errors: set[str]) -> Iterator[ast.AST]:
    """Texts below the node that nobody reads on a page: docstrings, parts of f-strings, help of the command line,
    errors and log lines for programmers."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc.func) not in errors:
        yield from node.exc.args
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.keyword) and node.arg == "help":
        yield node.value
    elif isinstance(node, ast.Call) and _name(node.func) in ("info", "warning", "error", "exception", "debug"):
        yield from node.args[:1]


def _error_classes(trees: list[ast.Module]) -> set[str]:
    """Names of DomainError and of all classes that derive from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {ERRORS}
    while True:
        more = {node.name for node in classes if any(_name(base) in names for base in node.bases)} - names
        if not more:
            return names
        names |= more


def _constants(tree: ast.Module) -> dict[str, str]:
    """Texts that the module gives a name."""
    return {
        _name(statement.targets[0]): statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    }


def _wording(node: ast.AST, errors: set[str]) -> Iterator[ast.expr]:
    """Expressions below the node that stand where a message stands."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        position = 0 if name in errors else CALLS.get(name)
        if position is not None:
            yield from node.args[position : position + 1]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "message")
    elif isinstance(node, ast.ClassDef) and node.name in errors:
        for statement in node.body:
            if isinstance(statement, ast.Assign) and any(_name(target) == "message" for target in statement.targets):
                yield statement.value
    elif isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_name(target).endswith(LABELS) for target in targets):
            yield from node.value.values


def _literals(node: ast.expr, constants: Mapping[str, str]) -> Iterator[str]:
    """Texts that the expression can be: itself, what its name stands for, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, constants)
        yield from _literals(node.orelse, constants)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _texts(function: str, message: str | tuple[str | None, ...] | None) -> Iterator[Message]:
    """What a template asks for."""
    forms = message if isinstance(message, tuple) else (message,)
    if function in PLURALS:
        yield str(forms[0]), str(forms[1])
    elif forms[0]:
        yield forms[0]
