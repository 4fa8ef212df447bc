"""Words for what a person's record holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.applicants.enums import Sex
from app.console.cells import written
from app.console.layout import Words, register_labels
from app.core.eligibility.vocabulary import LABELS, DatePrecision
from app.core.identity_kinds import IdentityKind

SEX_LABELS: dict[Enum, Words] = {Sex.MALE: _("Male"), Sex.FEMALE: _("Female")}

IDENTITY_KIND_LABELS: dict[Enum, Words] = {
    IdentityKind.RESIDENT: _("Resident identity card"),
    IdentityKind.FOREIGN_RESIDENT: _("Foreign permanent resident ID card"),
    IdentityKind.HK_MACAO_PERMIT: _("Mainland travel permit for Hong Kong and Macao residents"),
    IdentityKind.HK_MACAO_RESIDENT: _("Residence permit for Hong Kong and Macao residents"),
    IdentityKind.TAIWAN_PERMIT: _("Mainland travel permit for Taiwan residents"),
    IdentityKind.TAIWAN_RESIDENT: _("Residence permit for Taiwan residents"),
    IdentityKind.TALENT_CARD: _("Zhejiang residence card for overseas high-level talent"),
}

COLUMN_LABELS: dict[str, Words] = {
    "name": _("Name"),
    "former_name": _("Former name"),
    "identity_kind": _("Identity document"),
    "identity_number": _("Identity number"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "ethnic_group": _("Ethnic group"),
    "birthplace": _("Place of birth"),
    "political_status": _("Political status"),
    "health": _("Health"),
    "phone": _("Mobile phone"),
    "mailbox": _("E-mail"),
    "work_started_on": _("First day of work"),
    "employer": _("Present employer"),
    "administrative_post": _("Administrative post"),
    "academic_posts": _("Academic memberships and posts"),
    "languages_and_computing": _("Foreign languages and computing"),
    "is_civil_servant": _("Civil servant or managed as one"),
    "in_service": _("In service"),
    "established_post": _("Established post"),
    "file_hosted": _("Personnel file kept by a talent-exchange centre"),
    "insurance_region": _("Social insurance paid in"),
    "insurance_started_on": _("Insurance paid without a break since"),
    "insurance_ended_on": _("Insurance paid until"),
    "file_region": _("Personnel file kept in"),
    "labour_region": _("Labour relation in"),
}

ROW_LABELS: dict[str, Words] = {
    "level": _("Education"),
    "degree": _("Degree"),
    "school": _("School"),
    "field_of_study": _("Field of study"),
    "match": _("Field of study and present work"),
    "started_on": _("Started on"),
    "ended_on": _("Ended on"),
    "graduated_on": _("Graduated on"),
    "employer_name": _("Employer"),
    "post": _("Post"),
    "specialty_work": _("Professional work done"),
    "precision": _("Days known to"),
    "is_professional": _("Counts as professional work"),
    "title_code": _("Title"),
    "title_name": _("Title"),
    "obtained_on": _("Obtained on"),
    "appointed_on": _("Appointed on"),
    "issuing_body": _("Issuing body"),
    "year": _("Year"),
    "result": _("Result"),
}

LIST_LABELS: dict[str, Words] = {
    "education": _("Education history"),
    "employment": _("Work experience"),
    "titles_held": _("Titles held"),
    "appraisals": _("Annual appraisals"),
}

IDENTITY = (
    "name",
    "former_name",
    "identity_kind",
    "identity_number",
    "sex",
    "birth_date",
    "ethnic_group",
    "birthplace",
    "political_status",
    "health",
    "phone",
    "mailbox",
    "languages_and_computing",
)
WORK = (
    "employer",
    "work_started_on",
    "administrative_post",
    "academic_posts",
    "is_civil_servant",
    "in_service",
    "established_post",
    "file_hosted",
    "insurance_region",
    "insurance_started_on",
    "insurance_ended_on",
    "file_region",
    "labour_region",
)
LIST_COLUMNS = {
    "education": ("school", "level", "degree", "field_of_study", "started_on", "graduated_on", "match"),
    "employment": ("employer_name", "post", "specialty_work", "started_on", "ended_on", "is_professional"),
    "titles_held": ("title_name", "obtained_on", "appointed_on", "issuing_body"),
    "appraisals": ("year", "result"),
}

register_labels({**LABELS, **SEX_LABELS, **IDENTITY_KIND_LABELS})


def pairs(names: Iterable[str], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(label, words) of columns of the record; `values` by column, those missing are left out."""
    return [(str(COLUMN_LABELS[name]), written(values[name])) for name in names if name in values]


def record_table(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of one list of the record, as `data_table` draws them."""
    columns = LIST_COLUMNS[name]
    return [str(ROW_LABELS[column]) for column in columns], [[_cell(column, row) for column in columns] for row in rows]


def row_values(row: Any) -> dict[str, Any]:
    """A stored row's columns by name."""
    return {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}


def _cell(column: str, row: Mapping[str, Any]) -> Any:
    value = row[column]
    if column == "ended_on" and value is None:
        return gettext("until now")
    if isinstance(value, dt.date) and row.get("precision") is DatePrecision.MONTH:
        return gettext("%(year)s-%(month)s", year=value.year, month=value.month)
    return str(value) if column == "year" else written(value)
