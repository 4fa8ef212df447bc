"""One's own password, the codes of a second factor, other ways to sign in, and the form of an API key."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.rules import LIFETIMES
from app.console.fields import offered
from app.console.forms import ConsoleForm
from app.core.text import tidy


class PasswordForm(ConsoleForm):
    """The present password and, twice, the one to come; nothing is stripped."""

    current = PasswordField(_("Present password"))
    new = PasswordField(_("New password"))
    repeated = PasswordField(_("New password again"))

    def values(self) -> dict[str, str]:
        """What was typed; "" for what was not sent."""
        return {name: self[name].data or "" for name in ("current", "new", "repeated")}


class CodeForm(ConsoleForm):
    """Six digits of an authenticator app, or a recovery code."""

    code = StringField(_("Verification code"), filters=[tidy])

    def value(self) -> str:
        """What was typed."""
        return self.code.data or ""


class LinkForm(ConsoleForm):
    """The present password, before another way to sign in is added."""

    password = PasswordField(_("Present password"))


class NewPasswordForm(ConsoleForm):
    """A password for an account whose person has shown in another way who they are."""

    new = PasswordField(_("New password"))
    repeated = PasswordField(_("New password again"))


class KeyForm(ConsoleForm):
    """What the program is called, what the key may do, how long it is good; the rules say what is wrong."""

    name = StringField(_("What the key is for"), filters=[tidy])
    scopes = SelectMultipleField(
        _("What it may do"),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    days = SelectField(
        _("Good for"),
        coerce=lambda text: int(text) if str(text).isdecimal() else None,
        choices=offered(*((days, _("%(days)s days", days=days)) for days in LIFETIMES)),
        default=LIFETIMES[1],
        validate_choice=False,
    )

    def values(self) -> dict[str, Any]:
        """What `issue_key` is called with, but for what is possible."""
        return {"name": self.name.data or "", "scopes": self.scopes.data or [], "days": self.days.data}
