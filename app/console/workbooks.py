"""A workbook in two steps: uploaded for a preview, carried by the preview's page to its confirmation."""

from __future__ import annotations

import base64
import binascii

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.console.forms import ConsoleForm
from app.core.errors import Refused, TooLarge
from app.files.sizes import readable_size

WORKBOOK_BYTES = 512 * 1024


class WorkbookForm(ConsoleForm):
    """The upload. `too_large` is what is told of a file beyond the limit `wanted`."""

    too_large = "The workbook is larger than %(wanted)s. Please check that it is the right one."
    workbook = FileField(_("Excel file"))

    def content(self) -> bytes:
        """What was uploaded. Raises Refused for nothing, TooLarge."""
        upload = self.workbook.data
        if not upload or not upload.filename:
            raise Refused("Please choose a file.")
        return _checked(upload.read(WORKBOOK_BYTES + 1), self.too_large)

    @property
    def file_name(self) -> str:
        """What the client calls the file."""
        return (self.workbook.data and self.workbook.data.filename) or ""


class CarriedForm(ConsoleForm):
    """The workbook that was previewed."""

    too_large = WorkbookForm.too_large
    content = HiddenField()

    def previewed(self) -> bytes:
        """Raises Refused for what no page of ours carries, TooLarge."""
        try:
            content = base64.b64decode(self.content.data or "", validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            raise Refused("The page was incomplete. Please choose the file again.")
        return _checked(content, self.too_large)


def carried(content: bytes) -> str:
    """A workbook as a page carries it."""
    return base64.b64encode(content).decode()


def _checked(content: bytes, too_large: str) -> bytes:
    if len(content) > WORKBOOK_BYTES:
        raise TooLarge(too_large, wanted=readable_size(WORKBOOK_BYTES))
    return content
