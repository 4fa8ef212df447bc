"""Words for the catalog."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext as _

from app.catalog.enums import ContactKind, RegionLevel
from app.console.layout import Words, register_labels

CATALOG_LABELS: dict[Enum, Words] = {
    RegionLevel.PROVINCE: _("Province"),
    RegionLevel.CITY: _("City"),
    RegionLevel.COUNTY: _("County"),
    ContactKind.HRSS: _("HRSS department"),
    ContactKind.COMPETENT_DEPARTMENT: _("Competent department"),
    ContactKind.COMMITTEE_OFFICE: _("Office of a review committee"),
    ContactKind.TECHNICAL_SUPPORT: _("Technical support"),
}

# Words that several screens of reference data share.
COLUMN_LABELS: dict[str, Words] = {
    "code": _("Code"),
    "name": _("Name of the row"),
    "level": _("Level"),
    "parent": _("Belongs to"),
    "series": _("Title series"),
    "rank": _("Rank"),
    "active": _("In use"),
    "day": _("Day"),
    "is_working": _("Working day"),
    "source": _("Document it rests on"),
    "kind": _("Kind of office"),
    "office": _("Office that answers"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "region": _("Region"),
}

CODE_HINT = _("Small letters, digits and hyphens. Plans name the row by it, so it stays as it is once saved.")
ACTIVE_HINT = _("What is no longer in use stays in old plans and cannot be chosen for new ones.")

register_labels(CATALOG_LABELS)
