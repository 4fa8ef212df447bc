"""What a committee judges as check boxes; the catalog as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectMultipleField

from app.committees.labels import COLUMN_LABELS
from app.committees.models import ReviewCommittee
from app.console import workbooks
from app.console.forms import ConsoleForm

Offered = tuple[int, str, int, str]


@dataclass(frozen=True)
class Group:
    """The titles and specialties of one series as (id, name); `open` where they are looked at first."""

    name: str
    titles: list[tuple[int, str]]
    specialties: list[tuple[int, str]]
    open: bool


class ScopeForm(ConsoleForm):
    """Ids of titles reviewed and recommended, and of specialties; what was taken out of use stays if it was chosen."""

    reviewed = SelectMultipleField(COLUMN_LABELS["titles_reviewed"], coerce=int)
    recommended = SelectMultipleField(COLUMN_LABELS["titles_recommended"], coerce=int)
    specialties = SelectMultipleField(COLUMN_LABELS["specialties"], coerce=int)
    groups: list[Group]

    @classmethod
    def of(cls, one: ReviewCommittee) -> ScopeForm:
        """The form as the page first shows it."""
        return cls(
            formdata=None,
            data={
                "reviewed": [title.id for title in one.titles_reviewed],
                "recommended": [title.id for title in one.titles_recommended],
                "specialties": [specialty.id for specialty in one.specialties_covered],
            },
        )

    def offering(self, one: ReviewCommittee, titles: Iterable[Offered], specialties: Iterable[Offered]) -> ScopeForm:
        """Offer every title and specialty by series, the committee's own series first."""
        titles, specialties = list(titles), list(specialties)
        self.reviewed.choices = self.recommended.choices = [(key, name) for key, name, *_series in titles]
        self.specialties.choices = [(key, name) for key, name, *_series in specialties]
        series = {key: name for *_row, key, name in [*titles, *specialties]}
        own = sorted(series, key=lambda key: key != one.series_id)
        self.groups = [self._group(key, series[key], key == one.series_id, titles, specialties) for key in own]
        return self

    def _group(
        self, series: int, name: str, own: bool, titles: Iterable[Offered], specialties: Iterable[Offered]
    ) -> Group:
        of = [(key, words) for key, words, belongs, _name in titles if belongs == series]
        covered = [(key, words) for key, words, belongs, _name in specialties if belongs == series]
        chosen = {*(self.reviewed.data or ()), *(self.recommended.data or ())} & {key for key, _words in of}
        also = set(self.specialties.data or ()) & {key for key, _words in covered}
        return Group(name, of, covered, own or bool(chosen or also))


class WorkbookForm(workbooks.WorkbookForm):
    """The catalog as an Excel workbook."""

    workbook = FileField(_("Catalog of committees (Excel file)"))


class ConfirmForm(workbooks.CarriedForm):
    """The workbook that was previewed, and the state of the catalog that it was compared with."""

    seen = HiddenField()
