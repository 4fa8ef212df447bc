"""Keep a year's posts, have them confirmed, select people for vacant ones (R-236 to R-243)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.catalog.enums import RegionLevel
from app.console.layout import label
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, OutOfScope, Refused, Violation
from app.core.workflow import Decision, check_words
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.messages import services as messages
from app.organisations import queries as organisations
from app.organisations.enums import EmployerKind
from app.posts import queries
from app.posts.enums import PostLevel, PostStep, QuotaStatus, SelectionKind
from app.posts.models import PostProcedure, PostQuota, PostQuotaLevel, PostSelection
from app.posts.rules import LevelFigures, check_quota, check_step, level_of, over_vacancy, vacancies

WITH_EMPLOYER = (QuotaStatus.DRAFT, QuotaStatus.RETURNED)
TOO_MANY = (
    "The posts of this level have %(vacant)s vacancies; %(holders)s people to be appointed directly and "
    "%(recommended)s recommended are more. Please select fewer."
)


def may_keep() -> bool:
    """Whether the actor's organisation is a public institution, which alone has posts."""
    organisation_id = acting(db.session).organisation_id
    own = queries.employer(organisation_id) if organisation_id is not None else None
    return own is not None and own.employer_kind is EmployerKind.PUBLIC_INSTITUTION


def save_quota(
    quota_id: int | None,
    seen_version: int | None,
    *,
    year: int,
    established_total: int,
    post_total: int,
    levels: Mapping[PostLevel, LevelFigures],
) -> PostQuota:
    """Keep a year's figures. Raises Invalid, Refused (not with the employer), Conflict, OutOfScope, Forbidden."""
    employer_id = _own_employer()
    violations = check_quota(year, established_total, post_total, levels)
    if queries.is_taken(employer_id, year, quota_id):
        violations.append(Violation("year", "The posts of %(year)s are kept already.", {"year": str(year)}))
    if violations:
        raise Invalid(violations)
    if quota_id is None:
        quota = PostQuota(employer_id=employer_id, levels=[])
        db.session.add(quota)
    else:
        quota = _editable(quota_id, seen_version, WITH_EMPLOYER)
    quota.year, quota.established_total, quota.post_total = year, established_total, post_total
    kept = {one.level: one for one in quota.levels}
    for level, figures in levels.items():
        row = kept.get(level) or PostQuotaLevel(level=level)
        row.ratio, row.approved, row.actual = figures.ratio, figures.approved, figures.actual
        if level not in kept:
            quota.levels.append(row)
    db.session.flush()
    _log(quota, Action.EDIT, part="figures")
    return quota


def submit(quota_id: int, seen_version: int) -> PostQuota:
    """报送: hand the year's posts to the competent department, else the HRSS department.

    Raises Invalid with everything that is missing, Refused, Conflict.
    """
    quota = _editable(quota_id, seen_version, WITH_EMPLOYER)
    violations = _over(quota, _selected(quota))
    if sum(one.actual for one in quota.levels) == 0:
        violations.append(Violation("", "Please enter how many people are employed at each level."))
    recorded = {one.step for one in quota.steps}
    if _selected(quota) and (missing := [step for step in PostStep if step not in recorded]):
        message = "People are selected, but these steps are not recorded: %(steps)s."
        violations.append(Violation("", message, {"steps": [label(step) for step in missing]}))
    if violations:
        raise Invalid(violations)
    confirmer_id = organisations.authority_of(quota.employer_id, RegionLevel.COUNTY)
    if confirmer_id is None:
        raise Refused("The catalog names no office that confirms these posts. Please ask the HRSS department.")
    quota.status, quota.confirmer_id, quota.submitted_at = QuotaStatus.SUBMITTED, confirmer_id, clock.now()
    quota.opinion, quota.decided_on = "", None
    db.session.flush()
    _log(quota, Action.SUBMIT)
    messages.send("posts_arrived", organisation_id=confirmer_id, employer=quota.employer.name, year=str(quota.year))
    return quota


