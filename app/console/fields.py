"""One form field for each kind of column of a generated screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DecimalField, Field, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice, SelectFieldBase  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import Select

from app.console.filters import LARGEST
from app.console.forms import IsoDateField, OfficeMomentField
from app.console.interface import COUNT_CAP, ScopedInterface
from app.console.layout import Words, label

REQUIRED = _("Please fill this in.")
NOT_IN_LIST = _("Please type a part of the name and choose from the list.")
TEXT_SUFFIX = "-text"


def offered(*choices: tuple[Any, Words]) -> list[Any]:
    """The choices of a field as it is declared: (value, words) of each."""
    return [SelectChoice(value, words) for value, words in choices]


class LookupField(Field):
    """A relation as a typeahead: the form carries one id, resolved by a scoped SELECT; `data` is the row.

    The visible text is posted too, so that a name that was typed and not chosen is told and never dropped.
    """

    def __init__(self, label: Words, validators: list[Any], interface: ScopedInterface, endpoint: str, **kw: Any):
        super().__init__(label, validators, **kw)
        self.interface = interface
        self.endpoint = endpoint
        self.typed = ""

    @property
    def url(self) -> str:
        return url_for(self.endpoint, column=self.short_name)

    @property
    def value(self) -> str:
        return str(self.data.id) if self.data is not None else ""

    @property
    def text(self) -> str:
        return str(self.data) if self.data is not None else self.typed

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.typed = (formdata.get(self.name + TEXT_SUFFIX) or "").strip() if formdata else ""
        super().process(formdata, *args, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        key = valuelist[0].strip() if valuelist else ""
        self.data = self.interface.get(key) if key else None
        if self.data is None and (key or self.typed):
            raise ValueError(str(NOT_IN_LIST))


class RelationSelect(SelectFieldBase):
    """A relation with few rows as a list of choices; `data` is the row."""

    widget = Select()

    def __init__(self, label: Words, validators: list[Any], interface: ScopedInterface, **kw: Any):
        super().__init__(label, validators, **kw)
        self.interface = interface

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        chosen = self.data.id if self.data is not None else None
        yield "", "", chosen is None, {}
        for key, text in self.interface.lookup("", limit=COUNT_CAP):
            yield str(key), text, key == chosen, {}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        key = valuelist[0].strip() if valuelist else ""
        self.data = self.interface.get(key) if key else None
        if self.data is None and key:
            raise ValueError(str(NOT_IN_LIST))


class EnumSelect(SelectFieldBase):
    """Members of an enum by their words; the form carries member names, `data` is the member."""

    widget = Select()

    def __init__(self, label: Words, validators: list[Any], members: type[Enum], **kw: Any):
        super().__init__(label, validators, **kw)
        self.members = members

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        if self.data is None or not self.flags.required:
            yield "", "", self.data is None, {}
        for member in self.members:
            yield member.name, label(member), member is self.data, {}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        name = valuelist[0] if valuelist else ""
        self.data = self.members.__members__.get(name)
        if self.data is None and name:
            raise ValueError(str(_("Please choose from the list.")))


class JsonField(TextAreaField):
    """Structured data as its JSON text."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return json.dumps(self.data, ensure_ascii=False, indent=2) if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            self.data = json.loads(valuelist[0]) if valuelist and valuelist[0].strip() else None
        except ValueError:
            raise ValueError(str(_("This is not valid JSON."))) from None


@dataclass(frozen=True)
class RelationColumn:
    """How a screen draws one relation: as a list of choices, or as a typeahead that asks `endpoint`."""

    endpoint: str
    small: bool


def field_for(
    interface: ScopedInterface,
    name: str,
    words: Words,
    hint: Words,
    validators: Sequence[Any],
    relation: RelationColumn,
) -> Any:
    """The (unbound) field of a column or many-to-one relation. Raises TypeError for what a form cannot hold."""
    optional = interface.is_nullable(name)
    shared: dict[str, Any] = {"description": hint}
    chosen = [*validators] if optional else [_chosen, *validators]
    if interface.is_relation_many_to_one(name):
        related = interface.get_related_interface(name)
        if relation.small:
            return RelationSelect(words, chosen, related, **shared)
        return LookupField(words, chosen, related, relation.endpoint, **shared)
    if name not in interface.list_columns:
        raise TypeError(f"{interface.model_name}.{name} has no form field")
    kind = interface.list_columns[name].type
    shared["default"] = interface.get_col_default(name)
    if interface.is_enum(name):
        return EnumSelect(words, chosen, kind.enum_class, **shared)
    if interface.is_boolean(name):
        return BooleanField(words, [*validators], **shared)
    if interface.is_text(name) or (interface.is_string(name) and not interface.is_json(name)):
        return _text_field(interface, name, words, validators, shared)
    given = [Optional() if optional else InputRequired(REQUIRED), *validators]
    if interface.is_json(name):
        return JsonField(words, given, **shared)
    if interface.is_date(name):
        return IsoDateField(words, given, **shared)
    if interface.is_datetime(name):
        return OfficeMomentField(words, given, **shared)
    if interface.is_integer(name):
        return IntegerField(words, [*given, _fits], **shared)
    return DecimalField(words, given, **shared)


def _text_field(
    interface: ScopedInterface, name: str, words: Words, validators: Sequence[Any], shared: dict[str, Any]
) -> Any:
    null = interface.is_nullable(name)
    checks = [*validators] if null or shared["default"] is not None else [_given, *validators]
    shared["filters"] = [_stripped(null)]
    if interface.is_text(name):
        return TextAreaField(words, checks, **shared)
    longest = interface.get_max_length(name)
    return StringField(words, [*checks, Length(max=longest)] if longest > 0 else checks, **shared)


def _stripped(null: bool) -> Callable[[Any], Any]:
    """Texts without outer white space; an empty one is NULL where the column allows it."""

    def strip(value: Any) -> Any:
        text = value.strip() if isinstance(value, str) else value
        return None if null and text == "" else text

    return strip


def _given(_form: Any, field: Any) -> None:
    if not field.data:
        raise ValidationError(str(REQUIRED))


def _chosen(_form: Any, field: Any) -> None:
    if field.data is None and not field.process_errors:
        raise ValidationError(str(REQUIRED))


def _fits(_form: Any, field: Any) -> None:
    if field.data is not None and abs(field.data) > LARGEST:
        raise ValidationError(str(_("This number is too large.")))


for _check in (_given, _chosen):
    _check.field_flags = {"required": True}  # type: ignore[attr-defined]
