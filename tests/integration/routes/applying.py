"""Who can walk a route: found from the conditions of the plan's own rows, and made so that its rules hold."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from stdnum.cn import ric

from app.applicants.enums import AuditState, PostStanding, Sex
from app.applicants.models import (
    AnnualAppraisal,
    Applicant,
    AppointmentLetter,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    Profile,
    TitleHeld,
)
from app.applications import queries as applications
from app.applications import services
from app.applications.models import Application, ApplicationAttachment, ApplicationEntry, Recommender
from app.archives.enums import EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry, EntryFile, EntryKind, EntryVersion
from app.archives.services import content_of
from app.catalog.enums import RegionLevel
from app.catalog.models import ProfessionalTitle, Region
from app.core.chain import digest
from app.core.eligibility import (
    AppraisalResult,
    Degree,
    EducationLevel,
    FieldMatch,
    PathRule,
    RequirementKind,
    add_months,
)
from app.core.errors import Refused, Violation
from app.core.workflow import Subject, matches
from app.extensions import db
from app.files.models import StoredFile
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from app.plans import queries as plans
from app.plans.enums import ApplicationMode
from app.plans.models import PlanRoute, ReviewPlan
from app.plans.rules import attachments_for, core_route, path_rules

NUMBERS = itertools.count(1)
STANDINGS = {None: None, True: PostStanding.ESTABLISHED, False: PostStanding.NOT_ESTABLISHED}
# Long before any plan: when the employer got the personal data that it passed.
SUBMITTED_AT = dt.datetime(2019, 1, 2, 1, 0, tzinfo=dt.UTC)
MOST_TRIES = 60


class Nobody(AssertionError):
    """No applicant can be made that the route and the plan's rules both take."""


def subjects(plan: ReviewPlan, route: PlanRoute) -> list[Subject]:
    """Subjects that are put on this route, those that pass through most stages first."""
    conditions = [one.applies_when for one in plan.routes]
    conditions += [stage.applies_when for one in plan.routes for stage in one.stages]

    def named(key: str, others: Sequence[Any]) -> list[Any]:
        return list(dict.fromkeys([*(value for one in conditions for value in one.get(key, ())), *others]))

    def flags(key: str) -> list[bool]:
        return [True, False] if any(key in one for one in conditions) else [False]

    choices = (
        named("modes", [row.mode.name for row in plan.modes]),
        named("titles", [row.title.code for row in plan.titles]),
        named("employer_kinds", ["NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"]),
        named("affiliation_levels", ["COUNTY"]),
        named("departments", ["walk-department"]),
        _regions(plan, named("regions", [])),
        [row.key for row in plan.categories] or [""],
        flags("file_hosted"),
        flags("established"),
    )
    offered = {row.mode.name for row in plan.modes}, {row.title.code for row in plan.titles}
    found = []
    for mode, title, kind, affiliation, department, region, category, hosted, established in itertools.product(
        *choices
    ):
        if mode not in offered[0] or title not in offered[1]:
            continue
        subject = Subject(
            mode, title, kind, affiliation, department, region, category, frozenset(), hosted, established
        )
        if next((one for one in plan.routes if matches(one.applies_when, subject)), None) is route:
            found.append(subject)
    return sorted(found, key=lambda one: -len(stages_of(route, one)))


def stages_of(route: PlanRoute, subject: Subject) -> set[int]:
    """Ids of the stages that the subject passes through; a named list is taken as holding."""
    return {
        stage.id
        for stage in route.stages
        if matches({key: value for key, value in stage.applies_when.items() if key != "named_in"}, subject)
    }


def draft_for(plan: ReviewPlan, route: PlanRoute, wanted: set[int]) -> tuple[Application, Subject]:
    """A draft that can be submitted and passes through at least one stage of `wanted`. Raises Nobody."""
    tried: list[str] = []
    for subject in subjects(plan, route):
        if not stages_of(route, subject) & wanted:
            continue
        for rule in _paths(plan, subject):
            if len(tried) == MOST_TRIES:
                break
            with db.session.begin_nested() as attempt:
                try:
                    draft = _draft(plan, route, subject, rule)
                except Refused as refusal:
                    tried.append(f"{subject}: {refusal.message % refusal.params}")
                    attempt.rollback()
                    continue
                if not (lacking := services.missing(draft)):
                    return draft, subject
                tried.append(f"{subject.title_code} {subject.mode} {rule.key}: {_told(lacking)}")
                attempt.rollback()
    raise Nobody("\n".join([f"{plan.code}, {route.name}", *dict.fromkeys(tried)]))


