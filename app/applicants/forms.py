"""The record of a person as one form, and parts of forms that the applicant's other screens share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from app.applicants.enums import Sex
from app.applicants.labels import COLUMN_LABELS, LIST_LABELS, ROW_LABELS, row_values
from app.applicants.models import Applicant
from app.applicants.rules import AppraisalRow, EducationRow, EmploymentRow, ProfileDraft, TitleRow
from app.catalog.models import Region
from app.console.errors import translate
from app.console.fields import EnumSelect, LookupField
from app.console.forms import ConsoleForm, IsoDateField, apply_violations
from app.console.interface import ScopedInterface
from app.core.eligibility.vocabulary import AppraisalResult, DatePrecision, Degree, EducationLevel, FieldMatch
from app.core.errors import Conflict, DomainError, Invalid, Refused, TooLarge, Violation
from app.core.identity_kinds import IdentityKind
from app.core.text import tidy
from app.organisations.models import Organisation

LOOKUP = "ProfileView.lookup"
SPARE_ROWS = 2
MOST_ROWS = 60
LARGEST_ID = 2**31 - 1
SHOWN_IN_FORM = (Conflict, Invalid, Refused, TooLarge)
TEXTS = (
    "former_name",
    "ethnic_group",
    "birthplace",
    "political_status",
    "health",
    "mailbox",
    "administrative_post",
    "academic_posts",
    "languages_and_computing",
)
YES_OR_NO = {"y": True, "n": False}
ESTABLISHED = [("", _("Not stated")), ("y", _("In an established post")), ("n", _("Not in an established post"))]
REGIONS = ("insurance_region", "file_region", "labour_region")


class Needed:
    """Marks a field as required; what must be filled in is told by the rules, all at once."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, _field: Any) -> None:
        pass


class Chosen:
    """A value of the list must be chosen."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, field: Any) -> None:
        if field.data is None and not field.process_errors:
            raise ValidationError(gettext("Please choose from the list."))


class Fits:
    """A text no longer than its column."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Any) -> None:
        found = len(field.data or "")
        if found > self.limit:
            message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
            raise ValidationError(translate(message, {"found": found, "wanted": self.limit}))


