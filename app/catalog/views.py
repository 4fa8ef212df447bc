"""Reference data on generated screens.

Codes are written once: plans, frozen versions and certificates name rows by them. These tables carry no version: of
two people who edit one row at the same time, the last one wins.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.catalog.labels import ACTIVE_HINT, CODE_HINT, COLUMN_LABELS
from app.catalog.models import (
    Contact,
    HolidayOverride,
    ProfessionalTitle,
    Region,
    Specialty,
    TitleLevel,
    TitleSeries,
)
from app.catalog.rules import check_code, check_region
from app.console.interface import ScopedInterface
from app.console.views import ConsoleView
from app.core.errors import Invalid, Violation


class CatalogView(ConsoleView):
    """A screen of reference data: `violations` say what is wrong with a row before it is stored."""

    label_columns = COLUMN_LABELS
    description_columns = {"code": CODE_HINT, "active": ACTIVE_HINT}
    base_order = ("code", "asc")

    def pre_add(self, item: Any) -> None:
        self._check([*check_code(getattr(item, "code", "")), *self.violations(item)])

    def pre_update(self, item: Any) -> None:
        self._check(self.violations(item))

    def violations(self, item: Any) -> list[Violation]:
        """What is wrong with a row beyond its code; nothing unless a screen says so."""
        return []

    def _check(self, violations: list[Violation]) -> None:
        if violations:
            raise Invalid(violations)


class RegionView(CatalogView):
    """行政区划."""

    datamodel = ScopedInterface(Region)
    class_permission_name = "Region"
    route_base = "/catalog/regions"
    list_title, add_title, edit_title = _("Regions"), _("Add a region"), _("Edit a region")
    list_columns = show_columns = add_columns = ["code", "name", "level", "parent"]
    edit_columns = ["name", "level", "parent"]
    search_columns = ["name", "code", "level", "parent"]
    description_columns = {
        "code": _("The six digits of the division code, such as 330604. They stay as they are once saved."),
        "parent": _("The region above: its province for a city, its city for a county."),
    }
    empty_words = _("Plans, employers and offices lie in the regions listed here.")

    def pre_add(self, item: Region) -> None:
        self._check(self.violations(item))

    def violations(self, item: Region) -> list[Violation]:
        parent = (item.parent.code, item.parent.level) if item.parent else None
        return check_region(item.code, item.level, parent)


class ProfessionalTitleView(CatalogView):
    """职称."""

    datamodel = ScopedInterface(ProfessionalTitle)
    class_permission_name = "ProfessionalTitle"
    route_base = "/catalog/titles"
    list_title, add_title, edit_title = (
        _("Professional titles"),
        _("Add a professional title"),
        _("Edit a professional title"),
    )
    list_columns = show_columns = add_columns = ["name", "series", "level", "code", "active"]
    edit_columns = ["name", "series", "level", "active"]
    search_columns = ["name", "series", "level", "active"]
    small_relations = ("series", "level")
    empty_words = _("Plans offer the titles listed here.")


class SpecialtyView(CatalogView):
    """从事专业: printed on the certificate as 专业名称 (R-126)."""

    datamodel = ScopedInterface(Specialty)
    class_permission_name = "Specialty"
    route_base = "/catalog/specialties"
    list_title, add_title, edit_title = _("Specialties of the catalog"), _("Add a specialty"), _("Edit a specialty")
    list_columns = show_columns = add_columns = ["name", "series", "code", "active"]
    edit_columns = ["name", "series", "active"]
    search_columns = ["name", "series", "active"]
    small_relations = ("series",)
    description_columns = {
        **CatalogView.description_columns,
        "name": _("Printed on certificates as it stands here."),
    }
    empty_words = _("Plans offer the specialties listed here.")


class TitleSeriesView(CatalogView):
    """职称系列, with its titles and specialties."""

    datamodel = ScopedInterface(TitleSeries)
    class_permission_name = "TitleSeries"
    route_base = "/catalog/series"
    list_title, add_title, edit_title = _("Title series"), _("Add a title series"), _("Edit a title series")
    list_columns = show_columns = add_columns = ["name", "code", "active"]
    edit_columns = ["name", "active"]
    search_columns = ["name", "active"]
    related_views = [ProfessionalTitleView, SpecialtyView]
    empty_words = _("Titles, specialties and committees belong to the series listed here.")


class TitleLevelView(CatalogView):
    """职称级别, from the lowest."""

    datamodel = ScopedInterface(TitleLevel)
    class_permission_name = "TitleLevel"
    route_base = "/catalog/levels"
    list_title, add_title, edit_title = _("Title levels"), _("Add a title level"), _("Edit a title level")
    list_columns = show_columns = add_columns = ["rank", "name", "code"]
    edit_columns = ["rank", "name"]
    base_order = ("rank", "asc")
    description_columns = {
        "code": CODE_HINT,
        "rank": _("1 is the lowest level; no two levels share a rank."),
    }
    check_words = {"rank_is_positive": Violation("rank", "The lowest rank is 1. Please write 1 or more.")}
    empty_words = _("Titles are ordered by the levels listed here.")


class ContactView(CatalogView):
    """联系方式 that notices print (R-272)."""

    datamodel = ScopedInterface(Contact)
    class_permission_name = "Contact"
    route_base = "/catalog/contacts"
    list_title, add_title, edit_title = _("Contacts of offices"), _("Add a contact"), _("Edit a contact")
    list_columns = ["office", "kind", "phone", "address", "region"]
    show_columns = add_columns = ["office", "kind", "phone", "address", "region", "code"]
    edit_columns = ["office", "kind", "phone", "address", "region"]
    search_columns = ["office", "kind", "region"]
    base_order = ("office", "asc")
    description_columns = {
        "code": CODE_HINT,
        "office": _("The office as the notice prints it; no personal names."),
    }
    empty_words = _("Plans show the telephone and address of the offices listed here.")


class HolidayOverrideView(CatalogView):
    """调休: days that the published calendar does not have, or has otherwise."""

    datamodel = ScopedInterface(HolidayOverride)
    class_permission_name = "HolidayOverride"
    route_base = "/catalog/holidays"
    list_title, add_title, edit_title = _("Exchanged days"), _("Add an exchanged day"), _("Edit an exchanged day")
    list_columns = show_columns = add_columns = edit_columns = ["day", "is_working", "source"]
    search_columns = ["day", "is_working"]
    base_order = ("day", "desc")
    description_columns = {
        "is_working": _("Tick for a weekend or holiday that is worked; leave empty for a weekday that is free."),
        "source": _("The notice of the State Council's office, or the local decision."),
    }
    empty_words = _("The published calendar is built in. Only days that differ from it are written here.")
