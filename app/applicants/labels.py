"""Words for what a person's record holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.applicants.enums import AuditState, PostStanding, SanctionKind, Sex, Verification
from app.console.cells import written
from app.console.layout import Words, register_labels
from app.core.eligibility.vocabulary import LABELS, DatePrecision
from app.core.identity_kinds import IdentityKind

MEMBER_LABELS: dict[Enum, Words] = {
    Sex.MALE: _("Male"),
    Sex.FEMALE: _("Female"),
    PostStanding.ESTABLISHED: _("In an established post"),
    PostStanding.NOT_ESTABLISHED: _("Not in an established post"),
    PostStanding.ON_LEAVE: _("On leave to start a business"),
    Verification.REGISTRY: _("Found in a register"),
    Verification.PROOF: _("Proof uploaded"),
    Verification.NONE: _("Own statement"),
    SanctionKind.APPLICATION_BAN: _("Ban from applying for titles"),
    SanctionKind.DISCIPLINARY_PENALTY: _("Disciplinary penalty"),
    SanctionKind.OPEN_CASE: _("Case that is not closed"),
    SanctionKind.DISCREDIT: _("Record of discredit"),
    AuditState.DRAFT: _("Not submitted"),
    AuditState.SUBMITTED: _("Waiting for the employer's audit"),
    AuditState.APPROVED: _("Audit passed"),
    AuditState.RETURNED: _("Returned for correction"),
}

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
    "post_standing": _("Standing to established posts"),
    "integrity_declared": _("Declaration of integrity"),
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
    "school_class": _("Class of a technician school"),
    "qualification": _("Vocational qualification"),
    "certificate_number": _("Certificate number"),
    "skill_level": _("Skill level"),
    "occupation": _("Occupation"),
    "region": _("Paid in"),
    "paid_from": _("Paid without a break since"),
    "paid_until": _("Paid until"),
    "kind": _("Kind of sanction"),
    "cause": _("Cause"),
    "deciding_body": _("Deciding body"),
    "in_force_from": _("In force since"),
    "in_force_until": _("In force until"),
    "appointment_ended_on": _("Appointment ended on"),
    "verification": _("Rests on"),
    "proof": _("Proof (PDF or JPG)"),
}

LIST_LABELS: dict[str, Words] = {
    "education": _("Education history"),
    "employment": _("Work experience"),
    "titles_held": _("Titles held"),
    "appraisals": _("Annual appraisals"),
    "letters": _("Appointment letters"),
    "vocational": _("Vocational qualifications held"),
    "skills": _("Skill levels held"),
    "insurance": _("Periods of social insurance"),
    "sanctions": _("Bans and penalties declared"),
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
    "post_standing",
    "file_hosted",
    "insurance_region",
    "file_region",
    "labour_region",
)
LIST_COLUMNS = {
    "education": (
        "school",
        "level",
        "degree",
        "school_class",
        "field_of_study",
        "started_on",
        "graduated_on",
        "match",
        "verification",
    ),
    "employment": ("employer_name", "post", "specialty_work", "started_on", "ended_on", "is_professional"),
    "titles_held": ("title_name", "obtained_on", "issuing_body"),
    "letters": ("title_name", "employer_name", "started_on", "ended_on", "verification"),
    "vocational": ("qualification", "certificate_number", "obtained_on", "verification"),
    "skills": ("skill_level", "occupation", "certificate_number", "obtained_on", "verification"),
    "appraisals": ("year", "result"),
    "insurance": ("region", "started_on", "ended_on", "verification"),
    "sanctions": ("kind", "issuing_body", "cause", "started_on", "ended_on"),
}
# What a list calls a column otherwise than other lists do.
OWN_LABELS: dict[tuple[str, str], Words] = {
    ("insurance", "started_on"): ROW_LABELS["paid_from"],
    ("insurance", "ended_on"): ROW_LABELS["paid_until"],
    ("letters", "started_on"): ROW_LABELS["appointed_on"],
    ("letters", "ended_on"): ROW_LABELS["appointment_ended_on"],
    ("sanctions", "issuing_body"): ROW_LABELS["deciding_body"],
    ("sanctions", "started_on"): ROW_LABELS["in_force_from"],
    ("sanctions", "ended_on"): ROW_LABELS["in_force_until"],
}
LATEST = ("employment", "insurance", "letters")

PROFILE_LABELS: dict[str, Words] = {
    "applicant": _("Applicant"),
    "submitted_at": _("Submitted at"),
    "status": _("Status"),
}

register_labels({**LABELS, **MEMBER_LABELS, **IDENTITY_KIND_LABELS})


def pairs(names: Iterable[str], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(label, words) of columns of the record; `values` by column, those missing are left out."""
    return [(str(COLUMN_LABELS[name]), written(values[name])) for name in names if name in values]


def record_table(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of one list of the record, as `data_table` draws them; rows as `restored` gives them."""
    columns = LIST_COLUMNS[name]
    headers = [str(column_words(name, column)) for column in columns]
    return headers, [[_cell(name, column, row) for column in columns] for row in rows]


def column_words(name: str, column: str) -> Words:
    """What a list calls one of its columns."""
    return OWN_LABELS.get((name, column), ROW_LABELS[column])


def restored(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Frozen columns with days and members of enums instead of their texts; what is no column stays as it is."""
    columns = model.__table__.columns
    return {name: _typed(columns[name].type, value) if name in columns else value for name, value in values.items()}


def _typed(kind: Any, value: Any) -> Any:
    members = getattr(kind, "enum_class", None)
    if value is None:
        return None
    if members is not None:
        return members[value]
    return dt.date.fromisoformat(value) if kind.python_type is dt.date else value


def _cell(name: str, column: str, row: Mapping[str, Any]) -> Any:
    value = row.get(column)
    if column == "ended_on" and value is None:
        return gettext("until now") if name in LATEST else ""
    if isinstance(value, dt.date) and row.get("precision") is DatePrecision.MONTH:
        return gettext("%(year)s-%(month)s", year=value.year, month=value.month)
    return str(value) if column == "year" else written(value)
