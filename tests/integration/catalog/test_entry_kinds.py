"""Kinds of achievements and their fields on the catalog editor's screens, and out of the shipped file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.archives.enums import FieldType, PrintedAs
from app.archives.models import EntryField, EntryKind
from app.core.actor import Role
from tests.helpers import Browser
from tests.integration.applicants.wizard import words

KINDS, FIELDS = "/catalog/entry-kinds", "/catalog/entry-fields"
SHIPPED = [
    "project",
    "paper",
    "book",
    "patent",
    "standard",
    "award",
    "technical-report",
    "decision-advice",
    "transfer",
    "training",
    "other",
]


def a_kind(**changes: Any) -> EntryKind:
    return EntryKind(**{"code": "craft", "name": "工艺作品", "position": 120, **changes})


def a_field(kind_id: int, **changes: Any) -> dict[str, str]:
    """A field as its form posts it."""
    return {
        "kind": str(kind_id),
        "label": "作品编号",
        "key": "number",
        "type": "TEXT",
        "choices": "",
        "hint": "",
        "position": "1",
        "active": "y",
        **changes,
    }


@pytest.fixture
def kind_id(store: Any) -> int:
    (found,) = store(a_kind())
    return int(found)


def used(store: Any, kind_id: int) -> None:
    """An entry of the kind in somebody's archive."""
    import datetime as dt

    from app.applicants.enums import Sex
    from app.applicants.models import Applicant
    from app.archives.enums import PersonalRole
    from app.archives.models import ArchiveEntry

    (person,) = store(
        Applicant(name="李丽", identity_number="330604199001011228", sex=Sex.FEMALE, birth_date=dt.date(1990, 1, 1))
    )
    store(
        ArchiveEntry(
            applicant_id=person,
            kind_id=kind_id,
            title="瓷瓶",
            started_on=dt.date(2020, 1, 1),
            role=PersonalRole.SOLE,
            details={"number": "甲1"},
        )
    )


def test_an_editor_adds_a_kind_and_its_fields_without_code(editor: Browser, read: Any) -> None:
    data = {
        "code": "craft",
        "name": "工艺作品",
        "hint": "",
        "printed_as": "PERFORMANCE",
        "position": "120",
        "active": "y",
    }
    assert editor.post(f"{KINDS}/add", data=data).status_code == 303
    (kind,) = read(EntryKind)
    assert (kind.code, kind.printed_as, kind.active) == ("craft", PrintedAs.PERFORMANCE, True)
    assert editor.post(f"{FIELDS}/add", data=a_field(kind.id, is_number="y")).status_code == 303
    choice = a_field(kind.id, key="level", label="级别", type="CHOICE", choices="国家级\n省级", position="2")
    assert editor.post(f"{FIELDS}/add", data=choice).status_code == 303
    assert [(one.key, one.type, one.is_number) for one in read(EntryField)] == [
        ("number", FieldType.TEXT, True),
        ("level", FieldType.CHOICE, False),
    ]
    page = words(editor.get(f"{KINDS}/show/{kind.id}"))
    assert "作品编号" in page
    assert "级别" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"key": "编号"}, "标识以小写字母开头"),
        ({"type": "CHOICE"}, "请至少填写两个选项"),
        ({"choices": "甲\n乙"}, "只有“选项”类型的字段才有可选项"),
        ({"type": "DATE", "is_number": "y"}, "唯一编号须为“文字”类型的字段"),
        ({"kind": "999"}, "从列表中选择"),
    ],
)
def test_a_field_that_is_none_is_told_at_its_place(
    editor: Browser, read: Any, kind_id: int, changes: dict[str, str], told: str
) -> None:
    answer = editor.post(f"{FIELDS}/add", data=a_field(kind_id, **changes))
    assert answer.status_code == 200
    assert told in words(answer)
    assert read(EntryField) == []


def test_a_kind_has_one_identifying_number_and_a_key_once(editor: Browser, read: Any, kind_id: int) -> None:
    editor.post(f"{FIELDS}/add", data=a_field(kind_id, is_number="y"))
    second = editor.post(f"{FIELDS}/add", data=a_field(kind_id, key="other", is_number="y"))
    assert "该类别已有唯一编号字段" in words(second)
    assert editor.post(f"{FIELDS}/add", data=a_field(kind_id)).status_code == 200
    assert len(read(EntryField)) == 1


