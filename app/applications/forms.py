"""The wizard's steps as forms. They read what was typed, whatever is still missing; services keep it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField

from app.applicants.forms import Needed, row_id
from app.applications.labels import ANSWER_LABELS, SECTIONS
from app.applications.models import Application
from app.console.forms import ConsoleForm
from app.core.errors import Invalid, Violation
from app.core.text import tidy
from app.plans.enums import ApplicationMode
from app.plans.models import PlanAttachment, ReviewPlan

PNG_URL = "data:image/png;base64,"
ATTACHMENT = "attachment_"
ANSWERS = ("title_id", "mode", "specialty_id", "committee_id", "appraisal_summary", "work_statement")


def mode_of(text: str | None) -> ApplicationMode | None:
    """The mode by its member's name, None for anything else."""
    return ApplicationMode.__members__.get(text or "")


class PhotoForm(ConsoleForm):
    """Step 1."""

    photo = FileField(SECTIONS["photo"], [Needed()])


class CommitmentForm(ConsoleForm):
    """Step 2: the signature is a PNG data URL that the pad draws."""

    signature = HiddenField()

    @property
    def png(self) -> bytes:
        """The signature's bytes, b"" where nothing was drawn. Raises Invalid for what is no PNG data URL."""
        url = self.signature.data or ""
        if not url:
            return b""
        try:
            return base64.b64decode(url.removeprefix(PNG_URL), validate=True)
        except (binascii.Error, ValueError) as error:
            message = "The signature is not a PNG picture. Please sign again on the signing page."
            raise Invalid([Violation("signature", message)]) from error


class DataForm(ConsoleForm):
    """Step 3: 申报类别, 从事专业, 受理评审委员会, 单位考核情况, 本人述职."""

    title_id = RadioField(ANSWER_LABELS["title"], [Needed()], coerce=row_id, validate_choice=False)
    mode = RadioField(ANSWER_LABELS["mode_name"], [Needed()], coerce=mode_of, validate_choice=False)
    specialty_id = SelectField(ANSWER_LABELS["specialty"], [Needed()], coerce=row_id, validate_choice=False)
    committee_id = SelectField(ANSWER_LABELS["committee"], [Needed()], coerce=row_id, validate_choice=False)
    appraisal_summary = TextAreaField(ANSWER_LABELS["appraisal_summary"], [Needed()], filters=[tidy])
    work_statement = TextAreaField(SECTIONS["statement"], [Needed()], filters=[tidy])

    @classmethod
    def of(cls, application: Application) -> DataForm:
        """The form as a page first shows it, filled from the draft."""
        return cls(formdata=None, obj=application).offering(application.plan)

    def offering(self, plan: ReviewPlan) -> DataForm:
        """Offer what the plan offers."""
        self.title_id.choices = [(row.title_id, row.title.name) for row in plan.titles]
        self.mode.choices = [(row.mode.name, row.name) for row in plan.modes]
        self.specialty_id.choices = [("", ""), *((row.specialty_id, row.specialty.name) for row in plan.specialties)]
        self.committee_id.choices = [("", ""), *((row.committee_id, row.committee.name) for row in plan.committees)]
        return self

    def differing(self, application: Application) -> str:
        """Names of the answers that are stored otherwise than they were typed here."""
        answers = self.answers()
        names = [str(self[name].label.text) for name in ANSWERS if answers[name] != getattr(application, name)]
        return gettext(", ").join(names)

    def answers(self) -> dict[str, Any]:
        """What `services.save_data` takes."""
        return {name: self[name].data for name in ANSWERS}


class EntriesForm(ConsoleForm):
    """Step 4: ids of the archive entries chosen."""

    entries = SelectMultipleField(SECTIONS["entries"], coerce=row_id, validate_choice=False)

    @property
    def chosen(self) -> list[int]:
        return [entry_id for entry_id in self.entries.data or () if entry_id is not None]


class AttachmentsForm(ConsoleForm):
    """Step 5: one file field for each kind that is asked for; made by `attachments_form`."""

    @property
    def uploads(self) -> list[tuple[Any, Any]]:
        """(field, upload) of every file that was sent."""
        fields = [field for field in self if field.name.startswith(ATTACHMENT)]
        return [(field, upload) for field in fields for upload in field.data or ()]


def attachments_form(asked: Iterable[tuple[PlanAttachment, bool]]) -> AttachmentsForm:
    """The form over kinds, each with whether it is required; its fields are named as `services.attach` names them."""
    fields = {
        f"{ATTACHMENT}{kind.key}": MultipleFileField(kind.name, [Needed()] if required else [])
        for kind, required in asked
    }
    form: AttachmentsForm = type("KindsForm", (AttachmentsForm,), fields)()
    return form
