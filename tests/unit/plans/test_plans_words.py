"""Every sentence that plans and packs tell has its Chinese, and every name its label."""

import ast

import pytest
from babel.messages.pofile import read_po

import app.models  # noqa: F401
from app.console.translations import merged_catalog
from app.plans.enums import ApplicationMode, AssessmentMethod, DeadlineKind, FeeKind, PaperSize, PlanStatus, WizardStep
from app.plans.labels import (
    DEADLINE_LABELS,
    FEE_LABELS,
    METHOD_LABELS,
    MODE_LABELS,
    PAPER_LABELS,
    SECTION_LABELS,
    STATUS_LABELS,
    STEP_LABELS,
)
from app.plans.packs import SECTIONS, STAGES
from config import PROJECT

SOURCES = [
    *sorted((PROJECT / "app/plans").glob("*.py")),
    *sorted((PROJECT / "app/plans/queries").glob("*.py")),
    *sorted((PROJECT / "app/plans/rules").glob("*.py")),
    *sorted((PROJECT / "app/plans/services").glob("*.py")),
    PROJECT / "app/documents/yaml_files.py",
    PROJECT / "app/documents/yaml_rows.py",
    PROJECT / "app/catalog/services.py",
]
TOLD_AT = {"Violation": 1, "RowError": 1, "Refused": 0, "Conflict": 0, "_": 0, "gettext": 0}


def told():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield from (one for one in node.args[TOLD_AT.get(name, 99) :][:1])
            elif isinstance(node, ast.Assign) and [getattr(one, "id", "") for one in node.targets] == ["message"]:
                yield node.value


def sentences():
    return {node.value for node in told() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_sentence_has_its_chinese():
    catalog = merged_catalog()
    assert len(sentences()) > 80
    assert [
        sentence for sentence in sorted(sentences()) if not (catalog.get(sentence) and catalog[sentence].string)
    ] == []


def test_the_part_holds_no_sentence_that_nobody_tells():
    with (PROJECT / "app/translations/parts/plans.po").open("rb") as part:
        written = {message.id for message in read_po(part) if message.id}
    assert sorted(written - sentences()) == []


@pytest.mark.parametrize(
    ("labels", "members"),
    [
        (STATUS_LABELS, PlanStatus),
        (MODE_LABELS, ApplicationMode),
        (STEP_LABELS, WizardStep),
        (FEE_LABELS, FeeKind),
        (METHOD_LABELS, AssessmentMethod),
        (DEADLINE_LABELS, DeadlineKind),
        (PAPER_LABELS, PaperSize),
    ],
)
def test_every_member_has_a_label(labels, members):
    assert list(labels) == list(members)


def test_every_list_of_a_plan_has_a_label():
    assert list(SECTION_LABELS) == [*(section.name for section in SECTIONS), STAGES.name]