def _told(violations: Sequence[Violation]) -> str:
    return "; ".join(one.message % one.params for one in violations)


def _regions(plan: ReviewPlan, prefixes: list[str]) -> list[str]:
    """Codes of regions under the plan's own, those with a county's HRSS department first."""
    own = plan.region.code.rstrip("0")
    codes = db.session.execute(
        select(Region.code, Region.level)
        .where(Region.code.startswith(own) if not prefixes else Region.code.startswith(own[:2]))
        .order_by(Region.code)
    ).all()
    found = [(code, level) for code, level in codes if not prefixes or code.startswith((*prefixes, own))]
    served = set(
        db.session.scalars(
            select(Region.code)
            .join(Organisation, Organisation.region_id == Region.id)
            .where(Organisation.kind == OrganisationKind.HRSS_DEPARTMENT)
        )
    )
    ranked = sorted(found, key=lambda one: (one[1] is not RegionLevel.COUNTY, one[0] not in served, one[0]))
    return [code for code, _level in ranked]


def _paths(plan: ReviewPlan, subject: Subject) -> Iterator[PathRule]:
    for rule in path_rules(plan):
        if rule.title == subject.title_code and rule.mode in ("", subject.mode):
            yield rule


def _draft(plan: ReviewPlan, route: PlanRoute, subject: Subject, rule: PathRule) -> Application:
    employer = _employer(subject)
    person = _person(plan, subject, rule, employer)
    db.session.add(person)
    db.session.flush()
    title = db.session.scalars(select(ProfessionalTitle).where(ProfessionalTitle.code == subject.title_code)).one()
    committee = _committee(plan, route, subject, employer)
    draft = Application(
        plan_id=plan.id,
        plan=plan,
        plan_year=plan.year,
        applicant_id=person.id,
        applicant=person,
        applicant_name=person.name,
        employer_id=employer.id,
        employer=employer,
        photo=_file(person, "photo.jpg"),
        signature=_file(person, "signature.png"),
        title=title,
        level_id=title.level_id,
        mode=ApplicationMode[subject.mode],
        category=next((row for row in plan.categories if row.key == subject.category), None),
        self_score=Decimal(9999),
        specialty=plan.specialties[0].specialty if plan.specialties else None,
        committee=committee,
        professional_years=30,
        appraisal_summary="历年考核合格。",
        work_statement="本人长期从事本专业技术工作。",
    )
    entry = ArchiveEntry(
        applicant_id=person.id,
        employer_id=employer.id,
        kind=db.session.scalars(select(EntryKind).where(EntryKind.code == "project")).one(),
        title="示范工程",
        started_on=plan.opens_on - dt.timedelta(days=300),
        ended_on=plan.opens_on - dt.timedelta(days=100),
        role=PersonalRole.LEADER,
        status=EntryStatus.PASSED,
        approved_number=1,
        submitted_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        all_files=[EntryFile(file=_file(person, "evidence.pdf"))],
    )
    db.session.add(entry)
    db.session.flush()
    content = content_of(entry)
    db.session.add(
        EntryVersion(
            entry_id=entry.id, number=1, content=content, sha256=digest(content), approved_at=entry.submitted_at
        )
    )
    draft.entries = [ApplicationEntry(entry=entry, position=1)]
    draft.recommenders = _recommenders(plan, title)
    db.session.add(draft)
    db.session.flush()
    own = applications.load(draft.id)
    for kind, required in attachments_for(plan, services_facts(own), subject):
        if required:
            own.attachments.append(
                ApplicationAttachment(kind_id=kind.id, kind=kind, file=_file(person, f"{kind.key}.pdf"))
            )
    db.session.flush()
    return own


def services_facts(own: Application) -> Any:
    from app.applications.facts import applicant_facts

    return applicant_facts(own.applicant, own)


