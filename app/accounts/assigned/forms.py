"""One account, and many as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField

from app.accounts.assigned.labels import COLUMN_LABELS
from app.accounts.assigned.rules import ASSIGNED
from app.console.carried_files import brought_back, uploaded
from app.console.fields import LookupField
from app.console.forms import ConsoleForm
from app.console.interface import ScopedInterface
from app.console.layout import label
from app.core.text import tidy
from app.organisations.models import Organisation

SHEET_BYTES = 512 * 1024


class AssignForm(ConsoleForm):
    """Whom the account is for, in which role, at which organisation; the rules say what is wrong."""

    username = StringField(COLUMN_LABELS["username"], filters=[tidy])
    name = StringField(COLUMN_LABELS["name"], filters=[tidy])
    organisation = LookupField(_("Organisation"), [], ScopedInterface(Organisation), "AssignedAccountView.lookup")
    role = SelectField(COLUMN_LABELS["role"], validate_choice=False, coerce=lambda text: text or "")

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.role.choices = [("", ""), *((role.name, label(role)) for role in ASSIGNED)]

    def values(self) -> dict[str, Any]:
        """What `assign` is called with, but for the words for roles."""
        place = self.organisation.data
        return {
            "username": self.username.data or "",
            "name": self.name.data or "",
            "role": self.role.data or "",
            "organisation_id": place.id if place is not None else None,
        }


class SheetForm(ConsoleForm):
    """The accounts as an Excel or CSV file."""

    sheet = FileField(_("Spreadsheet of accounts (Excel or CSV)"))

    def content(self) -> bytes:
        """What was uploaded. Raises Refused for nothing, TooLarge."""
        return uploaded(self.sheet, SHEET_BYTES)


class ConfirmSheetForm(ConsoleForm):
    """The file that was previewed."""

    content = HiddenField()

    def sheet(self) -> bytes:
        """Raises Refused for what no page of ours carries, TooLarge."""
        return brought_back(self.content.data, SHEET_BYTES)
