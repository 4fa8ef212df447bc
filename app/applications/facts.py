"""From the rows of a person and a draft to the facts that eligibility and routes look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from app.applicants.enums import AuditState, SanctionKind, Verification
from app.applicants.models import Applicant
from app.applications.models import Application, FindingRuling
from app.core import eligibility as rules
from app.core.text import count_characters
from app.core.workflow import Subject
from app.hours.rules import facts_of
from app.organisations.enums import EmployerKind
from app.posts.rules import level_of
from app.posts.services import vacant_for

R = TypeVar("R")


def applicant_facts(applicant: Applicant, application: Application | None = None) -> rules.ApplicantFacts:
    """Everything the register knows of the person; with an application, also what its draft says.

    What no table holds yet (credit) stays None, which leads to "evidence needed"; so do bans until they are declared,
    and skills and qualifications until their page was saved once.
    """
    employer = applicant.employer
    return rules.ApplicantFacts(
        education=tuple(
            rules.EducationRecord(
                level=record.level,
                degree=record.degree,
                graduated_on=record.graduated_on,
                field_of_study=record.field_of_study,
                match=record.match,
                school_class=record.school_class,
                in_registry=record.verification is Verification.REGISTRY,
            )
            for record in applicant.education
        ),
        employment=_employment(applicant),
        titles=tuple(_titles(applicant)),
        skills=_known(
            applicant, "skills", [rules.SkillRecord(one.skill_level, one.obtained_on) for one in applicant.skills]
        ),
        vocational=_known(
            applicant,
            "vocational",
            [rules.VocationalRecord(one.qualification, one.obtained_on) for one in applicant.vocational],
        ),
        appraisals={record.year: record.result for record in applicant.appraisals},
        continuing_education=facts_of(applicant.hours) or None,
        civil_servant=applicant.is_civil_servant,
        in_service=applicant.in_service,
        employer_kind=employer.employer_kind.name if employer and employer.employer_kind else None,
        department=(employer.department.code if employer.department else "") if employer else None,
        work_region=employer.region.code if employer else None,
        affiliation=_affiliation(applicant),
        insurance=_insurance(applicant),
        established_post=applicant.established_post,
        post_vacancies=_post_vacancies(application) if application else None,
        present_post_since=_present_post_since(applicant),
        bans=_bans(applicant),
        profile_approved=profile_approved(applicant),
        self_score=application.self_score if application else None,
        recommenders=_recommenders(application) if application else None,
        statement_characters=count_characters(application.work_statement) if application else None,
        achievements=tuple(
            _achievement(version.content)
            for chosen in application.entries
            if (version := chosen.entry.approved) is not None
        )
        if application
        else None,
    )


def _achievement(content: Mapping[str, Any]) -> rules.AchievementDate:
    """An achievement as it was approved."""
    return rules.AchievementDate(content["title"], dt.date.fromisoformat(content["ended_on"] or content["started_on"]))


def subject_of(application: Application) -> Subject:
    """The facts of the application that routes and attachments look at."""
    employer = application.employer
    return Subject(
        mode=application.mode.name if application.mode else "",
        title_code=application.title.code if application.title else "",
        employer_kind=employer.employer_kind.name if employer.employer_kind else "",
        affiliation_level=employer.affiliation.name,
        department=employer.department.code if employer.department else "",
        region=employer.region.code,
        category=application.category.key if application.category else "",
        named_in=frozenset(one.list_name for one in application.namings),
        file_hosted=application.applicant.file_hosted,
        established=application.applicant.established_post,
        on_leave=application.applicant.on_leave,
    )


def rulings_of(rows: list[FindingRuling]) -> dict[str, rules.Ruling]:
    """Auditors' waivers and confirmations, by the finding they answer."""
    return {row.subject: rules.Ruling(row.kind, row.reason) for row in rows}


def years_at(applicant: Applicant, cutoff: dt.date) -> int:
    """专业工作年限: full years of professional work at the plan's cut-off date (R-128)."""
    return rules.full_years([one for one in _employment(applicant) if one.professional], cutoff).years


def _employment(applicant: Applicant) -> tuple[rules.EmploymentRecord, ...]:
    return tuple(
        rules.EmploymentRecord(
            started_on=record.started_on,
            ended_on=record.ended_on,
            precision=record.precision,
            professional=record.is_professional,
        )
        for record in applicant.employment
    )


def profile_approved(applicant: Applicant) -> bool:
    """Whether the employer has passed the whole record as it stands now (R-104)."""
    return applicant.profile is not None and applicant.profile.status is AuditState.APPROVED


def _titles(applicant: Applicant) -> Iterator[rules.TitleHeld]:
    """Each title with its letters; one that has several comes once for each of them (R-51)."""
    appointed: set[str] = set()
    for held in applicant.titles_held:
        letters = [] if held.title_code in appointed else applicant.letters_to(held.title_code)
        appointed.add(held.title_code)
        for letter in letters:
            yield rules.TitleHeld(
                code=held.title_code,
                obtained_on=held.obtained_on,
                appointed_on=letter.started_on,
                appointment_ended_on=letter.ended_on,
            )
        if not letters:
            yield rules.TitleHeld(code=held.title_code, obtained_on=held.obtained_on)


def _known(applicant: Applicant, section: str, records: Sequence[R]) -> tuple[R, ...] | None:
    """The records; that there are none is known once the section was saved."""
    saved = any(one.key == section for one in applicant.sections)
    return tuple(records) if records or saved else None


def _bans(applicant: Applicant) -> tuple[rules.Ban, ...] | None:
    """The bans declared, which are known to be all once the person said so."""
    if not applicant.integrity_declared:
        return None
    return tuple(
        rules.Ban(one.started_on, one.ended_on)
        for one in applicant.sanctions
        if one.kind is SanctionKind.APPLICATION_BAN and one.ended_on is not None
    )


def _present_post_since(applicant: Applicant) -> dt.date | None:
    """任现职: the first appointment to the title of the latest one; letters that renew it do not begin anew (R-53)."""
    letters = [(letter.started_on, letter.title_code) for letter in applicant.letters]
    if not letters:
        return None
    _latest, title = max(letters)
    return min(day for day, code in letters if code == title)


def _post_vacancies(application: Application) -> int | None:
    """Vacant posts for established staff of a public institution, by its confirmed posts of the plan's year (R-239)."""
    kind, title = application.employer.employer_kind, application.title
    in_posts = kind is EmployerKind.PUBLIC_INSTITUTION and application.applicant.established_post is True
    if not in_posts or title is None:
        return None
    level = level_of(title.level.code)
    return vacant_for(application.employer_id, application.plan_year, level, application.applicant_id)


def _recommenders(application: Application) -> tuple[rules.RecommenderFacts, ...]:
    return tuple(
        rules.RecommenderFacts(one.title.code if one.title else "", one.in_service, one.related_specialty)
        for one in application.recommenders
    )


def _affiliation(applicant: Applicant) -> rules.Affiliation | None:
    regions = (applicant.insurance_region, applicant.file_region, applicant.labour_region)
    if any(region is None for region in regions):
        return None
    insurance, personnel_file, labour = (region.code for region in regions if region)
    return rules.Affiliation(insurance, personnel_file, labour)


def _insurance(applicant: Applicant) -> tuple[rules.InsurancePeriod, ...] | None:
    periods = tuple(
        rules.InsurancePeriod(started_on=one.started_on, ended_on=one.ended_on, region=one.region.code)
        for one in applicant.insurance
    )
    return periods or None
