"""SCOPE: which rows each role sees of each resource. A role that is absent sees none.

Rules are written over a table's columns. Where a row is seen through others, the rule asks EXISTS over an index
of theirs, so that a page of one row costs the same however many rows the reader may see.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Alias, ColumnElement, Text, and_, cast, exists, or_, select

from app.access.models import AccessRecord, Delegation
from app.access.roles import QUEUE_ROLES
from app.access.scoping import MY_ACCOUNT, MY_APPLICANT, MY_ORGANISATION, RowRule, ScopeTable, every
from app.accounts.models import AccountSession
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import (
    AnnualAppraisal,
    Applicant,
    AppointmentLetter,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    Profile,
    ProfileSection,
    Sanction,
    SkillCertificate,
    TitleHeld,
    VocationalQualification,
)
from app.applications.models import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    ApplicationHolding,
    FindingRuling,
    ListNaming,
    PaperReceipt,
    Recommender,
    StageOutcome,
    Submission,
)
from app.archives.models import ArchiveEntry, EntryFile, EntryVersion
from app.console.models import SavedFilter
from app.core.actor import Role
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.employers.models import EmployerRegistration, NameChange
from app.fees.models import FeeOrder, Payment
from app.files.models import StoredFile
from app.hours.models import HoursImport, HoursRecord
from app.messages.models import OutboxMessage
from app.organisations.models import Organisation
from app.plans.models import PlanRoute, ReviewPlan, RouteStage
from app.plans.packs import SECTIONS
from app.posts.models import PostProcedure, PostQuota, PostQuotaLevel, PostSelection
from app.public_notices.models import PublicNotice, PublicNoticeEntry
from app.reviews.models import ReviewResult
from app.tasks.models import Job

Rules = dict[Role, RowRule]
# Who checks hours and confirms posts.
CONFIRMING = (Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR)


def _table(model: Any) -> Alias:
    """The model's table under a name of its own, so that no statement's table of the same name is meant by it."""
    return model.__table__.alias(f"scope_{model.__tablename__}")


APPLICATIONS = _table(Application)
SUBMISSIONS = _table(Submission)
CHOSEN = _table(ApplicationEntry)
HOLDINGS = _table(ApplicationHolding)
PEOPLE = _table(Applicant)
ENTRIES = _table(ArchiveEntry)
ENTRY_FILES = _table(EntryFile)
EMPLOYERS = _table(Organisation)
ORDERS = _table(FeeOrder)
REGISTRATIONS = _table(EmployerRegistration)
NAME_CHANGES = _table(NameChange)
PROFILES = _table(Profile)
PROFILE_SECTIONS = _table(ProfileSection)
PLANS = _table(ReviewPlan)
ROUTES = _table(PlanRoute)
NOTICES = _table(PublicNotice)
HOURS = _table(HoursRecord)
IMPORTS = _table(HoursImport)
QUOTAS = _table(PostQuota)
SELECTIONS = _table(PostSelection)
NOTICE_ENTRIES = _table(PublicNoticeEntry)


def _any(*tables: Alias, where: Collection[ColumnElement[bool]]) -> ColumnElement[bool]:
    """EXISTS over these tables; every other table that `where` names is the enclosing statement's."""
    return exists().where(*where).correlate_except(*tables)


def _either(first: RowRule, second: RowRule) -> RowRule:
    return lambda row: or_(first(row), second(row))


def _own(row: Any) -> ColumnElement[bool]:
    return row.applicant_id == MY_APPLICANT


def _sent_by_employees(a: Any) -> ColumnElement[bool]:
    """Of our own staff, and what was closed at employers that were merged into ours."""
    ours = select(EMPLOYERS.c.id).where(
        or_(EMPLOYERS.c.id == MY_ORGANISATION, EMPLOYERS.c.merged_into_id == MY_ORGANISATION)
    )
    return and_(a.employer_id.in_(ours), a.status != "DRAFT")


def _held_by_us(a: Any) -> ColumnElement[bool]:
    h = HOLDINGS.c
    return _any(HOLDINGS, where=(h.application_id == a.id, h.organisation_id == MY_ORGANISATION))


def _under_our_plans(a: Any) -> ColumnElement[bool]:
    return and_(a.plan_id.in_(select(PLANS.c.id).where(PLANS.c.issuer_id == MY_ORGANISATION)), a.status != "DRAFT")


def _handing_papers_in_to_us(a: Any) -> ColumnElement[bool]:
    """The receiver of a plan's papers need not hold any stage of it."""
    ours = select(PLANS.c.id).where(PLANS.c.paper_receiver_id == MY_ORGANISATION)
    return and_(a.paper_due_on.is_not(None), a.plan_id.in_(ours))


