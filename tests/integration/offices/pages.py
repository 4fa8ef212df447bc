"""Reading pages in tests."""

from __future__ import annotations

import html
import re
from typing import Any


def names_in(response: Any) -> list[str]:
    """The people of a list, in its order."""
    return re.findall(r'<td class="lead[^"]*"><a href="[^"]+">([^<]+)</a>', response.get_data(as_text=True))


def link_in(response: Any, word: str) -> str:
    """The address behind a link with this text; "" where there is none."""
    page = response.get_data(as_text=True)
    found = [href for href, text in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', page, re.S) if word in text]
    return html.unescape(found[0]) if found else ""