class YearField(IntegerField):
    """A calendar year."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            if not (text.isascii() and text.isdigit() and len(text) == 4):
                raise ValueError(translate("“%(found)s” is not a year. Write it like 2022.", {"found": text}))
            self.data = int(text)


def short_text(label: Any, limit: int, *, needed: bool = False, kind: type[StringField] = StringField) -> Any:
    """A line of text that fits a column of `limit` characters."""
    return kind(label, [*([Needed()] if needed else []), Fits(limit)], filters=[tidy])


def day(label: Any, *, needed: bool = False) -> Any:
    """A day."""
    return IsoDateField(label, [Needed()] if needed else [])


def row_id(value: Any) -> int | None:
    """The id that a field carries as text or number; None for "" and for what is no id."""
    text = str(value or "")
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ID else None


def show_refusal(form: ConsoleForm, error: DomainError, upload: str = "") -> int:
    """Put a refusal into the form and give its status: each violation at its field, what a file is refused for at
    the field `upload`. A field whose text could not even be read keeps that error alone."""
    violations = error.violations if isinstance(error, Invalid) else [Violation("", error.message, error.params)]
    if isinstance(error, Invalid | TooLarge):
        violations = [one if one.field else replace(one, field=upload) for one in violations]
    apply_violations(form, [one for one in violations if one.field not in form or not form[one.field].process_errors])
    return error.status


class RowForm(Form):
    """One row of a list; a row with nothing in it does not count, so that spare rows need no JavaScript."""

    id = HiddenField()

    @property
    def shown(self) -> list[Any]:
        """The fields that a person fills in."""
        return [field for field in self if field.name != self["id"].name]

    @property
    def is_empty(self) -> bool:
        return not any(field.data or getattr(field, "raw_text", "") or field.process_errors for field in self.shown)


class EducationForm(RowForm):
    level = EnumSelect(ROW_LABELS["level"], [Needed()], EducationLevel)
    degree = EnumSelect(ROW_LABELS["degree"], [Needed()], Degree)
    school = short_text(ROW_LABELS["school"], 120, needed=True)
    field_of_study = short_text(ROW_LABELS["field_of_study"], 120)
    started_on = day(ROW_LABELS["started_on"])
    graduated_on = day(ROW_LABELS["graduated_on"], needed=True)
    match = EnumSelect(ROW_LABELS["match"], [Needed()], FieldMatch)

    def row(self, place: int) -> EducationRow:
        return EducationRow(
            place=place,
            id=row_id(self["id"].data),
            level=self.level.data,
            degree=self.degree.data,
            school=self.school.data,
            field_of_study=self.field_of_study.data,
            started_on=self.started_on.data,
            graduated_on=self.graduated_on.data,
            match=self.match.data,
        )


class EmploymentForm(RowForm):
    employer_name = short_text(ROW_LABELS["employer_name"], 120, needed=True)
    post = short_text(ROW_LABELS["post"], 60)
    specialty_work = short_text(ROW_LABELS["specialty_work"], 120)
    is_professional = SelectField(
        ROW_LABELS["is_professional"],
        [Needed()],
        choices=[("", ""), ("y", _("Yes")), ("n", _("No"))],
        validate_choice=False,
    )
    started_on = day(ROW_LABELS["started_on"], needed=True)
    ended_on = day(ROW_LABELS["ended_on"])
    precision = EnumSelect(ROW_LABELS["precision"], [Needed()], DatePrecision)

    def row(self, place: int) -> EmploymentRow:
        return EmploymentRow(
            place=place,
            id=row_id(self["id"].data),
            employer_name=self.employer_name.data,
            post=self.post.data,
            specialty_work=self.specialty_work.data,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            precision=self.precision.data,
            is_professional=YES_OR_NO.get(self.is_professional.data or ""),
        )


class TitleForm(RowForm):
    title_code = SelectField(ROW_LABELS["title_code"], [Needed()], choices=[("", "")], validate_choice=False)
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)
    appointed_on = day(ROW_LABELS["appointed_on"])
    issuing_body = short_text(ROW_LABELS["issuing_body"], 120)

    def row(self, place: int) -> TitleRow:
        return TitleRow(
            place=place,
            id=row_id(self["id"].data),
            title_code=self.title_code.data or "",
            obtained_on=self.obtained_on.data,
            appointed_on=self.appointed_on.data,
            issuing_body=self.issuing_body.data,
        )


class AppraisalForm(RowForm):
    year = YearField(ROW_LABELS["year"], [Needed()])
    result = EnumSelect(ROW_LABELS["result"], [Needed()], AppraisalResult)

    def row(self, place: int) -> AppraisalRow:
        return AppraisalRow(place=place, id=row_id(self["id"].data), year=self.year.data, result=self.result.data)


def _region(name: str) -> Any:
    return LookupField(COLUMN_LABELS[name], [], ScopedInterface(Region), LOOKUP)


class RowsForm(ConsoleForm):
    """A form with lists of rows; what is wrong is told at the field, in a row too."""

    def lists(self) -> list[FieldList]:
        return [field for field in self if isinstance(field, FieldList)]

    def show(self, violations: Sequence[Violation]) -> None:
        """Put each violation at its field, in a list's row too; a field that is already wrong keeps its error."""
        at = {field.id: field for field in self.every_field()}
        for violation in violations:
            text = translate(violation.message, violation.params)
            field = at.get(violation.field)
            if field is None:
                self.form_errors.append(text)
            elif not field.process_errors:
                field.errors = [*field.errors, text]

    def every_field(self) -> Iterator[Any]:
        """All single fields in the order of the page."""
        for field in self:
            if isinstance(field, FieldList):
                yield from (one for entry in field for one in entry.form.shown)
            else:
                yield field

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """(id of the field or "", sentence) of everything that is wrong."""
        places = {
            one.id: gettext("%(list)s, row %(number)s", list=rows.label.text, number=number)
            for rows in self.lists()
            for number, entry in enumerate(rows, start=1)
            for one in entry.form.shown
        }
        found = [("", str(text)) for text in self.form_errors]
        for field in self.every_field():
            where = f"{places[field.id]} · " if field.id in places else ""
            separator = gettext(": ")
            found += [(field.id, f"{where}{field.label.text}{separator}{text}") for text in field.errors]
        return found


