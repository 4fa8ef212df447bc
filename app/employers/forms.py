"""Registration of an employer, its authorisation letter, operators, names, mergers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField, TelField, TextAreaField

from app.applicants.forms import Needed, day, row_id, short_text
from app.console.fields import EnumSelect, LookupField, offered
from app.console.forms import ConsoleForm, MaxCharacters
from app.console.interface import ScopedInterface
from app.core.text import tidy
from app.employers.labels import COLUMN_LABELS
from app.employers.models import EmployerRegistration, NameChange
from app.employers.rules import RegistrationDraft, plain_credit_code
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.organisations.models import Organisation

REASON_LIMIT = 500


def _row_of(label: Any, needed: bool) -> Any:
    """One row of a list of choices that the view puts in; the rules say what is wrong."""
    return SelectField(label, [Needed()] if needed else [], choices=offered(("", "")), validate_choice=False)


class EmployerForm(ConsoleForm):
    """An employer as its personnel lead describes it."""

    name = short_text(COLUMN_LABELS["name"], 120, needed=True)
    credit_code = short_text(COLUMN_LABELS["credit_code"], 40, needed=True)
    employer_kind = EnumSelect(COLUMN_LABELS["employer_kind"], [Needed()], EmployerKind)
    affiliation = EnumSelect(COLUMN_LABELS["affiliation"], [Needed()], AffiliationLevel)
    region_id = _row_of(COLUMN_LABELS["region"], True)
    department_id = _row_of(COLUMN_LABELS["department"], False)
    phone = short_text(COLUMN_LABELS["phone"], 60, needed=True, kind=TelField)
    mailbox = short_text(COLUMN_LABELS["mailbox"], 120, kind=EmailField)
    address = short_text(COLUMN_LABELS["address"], 200, needed=True)
    operator_name = short_text(COLUMN_LABELS["operator_name"], 60, needed=True)
    operator_phone = short_text(COLUMN_LABELS["operator_phone"], 30, needed=True, kind=TelField)

    @classmethod
    def of(cls, registration: EmployerRegistration) -> EmployerForm:
        """The form as a page first shows it."""
        names = [name for name in cls.__dict__ if hasattr(registration, name)]
        return cls(formdata=None, data={name: getattr(registration, name) for name in names})

    def prepare(self, regions: list[tuple[int, str]], departments: list[tuple[int, str]]) -> None:
        """Offer these rows."""
        self.region_id.choices = [("", ""), *((str(key), words) for key, words in regions)]
        self.department_id.choices = [("", _("None")), *((str(key), words) for key, words in departments)]

    def told(self, legal_person: dict[str, str]) -> None:
        """What a legal person's sign-in said cannot be typed."""
        if legal_person:
            self["name"].data = tidy(legal_person["name"])
            self.credit_code.data = legal_person["credit_code"]

    def draft(self) -> RegistrationDraft:
        """What was typed."""
        return RegistrationDraft(
            name=self["name"].data or "",
            credit_code=plain_credit_code(self.credit_code.data or ""),
            employer_kind=self.employer_kind.data,
            affiliation=self.affiliation.data,
            region_id=row_id(self.region_id.data),
            department_id=row_id(self.department_id.data),
            phone=self.phone.data or "",
            mailbox=self.mailbox.data or "",
            address=self.address.data or "",
            operator_name=self.operator_name.data or "",
            operator_phone=self.operator_phone.data or "",
        )


class RegistrationForm(EmployerForm):
    """The employer, and the account of who registers it."""

    username = StringField(_("User name"), [Needed()], filters=[tidy])
    password = PasswordField(_("Password"), [Needed()])
    repeated = PasswordField(_("Password again"), [Needed()])
    consent = BooleanField(_("I act for this employer, and what I have entered is true."), [Needed()])

    def account(self) -> dict[str, Any]:
        """What `register` takes beside the draft; nothing of a password is stripped."""
        return {
            "username": self.username.data or "",
            "password": self.password.data or "",
            "repeated": self.repeated.data or "",
            "consent": bool(self.consent.data),
        }


class LetterForm(ConsoleForm):
    """The signed and sealed authorisation letter."""

    document = FileField(COLUMN_LABELS["letter"])


class NameForm(ConsoleForm):
    """The name to come, since when, and what proves it."""

    new_name = short_text(COLUMN_LABELS["new_name"], 120, needed=True)
    from_on = day(COLUMN_LABELS["from_on"], needed=True)
    document = FileField(COLUMN_LABELS["proof"])

    @classmethod
    def of(cls, returned: NameChange | None) -> NameForm:
        """The form as a page first shows it, with what was returned."""
        data = {"new_name": returned.new_name, "from_on": returned.from_on} if returned else None
        return cls(formdata=None, data=data)


class CentreForm(ConsoleForm):
    """Which talent-exchange centre keeps one's personnel file."""

    centre = _row_of(_("Talent-exchange centre that keeps the file"), False)

    def prepare(self, centres: list[tuple[int, str]]) -> None:
        """Offer these centres."""
        self.centre.choices = [("", _("No centre keeps it")), *((str(key), words) for key, words in centres)]


class OperatorForm(ConsoleForm):
    """A further operator."""

    name = short_text(COLUMN_LABELS["operator_name"], 60, needed=True)
    username = StringField(_("User name"), [Needed()], filters=[tidy])


class MergerForm(ConsoleForm):
    """Who is taken over by whom, since when, by which document."""

    absorbed = LookupField(COLUMN_LABELS["absorbed"], [Needed()], ScopedInterface(Organisation), "MergerView.lookup")
    into = LookupField(COLUMN_LABELS["into"], [Needed()], ScopedInterface(Organisation), "MergerView.lookup")
    from_on = day(COLUMN_LABELS["from_on"], needed=True)
    reason = TextAreaField(COLUMN_LABELS["merger_reason"], [Needed(), MaxCharacters(REASON_LIMIT)], filters=[tidy])

    def values(self) -> dict[str, Any]:
        """What `merge` takes."""
        return {
            "absorbed_id": self.absorbed.data.id if self.absorbed.data else None,
            "into_id": self.into.data.id if self.into.data else None,
            "from_on": self.from_on.data,
            "reason": self.reason.data or "",
        }
