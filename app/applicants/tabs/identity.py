"""基本信息."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField

from app.applicants.enums import Sex
from app.applicants.forms import Needed, SectionForm, day, short_text
from app.applicants.labels import COLUMN_LABELS
from app.applicants.models import Applicant
from app.applicants.rules import Context, Draft, check_birth_date, check_identity_of
from app.applicants.tabs.parts import Tab
from app.console.fields import EnumSelect
from app.core.errors import Violation
from app.core.identity_kinds import Identity, IdentityKind, carries_birth, identity_of
from app.core.text import tidy


class IdentityForm(SectionForm):
    """The mobile number is changed on a page of its own, with proof."""

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
    languages_and_computing = short_text(COLUMN_LABELS["languages_and_computing"], 200)


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    """`identity_number` "" keeps the document that is stored; sex and date of birth count where its number does not
    carry them."""
    values = draft.values
    if not values["name"]:
        yield Violation("name", "Please enter your name as on the identity card.")
    number, kind = values["identity_number"] or "", values["identity_kind"]
    if not (number or context.is_new):
        if kind not in (None, context.identity_kind):
            message = "Please enter the number of this kind of document as well."
            yield Violation("identity_number", message)
        yield from check_birth_date(values["birth_date"], context.today)
        return
    faults = [*check_identity_of(kind, number, values["sex"], values["birth_date"], today=context.today)]
    yield from faults
    if not faults and context.identity_taken(_identity(draft)):
        message = "This identity number belongs to another account. Please ask the office that keeps the accounts."
        yield Violation("identity_number", message)


def _after(person: Applicant, draft: Draft, _context: Context) -> None:
    if draft.values["identity_number"]:
        identity = _identity(draft)
        person.identity_kind, person.identity_number = identity.kind, identity.number
        if identity.sex and identity.birth_date:
            person.sex, person.birth_date = Sex[identity.sex], identity.birth_date
    if not carries_birth(person.identity_kind, person.identity_number):
        person.sex = draft.values["sex"] or person.sex
        person.birth_date = draft.values["birth_date"] or person.birth_date


def _identity(draft: Draft) -> Identity:
    return identity_of(draft.values["identity_kind"] or IdentityKind.RESIDENT, draft.values["identity_number"])


TAB = Tab(
    key="identity",
    title=_("Identity"),
    form=IdentityForm,
    check=_check,
    columns=(
        "name",
        "identity_kind",
        "identity_number",
        "sex",
        "birth_date",
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
    derived=frozenset({"identity_kind", "identity_number", "sex", "birth_date"}),
    optional=frozenset(
        {
            "sex",
            "birth_date",
            "former_name",
            "ethnic_group",
            "birthplace",
            "political_status",
            "health",
            "mailbox",
            "languages_and_computing",
        }
    ),
    hints=dict.fromkeys(("sex", "birth_date"), _("Only where the number does not hold it.")),
)