def _committee(plan: ReviewPlan, route: PlanRoute, subject: Subject, employer: Organisation) -> Any:
    """A committee of the plan that judges the title, and under which every stage that applies has its holder.

    Raises Refused.
    """
    last = Refused("The plan names no committee for the title.")
    passed = stages_of(route, subject)
    for row in plan.committees:
        judged = {one.title.code for one in row.committee.titles}
        if judged and subject.title_code not in judged:
            continue
        try:
            for stage in route.stages:
                if stage.id in passed:
                    plans.resolve_holder(stage, employer, row.committee)
        except Refused as refusal:
            last = refusal
        else:
            return row.committee
    raise last


def _employer(subject: Subject) -> Organisation:
    department = db.session.scalars(select(Organisation).where(Organisation.code == subject.department)).one_or_none()
    region = db.session.scalars(select(Region).where(Region.code == subject.region)).one()
    number = next(NUMBERS)
    employer = Organisation(
        code=f"walk-employer-{number}",
        name=f"示例单位{number}",
        kind=OrganisationKind.EMPLOYER,
        employer_kind=EmployerKind[subject.employer_kind],
        affiliation=AffiliationLevel[subject.affiliation_level],
        region=region,
        department=department,
    )
    db.session.add(employer)
    db.session.flush()
    return employer


def _person(plan: ReviewPlan, subject: Subject, rule: PathRule, employer: Organisation) -> Applicant:
    cutoff, number = plan.seniority_cutoff_date, next(NUMBERS)
    years = max(rule.professional_years + rule.unmatched_extra_years, rule.tenure_years, rule.skill_years) + 1
    began = add_months(cutoff, -12 * years)
    body = f"99990019700312{number:03d}"
    person = Applicant(
        name=f"申报人{number}",
        identity_number=body + ric.calc_check_digit(body + "0"),
        sex=Sex.FEMALE,
        birth_date=dt.date(1970, 3, 12),
        employer_id=employer.id,
        employer_confirmed_at=dt.datetime.now(dt.UTC),
        work_started_on=began,
        insurance_region=employer.region,
        file_region=employer.region,
        labour_region=employer.region,
        post_standing=STANDINGS[subject.established],
        file_hosted=subject.file_hosted,
    )
    person.education = [
        EducationRecord(
            level=min(rule.education, default=EducationLevel.BACHELOR),
            degree=min(rule.degree, default=Degree.NONE),
            school="示例学院",
            graduated_on=add_months(began, -12),
            match=rule.major_match or FieldMatch.MATCHED,
        )
    ]
    person.employment = [EmploymentRecord(employer_name=employer.name, started_on=began)]
    person.titles_held = [
        TitleHeld(title_code=code, title_name=code, obtained_on=began) for code in rule.current_title[:1]
    ]
    person.letters = [
        AppointmentLetter(title_code=code, title_name=code, started_on=began) for code in rule.current_title[:1]
    ]
    person.insurance = [InsurancePeriod(region=employer.region, started_on=dt.date(1995, 1, 1))]
    person.profile = Profile(employer=employer, status=AuditState.APPROVED, submitted_at=SUBMITTED_AT)
    person.appraisals = [AnnualAppraisal(year=plan.year - back, result=AppraisalResult.QUALIFIED) for back in range(8)]
    return person


def _recommenders(plan: ReviewPlan, title: ProfessionalTitle) -> list[Recommender]:
    rows = [row.parameters for row in plan.requirements if row.kind is RequirementKind.RECOMMENDERS]
    found = []
    for number in range(max((row.get("n", 1) for row in rows), default=0)):
        wanted = rows[0].get("title")
        code = wanted[0] if isinstance(wanted, list) else wanted or title.code
        held = db.session.scalars(select(ProfessionalTitle).where(ProfessionalTitle.code == code)).one()
        found.append(
            Recommender(
                position=number + 1,
                name=f"推荐人{number}",
                employer_name="示例设计院",
                title=held,
                certificate_number=f"G{number}",
                in_service=True,
                related_specialty=True,
            )
        )
    return found


def _file(person: Applicant, name: str) -> StoredFile:
    number = next(NUMBERS)
    return StoredFile(
        applicant_id=person.id, original_name=name, media_type="application/pdf", size_bytes=1, sha256=f"{number:064x}"
    )


def route_ids(route: PlanRoute) -> set[int]:
    return {stage.id for stage in core_route(route).stages}