def confirm(quota_id: int, seen_version: int, opinion: str) -> PostQuota:
    """同意: the vacancies count from now on. Raises Invalid without an opinion, Forbidden, Conflict."""
    if violations := check_words(Decision.PASS, opinion):
        raise Invalid(violations)
    quota = _with_confirmer(quota_id, seen_version, (QuotaStatus.SUBMITTED,))
    quota.status, quota.opinion, quota.decided_on = QuotaStatus.CONFIRMED, opinion.strip(), clock.today()
    db.session.flush()
    _log(quota, Action.PASS, opinion=opinion.strip())
    messages.send("posts_confirmed", organisation_id=quota.employer_id, year=str(quota.year))
    return quota


def send_back(quota_id: int, seen_version: int, reason: str) -> PostQuota:
    """退回, also of what was confirmed before: the employer corrects it, and nothing counts meanwhile.

    Raises Invalid without a reason, Forbidden, Conflict.
    """
    if violations := check_words(Decision.RETURN, reason=reason):
        raise Invalid(violations)
    quota = _with_confirmer(quota_id, seen_version, (QuotaStatus.SUBMITTED, QuotaStatus.CONFIRMED))
    quota.status, quota.opinion, quota.decided_on = QuotaStatus.RETURNED, reason.strip(), clock.today()
    db.session.flush()
    _log(quota, Action.RETURN, reason=reason.strip())
    messages.send("posts_returned", organisation_id=quota.employer_id, year=str(quota.year), reason=reason.strip())
    return quota


def record_step(
    quota_id: int,
    seen_version: int,
    *,
    step: PostStep,
    started_on: dt.date,
    ended_on: dt.date,
    place: str,
    note: str = "",
) -> PostProcedure:
    """Record where and when posts were published, competed for, made public, decided (R-210). Raises Invalid."""
    quota = _editable(quota_id, seen_version)
    others = [(one.step, one.started_on) for one in quota.steps]
    if violations := check_step(started_on, ended_on, place, step, others):
        raise Invalid(violations)
    row = PostProcedure(
        quota_id=quota.id,
        step=step,
        started_on=started_on,
        ended_on=ended_on,
        place=place.strip(),
        note=note.strip(),
    )
    db.session.add(row)
    db.session.flush()
    _log(quota, Action.EDIT, part="steps")
    return row


def remove_step(quota_id: int, seen_version: int, step_id: int) -> None:
    """Take a step off that was recorded by mistake. Raises OutOfScope for one of another quota."""
    quota = _editable(quota_id, seen_version)
    row = next((one for one in quota.steps if one.id == step_id), None)
    if row is None:
        raise OutOfScope
    db.session.delete(row)
    db.session.flush()
    _log(quota, Action.EDIT, part="steps")


def select_person(
    quota_id: int,
    seen_version: int,
    *,
    applicant_id: int,
    kind: SelectionKind,
    level: PostLevel | None = None,
    title_id: int | None = None,
    held_title: str = "",
    appointed_rank: str = "",
    appointed_on: dt.date | None = None,
    post_grade: str = "",
) -> PostSelection:
    """Select one of one's established staff for a vacant post (R-240, R-241, R-243).

    Of a recommended person the title decides the level. Whoever holds a title of that level already is appointed
    directly, not recommended. Raises Invalid, among it where the level has no vacant post left (R-239).
    """
    quota = _editable(quota_id, seen_version)
    violations: list[Violation] = []
    if not queries.is_established_staff(quota.employer_id, applicant_id):
        message = (
            "Only staff in established posts whom you have confirmed can be selected. Please choose from the list."
        )
        raise Invalid([Violation("applicant_id", message)])
    if any(one.applicant_id == applicant_id for one in quota.selections if one.released_at is None):
        violations.append(Violation("applicant_id", "This person is selected already."))
    if kind is SelectionKind.RECOMMENDED:
        known = queries.titles()
        if title_id not in known:
            violations.append(Violation("title_id", "Please choose the title that the person is recommended for."))
        else:
            level = level_of(known[title_id][1])
            violations += _holds(applicant_id, known[title_id])
    else:
        title_id = None
        if level is None:
            violations.append(Violation("level", "Please choose the level of the post."))
        if not held_title.strip():
            violations.append(Violation("held_title", "Please write the title that the person holds."))
        if appointed_on is None:
            violations.append(Violation("appointed_on", "Please enter the day of the appointment."))
    if level is not None and not violations:
        violations = _over(quota, [*_selected(quota), (level, kind)])
    if violations or level is None:
        raise Invalid(violations)
    row = PostSelection(
        quota_id=quota.id,
        applicant_id=applicant_id,
        level=level,
        kind=kind,
        title_id=title_id,
        held_title=held_title.strip(),
        appointed_rank=appointed_rank.strip(),
        appointed_on=appointed_on,
        post_grade=post_grade.strip(),
    )
    db.session.add(row)
    db.session.flush()
    _log(quota, Action.EDIT, part="selections")
    return row