def _owing_us(a: Any) -> ColumnElement[bool]:
    return _any(ORDERS, where=(ORDERS.c.application_id == a.id, ORDERS.c.payee_id == MY_ORGANISATION))


# Who reads the whole application. FINANCE sees the row that its order is for, and no more of the person.
READERS: Rules = {
    Role.APPLICANT: _own,
    Role.EMPLOYER_OPERATOR: _sent_by_employees,
    Role.DEPARTMENT_AUDITOR: _held_by_us,
    Role.HRSS_AUDITOR: _either(_held_by_us, _handing_papers_in_to_us),
    Role.COMMITTEE_OFFICE: _held_by_us,
    Role.PLAN_ADMINISTRATOR: _under_our_plans,
}
OTHERS: Rules = {role: rule for role, rule in READERS.items() if role is not Role.APPLICANT}


def _published(plan: Any) -> ColumnElement[bool]:
    return plan.status != "DRAFT"


def _published_or_ours(plan: Any) -> ColumnElement[bool]:
    return or_(_published(plan), plan.issuer_id == MY_ORGANISATION)


def _plan_rows() -> Rules:
    everybody: Rules = {role: _published for role in Role if role is not Role.SYSTEM}
    return {**everybody, Role.PLAN_ADMINISTRATOR: _published_or_ours}


def _through_plan(rule: RowRule) -> RowRule:
    return lambda child: _any(PLANS, where=(PLANS.c.id == child.plan_id, rule(PLANS.c)))


def _through_route(rule: RowRule) -> RowRule:
    r, p = ROUTES.c, PLANS.c
    return lambda stage: _any(ROUTES, PLANS, where=(r.id == stage.route_id, p.id == r.plan_id, rule(p)))


def _through_application(readers: Rules) -> Rules:
    """Rows of a child table: seen by whoever reads their application."""

    def rule_for(rule: RowRule) -> RowRule:
        a = APPLICATIONS.c
        return lambda child: _any(APPLICATIONS, where=(a.id == child.application_id, rule(a)))

    return {role: rule_for(rule) for role, rule in readers.items()}


def _person_rows(column: str) -> Rules:
    """Rows about a person: one's own, one's employees', and of whoever has an application with the reader.

    A draft was never sent, and what was withdrawn is with nobody: neither shows the person.
    """

    def rule_for(rule: RowRule) -> RowRule:
        a = APPLICATIONS.c
        return lambda row: _any(
            APPLICATIONS, where=(a.applicant_id == getattr(row, column), a.status != "WITHDRAWN", rule(a))
        )

    def employed(row: Any) -> ColumnElement[bool]:
        return _any(PEOPLE, where=(PEOPLE.c.id == getattr(row, column), PEOPLE.c.employer_id == MY_ORGANISATION))

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = lambda row: getattr(row, column) == MY_APPLICANT
    rows[Role.EMPLOYER_OPERATOR] = _either(employed, rows[Role.EMPLOYER_OPERATOR])
    return rows


def _applicant_rows() -> Rules:
    """The person alone, without further records, is also seen by the employer that audits an entry of theirs, and by
    the talent-exchange centre that keeps their file (R-90)."""

    def audited(person: Any) -> ColumnElement[bool]:
        return _any(ENTRIES, where=(ENTRIES.c.applicant_id == person.id, ENTRIES.c.employer_id == MY_ORGANISATION))

    def hosted(person: Any) -> ColumnElement[bool]:
        return and_(person.file_centre_id == MY_ORGANISATION, person.file_hosted)

    def handed_in(person: Any) -> ColumnElement[bool]:
        return _any(
            HOURS,
            IMPORTS,
            where=(HOURS.c.applicant_id == person.id, IMPORTS.c.id == HOURS.c.import_id, _import_of_ours(IMPORTS.c)),
        )

    def selected(person: Any) -> ColumnElement[bool]:
        s, q = SELECTIONS.c, QUOTAS.c
        return _any(SELECTIONS, QUOTAS, where=(s.applicant_id == person.id, q.id == s.quota_id, _quota_of_ours(q)))

    rows = _person_rows("id")
    rows[Role.EMPLOYER_OPERATOR] = _either(
        rows[Role.EMPLOYER_OPERATOR], _either(audited, lambda person: _profile_sent_to_us(person.id))
    )
    rows[Role.DEPARTMENT_AUDITOR] = _either(rows[Role.DEPARTMENT_AUDITOR], hosted)
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = _either(rows[role], _either(handed_in, selected))
    return rows


