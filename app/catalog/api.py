"""The catalog over the API, and reckoning in working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.catalog.enums import RegionLevel
from app.catalog.models import ProfessionalTitle, Region, Specialty, TitleLevel, TitleSeries
from app.catalog.queries import working_calendar
from app.console.api import ApiResource, operation
from app.console.api_lists import CodedResource, by_code_of, by_flag, by_member, by_name
from app.console.api_requests import DAY, FLAG, Query
from app.console.api_shapes import Shape, day, flag, member, reference, text, whole
from app.console.interface import ScopedInterface

MOST_DAYS = 400
IN_USE = "Whether it is in use"


class RegionApi(CodedResource):
    """行政区划."""

    resource_name = "regions"
    class_permission_name = "Region"
    datamodel = ScopedInterface(Region)
    shape = Shape(
        "Region", {"code": text(), "name": text(), "level": member(RegionLevel), "parent": reference(nullable=True)}
    )
    filters = (
        by_name(),
        by_member("level", RegionLevel, "The level of the region"),
        by_code_of("parent", "The code of the region above"),
    )


class TitleSeriesApi(CodedResource):
    """职称系列."""

    resource_name = "title-series"
    class_permission_name = "TitleSeries"
    datamodel = ScopedInterface(TitleSeries)
    shape = Shape("TitleSeries", {"code": text(), "name": text(), "active": flag()})
    filters = (by_name(), by_flag("active", IN_USE))


class TitleLevelApi(CodedResource):
    """级别."""

    resource_name = "title-levels"
    class_permission_name = "TitleLevel"
    datamodel = ScopedInterface(TitleLevel)
    shape = Shape("TitleLevel", {"code": text(), "name": text(), "rank": whole()})
    filters = (by_name(),)


class ProfessionalTitleApi(CodedResource):
    """职称."""

    resource_name = "titles"
    class_permission_name = "ProfessionalTitle"
    datamodel = ScopedInterface(ProfessionalTitle)
    shape = Shape(
        "ProfessionalTitle",
        {"code": text(), "name": text(), "series": reference(), "level": reference(), "active": flag()},
    )
    filters = (
        by_name(),
        by_code_of("series", "The code of the series"),
        by_code_of("level", "The code of the level"),
        by_flag("active", IN_USE),
    )


class SpecialtyApi(CodedResource):
    """从事专业."""

    resource_name = "specialties"
    class_permission_name = "Specialty"
    datamodel = ScopedInterface(Specialty)
    shape = Shape("Specialty", {"code": text(), "name": text(), "series": reference(), "active": flag()})
    filters = (by_name(), by_code_of("series", "The code of the series"), by_flag("active", IN_USE))


class WorkingDayApi(ApiResource):
    """Periods counted in working days of the Chinese calendar (R-184, R-212)."""

    resource_name = "working-days"
    class_permission_name = "WorkingDay"
    period = Shape(
        "WorkingPeriod",
        {
            "from": day(),
            "days": whole(),
            "counting_first": flag(),
            "is_working_day": flag(),
            "last_day": day(),
            "first_forwarding_day": day(),
            "certain": flag(),
        },
        "`first_forwarding_day` is the calendar day after the last working day, the first on which a notice of so many "
        "days can be forwarded. Not `certain`: the calendar of a year on the way is not published, weekends decided.",
    )

    @operation(
        "",
        "",
        "The last of so many working days, and the first possible forwarding day",
        period,
        query=(
            Query("from", DAY, "The first day of a notice, or the day of a decision", required=True),
            Query(
                "days", {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}, "How many working days", required=True
            ),
            Query(
                "counting_first",
                FLAG,
                "Whether the first day counts if it is a working day: for notices, not for papers and corrections",
                default=True,
            ),
        ),
    )
    def show(self, asked: Mapping[str, Any]) -> Any:
        calendar, first = working_calendar(), asked["from"]
        last = calendar.add_working_days(first, asked["days"], asked["counting_first"])
        found = {
            **asked,
            "is_working_day": calendar.is_working_day(first),
            "last_day": last.day,
            "first_forwarding_day": last.day + dt.timedelta(days=1),
            "certain": last.certain,
        }
        return self.period.of(found)
