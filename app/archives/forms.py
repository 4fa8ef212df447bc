"""One archive entry as a form: the fields of every kind, and those of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from app.applicants.forms import Chosen, Needed, day, row_id, short_text
from app.archives.enums import FieldType, PersonalRole
from app.archives.labels import COLUMN_LABELS, YES_OR_NO
from app.archives.models import ArchiveEntry, EntryField, EntryKind
from app.archives.rules import DETAIL
from app.console.fields import EnumSelect, offered
from app.console.forms import ConsoleForm
from app.core.text import tidy

COLUMNS = ("title", "grade", "started_on", "ended_on", "role", "rank", "people", "contribution", "effect")
YES, NO = "y", "n"


class EntryForm(ConsoleForm):
    """类别, 名称, 时间, 本人作用及排名, 主要贡献, 成果及效益, 佐证材料; a kind's own fields are added by `form_of`."""

    own_fields: tuple[EntryField, ...] = ()

    kind = HiddenField()
    title = short_text(COLUMN_LABELS["title"], 200, needed=True)
    grade = short_text(COLUMN_LABELS["grade"], 60)
    started_on = day(COLUMN_LABELS["started_on"], needed=True)
    ended_on = day(COLUMN_LABELS["ended_on"])
    role = EnumSelect(COLUMN_LABELS["role"], [Chosen()], PersonalRole)
    rank = IntegerField(COLUMN_LABELS["rank"], [Optional()])
    people = IntegerField(COLUMN_LABELS["people"], [Optional()])
    contribution = TextAreaField(COLUMN_LABELS["contribution"], filters=[tidy])
    effect = TextAreaField(COLUMN_LABELS["effect"], [Needed()], filters=[tidy])
    evidence = MultipleFileField(COLUMN_LABELS["evidence"])
    proofs = MultipleFileField(COLUMN_LABELS["proofs"])

    @property
    def own(self) -> list[Any]:
        """The bound fields of the kind."""
        return [self[DETAIL + field.key] for field in self.own_fields]

    def facts(self) -> dict[str, Any]:
        """What `rules.check_entry` asks."""
        names = ("title", "started_on", "ended_on", "effect", "role", "rank", "people")
        return {name: getattr(self, name).data or ("" if name in ("title", "effect") else None) for name in names}

    def details(self) -> dict[str, Any]:
        """Raw values of the kind's own fields, by key, as `rules.read_details` takes them."""
        return {field.key: _raw(field, self[DETAIL + field.key].data) for field in self.own_fields}

    def values(self, removed: list[str]) -> dict[str, Any]:
        """What `services.save` takes; `removed` are ids of files as they were posted."""
        ids = {row_id(text) for text in removed}
        return {
            "kind": self.kind.data or "",
            **{name: getattr(self, name).data for name in COLUMNS},
            "details": self.details(),
            "evidence": _uploads(self.evidence.data),
            "proofs": _uploads(self.proofs.data),
            "removed": {one for one in ids if one is not None},
        }


def form_of(kind: EntryKind | None, entry: ArchiveEntry | None = None, shown: bool = False) -> EntryForm:
    """The form of a kind: what was posted, or with `shown` what the entry holds; files are named beside it."""
    fields = tuple(kind.active_fields) if kind else ()
    made = type("KindEntryForm", (EntryForm,), {DETAIL + one.key: _field(one) for one in fields})
    made.own_fields = fields  # type: ignore[attr-defined]
    if not shown:
        form: EntryForm = made()
        return form
    data: dict[str, Any] = {"kind": kind.code if kind else ""}
    if entry is not None:
        data |= {name: getattr(entry, name) for name in COLUMNS}
        data |= {DETAIL + one.key: _shown(one, entry.details) for one in fields}
    first: EntryForm = made(formdata=None, data=data)
    return first


def _field(field: EntryField) -> Any:
    checks: list[Any] = [Needed()] if field.required else []
    shared: dict[str, Any] = {"description": field.hint}
    match field.type:
        case FieldType.DATE:
            made = day(field.label, needed=field.required)
            made.kwargs["description"] = field.hint
            return made
        case FieldType.CHOICE:
            choices = offered(("", ""), *((one, one) for one in field.options))
            return SelectField(field.label, checks, choices=choices, validate_choice=False, **shared)
        case FieldType.YES_NO:
            options = offered((YES, YES_OR_NO[True]), (NO, YES_OR_NO[False]))
            return RadioField(field.label, checks, choices=options, validate_choice=False, **shared)
        case _:
            return StringField(field.label, checks, filters=[tidy], **shared)


def _raw(field: EntryField, value: Any) -> Any:
    if field.type is FieldType.YES_NO:
        return {YES: True, NO: False}.get(value)
    return value


def _shown(field: EntryField, details: Mapping[str, Any]) -> Any:
    value = details.get(field.key)
    if value is None:
        return None
    if field.type is FieldType.DATE:
        return dt.date.fromisoformat(value)
    return (YES if value else NO) if field.type is FieldType.YES_NO else value


def _uploads(files: Any) -> list[tuple[Any, str]]:
    return [(file.stream, file.filename) for file in files or () if file and file.filename]
