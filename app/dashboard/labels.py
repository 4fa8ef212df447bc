"""Words of the dashboard."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.console.layout import Words

CATALOG_LABELS: dict[str, Words] = {
    "ProfessionalTitleView": _("Professional titles"),
    "SpecialtyView": _("Specialties of the catalog"),
    "TitleSeriesView": _("Title series"),
    "TitleLevelView": _("Title levels"),
    "OrganisationView": _("Organisations"),
    "ReviewCommitteeView": _("Review committees"),
    "RegionView": _("Regions"),
    "ContactView": _("Contacts of offices"),
    "HolidayOverrideView": _("Exchanged days"),
}
