"""评审委员会, 自主评聘备案 and 委托评审 on generated screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import get_template_attribute
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.catalog.labels import ACTIVE_HINT, CODE_HINT
from app.catalog.views import CatalogView
from app.committees.enums import CommitteeKind
from app.committees.labels import COLUMN_LABELS, ENTRUSTMENT_COLUMN_LABELS, FILING_COLUMN_LABELS, TERM_BADGES
from app.committees.models import CommitteeFiling, Entrustment, ReviewCommittee
from app.committees.queries import CommitteeInterface
from app.committees.rules import Facts, check_committee, check_entrustment, check_filing, term_state
from app.console.formats import day
from app.console.interface import ScopedInterface
from app.console.layout import label
from app.core import clock
from app.core.errors import Violation

WHO = ["name", "level", "kind", "series", "region", "office", "organisation", "active"]
FILED = ["filing_number", "filed_from", "filed_until"]
SCOPE = ["titles_reviewed", "titles_recommended", "specialties_covered"]


def first_day(value: dt.date) -> Markup:
    """A day that stays on one line of a narrow column."""
    return Markup('<span class="nowrap">{}</span>').format(day(value))


def last_day(value: dt.date | None) -> Any:
    """The last day of a term, with a badge from 90 days before it on."""
    if value is None:
        return ""
    shown = first_day(value)
    state = term_state(None, value, clock.today())
    if state not in TERM_BADGES:
        return shown
    badge = get_template_attribute("layout/macros/status.html", "badge")
    return Markup("{} {}").format(shown, badge(TERM_BADGES[state], label(state)))


class CommitteeFilingView(CatalogView):
    """What autonomous committees file in the course of a year (R-259)."""

    datamodel = ScopedInterface(CommitteeFiling)
    class_permission_name = "CommitteeFiling"
    route_base = "/catalog/committee-filings"
    list_title, add_title, edit_title = _("Filings of autonomous review"), _("Add a filing"), _("Edit a filing")
    list_columns = ["kind", "year", "committee", "filed_on", "note"]
    show_columns = add_columns = edit_columns = ["committee", "year", "kind", "filed_on", "note"]
    search_columns = ["committee", "year", "kind", "filed_on"]
    label_columns = FILING_COLUMN_LABELS
    formatters_columns = {"year": str}
    base_order = ("filed_on", "desc")
    description_columns = {
        "committee": _("A committee of the kind autonomous review."),
        "year": _("The year of the reviews, such as 2026."),
        "filed_on": _("The day on which the HRSS department received it."),
        "note": _("The number under which it was received, or what was approved."),
    }
    empty_words = _("What autonomous committees file appears here: plans, reports, results and summaries of a year.")

    def violations(self, item: CommitteeFiling) -> list[Violation]:
        return check_filing(item.committee.kind, item.year, item.filed_on, clock.today())


class EntrustmentView(CatalogView):
    """Letters by which an office has its people judged elsewhere (R-23, R-227)."""

    datamodel = ScopedInterface(Entrustment)
    class_permission_name = "Entrustment"
    route_base = "/catalog/entrustments"
    list_title, add_title, edit_title = _("Entrusted reviews"), _("Add an entrustment"), _("Edit an entrustment")
    list_columns = ["letter_number", "issuer", "committee", "body", "level", "valid_from", "valid_until"]
    show_columns = add_columns = edit_columns = [*list_columns, "note"]
    search_columns = ["letter_number", "issuer", "committee", "level", "valid_until"]
    label_columns = ENTRUSTMENT_COLUMN_LABELS
    formatters_columns = {"valid_from": first_day, "valid_until": last_day}
    base_order = ("valid_from", "desc")
    description_columns = {
        "letter_number": _("As printed on the letter; an office gives each number once."),
        "issuer": _("The authority that signed the letter."),
        "committee": _("A committee of this catalog; leave it empty for another body."),
        "body": _("Only where no committee of the catalog judges: the name of the body, such as an association."),
        "valid_until": _("The last day of the letter; empty where it sets none."),
    }
    empty_words = _("Letters that entrust a review to a committee or to another body appear here.")

    def violations(self, item: Entrustment) -> list[Violation]:
        has_committee = item.committee is not None
        return check_entrustment(has_committee, item.body, item.issuer.kind, item.valid_from, item.valid_until)


class ReviewCommitteeView(CatalogView):
    """Committees that a plan may name as accepting, each with its office, scope and filing."""

    datamodel = CommitteeInterface(ReviewCommittee)
    class_permission_name = "ReviewCommittee"
    route_base = "/catalog/committees"
    list_template = "committees/list.html"
    show_template = "committees/committee.html"
    list_title, add_title, edit_title = (
        _("Review committees"),
        _("Add a review committee"),
        _("Edit a review committee"),
    )
    list_columns = ["name", "level", "series", "region", "office", "filed_until", "active"]
    show_fieldsets = [
        (_("The committee"), {"fields": [*WHO, "code"]}),
        (_("Filing"), {"fields": FILED}),
    ]
    add_columns = [*WHO, "code", *FILED]
    add_fieldsets = show_fieldsets
    edit_columns = [*WHO, *FILED]
    edit_fieldsets = [(_("The committee"), {"fields": WHO}), (_("Filing"), {"fields": FILED})]
    search_columns = ["name", "level", "kind", "series", "region", "office", "filed_until", "active"]
    small_relations = ("series",)
    related_views = [CommitteeFilingView, EntrustmentView]
    label_columns = COLUMN_LABELS
    formatters_columns = {"filed_until": last_day}
    base_order = ("name", "asc")
    description_columns = {
        "code": CODE_HINT,
        "kind": _("Autonomous: a unit or an association reviews its own people and files its plans and summaries."),
        "office": _("The organisation that audits for the committee and keeps its records."),
        "organisation": _("For autonomous review only: the unit or association whose people it reviews."),
        "filing_number": _("The number of the document by which the committee was filed."),
        "filed_until": _("The last day of the filing, from the filing document; empty where it is not known."),
        "active": ACTIVE_HINT,
    }
    empty_words = _("Applicants choose from the committees that their plan names.")

    show_columns: Any = None

    def _init_properties(self) -> None:
        """The page draws the scope itself; Flask-AppBuilder takes the columns to be those of the field sets."""
        super()._init_properties()
        self.show_columns = [*self.show_columns, *SCOPE]

    def violations(self, item: ReviewCommittee) -> list[Violation]:
        office, unit = item.office, item.organisation
        own = unit.code if unit is not None else ""
        return check_committee(
            Facts(item.kind, office.code, office.name, office.kind, own, item.filed_from, item.filed_until)
        )

    def _children(self, item: ReviewCommittee) -> Any:
        """What is filed is of autonomous committees only."""
        autonomous = item.kind is CommitteeKind.AUTONOMOUS
        children = super()._children(item)
        return [one for one in children if autonomous or not isinstance(one["view"], CommitteeFilingView)]
