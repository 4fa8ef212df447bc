"""The rows and fields of a self-check, each giving one fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, SelectField
from wtforms.validators import ValidationError

from app.applicants.forms import Needed, RowForm, day
from app.applicants.labels import ROW_LABELS
from app.applicants.rules import CHOOSE, GIVE
from app.console.errors import translate
from app.console.fields import EnumSelect, offered
from app.core.eligibility import (
    AppraisalResult,
    ContinuingEducationHours,
    Degree,
    EducationLevel,
    EducationRecord,
    EmploymentRecord,
    FieldMatch,
    SchoolClass,
    SkillLevel,
    SkillRecord,
    TitleHeld,
    VocationalRecord,
)

MOST_ROWS = 20
MOST_HOURS = 10_000
WHOLE, DECIMAL = re.compile("[0-9]{1,6}"), re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
WHOLE_WANTED = "“%(found)s” is not a whole number from 0 to %(most)s."
NUMBER_WANTED = "“%(found)s” is not a number from 0 to %(most)s with at most two decimals."
ENDS_FIRST = "It cannot end on %(found)s, before it began on %(started)s."


class Choice(SelectField):
    """One of the values offered, or none."""

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {value for value, *_more in self.iter_choices()}:
            raise ValidationError(translate(CHOOSE, {}))


class Figure(DecimalField):
    """A number from 0 to `most`, whole where `whole` says so."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int, whole: bool = False, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.most, self.whole = most, whole

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        written = self.raw_text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if written:
            shape = WHOLE if self.whole else DECIMAL
            number = Decimal(written) if shape.fullmatch(written) else None
            if number is None or number > self.most:
                message = WHOLE_WANTED if self.whole else NUMBER_WANTED
                raise ValueError(translate(message, {"found": written, "most": self.most}))
            self.data = number


def yes_or_no(label: Any) -> Choice:
    return Choice(label, choices=offered(("", ""), ("y", _("Yes")), ("n", _("No"))))


def chosen(label: Any, *validators: Any) -> Choice:
    """A choice whose values a page fills in."""
    return Choice(label, [*validators], choices=offered(("", "")))


def hours(label: Any) -> Figure:
    return Figure(label, most=MOST_HOURS)


class CheckedRow(RowForm):
    """A row that counts when anything stands in it; then the fields of `needed` must be filled in."""

    needed: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[tuple[str, str]] = ("", "")

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_empty:
            return True
        super().validate(extra_validators)
        for field in self.shown:
            if not field.errors and (message := self._fault(field)):
                field.errors = [message]
        return not self.errors

    def _fault(self, field: Any) -> str:
        if field.short_name in self.needed and field.data in (None, ""):
            return translate(GIVE if field.type == "IsoDateField" else CHOOSE, {})
        first, last = self.ends
        if field.short_name == last and field.data and self[first].data and field.data < self[first].data:
            return translate(ENDS_FIRST, {"found": field.data, "started": self[first].data})
        return ""


class EducationCheck(CheckedRow):
    needed = ("level", "graduated_on", "match")

    level = EnumSelect(ROW_LABELS["level"], [Needed()], EducationLevel)
    degree = EnumSelect(ROW_LABELS["degree"], [], Degree)
    school_class = EnumSelect(_("Class of a technician school"), [], SchoolClass)
    graduated_on = day(ROW_LABELS["graduated_on"], needed=True)
    match = EnumSelect(ROW_LABELS["match"], [Needed()], FieldMatch)

    def fact(self) -> EducationRecord:
        return EducationRecord(
            level=self.level.data,
            degree=self.degree.data or Degree.NONE,
            graduated_on=self.graduated_on.data,
            match=self.match.data,
            school_class=self["school_class"].data if "school_class" in self else None,
        )


class EmploymentCheck(CheckedRow):
    needed = ("started_on",)
    ends = ("started_on", "ended_on")

    started_on = day(ROW_LABELS["started_on"], needed=True)
    ended_on = day(ROW_LABELS["ended_on"])

    def fact(self) -> EmploymentRecord:
        return EmploymentRecord(started_on=self.started_on.data, ended_on=self.ended_on.data)


class TitleCheck(CheckedRow):
    needed = ("code", "obtained_on")
    ends = ("appointed_on", "appointment_ended_on")

    code = chosen(ROW_LABELS["title_code"], Needed())
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)
    appointed_on = day(ROW_LABELS["appointed_on"])
    appointment_ended_on = day(_("Appointment ended on"))

    def fact(self) -> TitleHeld:
        return TitleHeld(
            code=self.code.data,
            obtained_on=self.obtained_on.data,
            appointed_on=self.appointed_on.data,
            appointment_ended_on=self.appointment_ended_on.data if self.appointed_on.data else None,
        )


class SkillCheck(CheckedRow):
    needed = ("level", "obtained_on")

    level = EnumSelect(_("Skill level"), [Needed()], SkillLevel)
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)

    def fact(self) -> SkillRecord:
        return SkillRecord(self.level.data, self.obtained_on.data)


class VocationalCheck(CheckedRow):
    needed = ("code", "obtained_on")

    code = chosen(_("Vocational qualification"), Needed())
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)

    def fact(self) -> VocationalRecord:
        return VocationalRecord(self.code.data, self.obtained_on.data)


class AppraisalCheck(CheckedRow):
    result = EnumSelect(ROW_LABELS["result"], [], AppraisalResult)

    def fact(self) -> AppraisalResult:
        result: AppraisalResult = self.result.data
        return result


class HoursCheck(CheckedRow):
    professional = hours(_("Professional hours"))
    industry_public = hours(_("Industry public hours"))
    general_public = hours(_("General public hours"))
    registered_professional = hours(_("Professional hours registered in the system"))
    accepted = yes_or_no(_("Accepted under the rules of that year"))

    def fact(self) -> ContinuingEducationHours:
        given = {field.short_name: field.data for field in self.shown if field.data is not None}
        return ContinuingEducationHours(**{**given, "accepted": said(given.get("accepted"))})


def said(answer: str | None) -> bool | None:
    return {"y": True, "n": False}.get(answer or "")
