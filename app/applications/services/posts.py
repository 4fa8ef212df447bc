"""Which moves take a vacant post of the employer, and which give it back (R-239, R-257)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.applications.facts import subject_of
from app.applications.models import Application
from app.applications.process import Places
from app.applications.services.moving import Move
from app.core import clock
from app.core.errors import Refused
from app.core.workflow import Decision, HolderKind, StageKind, Status
from app.organisations.enums import EmployerKind
from app.plans.models import RouteStage
from app.plans.rules import asks_for_vacant_post
from app.posts import queries
from app.posts import services as posts
from app.posts.rules import level_of
from app.posts.services import Recommendation

ENDED = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.NOT_APPROVED})


def without_post(places: Places) -> dict[int, Refused]:
    """Of those whose employer audits them here, who cannot be recommended, by application id."""
    return posts.refused(_recommended(places))


def take_posts(moves: Sequence[Move]) -> None:
    """Those that their employer passed take a vacant post."""
    passed = [one for one in moves if one.transition.decision is Decision.PASS and one.left is not None]
    if wanted := _recommended([(one.application, one.left) for one in passed if one.left is not None]):
        posts.take(wanted)


def give_back_posts(moves: Iterable[Move]) -> None:
    """Those that ended, or that their employer returned, free their post."""
    freed = [one.application.id for one in moves if _in_posts(one.application) and _frees(one)]
    if freed:
        queries.release(freed, clock.now())


def posts_as_before(application: Application, undone: Decision, left: RouteStage | None) -> None:
    """After an undo: a post taken with the decision is free again, one freed with it is taken again.

    Raises Refused where somebody else has taken it since.
    """
    if not _in_posts(application):
        return
    if undone is Decision.PASS and left is not None and _is_employers_audit(left):
        queries.release([application.id], clock.now())
    elif (left is None or not _is_employers_audit(left)) and queries.had_post(application.id):
        wanted = [_recommendation(application)]
        for refusal in posts.refused(wanted).values():
            raise refusal
        posts.take(wanted)


def _frees(move: Move) -> bool:
    if move.transition.after.status in ENDED:
        return True
    returned = move.transition.decision is Decision.RETURN
    return returned and move.left is not None and _is_employers_audit(move.left)


def _recommended(places: Places) -> list[Recommendation]:
    return [
        _recommendation(application)
        for application, stage in places
        if _is_employers_audit(stage)
        and _in_posts(application)
        and asks_for_vacant_post(application.plan, subject_of(application))
    ]


def _in_posts(application: Application) -> bool:
    """Only established staff of public institutions count (R-243)."""
    kind = application.employer.employer_kind
    return kind is EmployerKind.PUBLIC_INSTITUTION and application.applicant.established_post is True


def _is_employers_audit(stage: RouteStage) -> bool:
    return stage.kind is StageKind.AUDIT and stage.holder is HolderKind.EMPLOYER


def _recommendation(application: Application) -> Recommendation:
    title = application.title
    assert title is not None
    return Recommendation(
        application.id,
        application.applicant_id,
        application.employer_id,
        application.plan_year,
        level_of(title.level.code),
        title.id,
    )