def _import_of_ours(one: Any) -> ColumnElement[bool]:
    """An import of hours that we handed in, or that we check."""
    return or_(one.employer_id == MY_ORGANISATION, one.authority_id == MY_ORGANISATION)


def _quota_of_ours(one: Any) -> ColumnElement[bool]:
    """Posts of ours, or those that we confirm, once they were submitted."""
    return or_(one.employer_id == MY_ORGANISATION, one.confirmer_id == MY_ORGANISATION)


def _hours_rows() -> Rules:
    """Hours: of whoever's person one sees, and those of an import of ours."""

    def imported(row: Any) -> ColumnElement[bool]:
        return _any(IMPORTS, where=(IMPORTS.c.id == row.import_id, _import_of_ours(IMPORTS.c)))

    rows = _person_rows("applicant_id")
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = _either(rows[role], imported)
    return rows


def _quota_rows(of: RowRule) -> Rules:
    return dict.fromkeys((Role.EMPLOYER_OPERATOR, *CONFIRMING), of)


def _of_quota(row: Any) -> ColumnElement[bool]:
    return _any(QUOTAS, where=(QUOTAS.c.id == row.quota_id, _quota_of_ours(QUOTAS.c)))


def _profile_sent_to_us(applicant_id: Any) -> ColumnElement[bool]:
    p = PROFILES.c
    return _any(PROFILES, where=(p.applicant_id == applicant_id, p.employer_id == MY_ORGANISATION))


def _profile_rows() -> Rules:
    """The audit of a profile: one's own, and what was sent to the employer."""
    return {Role.APPLICANT: _own, Role.EMPLOYER_OPERATOR: lambda profile: profile.employer_id == MY_ORGANISATION}


def _profile_section_rows() -> Rules:
    """Sections with what was sent: one's own, and those of a profile that was sent to the employer."""
    return {Role.APPLICANT: _own, Role.EMPLOYER_OPERATOR: lambda section: _profile_sent_to_us(section.applicant_id)}


def _submitted_to_us(entry: Any) -> ColumnElement[bool]:
    return and_(entry.employer_id == MY_ORGANISATION, entry.status != "DRAFT")


def _entry_rows() -> Rules:
    """Archive entries: one's own, what was submitted to the employer, what was chosen for an application."""

    def rule_for(rule: RowRule) -> RowRule:
        a, chosen = APPLICATIONS.c, CHOSEN.c
        return lambda e: _any(
            CHOSEN,
            APPLICATIONS,
            where=(chosen.entry_id == e.id, a.id == chosen.application_id, a.status != "WITHDRAWN", rule(a)),
        )

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = _own
    rows[Role.EMPLOYER_OPERATOR] = _either(_submitted_to_us, rows[Role.EMPLOYER_OPERATOR])
    return rows


def _through_entry(readers: Rules) -> Rules:
    """Rows of a child table: seen by whoever sees their archive entry."""

    def rule_for(rule: RowRule) -> RowRule:
        e = ENTRIES.c
        return lambda child: _any(ENTRIES, where=(e.id == child.entry_id, rule(e)))

    return {role: rule_for(rule) for role, rule in readers.items()}


def _file_rows() -> Rules:
    """Files: one's own. Others see what a submission of a visible application froze, by its content's SHA-256: files of
    a draft, and those put in after a return, are not theirs yet, and what an earlier version showed they keep."""
    a, s, e, f = APPLICATIONS.c, SUBMISSIONS.c, ENTRIES.c, ENTRY_FILES.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda file: _any(
            APPLICATIONS,
            SUBMISSIONS,
            where=(
                a.applicant_id == file.applicant_id,
                a.status != "WITHDRAWN",
                rule(a),
                s.application_id == a.id,
                cast(s.content, Text).contains(file.sha256),
            ),
        )

    def evidence_for_us(file: Any) -> ColumnElement[bool]:
        shown = (f.file_id == file.id, e.id == f.entry_id, e.submitted_at >= file.stored_at)
        return _any(ENTRY_FILES, ENTRIES, where=(*shown, _submitted_to_us(e)))

    def proof_for_us(file: Any) -> ColumnElement[bool]:
        p, section = PROFILES.c, PROFILE_SECTIONS.c
        return _any(
            PROFILES,
            PROFILE_SECTIONS,
            where=(
                p.applicant_id == file.applicant_id,
                p.employer_id == MY_ORGANISATION,
                section.applicant_id == p.applicant_id,
                cast(section.content, Text).contains(file.sha256),
            ),
        )

    rows = {role: rule_for(rule) for role, rule in OTHERS.items()}
    rows[Role.APPLICANT] = _own
    ours = _either(evidence_for_us, proof_for_us)
    rows[Role.EMPLOYER_OPERATOR] = _either(rows[Role.EMPLOYER_OPERATOR], ours)
    return rows


