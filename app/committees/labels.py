"""Words for review committees."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext as _

from app.committees.enums import CommitteeLevel
from app.console.layout import Words, register_labels

COMMITTEE_LABELS: dict[Enum, Words] = {
    CommitteeLevel.JUNIOR: _("Junior committee"),
    CommitteeLevel.INTERMEDIATE: _("Intermediate committee"),
    CommitteeLevel.SENIOR: _("Senior committee"),
}

COLUMN_LABELS: dict[str, Words] = {
    "code": _("Code"),
    "name": _("Name of the committee"),
    "level": _("Level judged"),
    "series": _("Title series"),
    "region": _("Region"),
    "office": _("Office of the committee"),
    "filed_until": _("Filed until"),
    "active": _("In use"),
}

register_labels(COMMITTEE_LABELS)
