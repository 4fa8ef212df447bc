"""Vacant posts taken and freed as applications of established staff move (R-239, R-257)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.console.layout import label
from app.core.errors import Refused
from app.extensions import db
from app.posts import queries
from app.posts.enums import PostLevel, SelectionKind
from app.posts.models import PostSelection
from app.posts.queries import Standing


@dataclass(frozen=True)
class Recommendation:
    """An application that its employer recommends: whose, at which level of which year, for which title."""

    application_id: int
    applicant_id: int
    employer_id: int
    year: int
    level: PostLevel
    title_id: int


def refused(wanted: Sequence[Recommendation]) -> dict[int, Refused]:
    """Who cannot be recommended, by application: no vacant post is left, or the person is appointed directly.

    The quotas stay locked until the transaction ends. Where an employer's posts of the year are not confirmed nothing
    is known, and nobody is refused: the auditor asks for the sheet.
    """
    known = queries.posts_of(_employers(wanted), lock=True) if wanted else {}
    found: dict[int, Refused] = {}
    more: Counter[tuple[int, PostLevel]] = Counter()
    for one in wanted:
        posts = known.get((one.employer_id, one.year))
        if posts is None:
            continue
        stands = {(level, kind) for person, level, kind in posts.people if person == one.applicant_id}
        if (one.level, SelectionKind.RECOMMENDED) in stands:
            continue
        if any(kind is SelectionKind.APPOINTED for _level, kind in stands):
            found[one.application_id] = Refused(
                "The person is selected to be appointed directly; who holds the title is not recommended."
            )
        elif posts.free(one.level, one.applicant_id) <= more[posts.quota_id, one.level]:
            found[one.application_id] = _none_left(posts, one)
        else:
            more[posts.quota_id, one.level] += 1
    return found


def take(wanted: Sequence[Recommendation]) -> None:
    """Give each of them a post of its level: the one that they were selected for, else one more.

    Also while the year's posts are not confirmed: they are not confirmed with fewer vacancies than are taken.
    """
    known = queries.posts_of(_employers(wanted), confirmed=False) if wanted else {}
    for one in wanted:
        posts = known.get((one.employer_id, one.year))
        if posts is None:
            continue
        columns = {"level": one.level, "title_id": one.title_id, "application_id": one.application_id}
        if not queries.tie(posts.quota_id, one.applicant_id, columns):
            db.session.add(_selection(posts.quota_id, one))
    db.session.flush()


def vacant_for(employer_id: int, year: int, level: PostLevel, applicant_id: int) -> int | None:
    """Vacant posts of a level that are open to this person; None where the employer's posts are not confirmed."""
    posts = queries.posts_of([(employer_id, year)]).get((employer_id, year))
    return posts.free(level, applicant_id) if posts else None


def _employers(wanted: Sequence[Recommendation]) -> set[tuple[int, int]]:
    return {(one.employer_id, one.year) for one in wanted}


def _none_left(posts: Standing, one: Recommendation) -> Refused:
    here = [kind for _person, level, kind in posts.people if level is one.level]
    holders = here.count(SelectionKind.APPOINTED)
    return Refused(
        "No vacant post of the level “%(level)s” is left in %(year)s: %(vacant)s vacant, %(holders)s appointed "
        "directly, %(recommended)s recommended.",
        level=label(one.level),
        year=str(one.year),
        vacant=max(posts.vacant[one.level], 0),
        holders=holders,
        recommended=len(here) - holders,
    )


def _selection(quota_id: int, one: Recommendation) -> PostSelection:
    return PostSelection(
        quota_id=quota_id,
        applicant_id=one.applicant_id,
        level=one.level,
        kind=SelectionKind.RECOMMENDED,
        title_id=one.title_id,
        application_id=one.application_id,
    )