def test_of_a_field_in_use_the_label_changes_and_key_and_type_do_not(
    editor: Browser, store: Any, read: Any, kind_id: int
) -> None:
    (field_id,) = store(EntryField(kind_id=kind_id, key="number", label="编号", type=FieldType.TEXT, is_number=True))
    used(store, kind_id)
    data = a_field(kind_id, label="作品登记号", key="changed", type="NUMBER", required="y")
    assert editor.post(f"{FIELDS}/edit/{field_id}", data=data).status_code == 303
    (field,) = read(EntryField)
    assert (field.label, field.required) == ("作品登记号", True)
    assert (field.key, field.type, field.is_number) == ("number", FieldType.TEXT, True)
    answer = editor.post(f"{FIELDS}/delete/{field_id}")
    assert answer.status_code == 400
    assert "请改为停用" in words(answer)
    assert editor.post(f"{FIELDS}/edit/{field_id}", data={**data, "active": ""}).status_code == 303
    assert read(EntryField)[0].active is False


def test_a_field_that_nobody_uses_is_deleted(editor: Browser, store: Any, read: Any, kind_id: int) -> None:
    (field_id,) = store(EntryField(kind_id=kind_id, key="number", label="编号", type=FieldType.TEXT))
    assert editor.post(f"{FIELDS}/delete/{field_id}").status_code == 303
    assert read(EntryField) == []


def test_a_kind_in_use_is_switched_off_and_never_deleted(editor: Browser, store: Any, read: Any, kind_id: int) -> None:
    used(store, kind_id)
    answer = editor.post(f"{KINDS}/delete/{kind_id}")
    assert answer.status_code == 400
    data = {"name": "工艺美术作品", "hint": "", "printed_as": "PUBLICATION", "position": "1"}
    assert editor.post(f"{KINDS}/edit/{kind_id}", data={**data, "code": "changed"}).status_code == 303
    (kind,) = read(EntryKind)
    assert (kind.code, kind.name, kind.active) == ("craft", "工艺美术作品", False)


@pytest.mark.parametrize("role", [Role.PLAN_ADMINISTRATOR, Role.EMPLOYER_OPERATOR, Role.APPLICANT])
def test_nobody_else_changes_kinds(visitor_as: Any, read: Any, kind_id: int, role: Role) -> None:
    browser = visitor_as(role)
    assert browser.post(f"{KINDS}/edit/{kind_id}", data={"name": "改名"}).status_code == 403
    assert browser.post(f"{FIELDS}/add", data=a_field(kind_id)).status_code == 403
    assert read(EntryKind)[0].name == "工艺作品"


# -- the shipped file


@pytest.fixture
def load(flask_app: Any) -> Any:
    from app.access.scoping import act_as
    from app.archives.services import load_entry_kinds
    from app.core.actor import Actor
    from app.extensions import db

    def loaded(folder: Path) -> int:
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            added = load_entry_kinds(folder)
            db.session.commit()
            return added

    return loaded


def test_the_shipped_kinds_are_loaded_once_and_stay_as_their_editor_made_them(
    load: Any, read: Any, editor: Browser
) -> None:
    from seed.loading import CATALOG

    assert load(CATALOG) == len(SHIPPED)
    kinds = sorted(read(EntryKind), key=lambda one: one.position)
    assert [one.code for one in kinds] == SHIPPED
    assert {one.code for one in kinds if one.printed_as is PrintedAs.PUBLICATION} == {"paper", "book"}
    fields = read(EntryField)
    edited = next(one for one in fields if one.key == "isbn")
    editor.post(f"{FIELDS}/edit/{edited.id}", data={"label": "国际标准书号", "position": "1", "active": "y"})
    assert load(CATALOG) == 0
    assert len(read(EntryField)) == len(fields)
    assert next(one for one in read(EntryField) if one.key == "isbn").label == "国际标准书号"


def test_a_kind_that_has_no_fields_yet_gets_the_shipped_ones(load: Any, read: Any, store: Any) -> None:
    from seed.loading import CATALOG

    store(a_kind(code="patent", name="专利（旧）"))
    assert load(CATALOG) == len(SHIPPED) - 1
    patent = next(one for one in read(EntryKind) if one.code == "patent")
    assert patent.name == "专利（旧）"
    assert "number" in [one.key for one in read(EntryField) if one.kind_id == patent.id]


A_NUMBER = "{key: a, label: 甲, type: TEXT, is_number: true}"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("[{key: A, label: 甲, type: TEXT}]", "A key begins with a small letter"),
        ("[{key: a, label: 甲, type: COLOUR}]", "COLOUR"),
        ("[{key: a, label: 甲, type: CHOICE}]", "at least two choices"),
        (f"[{A_NUMBER}, {A_NUMBER.replace('key: a', 'key: b')}]", "identifying number already"),
        ("text", "no list of rows"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_line(
    load: Any, read: Any, tmp_path: Path, fields: str, told: str
) -> None:
    from app.documents.yaml_files import FileFaults

    (tmp_path / "entry_kinds.yaml").write_text(f"- code: a\n  name: 甲\n  fields: {fields}\n", encoding="utf-8")
    with pytest.raises(FileFaults, match=told) as problem:
        load(tmp_path)
    assert [one.field for one in problem.value.violations] == ["entry_kinds.yaml:3"]
    assert read(EntryKind) == []
