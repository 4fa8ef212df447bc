"""Cells of several controls: for whom a row is, and the figures of a requirement.

People tick and choose; the plan keeps the named values that a pack writes. A part whose name has a dot is a value
within a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.utils import unset_value

from app.console.errors import translate
from app.console.formats import listed, parted
from app.console.layout import Words, label
from app.core.eligibility import PARAMETERS, EducationLevel, Parameter, ParameterType, RequirementKind
from app.core.errors import Violation
from app.core.workflow import StageKind
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.plans.forms.cells import Cell, Choice

Offer = str | tuple[Enum, ...]
MODES, TITLES, CATEGORIES = "modes of the plan", "titles of the plan", "categories of the plan"
OFFICES, TITLE_CATALOG, REGIONS = "organisations", "professional_titles", "regions by their first digits"
YES, NO = "yes", "no"
NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")


class Control(Enum):
    """How a part is asked for: boxes to tick, one or several of a long list, one of a few, yes or no, a line, lines."""

    CHECKS = "checks"
    LISTED = "listed"
    ONE_LISTED = "one_listed"
    ONE = "one"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    LONG = "long"


@dataclass(frozen=True)
class Part:
    """One value of a cell; `offer` says what can be chosen, `unit` stands behind what is typed, `nothing` are the
    words where nothing is chosen."""

    name: str
    label: Words
    control: Control
    offer: Offer = ()
    unit: Words = ""
    nothing: Words = ""


@dataclass(frozen=True)
class Shown:
    """A part as a page draws it: `choices` are (value, words, whether chosen); `values` what stands in it."""

    part: Part
    name: str
    values: list[str]
    choices: list[tuple[str, str, bool]]
    bad: bool

    @property
    def kind(self) -> str:
        return self.part.control.value

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def source(self) -> str:
        """The id of the list that a long choice is typed from."""
        return list_id(self.part.offer)


def list_id(offer: Offer) -> str:
    """The id of the one list of a page that holds these choices."""
    return f"list-{re.sub('[^a-z]+', '-', str(offer))}"


CONDITIONS = (
    Part("modes", _("Application modes"), Control.CHECKS, MODES),
    Part("titles", _("Titles applied for"), Control.CHECKS, TITLES),
    Part("categories", _("Application categories"), Control.CHECKS, CATEGORIES),
    Part("employer_kinds", _("Kind of employer"), Control.CHECKS, tuple(EmployerKind)),
    Part("affiliation_levels", _("Affiliation of the employer"), Control.CHECKS, tuple(AffiliationLevel)),
    Part("departments", _("Competent department"), Control.LISTED, OFFICES),
    Part("regions", _("Region of the employer"), Control.LISTED, REGIONS),
    Part("named_in", _("Named in the list of"), Control.CHECKS, tuple(StageKind)),
    Part("file_hosted", _("File kept by a talent-exchange centre"), Control.FLAG, nothing=_("Either")),
    Part("established", _("Holds an established post"), Control.FLAG, nothing=_("Either")),
    Part("on_leave", _("On leave to start a business"), Control.FLAG, nothing=_("Either")),
)
PERSONAL_CONDITIONS = (
    Part("education_not_in_registry.since_year", _("Graduated before the year"), Control.NUMBER),
    Part("education_not_in_registry.lowest", _("Or educated below"), Control.ONE, tuple(EducationLevel)),
    Part("insured_outside", _("Social insurance paid outside"), Control.ONE_LISTED, REGIONS),
)
UNITS: Mapping[str, Words] = {
    "months": _("months"),
    "years": _("years"),
    "max": _("characters"),
    "min": _("points"),
    "n": _("persons"),
    "total": _("hours"),
    "professional": _("hours"),
    "public": _("hours"),
}


class PartsCell(Cell):
    """Parts are posted under the cell's name, a hyphen and their own."""

    parts: Sequence[Part] = ()
    choices: Mapping[str, Sequence[Choice]]
    given: Any = None
    posted: dict[str, list[str]] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.bad = {}, set[str]()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Raw texts stay as they were typed until they are read."""
        self.given = None if data is unset_value else data
        if formdata is not None:
            start = f"{self.name}-"
            self.posted = {
                name.removeprefix(start): [text for text in formdata.getlist(name) if text.strip()]
                for name in formdata
                if name.startswith(start)
            }
        self.data = self.given

    def offer(self, choices: Mapping[str, Sequence[Choice]]) -> None:
        """What can be chosen, by the name of the part."""
        self.choices = choices

    def refuse(self, violation: Violation) -> None:
        """Tell the part by its words."""
        rest = violation.field.partition(f".{self.short_name}.")[2]
        part = next((one for one in self.parts if f"{rest}.".startswith(f"{one.name}.")), None)
        text = translate(violation.message, violation.params)
        if part is not None:
            self.bad.add(part.name)
            text = gettext("%(part)s: %(text)s", part=part.label, text=text)
        self.errors = [*self.errors, text]

    @property
    def is_blank(self) -> bool:
        return not self.given if self.posted is None else not any(self.posted.values())

    def written(self) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        for part in self.parts:
            if not (texts := self._texts(part)):
                continue
            first, _dot, last = part.name.partition(".")
            value = self._read(part, texts)
            if last:
                values.setdefault(first, {})[last] = value
            else:
                values[first] = value
        return values or None

    @property
    def summary(self) -> str:
        """What is chosen, in words."""
        told = ((shown.part, self._words(shown)) for shown in self.shown())
        return parted(gettext("%(part)s: %(text)s", part=part.label, text=words) for part, words in told if words)

    def shown(self) -> list[Shown]:
        """The parts to draw; boxes without a choice are left out."""
        return [drawn for part in self.parts if (drawn := self._drawn(part, self._texts(part)))]

    def _drawn(self, part: Part, texts: list[str]) -> Shown | None:
        known = {value for value, _words in self.choices.get(part.name, ())}
        offered = [*self.choices.get(part.name, ()), *((text, text) for text in texts if text not in known)]
        if part.control is Control.CHECKS and not offered:
            return None
        choices = [(value, words, value in texts) for value, words in offered]
        return Shown(part, f"{self.name}-{part.name}", texts, choices, part.name in self.bad)

    def _texts(self, part: Part) -> list[str]:
        if self.posted is None:
            return [_text(value) for value in _many(_within(self.given, part.name))]
        texts = self.posted.get(part.name, [])
        if part.control in (Control.LISTED, Control.ONE_LISTED):
            codes = {words: value for value, words in self.choices.get(part.name, ())}
            return list(dict.fromkeys(codes.get(text.strip(), text.strip()) for text in texts))
        return texts

    def _read(self, part: Part, texts: list[str]) -> Any:
        first = texts[0].strip()
        match part.control:
            case Control.CHECKS | Control.LISTED:
                return texts
            case Control.FLAG:
                return {YES: True, NO: False}.get(first, first)
            case Control.NUMBER:
                return _number(first)
            case Control.LONG:
                return "\n".join(texts[0].splitlines()).strip()
        return first

    def _words(self, shown: Shown) -> str:
        match shown.part.control:
            case Control.FLAG:
                return {YES: gettext("Yes"), NO: gettext("No")}.get(shown.value, shown.value)
            case Control.NUMBER:
                return f"{shown.value}{shown.part.unit}" if shown.values else ""
            case Control.TEXT | Control.LONG:
                return shown.value
        return listed(words for _value, words, chosen in shown.choices if chosen)


class ConditionCell(PartsCell):
    """For whom a row applies; nothing chosen is everybody."""

    parts = CONDITIONS


class AttachmentConditionCell(PartsCell):
    """The same with what is asked of attachments alone."""

    parts = (*CONDITIONS, *PERSONAL_CONDITIONS)


class ParametersCell(PartsCell):
    """The figures of a requirement; which, its `kind` says (a name, "" while none is chosen)."""

    kind = ""
    parts_by_kind: Mapping[str, Sequence[Part]] = {}

    @property
    def parts(self) -> Sequence[Part]:  # type: ignore[override]
        return self.parts_by_kind.get(self.kind, ())

    def empty(self, kind: str) -> list[Shown]:
        """The parts of another kind with nothing in them."""
        return [drawn for part in self.parts_by_kind[kind] if (drawn := self._drawn(part, []))]


def _parameter_part(one: Parameter, kind: RequirementKind) -> Part:
    unit = UNITS.get(one.name, "")
    match one.type:
        case ParameterType.WHOLE_NUMBER | ParameterType.NUMBER:
            return Part(one.name, _(one.label), Control.NUMBER, unit=unit)
        case ParameterType.FLAG:
            nothing = _("Not said (yes)") if one.default else _("Not said (no)")
            return Part(one.name, _(one.label), Control.FLAG, nothing=nothing)
        case ParameterType.CHOICE:
            assert one.choices is not None
            nothing = _("Not said (%(usual)s)", usual=_Told(one.default)) if one.default else ""
            return Part(one.name, _(one.label), Control.ONE, tuple(one.choices), nothing=nothing)
        case ParameterType.CODES if kind is RequirementKind.EMPLOYER_KIND:
            return Part(one.name, _(one.label), Control.CHECKS, tuple(EmployerKind))
        case ParameterType.CODES:
            return Part(one.name, _(one.label), Control.LISTED, TITLE_CATALOG)
        case ParameterType.TEXT if one.name == "region":
            return Part(one.name, _(one.label), Control.ONE_LISTED, REGIONS)
        case ParameterType.TEXT:
            return Part(one.name, _(one.label), Control.LONG)


class _Told:
    """The words of an enum's member, found when they are shown."""

    def __init__(self, member: Enum) -> None:
        self.member = member

    def __str__(self) -> str:
        return label(self.member)


ParametersCell.parts_by_kind = {
    kind.name: tuple(_parameter_part(one, kind) for one in table) for kind, table in PARAMETERS.items()
}


def same_meaning(one: Any, other: Any) -> bool:
    """Whether two values say the same: the order of names does not count, one name is like a list of it."""
    return _canonical(one) == _canonical(other)


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(inner) for key, inner in value.items()}
    return sorted(repr(one) for one in _many(value))


def _many(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]


def _within(value: Any, name: str) -> Any:
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def _number(text: str) -> Any:
    """What is no number is left to the reader, which says so."""
    if not NUMBER.fullmatch(text) or not text.isascii():
        return text
    return float(text) if "." in text else int(text)
