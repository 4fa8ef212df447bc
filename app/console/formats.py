"""Days, moments, money and identity numbers as people read them; filters of every template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from app.console.languages import language
from app.core import clock
from app.core.eligibility import Duration
from app.core.identity import mask_identity_number, mask_phone
from app.core.money import yuan
from app.files.sizes import readable_size

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
DAY_PATTERNS = {"zh": "y年M月d日", "en": "d MMMM y"}


def day(value: dt.date | dt.datetime | None) -> str:
    """2026年11月20日 or 20 November 2026; a moment counts by the office's clock; "" for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = _by_the_office(value).date()
    return _written(value, language())


@lru_cache(maxsize=4096)
def _written(value: dt.date, language: str) -> str:
    return format_date(value, DAY_PATTERNS[language], locale=language)


def moment(value: dt.datetime | None) -> str:
    """2026年11月20日 14:05 or 20 November 2026 14:05 by the office's clock; "" for None."""
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
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", int(seconds // MINUTE))
    if seconds < DAY:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", int(seconds // HOUR))
    return ngettext("%(num)s day ago", "%(num)s days ago", int(seconds // DAY))


def span_words(value: Duration) -> str:
    """3年2个月1天 or 3 years 2 months 1 day."""
    return _(
        "%(years)s %(months)s %(days)s",
        years=ngettext("%(years)d year", "%(years)d years", value.years, years=value.years),
        months=ngettext("%(months)d month", "%(months)d months", value.months, months=value.months),
        days=ngettext("%(days)d day", "%(days)d days", value.days, days=value.days),
    )


def money(fen: int | None) -> str:
    """¥1,260.00 from whole fen; "" for None."""
    return "" if fen is None else yuan(fen)


def listed(texts: Iterable[Any]) -> str:
    """Several names as one text: 甲、乙 or A, B."""
    return _(", ").join(str(text) for text in texts)


def parted(texts: Iterable[Any]) -> str:
    """Several phrases as one text: 甲；乙 or A; B."""
    return _("; ").join(str(text) for text in texts)


def bracketed(text: str, more: str) -> str:
    """甲（乙）or A (B); without `more` the text alone."""
    return _("%(text)s (%(more)s)", text=text, more=more) if more else text


def localised(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a message with days and moments as people write them."""
    return {name: _localised(value) for name, value in params.items()}


def _localised(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return listed(_localised(item) for item in value)
    return value


FILTERS = {
    "day": day,
    "moment": moment,
    "ago": ago,
    "money": money,
    "file_size": readable_size,
    "listed": listed,
    "parted": parted,
    "masked": mask_identity_number,
    "masked_phone": mask_phone,
}