def _notice_rows() -> Rules:
    """Notices: the organisation's own, and those that a visible application stands on."""
    n, a = NOTICE_ENTRIES.c, APPLICATIONS.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda notice: or_(
            notice.organisation_id == MY_ORGANISATION,
            _any(NOTICE_ENTRIES, APPLICATIONS, where=(n.notice_id == notice.id, a.id == n.application_id, rule(a))),
        )

    return {
        **{role: rule_for(rule) for role, rule in READERS.items()},
        Role.EMPLOYER_OPERATOR: lambda notice: notice.organisation_id == MY_ORGANISATION,
    }


def _notice_entry_rows() -> Rules:
    """People on notices: everybody on the organisation's own, and the reader's applications on others'."""

    def on_ours(entry: Any) -> ColumnElement[bool]:
        return _any(NOTICES, where=(NOTICES.c.id == entry.notice_id, NOTICES.c.organisation_id == MY_ORGANISATION))

    rows = {role: _either(on_ours, rule) for role, rule in _through_application(READERS).items()}
    return {**rows, Role.EMPLOYER_OPERATOR: on_ours}


def _payment_rows() -> Rules:
    o, a = ORDERS.c, APPLICATIONS.c

    def rule_for(rule: RowRule) -> RowRule:
        return lambda p: _any(ORDERS, APPLICATIONS, where=(o.id == p.order_id, a.id == o.application_id, rule(a)))

    return {
        Role.APPLICANT: rule_for(_own),
        Role.HRSS_AUDITOR: rule_for(_held_by_us),
        Role.FINANCE: lambda p: _any(ORDERS, where=(o.id == p.order_id, o.payee_id == MY_ORGANISATION)),
    }


def _registration_rows() -> Rules:
    """Registrations of employers: one's own, and those that were sent to the organisation."""

    def sent_to_us(registration: Any) -> ColumnElement[bool]:
        return and_(registration.auditor_id == MY_ORGANISATION, registration.status != "DRAFT")

    auditors = (Role.EMPLOYER_OPERATOR, Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR)
    return {
        **dict.fromkeys(auditors, sent_to_us),
        Role.EMPLOYER_REGISTRANT: lambda registration: registration.account_id == MY_ACCOUNT,
    }


