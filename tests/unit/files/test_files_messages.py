"""Every message about content has its Chinese, with the same parameters."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
with (ROOT / "app/translations/parts/files.po").open("rb") as part:
    CHINESE = {message.id: message.string for message in read_po(part) if message.id}


def sentences(path):
    """String literals that are whole sentences, docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and id(node) not in statements
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z].* .*\.", node.value)
    }


MODULES = ("store", "pdf", "images", "corrections", "sniff")
SPOKEN = set().union(*(sentences(ROOT / f"app/files/{module}.py") for module in MODULES))


def parameters(text):
    return sorted(re.findall(r"%\((\w+)\)s", text))


def test_every_message_has_its_chinese_and_no_chinese_is_left_over():
    assert len(SPOKEN) == 23
    assert set(CHINESE) == SPOKEN
    assert all(CHINESE.values())


def test_every_chinese_message_names_the_same_parameters():
    assert [message for message in SPOKEN if parameters(message) != parameters(CHINESE[message])] == []
