"""SCOPE: which rows each role sees of each resource. A role that is absent sees none.

Rules are written over a table's columns. Where a row is seen through others, the rule asks EXISTS over an index
of theirs, so that a page of one row costs the same however many rows the reader may see.
"""

from __future__ import annotations

from app.access.models import AccessRecord, Delegation
from app.access.scoping import MY_ORGANISATION, ScopeTable, every
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
from app.decisions.models import DecisionRecord
from app.employers.models import EmployerRegistration, NameChange
from app.fees.models import FeeOrder, Payment
from app.files.models import StoredFile
from app.hours.models import HoursImport, HoursRecord
from app.messages.models import OutboxMessage
from app.plans.models import ReviewPlan, RouteStage
from app.plans.packs import SECTIONS
from app.posts.models import PostProcedure, PostQuota, PostQuotaLevel, PostSelection
from app.public_notices.models import PublicNotice, PublicNoticeEntry
from app.reviews.models import ReviewResult
from app.scope.accounts import delegation_rows, job_rows, of_my_account, own_account_rows
from app.scope.archives import ENTRY_ROWS, file_rows, through_entry
from app.scope.decisions import decision_rows, message_rows
from app.scope.employers import NAME_CHANGE_ROWS, REGISTRATION_ROWS
from app.scope.fees import payment_rows
from app.scope.hours_posts import hours_rows, of_quota, quota_rows
from app.scope.notices import notice_entry_rows, notice_rows
from app.scope.ours import READERS, import_of_ours, owing_us, own, quota_of_ours, through_application
from app.scope.people import applicant_rows, person_rows, profile_rows, profile_section_rows
from app.scope.plans import PLAN_ROWS, through_plan, through_route
from app.scope.tables import Rules
from app.tasks.models import Job

_of_plan: Rules = {role: through_plan(rule) for role, rule in PLAN_ROWS.items()}
_of_person = person_rows("applicant_id")
_of_entry = through_entry(ENTRY_ROWS)
_of_application = through_application(READERS)

SCOPE: ScopeTable = {
    ReviewPlan: PLAN_ROWS,
    **dict.fromkeys(
        (section.model for section in SECTIONS),
        _of_plan,
    ),
    RouteStage: {role: through_route(rule) for role, rule in PLAN_ROWS.items()},
    Application: {**READERS, Role.FINANCE: owing_us},
    Applicant: applicant_rows(),
    EducationRecord: _of_person,
    EmploymentRecord: _of_person,
    TitleHeld: _of_person,
    AnnualAppraisal: _of_person,
    AppointmentLetter: _of_person,
    VocationalQualification: _of_person,
    SkillCertificate: _of_person,
    InsurancePeriod: _of_person,
    Sanction: _of_person,
    Profile: profile_rows(),
    ProfileSection: profile_section_rows(),
    ArchiveEntry: ENTRY_ROWS,
    EntryFile: _of_entry,
    EntryVersion: _of_entry,
    HoursImport: {**quota_rows(import_of_ours), Role.APPLICANT: own},
    HoursRecord: hours_rows(),
    PostQuota: quota_rows(quota_of_ours),
    **dict.fromkeys((PostQuotaLevel, PostProcedure, PostSelection), quota_rows(of_quota)),
    StoredFile: file_rows(),
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
    PublicNotice: notice_rows(),
    PublicNoticeEntry: notice_entry_rows(),
    FeeOrder: {**_of_application, Role.FINANCE: lambda order: order.payee_id == MY_ORGANISATION},
    Payment: payment_rows(),
    ReviewResult: _of_application,
    OutboxMessage: message_rows(),
    DecisionRecord: decision_rows(),
    SavedFilter: own_account_rows("account_id"),
    Delegation: delegation_rows(),
    AccountSession: own_account_rows("account_id"),
    AccessRecord: {**own_account_rows("about_account_id"), Role.AUDIT_VIEWER: every},
    ExternalIdentity: dict.fromkeys((Role.APPLICANT, Role.EMPLOYER_OPERATOR), of_my_account),
    Job: job_rows(),
}
