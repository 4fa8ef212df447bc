"""Days, moments, money and identity numbers as people read them; filters of every template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.identity import mask_identity_number, mask_phone
from app.core.money import yuan
from app.files.sizes import readable_size

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY


def day(value: dt.date | dt.datetime | None) -> str:
    """2026年11月20日; a moment counts by the office's clock; "" for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = _by_the_office(value).date()
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: dt.datetime | None) -> str:
    """2026年11月20日 14:05 by the office's clock; "" for None."""
    return f"{day(value)} {_by_the_office(value):%H:%M}" if value else ""


def office_clock(value: dt.datetime) -> dt.datetime:
    """The moment as the office's clock shows it, without a zone: what a spreadsheet can hold."""
    return _by_the_office(value).replace(tzinfo=None)


def _by_the_office(value: dt.datetime) -> dt.datetime:
    """The moment by the office's clock; one without a zone is of Flask-AppBuilder's tables, by the machine's clock."""
    return clock.office_time(value.astimezone())


def ago(value: dt.datetime | None) -> str:
    """How long ago, up to a week; then, and for what is still to come, the day."""
    if value is None:
        return ""
    seconds = (clock.now() - value).total_seconds()
    if not 0 <= seconds < WEEK:
        return day(value)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return _("%(count)s minutes ago", count=int(seconds // MINUTE))
    if seconds < DAY:
        return _("%(count)s hours ago", count=int(seconds // HOUR))
    return _("%(count)s days ago", count=int(seconds // DAY))


def money(fen: int | None) -> str:
    """¥1,260.00 from whole fen; "" for None."""
    return "" if fen is None else yuan(fen)


def localised(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a message with days and moments as people write them."""
    return {name: _localised(value) for name, value in params.items()}


def _localised(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return "、".join(str(_localised(item)) for item in value)
    return value


FILTERS = {
    "day": day,
    "moment": moment,
    "ago": ago,
    "money": money,
    "file_size": readable_size,
    "masked": mask_identity_number,
    "masked_phone": mask_phone,
}
