"""Hand one's record to the employer as a whole; the employer passes it or returns sections of it (R-104, R-107)."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.scoping import acting
from app.applicants import queries
from app.applicants.confirmation import require_confirmed
from app.applicants.enums import AuditState
from app.applicants.freezing import tab_content
from app.applicants.models import Applicant, Profile, ProfileSection
from app.applicants.rules import check_return, whole_state
from app.applicants.services.keeping import CHANGED, own, section_of
from app.applicants.tabs import TABS
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Refused, Violation
from app.core.workflow import Decision, check_words
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.messages import services as messages
from app.organisations.holding import hold

TO_SEND = (AuditState.DRAFT, AuditState.RETURNED)


def states(person: Applicant) -> dict[str, AuditState]:
    """How far each section is; one that was never saved is a draft."""
    found = {one.key: one.status for one in person.sections}
    return {key: found.get(key, AuditState.DRAFT) for key in TABS}


def check_submission(person: Applicant) -> list[Violation]:
    """Why the record cannot be handed to the employer now; each violation is named by the tab that it belongs to."""
    violations = []
    if person.employer_id is None:
        violations.append(Violation("work", "Please enter your present employer in your personal data first."))
    if not person.education:
        violations.append(Violation("education", "Please enter your education."))
    if not person.integrity_declared:
        violations.append(Violation("integrity", "Please make the declaration of integrity."))
    violations += [
        Violation(one.key, "Something on this page is not complete and was not saved yet.")
        for one in person.sections
        if one.typed is not None and one.key in TABS
    ]
    return violations


def submit(seen_version: int) -> Profile:
    """Hand all sections that are not with the employer, nor passed as they stand, to the present employer.

    `seen_version` is 0 before the first time. Raises Invalid with what is missing, Refused where there is nothing to
    hand in, Conflict for a stale page.
    """
    person = own()
    if person is None:
        raise Forbidden
    if person.employer_id is not None:
        hold(person.employer_id)
    profile = person.profile
    if (profile is not None and not claim(profile, seen_version)) or (profile is None and seen_version):
        raise Conflict(CHANGED)
    queries.touch_sections(person.id)
    person = queries.load(person.id)
    if violations := check_submission(person):
        raise Invalid(violations)
    wanted = [key for key, state in states(person).items() if state in TO_SEND]
    if not wanted or person.employer_id is None:
        raise Refused("Your personal data is with your employer or has passed as it stands.")
    for key in wanted:
        section = section_of(person, key)
        if section is None:
            section = ProfileSection(key=key, version=1)
            person.sections.append(section)
        section.content = tab_content(person, TABS[key])
        section.status, section.reason = AuditState.SUBMITTED, ""
    if person.profile is None:
        person.profile = Profile(version=1)
    person.profile.employer_id = person.employer_id
    person.profile.submitted_at = clock.now()
    person.profile.status = whole_state(states(person).values())
    decisions.record(SubjectKind.APPLICANT, person.id, Action.SUBMIT, details={"sections": wanted})
    messages.send("profile_submitted", organisation_id=person.employer_id, name=person.name)
    db.session.flush()
    return person.profile


def audit(
    profile_id: int,
    seen_version: int,
    decision: Decision,
    *,
    opinion: str = "",
    defects: Sequence[tuple[str, str]] = (),
) -> Profile:
    """通过, or 退回 with what is to be corrected in each section; the sections that no point names have passed.

    Raises OutOfScope, Forbidden for another employer's, Refused before the employer confirmed that the person works
    there (R-98), Invalid, Conflict for a stale page.
    """
    profile = queries.profile(profile_id)
    if profile.employer_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(profile, seen_version) or profile.status is not AuditState.SUBMITTED:
        raise _conflict(profile)
    person = queries.load(profile.applicant_id)
    if person.employer_id == profile.employer_id:
        require_confirmed(person)
    sent = [one for one in person.sections if one.status is AuditState.SUBMITTED]
    if decision not in (Decision.PASS, Decision.RETURN):
        raise Invalid([Violation("decision", "Please choose pass or return.")])
    if decision is Decision.RETURN and (violations := check_return(defects, [one.key for one in sent])):
        raise Invalid(violations)
    if violations := check_words(decision, opinion, "".join(text for _section, text in defects)):
        raise Invalid(violations)
    wrong = _by_section(defects if decision is Decision.RETURN else ())
    contents = queries.contents(person.id)
    for section in sent:
        section.reason = wrong.get(section.key, "")
        if section.reason:
            section.status = AuditState.RETURNED
        else:
            section.status, section.approved = AuditState.APPROVED, contents[section.key][0]
    profile.status = whole_state(states(person).values())
    decisions.record(
        SubjectKind.APPLICANT,
        person.id,
        Action[decision.name],
        opinion=opinion.strip() if decision is Decision.PASS else "",
        details={"defects": [{"section": section, "text": text} for section, text in defects]} if wrong else {},
    )
    reason = "\n".join(wrong.values())
    messages.send("profile_returned" if wrong else "profile_passed", applicant_id=person.id, reason=reason)
    db.session.flush()
    return profile


def _by_section(defects: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What is to be corrected in each section, in one text."""
    texts: dict[str, list[str]] = {}
    for section, text in defects:
        texts.setdefault(section, []).append(text)
    return {section: "\n".join(lines) for section, lines in texts.items()}


def _conflict(profile: Profile) -> Conflict:
    actions = (Action.SUBMIT, Action.PASS, Action.RETURN, Action.EDIT)
    last = decision_queries.latest(SubjectKind.APPLICANT, profile.applicant_id, *actions)
    if last is None:
        return Conflict()
    return Conflict("%(who)s has already acted on this record at %(time)s.", who=last.actor_name, time=last.at)
