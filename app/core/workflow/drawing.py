"""The picture of a route as SVG: numbered steps with who acts, whom a step is for, and where an application stands.

A step's state is told by its shape and by a word, never by colour alone. A picture cannot wrap its lines, so it is
drawn twice, side by side for wide screens and paper, one below the other for a phone; the style sheet shows one of
them. Lengths are pixels of the user space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from app.core.workflow.vocabulary import StepStatus

WIDE, MOST_COLUMNS, WIDEST_COLUMN = 720, 6, 180
TALL = 320
RADIUS, MARGIN = 13, 17
NAME_LINE = 19
# What a step says from above: its class, the size of its letters, the height of its lines.
LINES = (("name", 13, NAME_LINE), ("small", 12, 17), ("small note", 12, 17), ("small word", 12, 17))
GAP = 14
NARROW_CHARACTER = 0.56
PIECE = re.compile(r"(?:[!-~]+ *|.)[、，；。：）”》】）]*", re.DOTALL)
CLASSES: dict[StepStatus | None, str] = {None: "plain", **{status: status.name.lower() for status in StepStatus}}
TICK = '<path d="M{} {}l2.5 2.5 4.5-5"/>'


@dataclass(frozen=True)
class DrawnStep:
    """One printed step in words; `note` says for whom it is, `status` is None where nobody has applied."""

    number: str
    name: str
    holder: str = ""
    note: str = ""
    status: StepStatus | None = None


@dataclass(frozen=True)
class PictureWords:
    """`title` names the picture, `step` has the places number and text; `statuses` are the words of the states."""

    title: str
    step: str
    separator: str
    statuses: Mapping[StepStatus, str]


def draw_route(steps: Sequence[DrawnStep], words: PictureWords, key: str = "route") -> str:
    """Both drawings of the route as markup; `key` makes their ids different from those of other pictures of a page."""
    if not steps:
        return ""
    told = [words.statuses[step.status] if step.status else "" for step in steps]
    return _wide(steps, told, _head(steps, told, words, f"{key}-wide")) + _tall(
        steps, told, _head(steps, told, words, f"{key}-tall")
    )


def _head(steps: Sequence[DrawnStep], told: Sequence[str], words: PictureWords, key: str) -> str:
    sentences = (
        words.step
        % {
            "number": step.number,
            "text": words.separator.join(filter(None, (step.name, step.holder, step.note, word))),
        }
        for step, word in zip(steps, told, strict=True)
    )
    text = escape(" ".join(sentences))
    return (
        f'role="img" aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(words.title)}</title>'
        f'<desc id="{key}-desc">{text}</desc>'
    )


def _wide(steps: Sequence[DrawnStep], told: Sequence[str], head: str) -> str:
    rows = -(-len(steps) // MOST_COLUMNS)
    columns = -(-len(steps) // rows)
    width = min(WIDE // columns, WIDEST_COLUMN)
    parts, top = [], 0
    for first in range(0, len(steps), columns):
        lowest = top
        for place, step in enumerate(steps[first : first + columns]):
            index = first + place
            x, y = place * width + width // 2, top + MARGIN
            start = x - width + MARGIN if place else x - width // 2
            line = "" if index == 0 else _line(start, y, x - MARGIN, y, step)
            if place == columns - 1 and index + 1 < len(steps):
                line += _line(x + MARGIN, y, x + width // 2, y, steps[index + 1])
            lines = (step.name, step.holder, step.note, told[index])
            texts, bottom = _texts(lines, x, y + RADIUS + 20, width - 12)
            lowest = max(lowest, bottom)
            parts.append(f'<g class="{CLASSES[step.status]}">{line}{_mark(step, x, y)}{texts}</g>')
        top = lowest + GAP
    return _svg("route wide", columns * width, top - GAP, head, parts)


def _tall(steps: Sequence[DrawnStep], told: Sequence[str], head: str) -> str:
    parts, top = [], 0
    x, left = MARGIN, 2 * MARGIN + 6
    for index, step in enumerate(steps):
        y = top + MARGIN
        texts, bottom = _texts((step.name, step.holder, step.note, told[index]), left, top + 21, TALL - left, "")
        bottom = max(bottom, y + RADIUS)
        line = "" if index + 1 == len(steps) else _line(x, y + MARGIN, x, bottom + GAP, steps[index + 1])
        parts.append(f'<g class="{CLASSES[step.status]}">{line}{_mark(step, x, y)}{texts}</g>')
        top = bottom + GAP
    return _svg("route tall", TALL, top - GAP, head, parts)


def _svg(name: str, width: int, height: int, head: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {width} {height + 6}" width="{width}" height="{height + 6}"'
    return f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" {size} {head}{"".join(parts)}</svg>'


def _line(x1: int, y1: int, x2: int, y2: int, towards: DrawnStep) -> str:
    """The way to a step, drawn like the step."""
    return f'<line class="{CLASSES[towards.status]}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _mark(step: DrawnStep, x: int, y: int) -> str:
    circle = f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/>'
    if step.status is StepStatus.NOW:
        circle = f'<circle class="ring" cx="{x}" cy="{y}" r="{RADIUS + 3}"/>{circle}'
    if step.status is StepStatus.DONE:
        badge = f'<circle class="badge" cx="{x + 11}" cy="{y + 10}" r="7"/>{TICK.format(x + 8, y + 10)}'
        return f'{circle}<text class="middle" x="{x}" y="{y + 4}">{escape(step.number)}</text>{badge}'
    return f'{circle}<text class="middle" x="{x}" y="{y + 4}">{escape(step.number)}</text>'


@lru_cache(maxsize=2048)
def _texts(texts: tuple[str, ...], x: int, y: int, width: int, place: str = "middle") -> tuple[str, int]:
    """Name, holder, note and word of a step in lines from the base line `y` on, and where they end."""
    drawn, at = [], y - NAME_LINE
    for text, (name, size, height) in zip(texts, LINES, strict=True):
        if not text:
            continue
        lines = _wrapped(text, width // size)
        spans = "".join(
            f'<tspan x="{x}" y="{at + height * (index + 1)}">{line}</tspan>' for index, line in enumerate(lines)
        )
        drawn.append(f'<text class="{name} {place}">{spans}</text>')
        at += height * len(lines)
    return "".join(drawn), at + 4


def _wrapped(text: str, room: int) -> list[str]:
    """The text, escaped, in lines of about the same length, each at most `room` square characters wide."""
    total = sum(map(_breadth, text))
    count = -(-int(total * 100) // (room * 100))
    return [escape(line) for line in _lines(text, min(float(room), total / count + 1))]


def _lines(text: str, room: float) -> Iterator[str]:
    """Latin words stay whole."""
    line, used = "", 0.0
    for piece in _pieces(text):
        breadth = sum(map(_breadth, piece))
        if line and used + breadth > room + 0.5:
            yield line.rstrip()
            line, used = "", 0.0
            piece = piece.lstrip()
        line, used = line + piece, used + breadth
    yield line.rstrip()


def _pieces(text: str) -> list[str]:
    """Where a line may break: after every character but within Latin words, and not before a closing sign."""
    return PIECE.findall(text)


def _breadth(character: str) -> float:
    return NARROW_CHARACTER if character.isascii() else 1.0
