"""评审委员会 on generated screens. The table carries no version: of two people who edit one row, the last one wins."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.catalog.labels import ACTIVE_HINT, CODE_HINT
from app.catalog.views import CatalogView
from app.committees.labels import COLUMN_LABELS
from app.committees.models import ReviewCommittee
from app.console.interface import ScopedInterface
from app.core.errors import Violation
from app.organisations.enums import OrganisationKind


class ReviewCommitteeView(CatalogView):
    """Committees that a plan may name as accepting, each with its office."""

    datamodel = ScopedInterface(ReviewCommittee)
    class_permission_name = "ReviewCommittee"
    route_base = "/catalog/committees"
    list_title, add_title, edit_title = (
        _("Review committees"),
        _("Add a review committee"),
        _("Edit a review committee"),
    )
    list_columns = ["name", "level", "series", "region", "office", "filed_until", "active"]
    show_columns = add_columns = [*list_columns, "code"]
    edit_columns = list_columns
    search_columns = ["name", "level", "series", "region", "active"]
    small_relations = ("series",)
    label_columns = COLUMN_LABELS
    base_order = ("name", "asc")
    description_columns = {
        "code": CODE_HINT,
        "office": _("The organisation that audits for the committee and keeps its records."),
        "filed_until": _("The last day of the filing, from the filing document; empty where it is not known."),
        "active": ACTIVE_HINT,
    }
    empty_words = _("Applicants choose from the committees that their plan names.")

    def violations(self, item: ReviewCommittee) -> list[Violation]:
        if item.office.kind is not OrganisationKind.EMPLOYER:
            return []
        message = "“%(name)s” is an employer; a committee's office is none. Please choose another organisation."
        return [Violation("office", message, {"name": item.office.name})]
