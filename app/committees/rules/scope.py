"""What a committee judges, and how long its filing may last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass

from app.core.errors import Violation

NOBODY: frozenset[Hashable] = frozenset()


@dataclass(frozen=True)
class CommitteeScope:
    """Titles reviewed and recommended, and specialties, by id or by code.

    No title of either kind: the titles are not recorded, and no title is outside; the same of specialties.
    """

    reviewed: frozenset[Hashable] = NOBODY
    recommended: frozenset[Hashable] = NOBODY
    specialties: frozenset[Hashable] = NOBODY

    def covers_title(self, title: Hashable, recommended: bool) -> bool:
        """Whether it judges the title, reviewing it or, with `recommended`, recommending it further."""
        if not self.reviewed and not self.recommended:
            return True
        return title in (self.recommended if recommended else self.reviewed)

    def covers_specialty(self, specialty: Hashable) -> bool:
        return not self.specialties or specialty in self.specialties


def not_covered(
    scope: CommitteeScope, title: Hashable | None, specialty: Hashable | None, recommended: bool
) -> tuple[bool, bool]:
    """Whether the title, and whether the specialty lies outside; what is not chosen yet (None) does not."""
    return (
        title is not None and not scope.covers_title(title, recommended),
        specialty is not None and not scope.covers_specialty(specialty),
    )


def check_scope(field: str, committee: str, title: str, specialty: str, *, recommended: bool) -> list[Violation]:
    """What to tell at a committee that does not judge these; `title` and `specialty` are names, "" where covered."""
    violations = []
    if title and recommended:
        message = "“%(committee)s” does not recommend %(title)s. Please choose another committee or another title."
        violations.append(Violation(field, message, {"committee": committee, "title": title}))
    elif title:
        message = "“%(committee)s” does not review %(title)s. Please choose another committee or another title."
        violations.append(Violation(field, message, {"committee": committee, "title": title}))
    if specialty:
        message = (
            "“%(committee)s” does not review the specialty %(specialty)s. "
            "Please choose another committee or another specialty."
        )
        violations.append(Violation(field, message, {"committee": committee, "specialty": specialty}))
    return violations


def last_day_of(first: dt.date, years: int) -> dt.date:
    """The last day of a term of so many years: the day before the anniversary; 29 February has it on the 28th."""
    if (first.month, first.day) == (2, 29):
        first = first.replace(day=28)
    return first.replace(year=first.year + years) - dt.timedelta(days=1)
