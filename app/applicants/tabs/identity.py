"""基本信息."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField, TelField

from app.applicants.enums import Sex
from app.applicants.forms import SectionForm, short_text
from app.applicants.labels import COLUMN_LABELS
from app.applicants.models import Applicant
from app.applicants.rules import Context, Draft
from app.applicants.tabs.parts import Tab
from app.core.errors import Violation
from app.core.identity import check_identity_number, parse_identity_number
from app.core.text import tidy


class IdentityForm(SectionForm):
    name = short_text(COLUMN_LABELS["name"], 60, needed=True)
    identity_number = StringField(COLUMN_LABELS["identity_number"], filters=[tidy])
    former_name = short_text(COLUMN_LABELS["former_name"], 60)
    ethnic_group = short_text(COLUMN_LABELS["ethnic_group"], 20)
    birthplace = short_text(COLUMN_LABELS["birthplace"], 60)
    political_status = short_text(COLUMN_LABELS["political_status"], 30)
    health = short_text(COLUMN_LABELS["health"], 30)
    phone = short_text(COLUMN_LABELS["phone"], 30, kind=TelField)
    mailbox = short_text(COLUMN_LABELS["mailbox"], 120, kind=EmailField)
    languages_and_computing = short_text(COLUMN_LABELS["languages_and_computing"], 200)


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    """`identity_number` "" keeps the number that is stored."""
    if not draft.values["name"]:
        yield Violation("name", "Please enter your name as on the identity card.")
    number = draft.values["identity_number"] or ""
    if not (number or context.is_new):
        return
    faults = check_identity_number(number, context.today)
    yield from faults
    if not faults and context.identity_taken(parse_identity_number(number).number):
        message = "This identity number belongs to another account. Please ask the office that keeps the accounts."
        yield Violation("identity_number", message)


def _after(person: Applicant, draft: Draft, _context: Context) -> None:
    if draft.values["identity_number"]:
        identity = parse_identity_number(draft.values["identity_number"])
        person.identity_number = identity.number
        person.sex, person.birth_date = Sex[identity.sex], identity.birth_date


TAB = Tab(
    key="identity",
    title=_("Identity"),
    form=IdentityForm,
    check=_check,
    columns=(
        "name",
        "identity_number",
        "former_name",
        "ethnic_group",
        "birthplace",
        "political_status",
        "health",
        "phone",
        "mailbox",
        "languages_and_computing",
    ),
    after=_after,
    optional=frozenset(
        {
            "former_name",
            "ethnic_group",
            "birthplace",
            "political_status",
            "health",
            "mailbox",
            "languages_and_computing",
        }
    ),
    hints={"phone": _("Messages about your application are sent here.")},
)
