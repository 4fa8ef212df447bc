"""Vacancies of a year's posts in whole numbers (R-238, R-239), and what a quota and its rows must be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import Violation
from app.posts.enums import PostLevel, PostStep, SelectionKind

WHOLE = 10_000
"""The whole in hundredths of a percent."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2199
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True)
class LevelFigures:
    """What is approved and employed at one level; `ratio` in hundredths of a percent."""

    ratio: int = 0
    approved: int = 0
    actual: int = 0


@dataclass(frozen=True)
class Vacancy:
    """可聘人数 by the approved ratio and the number employed, and 空缺: negative where more are employed than that."""

    available: int
    vacant: int


def vacancies(levels: Mapping[PostLevel, LevelFigures]) -> dict[PostLevel, Vacancy]:
    """可聘 = floor(核准比例 × 专技实聘总数), 空缺 = 可聘 − 实聘 at that level (R-239)."""
    employed = sum(one.actual for one in levels.values())
    found = {}
    for level, one in levels.items():
        available = one.ratio * employed // WHOLE
        found[level] = Vacancy(available, available - one.actual)
    return found


def level_of(code: str) -> PostLevel:
    """The posts that a title of this level needs: what is below 中级 shares 初级及未定级 (R-238)."""
    return PostLevel.__members__.get(code, PostLevel.JUNIOR)


def check_quota(
    year: int | None, established: int | None, posts: int | None, levels: Mapping[PostLevel, LevelFigures]
) -> list[Violation]:
    """Why a year's figures cannot be kept, each at its field (`ratio_FULL_SENIOR`)."""
    violations = []
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        message = "%(found)s is no year that can be kept; write one from %(first)s to %(last)s."
        figures = {"found": str(year), "first": str(EARLIEST_YEAR), "last": str(LATEST_YEAR)}
        violations.append(Violation("year", message, figures))
    for field, value in (("established_total", established), ("post_total", posts)):
        if value is not None and not 0 <= value <= MOST_PEOPLE:
            violations.append(_not_a_number(field, value))
    for level, one in levels.items():
        for field, value in (("approved", one.approved), ("actual", one.actual)):
            if not 0 <= value <= MOST_PEOPLE:
                violations.append(_not_a_number(f"{field}_{level.name}", value))
        if not 0 <= one.ratio <= WHOLE:
            message = "A ratio lies between 0 and 100 percent; this one is %(found)s."
            violations.append(Violation(f"ratio_{level.name}", message, {"found": percent(one.ratio)}))
    if violations:
        return violations
    ratio = sum(one.ratio for one in levels.values())
    if ratio > WHOLE:
        message = "The ratios of all levels come to %(found)s; together they are at most 100%%."
        violations.append(Violation("", message, {"found": percent(ratio)}))
    approved = sum(one.approved for one in levels.values())
    if posts is not None and approved > posts:
        message = "%(found)s persons are approved at all levels together, but there are %(wanted)s posts."
        violations.append(Violation("post_total", message, {"found": approved, "wanted": posts}))
    if posts is not None and established is not None and posts > established:
        message = "There cannot be more posts (%(found)s) than the establishment has (%(wanted)s)."
        violations.append(Violation("post_total", message, {"found": posts, "wanted": established}))
    return violations


def check_step(
    started_on: dt.date | None,
    ended_on: dt.date | None,
    place: str,
    step: PostStep | None,
    others: Iterable[tuple[PostStep, dt.date]],
) -> list[Violation]:
    """Why a step cannot be kept; a step does not begin before the first one of the kind before it (R-210)."""
    violations = []
    if not place.strip():
        violations.append(Violation("place", "Please say where it was made known or held."))
    if started_on is None or ended_on is None or step is None:
        return violations
    if ended_on < started_on:
        message = "It cannot end on %(found)s, before it began on %(started)s."
        violations.append(Violation("ended_on", message, {"found": ended_on, "started": started_on}))
    order = list(PostStep)
    before = [day for one, day in others if order.index(one) == order.index(step) - 1]
    if order.index(step) > 0 and not before:
        message = "The step before this one is not recorded yet. Please enter the steps in their order."
        violations.append(Violation("step", message))
    elif before and started_on < min(before):
        message = "This step cannot begin on %(found)s, before the one before it on %(first)s."
        violations.append(Violation("started_on", message, {"found": started_on, "first": min(before)}))
    return violations


def taken(selections: Iterable[tuple[PostLevel, SelectionKind]]) -> dict[PostLevel, int]:
    """How many of the vacant posts of each level holders and recommended people take together."""
    found = dict.fromkeys(PostLevel, 0)
    for level, _kind in selections:
        found[level] += 1
    return found


def over_vacancy(
    level: PostLevel, vacant: int, selections: Sequence[tuple[PostLevel, SelectionKind]]
) -> dict[str, int] | None:
    """The figures of a refusal where the people selected at this level are more than its vacant posts (R-239, R-257);
    None where they are not."""
    here = [kind for one, kind in selections if one is level]
    if len(here) <= max(vacant, 0):
        return None
    holders = here.count(SelectionKind.APPOINTED)
    return {"vacant": vacant, "holders": holders, "recommended": len(here) - holders}


def percent(ratio: int) -> str:
    """Hundredths of a percent as people write them: 12.5%, 30%."""
    whole, rest = divmod(ratio, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def read_percent(text: str) -> int | None:
    """Hundredths of a percent from “12.5”, “12.5%”, “30”; None for what is none."""
    figure = text.strip().removesuffix("%").removesuffix("％").strip()
    whole, dot, rest = figure.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3) or (
        dot and not (rest.isascii() and rest.isdigit() and len(rest) <= 2)
    ):
        return None
    return int(whole) * 100 + int(rest.ljust(2, "0") if rest else 0)


def _not_a_number(field: str, value: int) -> Violation:
    return Violation(field, "%(found)s is no number of people from 0 on.", {"found": value})
