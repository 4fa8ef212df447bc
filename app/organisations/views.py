"""单位目录 on generated screens. The table carries no version: of two people who edit one row, the last one wins."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.catalog.labels import ACTIVE_HINT, CODE_HINT
from app.catalog.views import CatalogView
from app.console.interface import ScopedInterface
from app.core.errors import Violation
from app.organisations.labels import COLUMN_LABELS
from app.organisations.models import Organisation
from app.organisations.rules import check_organisation

WHO = ["name", "kind", "employer_kind", "affiliation", "department", "active"]
WHERE = ["region", "address", "phone", "mailbox"]


class OrganisationView(CatalogView):
    """Employers, departments, HRSS departments, talent-exchange centres, committee offices."""

    datamodel = ScopedInterface(Organisation)
    class_permission_name = "Organisation"
    route_base = "/catalog/organisations"
    list_title, add_title, edit_title = _("Organisations"), _("Add an organisation"), _("Edit an organisation")
    list_columns = ["name", "kind", "employer_kind", "region", "department", "phone", "active"]
    show_fieldsets = [
        (_("The organisation"), {"fields": [*WHO, "code", "credit_code"]}),
        (_("Where to find it"), {"fields": WHERE}),
    ]
    show_columns = [*WHO, "code", "credit_code", *WHERE]
    add_fieldsets = show_fieldsets
    add_columns = show_columns
    edit_fieldsets = [
        (_("The organisation"), {"fields": [*WHO, "credit_code"]}),
        (_("Where to find it"), {"fields": WHERE}),
    ]
    edit_columns = [*WHO, "credit_code", *WHERE]
    search_columns = ["name", "kind", "employer_kind", "region", "department", "active"]
    label_columns = COLUMN_LABELS
    base_order = ("name", "asc")
    description_columns = {
        "code": CODE_HINT,
        "employer_kind": _("For employers only."),
        "affiliation": _("Whose organisation it is; some routes and attachments depend on it."),
        "department": _("For employers only: who audits their applications before the HRSS department."),
        "credit_code": _("18 characters, as printed on the licence."),
        "active": ACTIVE_HINT,
    }
    check_words = {
        "out_of_use_once_merged": Violation(
            "active", "This employer was merged into another one and stays out of use. Its staff belong to that one."
        )
    }
    empty_words = _("Employers that register, and the offices that audit, are listed here.")

    def violations(self, item: Organisation) -> list[Violation]:
        if item.credit_code:
            item.credit_code = item.credit_code.upper()
        department = item.department.kind if item.department else None
        return check_organisation(item.kind, item.employer_kind, item.credit_code, department)
