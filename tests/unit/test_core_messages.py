"""Every violation that a core rule can name has its Chinese, with the same parameters."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
with (ROOT / "app/translations/parts/core.po").open("rb") as part:
    CHINESE = {message.id: message.string for message in read_po(part) if message.id}


def told_by(module):
    """Message literals of every Violation(...) in a core module."""
    tree = ast.parse((ROOT / f"app/core/{module}.py").read_text(encoding="utf-8"))
    return [
        call.args[1].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Violation"
    ]


def parameters(text):
    return sorted(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize(("module", "count"), [("identity", 9), ("photo", 7)])
def test_every_violation_has_its_chinese_with_the_same_parameters(module, count):
    told = told_by(module)
    assert len(told) == count
    assert [message for message in told if message not in CHINESE] == []
    assert [message for message in told if parameters(message) != parameters(CHINESE[message])] == []


def test_the_part_holds_no_message_that_nobody_uses():
    used = set(told_by("identity")) | set(told_by("photo"))
    assert set(CHINESE) - used == set()
