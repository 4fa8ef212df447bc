"""A workbook in two steps: uploaded for a preview, carried by the preview's page to its confirmation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.console.carried_files import brought_back, uploaded
from app.console.forms import ConsoleForm

WORKBOOK_BYTES = 512 * 1024


class WorkbookForm(ConsoleForm):
    """The upload."""

    workbook = FileField(_("Excel file"))

    def content(self) -> bytes:
        """What was uploaded. Raises Refused for nothing, TooLarge."""
        return uploaded(self.workbook, WORKBOOK_BYTES)

    @property
    def file_name(self) -> str:
        """What the client calls the file."""
        return (self.workbook.data and self.workbook.data.filename) or ""


class CarriedForm(ConsoleForm):
    """The workbook that was previewed."""

    content = HiddenField()

    def previewed(self) -> bytes:
        """Raises Refused for what no page of ours carries, TooLarge."""
        return brought_back(self.content.data, WORKBOOK_BYTES)
