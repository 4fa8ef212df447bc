"""Where a new plan comes from: another plan, or a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.console.errors import translate
from app.console.fields import REQUIRED, offered
from app.console.forms import ConsoleForm, IsoDateField
from app.core.errors import TooLarge
from app.files.sizes import readable_size
from app.plans.models import ReviewPlan
from app.plans.rules import in_year

PACK_BYTES = 512 * 1024
PREVIEW = "preview"
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class CloneForm(ConsoleForm):
    """What tells the clone from its source; `previewed` is the day for which its dates were shown.

    Fields `title_0`, `title_1`, … say which title takes the place of the source's own.
    """

    source: ReviewPlan

    opens_on = IsoDateField(_("First day for applicants"), [InputRequired(REQUIRED)])
    name = StringField(_("Name of the new plan"), [InputRequired(REQUIRED), Length(max=ReviewPlan.name.type.length)])
    code = StringField(
        _("Code of the new plan"),
        [InputRequired(REQUIRED), Length(max=ReviewPlan.code.type.length)],
        description=_("Small letters, digits and hyphens; the exported file is called by it."),
    )
    region = SelectField(
        _("Region of the new plan"),
        validate_choice=False,
        description=_("Offices of the old region stay in the rows and are told as faults until they are replaced."),
    )
    previewed = HiddenField()
    go = HiddenField()

    @classmethod
    def of(
        cls, plan: ReviewPlan, regions: Sequence[tuple[str, str]], titles: Sequence[tuple[str, str]], posted: bool
    ) -> CloneForm:
        """The plan of next year: the same day, its name and code with the year after; or what was posted.

        `regions` and `titles` are (code, name) of what may be chosen.
        """
        fields = {
            f"title_{index}": SelectField(
                row.title.name, choices=offered(*titles), default=row.title.code, validate_choice=False
            )
            for index, row in enumerate(plan.titles)
            if not row.inherited
        }
        made: type[CloneForm] = type("CloneOf", (cls,), fields)
        opens_on = in_year(plan.opens_on, plan.opens_on.year + 1)
        names = {"name": _later(plan.name, plan.year), "code": _later(plan.code, plan.year)}
        form = made() if posted else made(data={"opens_on": opens_on, **names, "region": plan.region.code})
        form.source = plan
        form.region.choices = list(regions)
        return form

    @property
    def titles(self) -> list[Any]:
        """The fields of the titles."""
        return [self[name] for name in self._fields if name.startswith("title_")]

    @property
    def wants_more(self) -> bool:
        """Whether more than the year is to be another."""
        chosen = self.values()
        return bool(chosen["region"] or chosen["titles"] or any(field.errors for field in (self.region, *self.titles)))

    @property
    def is_previewed(self) -> bool:
        """Whether the person saw the dates that follow from this very day."""
        day = self.opens_on.data
        return self.go.data != PREVIEW and day is not None and self.previewed.data == day.isoformat()

    def values(self) -> dict[str, Any]:
        """What `services.clone` takes."""
        return {
            "opens_on": self.opens_on.data,
            "name": (self.name.data or "").strip(),
            "code": (self.code.data or "").strip(),
            "region": self.region.data if self.region.data not in (None, self.source.region.code) else "",
            "titles": {
                field.default: field.data for field in self.titles if field.data and field.data != field.default
            },
        }

    def validate_opens_on(self, field: Any) -> None:
        if field.data and not FIRST_DAY <= field.data <= LAST_DAY:
            message = "%(found)s is out of reach; write a day from %(first)s to %(last)s."
            raise ValidationError(translate(message, {"found": field.data, "first": FIRST_DAY, "last": LAST_DAY}))


class ImportForm(ConsoleForm):
    """One plan pack."""

    pack = FileField(_("Plan pack (YAML file)"))

    def content(self) -> tuple[bytes, str]:
        """What was uploaded, and the name of the file. Raises ValidationError for nothing, TooLarge."""
        upload = self.pack.data
        if not upload or not upload.filename:
            raise ValidationError(str(_("Please choose a file.")))
        content: bytes = upload.read(PACK_BYTES + 1)
        if len(content) > PACK_BYTES:
            message = "A plan pack has at most %(wanted)s; this file is larger. Please check that it is the right one."
            raise TooLarge(message, wanted=readable_size(PACK_BYTES))
        return content, upload.filename.rpartition("/")[2]


def _later(text: str, year: int) -> str:
    """The text with next year in place of the plan's year."""
    return YEAR.sub(lambda found: str(year + 1) if found[0] == str(year) else found[0], text)
