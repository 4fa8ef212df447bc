"""A year's figures, a step of the procedure, a person selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import Field, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.applicants.forms import Chosen, day, row_id, short_text
from app.applicants.models import Applicant
from app.console import workbooks
from app.console.errors import translate
from app.console.fields import REQUIRED, EnumSelect, LookupField
from app.console.forms import ConsoleForm
from app.console.interface import ScopedInterface
from app.core.text import tidy
from app.posts.enums import PostLevel, PostStep, SelectionKind
from app.posts.labels import COLUMN_LABELS, ROW_LABELS, SELECTION_LABELS
from app.posts.models import PostQuota
from app.posts.queries import figures_of
from app.posts.rules import LevelFigures, percent, read_percent

COUNTS = ("approved", "actual")


class PercentField(Field):
    """A ratio such as 12.5; `data` is hundredths of a percent."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return percent(self.data).removesuffix("%") if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = read_percent(text) if text.strip() else 0
        if self.data is None:
            raise ValueError(translate("“%(found)s” is no ratio. Write it like 30 or 12.5.", {"found": text.strip()}))


def _count(words: Any) -> IntegerField:
    return IntegerField(words, [Optional()])


class _Figures(ConsoleForm):
    year = IntegerField(COLUMN_LABELS["year"], [InputRequired(REQUIRED)])
    established_total = IntegerField(COLUMN_LABELS["established_total"], [InputRequired(REQUIRED)])
    post_total = IntegerField(COLUMN_LABELS["post_total"], [InputRequired(REQUIRED)])


# Three figures for each of the four levels: `ratio_FULL_SENIOR`, `approved_FULL_SENIOR`, …
QuotaFields: Any = type(
    "QuotaFields",
    (_Figures,),
    {
        f"{name}_{level.name}": PercentField(ROW_LABELS[name]) if name == "ratio" else _count(ROW_LABELS[name])
        for level in PostLevel
        for name in ("ratio", *COUNTS)
    },
)


class QuotaForm(QuotaFields):
    """编制数, 专业技术岗位总数 and the grid of levels (R-237 to R-239)."""

    @classmethod
    def of(cls, quota: PostQuota | None, year: int) -> QuotaForm:
        """The form as a page first shows it."""
        if quota is None:
            return cls(formdata=None, data={"year": year})
        data = {name: getattr(quota, name) for name in ("year", "established_total", "post_total")}
        for level, one in figures_of(quota).items():
            data.update({f"{name}_{level.name}": getattr(one, name) for name in ("ratio", *COUNTS)})
        return cls(formdata=None, data=data)

    def cell(self, name: str, level: PostLevel) -> Any:
        """The field of one cell of the grid."""
        return self[f"{name}_{level.name}"]

    def values(self) -> dict[str, Any]:
        """What `services.save_quota` takes."""
        return {
            "year": self.year.data,
            "established_total": self.established_total.data,
            "post_total": self.post_total.data,
            "levels": {level: self._figures(level) for level in PostLevel},
        }

    def _figures(self, level: PostLevel) -> LevelFigures:
        return LevelFigures(*(self.cell(name, level).data or 0 for name in ("ratio", *COUNTS)))


class StepForm(ConsoleForm):
    """公布, 竞聘, 公示, 考核推荐: when and where (R-210)."""

    step = EnumSelect(_("Step of the procedure"), [Chosen()], PostStep)
    started_on = day(_("Started on"), needed=True)
    ended_on = day(_("Ended on"), needed=True)
    place = short_text(_("Place or channel"), 120, needed=True)
    note = TextAreaField(_("Note"), [Length(max=500)], filters=[tidy])

    def values(self) -> dict[str, Any]:
        """What `services.record_step` takes."""
        return {name: self[name].data for name in ("step", "started_on", "ended_on", "place", "note")}


def _chosen_id(value: object) -> int:
    """The id of a choice; 0 for none."""
    return row_id(value) or 0


class SelectionForm(ConsoleForm):
    """A row of the 竞聘结果 (R-241)."""

    applicant_id = LookupField(
        _("Person"), [InputRequired(REQUIRED)], ScopedInterface(Applicant), "PostQuotaView.lookup"
    )
    kind = EnumSelect(_("Decision on the person"), [Chosen()], SelectionKind)
    level = EnumSelect(_("Level of the post"), [], PostLevel)
    title_id = SelectField(SELECTION_LABELS["title"], coerce=_chosen_id, validate_choice=False)
    held_title = short_text(SELECTION_LABELS["held_title"], 60)
    appointed_rank = short_text(SELECTION_LABELS["appointed_rank"], 60)
    appointed_on = day(SELECTION_LABELS["appointed_on"])
    post_grade = short_text(SELECTION_LABELS["post_grade"], 60)

    def offering(self, titles: Mapping[int, tuple[str, str]]) -> SelectionForm:
        """The form with the titles that can be chosen."""
        self.title_id.choices = [(0, ""), *((key, name) for key, (name, _level) in titles.items())]
        return self

    def values(self) -> dict[str, Any]:
        """What `services.select_person` takes."""
        names = ("kind", "level", "title_id", "held_title", "appointed_rank", "appointed_on", "post_grade")
        return {"applicant_id": self.applicant_id.data.id, **{name: self[name].data for name in names}}


class PostWorkbookForm(workbooks.WorkbookForm):
    """The 岗位信息表 as an Excel workbook."""

    workbook = FileField(_("Post information sheet (Excel file)"))
