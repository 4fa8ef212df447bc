"""Every word of the workflow has its Chinese."""

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.core import workflow
from app.core.workflow import vocabulary

PACKAGE = Path(workflow.__file__).parent
PART = PACKAGE.parents[1] / "translations" / "parts" / "workflow.po"
LABELS = {
    vocabulary.StageKind: vocabulary.STAGE_KIND_LABELS,
    vocabulary.HolderKind: vocabulary.HOLDER_KIND_LABELS,
    vocabulary.Decision: vocabulary.DECISION_LABELS,
    vocabulary.Status: vocabulary.STATUS_LABELS,
    vocabulary.Gate: vocabulary.GATE_LABELS,
    vocabulary.ReturnTo: vocabulary.RETURN_TO_LABELS,
    vocabulary.ResumeAt: vocabulary.RESUME_AT_LABELS,
    vocabulary.StepStatus: vocabulary.STEP_STATUS_LABELS,
}


def messages():
    """Sentences in the code of the machine and the checks, docstrings apart."""
    for name in ("machine.py", "validation.py"):
        tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in docstrings and str(node.value).endswith("."):
                yield node.value


@pytest.mark.parametrize("kind", LABELS)
def test_every_member_has_a_label(kind):
    assert list(LABELS[kind]) == list(kind)


def test_the_chinese_part_holds_exactly_the_words_in_use():
    with PART.open("rb") as file:
        chinese = {message.id: message.string for message in read_po(file) if message.id}
    used = {label for labels in LABELS.values() for label in labels.values()} | set(messages())
    assert set(chinese) == used
    assert all(chinese.values())


def test_the_statuses_are_either_open_or_closed():
    assert set(vocabulary.Status) == vocabulary.OPEN_STATUSES | vocabulary.CLOSED_STATUSES
    assert not vocabulary.OPEN_STATUSES & vocabulary.CLOSED_STATUSES
    assert vocabulary.WITH_APPLICANT < vocabulary.OPEN_STATUSES