class ProfileForm(RowsForm):
    """个人基本信息: the whole record on one page."""

    name = short_text(COLUMN_LABELS["name"], 60, needed=True)
    identity_kind = EnumSelect(COLUMN_LABELS["identity_kind"], [Needed()], IdentityKind, default=IdentityKind.RESIDENT)
    identity_number = StringField(COLUMN_LABELS["identity_number"], filters=[tidy])
    sex = EnumSelect(COLUMN_LABELS["sex"], [], Sex)
    birth_date = day(COLUMN_LABELS["birth_date"])
    former_name = short_text(COLUMN_LABELS["former_name"], 60)
    ethnic_group = short_text(COLUMN_LABELS["ethnic_group"], 20)
    birthplace = short_text(COLUMN_LABELS["birthplace"], 60)
    political_status = short_text(COLUMN_LABELS["political_status"], 30)
    health = short_text(COLUMN_LABELS["health"], 30)
    mailbox = short_text(COLUMN_LABELS["mailbox"], 120, kind=EmailField)
    work_started_on = day(COLUMN_LABELS["work_started_on"])
    employer = LookupField(COLUMN_LABELS["employer"], [], ScopedInterface(Organisation), LOOKUP)
    administrative_post = short_text(COLUMN_LABELS["administrative_post"], 60)
    academic_posts = short_text(COLUMN_LABELS["academic_posts"], 200)
    languages_and_computing = short_text(COLUMN_LABELS["languages_and_computing"], 200)
    is_civil_servant = BooleanField(COLUMN_LABELS["is_civil_servant"])
    in_service = BooleanField(COLUMN_LABELS["in_service"], default=True)
    established_post = SelectField(COLUMN_LABELS["established_post"], choices=ESTABLISHED, validate_choice=False)
    file_hosted = BooleanField(COLUMN_LABELS["file_hosted"])
    insurance_region = _region("insurance_region")
    insurance_started_on = day(COLUMN_LABELS["insurance_started_on"])
    insurance_ended_on = day(COLUMN_LABELS["insurance_ended_on"])
    file_region = _region("file_region")
    labour_region = _region("labour_region")
    education = FieldList(FormField(EducationForm), LIST_LABELS["education"], max_entries=MOST_ROWS)
    employment = FieldList(FormField(EmploymentForm), LIST_LABELS["employment"], max_entries=MOST_ROWS)
    titles_held = FieldList(FormField(TitleForm), LIST_LABELS["titles_held"], max_entries=MOST_ROWS)
    appraisals = FieldList(FormField(AppraisalForm), LIST_LABELS["appraisals"], max_entries=MOST_ROWS)

    @classmethod
    def of(cls, person: Applicant | None) -> ProfileForm:
        """The form as a page first shows it, filled from the record."""
        if person is None:
            return cls(formdata=None)
        rows = {name: [_values(row) for row in getattr(person, name)] for name in LIST_LABELS}
        plain = {name: getattr(person, name) for name in cls.plain_names()}
        plain["established_post"] = _letter(person.established_post)
        return cls(formdata=None, data={**plain, **rows})

    @classmethod
    def plain_names(cls) -> list[str]:
        """Fields that show a column of the record. The identity number is never put into a form, and the mobile number
        is changed on a page of its own, with proof."""
        return [name for name in COLUMN_LABELS if name not in ("identity_number", "phone")]

    def prepare(self, titles: dict[str, str]) -> None:
        """Offer the catalog's titles, and spare rows at the end of every list."""
        for rows in self.lists():
            spare = sum(1 for _row in itertools.takewhile(_is_empty, reversed(rows.entries)))
            for _number in range(min(SPARE_ROWS - spare, MOST_ROWS - len(rows))):
                rows.append_entry()
        for entry in self.titles_held.entries:
            entry.form.title_code.choices = [("", ""), *titles.items()]

    def draft(self) -> ProfileDraft:
        """What was typed; empty rows are left out."""
        return ProfileDraft(
            identity_number=tidy(self.identity_number.data),
            identity_kind=self.identity_kind.data,
            sex=self.sex.data,
            birth_date=self.birth_date.data,
            name=self["name"].data,
            texts={name: self[name].data for name in TEXTS},
            work_started_on=self.work_started_on.data,
            employer_id=_id(self.employer.data),
            is_civil_servant=self.is_civil_servant.data,
            in_service=self.in_service.data,
            established_post=YES_OR_NO.get(self.established_post.data or ""),
            file_hosted=self.file_hosted.data,
            regions={name: _id(self[name].data) for name in REGIONS},
            insurance_started_on=self.insurance_started_on.data,
            insurance_ended_on=self.insurance_ended_on.data,
            education=_typed(self.education),
            employment=_typed(self.employment),
            titles_held=_typed(self.titles_held),
            appraisals=_typed(self.appraisals),
        )


def _values(row: Any) -> dict[str, Any]:
    values = row_values(row)
    if isinstance(values.get("is_professional"), bool):
        values["is_professional"] = _letter(values["is_professional"])
    return values


def _letter(flag: bool | None) -> str:
    """A flag as the select boxes name it; "" where it is not stated."""
    return "" if flag is None else "y" if flag else "n"


def _is_empty(entry: Any) -> bool:
    return bool(entry.form.is_empty)


def _id(row: Any) -> int | None:
    return row.id if row is not None else None


def _typed(rows: FieldList) -> list[Any]:
    return [entry.form.row(int(entry.name.rpartition("-")[2])) for entry in rows if not entry.form.is_empty]
