"""The wizard's steps as forms. They read what was typed, whatever is still missing; services keep it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.applicants.forms import Needed, RowForm, row_id, short_text
from app.applications.labels import ANSWER_LABELS, RECOMMENDER_LABELS, SECTIONS, mode_words
from app.applications.models import Application
from app.applications.rules import RecommenderInput
from app.applications.services.drafting import RECOMMENDER
from app.console.fields import offered
from app.console.forms import ConsoleForm
from app.core.errors import Invalid, Violation
from app.core.text import tidy
from app.plans.enums import ApplicationMode
from app.plans.models import PlanAttachment, ReviewPlan

PNG_URL = "data:image/png;base64,"
ATTACHMENT = "attachment_"
ANSWERS = ("title_id", "category_id", "mode", "specialty_id", "committee_id", "appraisal_summary", "work_statement")
MOST_RECOMMENDERS = 10


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


class RecommenderForm(RowForm):
    """One recommender (R-93, R-164)."""

    name = short_text(RECOMMENDER_LABELS["name"], 60)
    employer_name = short_text(RECOMMENDER_LABELS["employer_name"], 120)
    title_id = SelectField(RECOMMENDER_LABELS["title"], coerce=row_id, choices=offered(("", "")), validate_choice=False)
    certificate_number = short_text(RECOMMENDER_LABELS["certificate_number"], 60)
    in_service = BooleanField(RECOMMENDER_LABELS["in_service"])
    related_specialty = BooleanField(RECOMMENDER_LABELS["related_specialty"])

    def typed(self) -> RecommenderInput:
        """The row as it was typed, cut to what its columns take."""
        return RecommenderInput(
            (self["name"].data or "")[:60],
            (self.employer_name.data or "")[:120],
            self.title_id.data,
            (self.certificate_number.data or "")[:60],
            self.in_service.data,
            self.related_specialty.data,
        )


class DataForm(ConsoleForm):
    """Step 3: 申报类别, 申报类型, 申报方式, 自评分, 推荐人, 从事专业, 受理评审委员会, 单位考核情况, 本人述职."""

    title_id = RadioField(ANSWER_LABELS["title"], [Needed()], coerce=row_id, validate_choice=False)
    category_id = RadioField(ANSWER_LABELS["category"], [Needed()], coerce=row_id, validate_choice=False)
    mode = RadioField(ANSWER_LABELS["mode_name"], [Needed()], coerce=mode_of, validate_choice=False)
    self_score = StringField(ANSWER_LABELS["self_score"], [Needed()], filters=[tidy])
    recommenders = FieldList(FormField(RecommenderForm), ANSWER_LABELS["recommenders"], max_entries=MOST_RECOMMENDERS)
    specialty_id = SelectField(ANSWER_LABELS["specialty"], [Needed()], coerce=row_id, validate_choice=False)
    committee_id = SelectField(ANSWER_LABELS["committee"], [Needed()], coerce=row_id, validate_choice=False)
    appraisal_summary = TextAreaField(ANSWER_LABELS["appraisal_summary"], [Needed()], filters=[tidy])
    work_statement = TextAreaField(SECTIONS["statement"], [Needed()], filters=[tidy])

    @classmethod
    def of(cls, application: Application) -> DataForm:
        """The form as a page first shows it, filled from the draft."""
        rows = [{name: getattr(one, name) for name in RECOMMENDER} for one in application.recommenders]
        plain = {name: getattr(application, name) for name in ANSWERS}
        score = "" if application.self_score is None else f"{application.self_score.normalize():f}"
        return cls(formdata=None, data={**plain, "self_score": score, "recommenders": rows}).offering(application.plan)

    def offering(self, plan: ReviewPlan) -> DataForm:
        """Offer what the plan offers."""
        self.category_id.choices = [(row.id, row.name) for row in plan.categories]
        self.title_id.choices = [(row.title_id, row.title.name) for row in plan.titles]
        self.mode.choices = [(row.mode.name, mode_words(row)) for row in plan.modes]
        self.specialty_id.choices = [("", ""), *((row.specialty_id, row.specialty.name) for row in plan.specialties)]
        self.committee_id.choices = [("", ""), *((row.committee_id, row.committee.name) for row in plan.committees)]
        return self

    def differing(self, application: Application) -> str:
        """Names of the answers that are stored otherwise than they were typed here."""
        answers = self.answers()
        stored = DataForm.of(application).answers()
        names = [str(self[name].label.text) for name in answers if answers[name] != stored[name]]
        return gettext(", ").join(names)

    def prepare(self, most: int, titles: Iterable[tuple[int, str]]) -> None:
        """Room for as many recommenders as the plan asks for in any of its modes, each with a title of the catalog."""
        while len(self.recommenders) < min(most, MOST_RECOMMENDERS):
            self.recommenders.append_entry()
        for entry in self.recommenders.entries:
            entry.form.title_id.choices = [("", ""), *titles]

    def answers(self) -> dict[str, Any]:
        """What `services.save_data` takes."""
        rows = [entry.form.typed() for entry in self.recommenders if not entry.form.is_empty]
        return {
            **{name: self[name].data for name in ANSWERS},
            "self_score": self.self_score.data or "",
            "recommenders": rows if len(self.recommenders) else None,
        }


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
