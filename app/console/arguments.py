"""Values of an address: what is strange counts as absent. And this page's address with some of them changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import request, url_for

FILTER = re.compile(r"_flt_(\d)_(.+)")
FIRST_YEAR, LAST_YEAR = 1900, 2199
Member = TypeVar("Member", bound=Enum)


def whole_number(text: str) -> int | None:
    """An id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def day_of(text: str) -> dt.date | None:
    """A day written 2026-11-20, within the years that an office's calendar can reach."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def member_of(kind: type[Member], name: str) -> Member | None:
    """A member of an enum by its name."""
    found: Any = kind.__members__.get(name)
    return found


def here() -> str:
    """This page's address where it can be opened again; after a post, that of the page with the form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    return f"{came.path}?{came.query}".rstrip("?") if came.netloc == request.host else "/"


def address(changes: dict[str, str], without_filters: bool = False) -> str:
    """This page's address with some arguments changed; an empty text removes one."""
    kept = [
        (key, value)
        for key, value in request.args.items(multi=True)
        if key not in changes and not (without_filters and (FILTER.fullmatch(key) or key.startswith("k_")))
    ]
    set_now = [(key, value) for key, value in changes.items() if value]
    return address_of(request.endpoint or "", [*kept, *set_now], **(request.view_args or {}))


def address_of(endpoint: str, arguments: Iterable[tuple[str, str]], **values: Any) -> str:
    """An endpoint's address with these arguments, whatever their names: `url_for` takes some for its own."""
    query = urlencode(list(arguments))
    return url_for(endpoint, **values) + (f"?{query}" if query else "")
