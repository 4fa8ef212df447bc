"""What a page shows to a reader, and which of it is data.

Data is what a column of the database holds: the whole value, a line of it, or a member where it is JSON. A longer
passage may also stand inside such a value (a clause is folded after its first 120 characters). A text is looked at
between its joints: commas, colons, brackets; a name that is quoted, or that a page is titled with, is looked at whole
first, as it may have brackets of its own.
What cannot be noticed: a word in the program's source, past gettext, that equals a stored value; a screen that no link
leads to; a text that only a script shows, other than the words handed to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import Engine, inspect, text

SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label", "content")
HAN = re.compile(r"[　-〿㐀-鿿＀-￯][　-〿㐀-鿿＀-￯\d]*")
LATIN = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z'’]{2,}(?![A-Za-z0-9_])")
JOINTS = re.compile(r" · |: |; |, |[()：；（）]")
QUOTED = re.compile("“([^“”]+)”")
PERMISSION = re.compile(r"[A-Z][A-Za-z]+:[a-z_]+")
BLANK = re.compile(r"\s")
SHORT = 4


class Reader(HTMLParser):
    """Texts and spoken attributes of a page, its links and its forms. What is marked with a language of its own, as
    the other language's name is, belongs to that language and is left out; so are the names of keys. The lines of a
    text in a picture are one text, as they were before they were broken."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[str] = []
        self.tag = ""
        self._silent = 0
        self._open: list[tuple[str, bool]] = []
        self._lines: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.tag = given.get("lang", "")
        own = tag in ("script", "style", "kbd") or (tag != "html" and "lang" in given)
        if tag not in ("input", "br", "img", "link", "meta", "hr", "use", "source", "wbr"):
            self._open.append((tag, own))
            self._silent += own
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        if tag == "form" and given.get("method") == "post":
            self.forms.append(given.get("action", ""))
        if not self._silent:
            self.texts += [given[name] for name in SPOKEN if given.get(name) and tag != "meta"]
            if "data-words" in given:
                self.texts += json.loads(given["data-words"]).values()

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            found, own = self._open.pop()
            self._silent -= own
            if found == "text":
                self.texts += filter(None, [_joined(self._lines)])
                self._lines = []
            if found == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            drawn = any(tag == "text" for tag, _own in self._open)
            (self._lines if drawn else self.texts).append(data.strip())


def _joined(lines: list[str]) -> str:
    """The text of a picture: a blank at the end of a line was left out, and between characters there is none."""
    whole = ""
    for line in lines:
        whole += f" {line}" if whole and (whole[-1].isascii() or line[0].isascii()) else line
    return whole


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


class Data:
    """Everything that the database holds as text."""

    def __init__(self, engine: Engine | None = None, values: frozenset[str] = frozenset()) -> None:
        self.values = set(values)
        if engine is not None:
            self._collect(engine)
        self.everything = "\n".join(BLANK.sub("", value) for value in sorted(self.values))

    def __or__(self, other: Data) -> Data:
        """What either holds, such as the database before and after something was deleted."""
        return Data(values=frozenset(self.values | other.values))

    def _collect(self, engine: Engine) -> None:
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                    for value in row:
                        self.values.update(_texts(value))

    def holds(self, passage: str) -> bool:
        """Whether the passage is data."""
        passage = passage.strip().removesuffix("…")
        return passage in self.values or (len(passage) > SHORT and BLANK.sub("", passage) in self.everything)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
        yield value.rstrip("*")  # a name of which only the beginning is shown
        yield from (line.strip() for line in value.splitlines())
        if value[:1] in '[{"':
            try:
                yield from _texts(json.loads(value))
            except ValueError:
                return


def strange(texts: list[str], script: re.Pattern[str], data: Data, known: frozenset[str]) -> list[str]:
    """Passages in `script` that are neither data nor `known`, each with the text it stands in."""
    found = []
    for whole in texts:
        if any(data.holds(whole[end:]) for end in (0, *(joint.end() for joint in re.finditer(" · |: ", whole)))):
            continue
        named = (whole.partition(" · ")[0], *QUOTED.findall(whole))
        rest = whole
        for name in filter(data.holds, named):
            rest = rest.replace(name, "")
        for part in JOINTS.split(rest):
            unknown = [one for one in script.findall(part) if one not in known and not data.holds(one)]
            if unknown and not PERMISSION.fullmatch(part) and not data.holds(part):
                found.append(f"{unknown[0]!r} in {whole[:120]!r}")
    return found
