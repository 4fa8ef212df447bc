"""The filled-in template: uploaded, then confirmed with its proof."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.console import workbooks


class HoursWorkbookForm(workbooks.WorkbookForm):
    """The template with the hours of one or more people."""

    workbook = FileField(_("Filled-in template (Excel file)"))


class HoursConfirmForm(workbooks.CarriedForm):
    """The previewed workbook, what its file is called, and the proof of its hours."""

    file_name = HiddenField()
    proof = FileField(_("Proof of the hours (PDF)"))
