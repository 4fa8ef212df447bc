"""From the rows of a person and a draft to the facts that eligibility and routes look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TypeVar

from app.applicants.enums import AuditState, SanctionKind, Verification
from app.applicants.models import Applicant
from app.applications.models import Application, FindingRuling
from app.core import eligibility as rules
from app.core.text import count_characters
from app.core.workflow import Subject

R = TypeVar("R")


def applicant_facts(applicant: Applicant, application: Application | None = None) -> rules.ApplicantFacts:
    """Everything the register knows of the person; with an application, also what its draft says.

    What no table holds yet (credit, posts, hours) stays None, which leads to "evidence needed"; so do bans until they
    are declared, and skills and qualifications until their page was saved once.
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
        civil_servant=applicant.is_civil_servant,
        in_service=applicant.in_service,
        employer_kind=employer.employer_kind.name if employer and employer.employer_kind else None,
        department=(employer.department.code if employer.department else "") if employer else None,
        work_region=employer.region.code if employer else None,
        affiliation=_affiliation(applicant),
        insurance=_insurance(applicant),
        established_post=applicant.established_post,
        present_post_since=_present_post_since(applicant),
        bans=_bans(applicant),
        profile_approved=profile_approved(applicant),
        self_score=application.self_score if application else None,
        recommenders=_recommenders(application) if application else None,
        statement_characters=count_characters(application.work_statement) if application else None,
        achievements=tuple(
            rules.AchievementDate(chosen.entry.title, chosen.entry.ended_on or chosen.entry.started_on)
            for chosen in application.entries
        )
        if application
        else None,
    )


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
