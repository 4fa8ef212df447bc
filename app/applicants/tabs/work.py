"""单位与人事关系: employer, standing, and the three relations of R-22."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.applicants.enums import PostStanding
from app.applicants.forms import SectionForm, day, region, short_text
from app.applicants.forms.sections import LOOKUP
from app.applicants.labels import COLUMN_LABELS
from app.applicants.rules import Context, Draft, not_in_future
from app.applicants.tabs.parts import Tab
from app.console.fields import EnumSelect, LookupField
from app.console.interface import ScopedInterface
from app.core.errors import Violation
from app.organisations.models import Organisation


class WorkForm(SectionForm):
    employer = LookupField(COLUMN_LABELS["employer"], [], ScopedInterface(Organisation), LOOKUP)
    work_started_on = day(COLUMN_LABELS["work_started_on"])
    administrative_post = short_text(COLUMN_LABELS["administrative_post"], 60)
    academic_posts = short_text(COLUMN_LABELS["academic_posts"], 200)
    in_service = BooleanField(COLUMN_LABELS["in_service"], default=True)
    is_civil_servant = BooleanField(COLUMN_LABELS["is_civil_servant"])
    post_standing = EnumSelect(COLUMN_LABELS["post_standing"], [], PostStanding)
    file_hosted = BooleanField(COLUMN_LABELS["file_hosted"])
    insurance_region = region("insurance_region")
    file_region = region("file_region")
    labour_region = region("labour_region")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    yield from not_in_future("work_started_on", draft.values["work_started_on"], context.today)
    employer = draft.values["employer_id"]
    if employer is not None and not context.is_employer(employer):
        yield Violation("employer", "Please choose an employer that is registered here.")


TAB = Tab(
    key="work",
    title=_("Employer and relations"),
    form=WorkForm,
    check=_check,
    columns=(
        "employer",
        "work_started_on",
        "administrative_post",
        "academic_posts",
        "in_service",
        "is_civil_servant",
        "post_standing",
        "file_hosted",
        "insurance_region",
        "file_region",
        "labour_region",
    ),
    facts=frozenset(
        {"civil_servant", "in_service", "employer_kind", "department", "work_region", "affiliation", "established_post"}
    ),
    optional=frozenset({"work_started_on", "administrative_post", "academic_posts"}),
    hints={
        "employer": _(
            "Type a part of the name. If your employer is missing here, it must first register and be bound by its "
            "authorisation letter."
        ),
        "is_civil_servant": _("Civil servants may not apply for a professional title."),
        "post_standing": _("Of a public institution; some titles ask for it."),
        "file_hosted": _("Your application then passes through that centre first, where the plan says so."),
        "insurance_region": _("The three are compared: where they differ, the place of the insurance decides."),
    },
)