def remove_selection(quota_id: int, seen_version: int, selection_id: int) -> None:
    """Free the post of a person again. Raises OutOfScope for one of another quota, Refused once the employer has
    passed an application with it: that is taken back or returned first."""
    quota = _editable(quota_id, seen_version)
    row = next((one for one in quota.selections if one.id == selection_id and one.released_at is None), None)
    if row is None:
        raise OutOfScope
    if row.application_id is not None:
        raise Refused("The application of %(name)s is under way with this post.", name=row.applicant.name)
    db.session.delete(row)
    db.session.flush()
    _log(quota, Action.EDIT, part="selections")


def _holds(applicant_id: int, wanted: tuple[str, str]) -> list[Violation]:
    name, _level = wanted
    person = applicants.load(applicant_id)
    if any(held.title_name == name for held in person.titles_held):
        message = "%(person)s holds the title “%(title)s” already and is appointed directly, not recommended."
        return [Violation("kind", message, {"person": person.name, "title": name})]
    return []


def _selected(quota: PostQuota) -> list[tuple[PostLevel, SelectionKind]]:
    return [(one.level, one.kind) for one in quota.selections if one.released_at is None]


def _over(quota: PostQuota, selected: Sequence[tuple[PostLevel, SelectionKind]]) -> list[Violation]:
    """Levels at which more people are selected than posts are vacant."""
    found = vacancies(queries.figures_of(quota))
    over = [over_vacancy(level, one.vacant, selected) for level, one in found.items()]
    return [Violation("level", TOO_MANY, figures) for figures in over if figures]


def _own_employer() -> int:
    organisation_id = acting(db.session).organisation_id
    if organisation_id is None:
        raise Forbidden
    if not may_keep():
        raise Refused("Only public institutions keep posts here.")
    return organisation_id


def _editable(
    quota_id: int,
    seen_version: int | None,
    states: Sequence[QuotaStatus] = (*WITH_EMPLOYER, QuotaStatus.CONFIRMED),
) -> PostQuota:
    """An employer's own quota, claimed; its rows as they are then."""
    quota = queries.load(quota_id)
    if quota.employer_id != acting(db.session).organisation_id:
        raise Forbidden
    if quota.status not in states:
        raise Refused("These posts are being checked or are confirmed; the office that confirms them can return them.")
    if seen_version is None or not claim(quota, seen_version):
        raise _conflict(quota)
    db.session.expire(quota, ["selections", "levels", "steps"])
    return quota


def _with_confirmer(quota_id: int, seen_version: int, states: Sequence[QuotaStatus]) -> PostQuota:
    quota = queries.load(quota_id)
    if quota.confirmer_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(quota, seen_version) or quota.status not in states:
        raise _conflict(quota)
    return quota


def _log(quota: PostQuota, action: Action, opinion: str = "", reason: str = "", part: str = "") -> None:
    """One row of the log with the figures as they are now; `part` is what was edited."""
    figures = {
        one.level.name: {"ratio": one.ratio, "approved": one.approved, "actual": one.actual} for one in quota.levels
    }
    selected = [level.name + " " + kind.name for level, kind in _selected(quota)]
    details = {"year": quota.year, "levels": figures, "selected": selected, **({"part": part} if part else {})}
    decisions.record(SubjectKind.POST_QUOTA, quota.id, action, opinion=opinion, reason=reason, details=details)


def _conflict(quota: PostQuota) -> Conflict:
    last = decision_queries.latest(SubjectKind.POST_QUOTA, quota.id, *Action)
    if last is None:
        return Conflict()
    return Conflict("%(who)s has already changed these posts at %(time)s.", who=last.actor_name, time=last.at)
