"""我能报吗: one form for every plan, of which a page shows what the plan's rules ask."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField

from app.applicants.forms import RowsForm, day
from app.applicants.labels import COLUMN_LABELS, LIST_LABELS
from app.applicants.rules import FUTURE
from app.console.errors import translate
from app.console.fields import EnumSelect
from app.core.eligibility import (
    Affiliation,
    ApplicantFacts,
    InsurancePeriod,
    RecommenderFacts,
)
from app.core.workflow import Subject
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.portal.forms.rows import (
    ENDS_FIRST,
    MOST_HOURS,
    MOST_ROWS,
    AppraisalCheck,
    EducationCheck,
    EmploymentCheck,
    Figure,
    HoursCheck,
    SkillCheck,
    TitleCheck,
    VocationalCheck,
    chosen,
    said,
    yes_or_no,
)
from app.portal.rules import Questions

# The fields of the form that ask for a fact.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "education": ("education",),
    "employment": ("employment",),
    "titles": ("titles_held",),
    "skills": ("skills",),
    "vocational": ("vocational",),
    "appraisals": ("appraisals",),
    "continuing_education": ("hours",),
    "civil_servant": ("civil_servant",),
    "in_service": ("in_service",),
    "employer_kind": ("employer_kind",),
    "affiliation_level": ("affiliation_level",),
    "department": ("department",),
    "work_region": ("work_region",),
    "affiliation": ("insurance_region", "file_region", "labour_region"),
    "insurance": ("insurance_region", "insurance_started_on", "insurance_ended_on"),
    "established_post": ("established_post",),
    "on_leave": ("on_leave",),
    "post_vacancies": ("post_vacancies",),
    "file_hosted": ("file_hosted",),
    "category": ("category",),
    "self_score": ("self_score",),
    "recommenders": ("recommenders",),
}
REGIONS = ("work_region", "insurance_region", "file_region", "labour_region")
MOST_YEARS = 60
LISTS = ("education", "employment", "titles_held", "skills", "vocational")


class SelfCheckForm(RowsForm):
    """Nothing of it is stored."""

    education = FieldList(FormField(EducationCheck), LIST_LABELS["education"], max_entries=MOST_ROWS)
    employment = FieldList(FormField(EmploymentCheck), _("Work in this or a similar specialty"), max_entries=MOST_ROWS)
    titles_held = FieldList(FormField(TitleCheck), LIST_LABELS["titles_held"], max_entries=MOST_ROWS)
    skills = FieldList(FormField(SkillCheck), _("Skill levels held"), max_entries=MOST_ROWS)
    vocational = FieldList(FormField(VocationalCheck), _("Vocational qualifications held"), max_entries=MOST_ROWS)
    category = chosen(_("Category of the application"))
    employer_kind = EnumSelect(_("Kind of your employer"), [], EmployerKind)
    affiliation_level = EnumSelect(_("Affiliation of your employer"), [], AffiliationLevel)
    department = chosen(_("Competent department of your employer"))
    work_region = chosen(_("Region of your employer"))
    in_service = yes_or_no(_("Are you in service?"))
    civil_servant = yes_or_no(_("Are you a civil servant, or managed as one?"))
    established_post = yes_or_no(_("Do you hold an established post of a public institution?"))
    on_leave = yes_or_no(_("Are you on leave to start a business?"))
    post_vacancies = Figure(_("Vacant posts of this level"), most=MOST_ROWS, whole=True)
    file_hosted = yes_or_no(_("Is your personnel file kept by a talent-exchange centre?"))
    insurance_region = chosen(COLUMN_LABELS["insurance_region"])
    insurance_started_on = day(COLUMN_LABELS["insurance_started_on"])
    insurance_ended_on = day(COLUMN_LABELS["insurance_ended_on"])
    file_region = chosen(COLUMN_LABELS["file_region"])
    labour_region = chosen(COLUMN_LABELS["labour_region"])
    appraisals = FieldList(FormField(AppraisalCheck), LIST_LABELS["appraisals"], max_entries=MOST_YEARS)
    hours = FieldList(FormField(HoursCheck), _("Hours of continuing education"), max_entries=MOST_YEARS)
    self_score = Figure(_("Your self-score"), most=MOST_HOURS)
    recommenders = Figure(_("Recommenders in service who hold a title asked for"), most=MOST_ROWS, whole=True)

    def ask(self, questions: Questions, names: Mapping[str, Mapping[str, str]]) -> None:
        """Leave what the plan asks, and offer its choices; `names` of titles, regions, departments, categories."""
        asked = {name for fact in questions.facts for name in FIELDS.get(fact, ())}
        if not questions.departments:
            asked.discard("department")
        for name in [field.short_name for field in self if field.short_name not in (*asked, "csrf_token")]:
            del self[name]
        self._years("appraisals", len(questions.appraisal_years))
        self._years("hours", len(questions.hours_years))
        for name in LISTS:
            if name in self and not self[name].entries:
                self.add_row(name)
        self._offer(questions, names)

    def rows(self, name: str) -> list[Any]:
        """The rows of a list; none where it is not asked for."""
        return list(self._fields.get(name, ()))

    def add_row(self, name: str) -> None:
        """One more empty row before the form is asked; nothing where there is no such list, or it is full."""
        if name in LISTS and len(self[name]) < MOST_ROWS:
            self[name].append_entry()

    def faults(self, today: dt.date) -> bool:
        """Whether anything typed is wrong; told at the fields."""
        sound = self.validate()
        for field in self.every_field():
            if field.type == "IsoDateField" and not field.errors and field.data and field.data > today:
                field.errors = [translate(FUTURE, {"found": field.data, "today": today})]
                sound = False
        start, end = (self._fields.get(name) for name in FIELDS["insurance"][1:])
        if start and end and end.data and not end.errors and (start.data is None or end.data < start.data):
            message = ENDS_FIRST if start.data else "Please enter since when the insurance was paid."
            end.errors = [translate(message, {"found": end.data, "started": start.data})]
            sound = False
        return not sound

    def facts(self, questions: Questions) -> ApplicantFacts:
        """What was said; what was left empty is not known, but a title, skill or qualification not named is none."""
        return ApplicantFacts(
            education=self._rows("education") or None,
            employment=self._rows("employment") or None,
            titles=self._rows("titles_held"),
            skills=self._rows("skills"),
            vocational=self._rows("vocational"),
            appraisals=dict(self._of_years("appraisals", questions.appraisal_years)),
            continuing_education=dict(self._of_years("hours", questions.hours_years)),
            civil_servant=said(self._plain("civil_servant")),
            in_service=said(self._plain("in_service")),
            established_post=said(self._plain("established_post")),
            employer_kind=self._plain("employer_kind"),
            work_region=self._plain("work_region"),
            department=self._plain("department"),
            affiliation=self._affiliation(),
            insurance=self._insurance(),
            post_vacancies=None if (vacancies := self._value("post_vacancies")) is None else int(vacancies),
            self_score=self._value("self_score"),
            recommenders=self._recommenders(questions),
        )

    def subject(self, facts: ApplicantFacts) -> Subject:
        """What conditions of rows look at, without title and mode."""
        return Subject(
            employer_kind=facts.employer_kind or "",
            affiliation_level=self._plain("affiliation_level") or "",
            department=facts.department or "",
            region=facts.work_region or "",
            category=self._plain("category") or "",
            file_hosted=self._plain("file_hosted") == "y",
            established=facts.established_post,
            on_leave=said(self._plain("on_leave")),
        )

    def _offer(self, questions: Questions, names: Mapping[str, Mapping[str, str]]) -> None:
        offers = dict.fromkeys(REGIONS, names["regions"])
        offers["category"] = names["categories"]
        offers["department"] = {code: names["departments"].get(code, code) for code in questions.departments}
        for name, choices in offers.items():
            if name in self:
                self[name].choices = [("", ""), *choices.items()]
        codes = {"titles_held": (questions.titles, names["titles"]), "vocational": (questions.vocational, {})}
        for name, (offered, words) in codes.items():
            for entry in self.rows(name):
                entry.form["code"].choices = [("", ""), *((code, words.get(code, code)) for code in offered)]
        hidden = {
            "education": [] if questions.classes else ["school_class"],
            "hours": [
                *([] if questions.registration else ["registered_professional"]),
                *([] if questions.old_rules else ["accepted"]),
            ],
        }
        for name, unasked in hidden.items():
            for entry, field in itertools.product(self.rows(name), unasked):
                del entry.form[field]

    def _years(self, name: str, count: int) -> None:
        if name in self:
            while len(self[name]) > count:
                self[name].pop_entry()
            while len(self[name]) < count:
                self[name].append_entry()

    def _rows(self, name: str) -> tuple[Any, ...]:
        return tuple(entry.form.fact() for entry in self.rows(name) if not entry.form.is_empty)

    def _of_years(self, name: str, years: tuple[int, ...]) -> Iterator[tuple[int, Any]]:
        rows = zip(years, self.rows(name), strict=False)
        return ((year, entry.form.fact()) for year, entry in rows if not entry.form.is_empty)

    def _value(self, name: str) -> Any:
        return self[name].data if name in self else None

    def _plain(self, name: str) -> str | None:
        """The text of a choice or the name of a member; None where it was not asked or not chosen."""
        value = self._value(name)
        return getattr(value, "name", value) or None

    def _affiliation(self) -> Affiliation | None:
        insurance, personnel_file, labour = (self._plain(name) for name in FIELDS["affiliation"])
        return Affiliation(insurance, personnel_file, labour) if insurance and personnel_file and labour else None

    def _insurance(self) -> tuple[InsurancePeriod, ...] | None:
        region, start = self._plain("insurance_region"), self._value("insurance_started_on")
        if not (region and start):
            return None
        return (InsurancePeriod(started_on=start, ended_on=self._value("insurance_ended_on"), region=region),)

    def _recommenders(self, questions: Questions) -> tuple[RecommenderFacts, ...] | None:
        number, titles = self._value("recommenders"), questions.recommender_titles
        return (RecommenderFacts(titles[0], True, True),) * int(number) if titles and number is not None else None