def _name_change_rows() -> Rules:
    """Changes of names: the employer's own, and those that were sent to the organisation."""

    def sent_to_us(change: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = change.auditor_id == MY_ORGANISATION
        return found

    return {
        Role.EMPLOYER_OPERATOR: lambda change: change.organisation_id == MY_ORGANISATION,
        Role.DEPARTMENT_AUDITOR: sent_to_us,
        Role.HRSS_AUDITOR: sent_to_us,
    }


def _decision_rows() -> Rules:
    def about(kind: SubjectKind, table: Alias, rule: RowRule) -> RowRule:
        return lambda d: and_(
            d.subject_kind == kind.name, _any(table, where=(table.c.id == d.subject_id, rule(table.c)))
        )

    rows: Rules = {role: about(SubjectKind.APPLICATION, APPLICATIONS, rule) for role, rule in READERS.items()}
    for role in (Role.APPLICANT, Role.EMPLOYER_OPERATOR):
        rows[role] = _either(rows[role], about(SubjectKind.ARCHIVE_ENTRY, ENTRIES, ENTRY_ROWS[role]))
    for kind, table, readers in (
        (SubjectKind.EMPLOYER_REGISTRATION, REGISTRATIONS, REGISTRATION_ROWS),
        (SubjectKind.NAME_CHANGE, NAME_CHANGES, NAME_CHANGE_ROWS),
    ):
        for role, rule in readers.items():
            more = about(kind, table, rule)
            rows[role] = _either(rows[role], more) if role in rows else more
    for role in (Role.EMPLOYER_OPERATOR, *CONFIRMING):
        rows[role] = _either(rows[role], about(SubjectKind.POST_QUOTA, QUOTAS, _quota_of_ours))
    rows[Role.APPLICANT] = _either(rows[Role.APPLICANT], _audit_of_profile(lambda d: d.subject_id == MY_APPLICANT))
    rows[Role.EMPLOYER_OPERATOR] = _either(
        rows[Role.EMPLOYER_OPERATOR], _audit_of_profile(lambda d: _profile_sent_to_us(d.subject_id))
    )
    rows[Role.AUDIT_VIEWER] = every
    return rows


def _audit_of_profile(whose: RowRule) -> RowRule:
    """What was done with a person's record, but not who looked at it."""
    return lambda d: and_(d.subject_kind == SubjectKind.APPLICANT.name, d.action != Action.REVEAL.name, whose(d))


def _message_rows() -> Rules:
    rows: Rules = {role: lambda m: m.organisation_id == MY_ORGANISATION for role in OTHERS}
    rows[Role.APPLICANT] = lambda m: m.applicant_id == MY_APPLICANT
    return rows


def _of_my_account(row: Any) -> ColumnElement[bool]:
    return row.account_id == MY_ACCOUNT


def _own_account_rows(column: str) -> Rules:
    """Whoever has an account sees what is its own, in every role."""
    without_account = (Role.PUBLIC, Role.SYSTEM)
    return {role: lambda row: getattr(row, column) == MY_ACCOUNT for role in Role if role not in without_account}


def _job_rows() -> Rules:
    """Whoever started a job sees it, as long as they act for the same organisation."""

    def started(job: Any) -> ColumnElement[bool]:
        same = or_(job.organisation_id.is_(None), job.organisation_id == MY_ORGANISATION)
        return and_(job.account_id == MY_ACCOUNT, same)

    without_account = (Role.PUBLIC, Role.SYSTEM)
    return {role: started for role in Role if role not in without_account}


def _delegation_rows() -> Rules:
    """Whoever works through a queue of an organisation sees who stands in for whom there."""
    return {role: lambda one: one.organisation_id == MY_ORGANISATION for role in QUEUE_ROLES}


PLAN_ROWS = _plan_rows()
ENTRY_ROWS = _entry_rows()
REGISTRATION_ROWS = _registration_rows()
NAME_CHANGE_ROWS = _name_change_rows()

_of_plan: Rules = {role: _through_plan(rule) for role, rule in PLAN_ROWS.items()}
_of_person = _person_rows("applicant_id")
_of_entry = _through_entry(ENTRY_ROWS)
_of_application = _through_application(READERS)

SCOPE: ScopeTable = {
    ReviewPlan: PLAN_ROWS,
    **dict.fromkeys(
        (section.model for section in SECTIONS),
        _of_plan,
    ),
    RouteStage: {role: _through_route(rule) for role, rule in PLAN_ROWS.items()},
    Application: {**READERS, Role.FINANCE: _owing_us},
    Applicant: _applicant_rows(),
    EducationRecord: _of_person,
    EmploymentRecord: _of_person,
    TitleHeld: _of_person,
    AnnualAppraisal: _of_person,
    AppointmentLetter: _of_person,
    VocationalQualification: _of_person,
    SkillCertificate: _of_person,
    InsurancePeriod: _of_person,
    Sanction: _of_person,
    Profile: _profile_rows(),
    ProfileSection: _profile_section_rows(),
    ArchiveEntry: ENTRY_ROWS,
    EntryFile: _of_entry,
    EntryVersion: _of_entry,
    HoursImport: {**_quota_rows(_import_of_ours), Role.APPLICANT: _own},
    HoursRecord: _hours_rows(),
    PostQuota: _quota_rows(_quota_of_ours),
    **dict.fromkeys((PostQuotaLevel, PostProcedure, PostSelection), _quota_rows(_of_quota)),
    StoredFile: _file_rows(),
    EmployerRegistration: REGISTRATION_ROWS,
    NameChange: NAME_CHANGE_ROWS,
    ApplicationAttachment: _of_application,
    ApplicationEntry: _of_application,
    ApplicationHolding: _of_application,
    FindingRuling: _of_application,
    ListNaming: _of_application,
    PaperReceipt: _of_application,
    Recommender: _of_application,
    StageOutcome: _of_application,
    Submission: _of_application,
    PublicNotice: _notice_rows(),
    PublicNoticeEntry: _notice_entry_rows(),
    FeeOrder: {**_of_application, Role.FINANCE: lambda order: order.payee_id == MY_ORGANISATION},
    Payment: _payment_rows(),
    ReviewResult: _of_application,
    OutboxMessage: _message_rows(),
    DecisionRecord: _decision_rows(),
    SavedFilter: _own_account_rows("account_id"),
    Delegation: _delegation_rows(),
    AccountSession: _own_account_rows("account_id"),
    AccessRecord: {**_own_account_rows("about_account_id"), Role.AUDIT_VIEWER: every},
    ExternalIdentity: dict.fromkeys((Role.APPLICANT, Role.EMPLOYER_OPERATOR), _of_my_account),
    Job: _job_rows(),
}
