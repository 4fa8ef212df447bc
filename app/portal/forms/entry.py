"""Forms of those who come in: registration, a lost password, another mobile number, and the code that proves each."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField, TelField

from app.applicants.enums import Sex
from app.applicants.forms import Needed, day
from app.applicants.labels import COLUMN_LABELS
from app.applicants.registration import Registration
from app.console.fields import EnumSelect
from app.console.forms import ConsoleForm
from app.core.identity_kinds import IdentityKind
from app.core.text import tidy

NEW_PASSWORD, REPEATED = _("New password"), _("New password again")


class RegisterForm(ConsoleForm):
    """个人注册; the rules say what is wrong."""

    identity_kind = EnumSelect(COLUMN_LABELS["identity_kind"], [Needed()], IdentityKind, default=IdentityKind.RESIDENT)
    identity_number = StringField(COLUMN_LABELS["identity_number"], [Needed()], filters=[tidy])
    name = StringField(COLUMN_LABELS["name"], [Needed()], filters=[tidy])
    sex = EnumSelect(COLUMN_LABELS["sex"], [], Sex)
    birth_date = day(COLUMN_LABELS["birth_date"])
    phone = TelField(COLUMN_LABELS["phone"], [Needed()], filters=[tidy])
    new = PasswordField(_("Password"), [Needed()])
    repeated = PasswordField(_("Password again"), [Needed()])

    def typed(self) -> Registration:
        """What was typed."""
        return Registration(
            identity_kind=self.identity_kind.data,
            identity_number=self.identity_number.data or "",
            name=self["name"].data or "",
            phone=self.phone.data or "",
            sex=self.sex.data,
            birth_date=self.birth_date.data,
            password=self.new.data or "",
            repeated=self.repeated.data or "",
        )


class ForgottenForm(ConsoleForm):
    """Whose password was lost, and the mobile number that proves it."""

    name = StringField(_("Identity number or user name"), [Needed()], filters=[tidy])
    phone = TelField(COLUMN_LABELS["phone"], [Needed()], filters=[tidy])


class PhoneForm(ConsoleForm):
    """The number to come, and the password."""

    phone = TelField(_("New mobile number"), [Needed()], filters=[tidy])
    password = PasswordField(_("Present password"), [Needed()])


class CodeForm(ConsoleForm):
    """The code that was sent."""

    code = StringField(_("Verification code"), [Needed()], filters=[tidy])


class NewPasswordForm(CodeForm):
    """The code and, twice, the password to come; nothing of that is stripped."""

    new = PasswordField(NEW_PASSWORD, [Needed()])
    repeated = PasswordField(REPEATED, [Needed()])
