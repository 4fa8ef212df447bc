"""Reading the catalog."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import g, has_app_context
from sqlalchemy import select

from app.catalog.enums import RegionLevel
from app.catalog.models import HolidayOverride, Region
from app.core.calendar import WorkingCalendar
from app.extensions import Model, db


def working_calendar() -> WorkingCalendar:
    """The Chinese working calendar with the catalog's override rows, read once per request."""
    if has_app_context() and "working_calendar" in g:
        kept: WorkingCalendar = g.working_calendar
        return kept
    rows = db.session.execute(select(HolidayOverride.day, HolidayOverride.is_working))
    calendar = WorkingCalendar(dict(rows.all()))
    g.working_calendar = calendar
    return calendar


def ids_by_code(table: str, codes: Collection[str]) -> dict[str, int]:
    """The ids of a table's rows with these codes."""
    columns = Model.metadata.tables[table].c
    found = db.session.execute(select(columns.code, columns.id).where(columns.code.in_(codes)))
    return dict(found.all())


def names_by_code(table: str, codes: Collection[str]) -> dict[str, str]:
    """The names of a table's rows with these codes, in use or not."""
    columns = Model.metadata.tables[table].c
    found = db.session.execute(select(columns.code, columns.name).where(columns.code.in_(codes))) if codes else ()
    return {row.code: row.name for row in found}


def region_names() -> dict[str, str]:
    """The names of all regions by code, in the order of the codes."""
    return dict(db.session.execute(select(Region.code, Region.name).order_by(Region.code)).all())


def present(model: Any, identity: str, values: Collection[Any]) -> set[Any]:
    """Which of the values the model's `identity` column holds already."""
    column = getattr(model, identity)
    return set(db.session.scalars(select(column).where(column.in_(values))))


def region_choices() -> list[tuple[int, str]]:
    """(id, name with the city's before a county's) of all regions, in the order of their codes."""
    rows = db.session.execute(
        select(Region.id, Region.name, Region.level, Region.parent_id).order_by(Region.code)
    ).all()
    names = {row.id: row.name for row in rows}
    return [
        (
            row.id,
            f"{names[row.parent_id]} · {row.name}" if row.level is RegionLevel.COUNTY and row.parent_id else row.name,
        )
        for row in rows
    ]
