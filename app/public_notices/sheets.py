"""The 公示表 of a notice, or of those who wait for one (R-184, R-185)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.applicants.enums import Sex
from app.applications import queries as applications
from app.applications.models import Application
from app.archives.enums import PersonalRole
from app.console.formats import day
from app.console.layout import label
from app.core.eligibility import EducationLevel
from app.documents.schemas import PublicNoticeRow, PublicNoticeSheetData
from app.documents.spreadsheet import Cell, Column
from app.plans.models import ReviewPlan
from app.public_notices.models import PublicNotice
from app.public_notices.rules import published_fields


def notice_sheet(notice: PublicNotice) -> PublicNoticeSheetData:
    """The sheet of a notice as it is published."""
    return _sheet(
        notice.plan,
        notice.organisation.name,
        [entry.published for entry in notice.entries],
        starts_on=day(notice.starts_on),
        ends_on=day(notice.last_day),
        working_days=str(notice.working_days),
        telephone=notice.phone,
        email=notice.mailbox,
        issued_on=day(notice.starts_on),
    )


def waiting_sheet(plan: ReviewPlan, organisation_name: str, chosen: Sequence[Application]) -> PublicNoticeSheetData:
    """The sheet before a notice is started: its days stay open."""
    fields = [published_fields(applications.newest_submission(one.id).content) for one in chosen]
    stage = chosen[0].stage if chosen else None
    days = str(stage.min_working_days) if stage else ""
    return _sheet(plan, organisation_name, fields, working_days=days)


def spreadsheet(data: PublicNoticeSheetData) -> tuple[list[Column], list[Sequence[Cell]], list[str]]:
    """Columns, rows and notes of the same sheet as a spreadsheet."""
    columns = [
        Column(_("No.")),
        Column(_("Name")),
        Column(_("Sex")),
        Column(_("Born in")),
        Column(_("Education")),
        Column(_("Field of study")),
        Column(_("Present title")),
        Column(_("Held since")),
        Column(_("Title applied for")),
        Column(_("Specialty")),
        Column(_("Application mode")),
        Column(_("Main achievements")),
    ]
    rows: list[Sequence[Cell]] = [tuple(str(value) for value in row.values()) for row in data["rows"]]
    period = _(
        "Notice from %(first)s to %(last)s, %(days)s working days.",
        first=data["starts_on"] or "____",
        last=data["ends_on"] or "____",
        days=data["working_days"],
    )
    contact = _("Telephone: %(phone)s  E-mail: %(mailbox)s", phone=data["telephone"], mailbox=data["email"])
    return columns, rows, [_("Organisation: %(name)s", name=data["organisation"]), period, contact, data["note"]]


def _sheet(
    plan: ReviewPlan, organisation: str, people: Sequence[Mapping[str, Any]], **known: str
) -> PublicNoticeSheetData:
    return {
        "watermark": str(plan.sheet.get("watermark", "")),
        "title": _("Public notice of applications for professional titles"),
        "plan": plan.name,
        "organisation": organisation,
        "rows": [_row(number, fields) for number, fields in enumerate(people, start=1)],
        "note": _("Objections can be raised with the organisation by telephone or e-mail while the notice runs."),
        "starts_on": known.get("starts_on", ""),
        "ends_on": known.get("ends_on", ""),
        "working_days": known.get("working_days", ""),
        "telephone": known.get("telephone", ""),
        "email": known.get("email", ""),
        "issued_on": known.get("issued_on", ""),
    }


def _row(number: int, fields: Mapping[str, Any]) -> PublicNoticeRow:
    """One person; of several diplomas and titles the latest."""
    education = fields["education"][-1] if fields["education"] else None
    held = fields["titles"][-1] if fields["titles"] else None
    year, month = fields["birth_date"].split("-")
    return {
        "number": str(number),
        "name": fields["name"],
        "sex": label(Sex[fields["sex"]]),
        "born_in": _("%(year)s-%(month)s", year=int(year), month=int(month)),
        "education": label(EducationLevel[education["level"]]) if education else "",
        "field_of_study": education["field_of_study"] if education else "",
        "present_title": held["title_name"] if held else _("None"),
        "present_title_since": day(dt.date.fromisoformat(held["obtained_on"])) if held else "",
        "title": fields["title"],
        "specialty": fields["specialty"],
        "mode": fields["mode_name"],
        "performance": "\n".join(_work(place, work) for place, work in enumerate(fields["entries"], start=1)),
    }


def _work(place: int, work: Mapping[str, Any]) -> str:
    first, last = (day(dt.date.fromisoformat(text)) if text else "" for text in (work["started_on"], work["ended_on"]))
    period = _("%(first)s to %(last)s", first=first, last=last or _("until now"))
    return _(
        "%(place)s. %(title)s (%(period)s, %(role)s): %(effect)s",
        place=place,
        title=work["title"],
        period=period,
        role=label(PersonalRole[work["role"]]),
        effect=work["effect"],
    )
