"""Which rows of the world each actor sees. What is not listed is not seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import scope
from app.core.actor import Actor, Role
from tests.integration.access.world import ScopeWorld

# Open to everybody, the public included.
PUBLISHED = dict.fromkeys(
    (
        "ReviewPlan",
        "PlanClause",
        "PlanBasis",
        "PlanDocument",
        "PlanCategory",
        "PlanPaper",
        "PlanDeadline",
        "PlanTitle",
        "PlanMode",
        "PlanSpecialty",
        "PlanCommittee",
        "PlanAttachment",
        "PlanContact",
        "QualificationPath",
        "PlanRequirement",
        "PlanRoute",
        "FeeStandard",
        "RouteStage",
    ),
    "a b",
)
POSTS = ("PostQuota", "PostQuotaLevel", "PostProcedure", "PostSelection")
PERSONAL = (
    "EducationRecord",
    "EmploymentRecord",
    "TitleHeld",
    "AnnualAppraisal",
    "AppointmentLetter",
    "VocationalQualification",
    "SkillCertificate",
    "InsurancePeriod",
    "Sanction",
)
HOLDINGS_A = "a_employer_a a_department_a a_hrss_a a_office_a"
HOLDINGS_B = "b_employer_b b_department_b b_hrss_b b_office_b"
HOLDINGS_F = "f_employer_b f_hrss_b"

# What everybody reads who has A's application before them, or B's.
WITH_A = {
    "Application": "a",
    "Applicant": "a",
    **dict.fromkeys(PERSONAL, "a"),
    "ArchiveEntry": "a",
    "EntryFile": "a",
    "EntryVersion": "a",
    "StoredFile": "a_photo a_signature a_attachment a_evidence",
    "ApplicationAttachment": "a",
    "Recommender": "a",
    "ApplicationEntry": "a",
    "ApplicationHolding": HOLDINGS_A,
    "FindingRuling": "a",
    "PaperReceipt": "a",
    "Submission": "a",
    "PublicNotice": "a",
    "PublicNoticeEntry": "a_on_a",
    "FeeOrder": "a",
    "ReviewResult": "a",
    "ListNaming": "a",
    "StageOutcome": "a",
    "HoursRecord": "a_by_employer_a",
    "DecisionRecord": "APPLICATION:a",
}
WITH_B = {
    "Application": "b",
    "Applicant": "b",
    **dict.fromkeys(PERSONAL, "b"),
    "ArchiveEntry": "b",
    "EntryFile": "b",
    "EntryVersion": "b",
    "StoredFile": "b_photo b_attachment b_evidence",
    "ApplicationAttachment": "b",
    "Recommender": "b",
    "ApplicationEntry": "b",
    "ApplicationHolding": HOLDINGS_B,
    "FindingRuling": "b",
    "PaperReceipt": "b",
    "Submission": "b",
    "PublicNotice": "b hrss_b",
    "PublicNoticeEntry": "b_on_b b_on_hrss_b",
    "FeeOrder": "b",
    "ReviewResult": "b",
    "ListNaming": "b",
    "StageOutcome": "b",
    "HoursRecord": "b_by_b",
    "DecisionRecord": "APPLICATION:b",
}
# HRSS B has held F's application as well.
WITH_B_AND_F = {
    **WITH_B,
    "Application": "b f",
    "Applicant": "b f",
    **dict.fromkeys(PERSONAL, "b f"),
    "ArchiveEntry": "b f",
    "EntryFile": "b f",
    "EntryVersion": "b f",
    "StoredFile": "b_photo b_attachment b_evidence f_photo f_evidence f_taken_away",
    "ApplicationAttachment": "b f",
    "Recommender": "b f",
    "ApplicationEntry": "b f",
    "ApplicationHolding": f"{HOLDINGS_B} {HOLDINGS_F}",
    "Submission": "b f",
    "PublicNoticeEntry": "b_on_b b_on_hrss_b f_on_b",
    "FeeOrder": "b f",
    "DecisionRecord": "APPLICATION:b APPLICATION:f",
}

SEEN: Mapping[str, Mapping[str, str]] = {
    "applicant_a": {
        **WITH_A,
        "SavedFilter": "a",
        "Job": "a",
        "AccountSession": "a",
        "AccessRecord": "a",
        "ExternalIdentity": "a",
        "ArchiveEntry": "a a_beside a_draft",
        "EntryFile": "a a_beside a_draft",
        "EntryVersion": "a a_beside",
        "StoredFile": "a_photo a_signature a_attachment a_evidence a_beside a_draft a_unused a_proof",
        "Payment": "a",
        "Profile": "a",
        "ProfileSection": "a",
        "OutboxMessage": "a",
        "DecisionRecord": "APPLICATION:a ARCHIVE_ENTRY:a ARCHIVE_ENTRY:a_beside ARCHIVE_ENTRY:a_draft APPLICANT:a",
    },
    "applicant_b": {
        **WITH_B,
        "HoursImport": "b",
        "SavedFilter": "b",
        "Job": "b",
        "AccountSession": "b",
        "AccessRecord": "b",
        "ExternalIdentity": "b",
        "StoredFile": "b_photo b_attachment b_evidence b_proof",
        "Payment": "b",
        "Profile": "b",
        "ProfileSection": "b",
        "OutboxMessage": "b",
        "DecisionRecord": "APPLICATION:b ARCHIVE_ENTRY:b APPLICANT:b",
    },
    "applicant_c": {
        "Application": "c",
        "Applicant": "c",
        **dict.fromkeys(PERSONAL, "c"),
        "ArchiveEntry": "c",
        "EntryFile": "c",
        "EntryVersion": "",
        "StoredFile": "c_photo c_signature c_attachment c_evidence",
        "ApplicationAttachment": "c",
        "Recommender": "c",
        "ApplicationEntry": "c",
        "ProfileSection": "c",
        "OutboxMessage": "c",
        "DecisionRecord": "APPLICATION:c ARCHIVE_ENTRY:c APPLICANT:c",
    },
    "applicant_d": {
        "Application": "d",
        "Applicant": "d",
        **dict.fromkeys(PERSONAL, "d"),
        "StoredFile": "d_photo d_attachment",
        "ApplicationAttachment": "d",
        "Recommender": "d",
        "ApplicationHolding": "d_employer_a",
        "Submission": "d",
        "PublicNotice": "a",
        "PublicNoticeEntry": "d_on_a",
        "HoursRecord": "d_by_employer_b",
        "OutboxMessage": "d",
        "DecisionRecord": "APPLICATION:d APPLICANT:d",
    },
    # Whoever registers an employer sees that, before and after it was handed in.
    "registrant_g": {"EmployerRegistration": "g", "DecisionRecord": "EMPLOYER_REGISTRATION:g"},
    "registrant_j": {"EmployerRegistration": "j", "DecisionRecord": "EMPLOYER_REGISTRATION:j"},
    # The draft of C is not seen, what was withdrawn shows neither D's records nor files, of E only the name.
    "employer_a": {
        "Application": "a d",
        "Applicant": "a c e f",
        **dict.fromkeys(PERSONAL, "a c"),
        "ArchiveEntry": "a a_beside c e f",
        "EntryFile": "a a_beside c e f",
        "EntryVersion": "a a_beside f",
        "StoredFile": "a_photo a_signature a_attachment a_evidence a_beside c_evidence e_evidence f_evidence a_proof "
        "f_proof",
        "Profile": "a f",
        "ProfileSection": "a f",
        "ApplicationAttachment": "a d",
        "Recommender": "a d",
        "ApplicationEntry": "a",
        "ApplicationHolding": f"{HOLDINGS_A} d_employer_a",
        "FindingRuling": "a",
        "PaperReceipt": "a",
        "Submission": "a d",
        "PublicNotice": "a",
        "PublicNoticeEntry": "a_on_a d_on_a",
        "FeeOrder": "a",
        "ReviewResult": "a",
        "ListNaming": "a",
        "StageOutcome": "a",
        "Delegation": "employer_a",
        "HoursImport": "employer_a",
        "HoursRecord": "a_by_employer_a e_by_employer_a",
        **dict.fromkeys(POSTS, "a"),
        "OutboxMessage": "employer_a",
        "EmployerRegistration": "i",
        "NameChange": "a",
        "DecisionRecord": "APPLICATION:a APPLICATION:d ARCHIVE_ENTRY:a ARCHIVE_ENTRY:a_beside ARCHIVE_ENTRY:c "
        "ARCHIVE_ENTRY:e ARCHIVE_ENTRY:f EMPLOYER_REGISTRATION:i NAME_CHANGE:a POST_QUOTA:a APPLICANT:a APPLICANT:f",
    },
    # F's entry was audited by employer A, and is shown by the application that employer B answers for.
    "employer_b": {
        "Application": "b f",
        "Applicant": "b d f",
        **dict.fromkeys(PERSONAL, "b d f"),
        "ArchiveEntry": "b f f_returned",
        "EntryFile": "b f f_returned",
        "EntryVersion": "b f",
        "StoredFile": "b_photo b_attachment b_evidence f_photo f_evidence f_taken_away b_proof",
        "Profile": "b",
        "ProfileSection": "b",
        "ApplicationAttachment": "b f",
        "Recommender": "b f",
        "ApplicationEntry": "b f",
        "ApplicationHolding": f"{HOLDINGS_B} {HOLDINGS_F}",
        "FindingRuling": "b",
        "PaperReceipt": "b",
        "Submission": "b f",
        "PublicNotice": "b",
        "PublicNoticeEntry": "b_on_b f_on_b",
        "FeeOrder": "b f",
        "ReviewResult": "b",
        "ListNaming": "b",
        "StageOutcome": "b",
        "Delegation": "employer_b",
        "HoursImport": "employer_b",
        "HoursRecord": "d_by_employer_b b_by_b",
        **dict.fromkeys(POSTS, "b"),
        "OutboxMessage": "employer_b",
        "NameChange": "b",
        "DecisionRecord": "APPLICATION:b APPLICATION:f ARCHIVE_ENTRY:b ARCHIVE_ENTRY:f ARCHIVE_ENTRY:f_returned "
        "NAME_CHANGE:b POST_QUOTA:b APPLICANT:b",
    },
    # Whoever checks hours or confirms posts sees the people in them, and no more of these people than the hours.
    "department_a": {
        **WITH_A,
        "Applicant": "a e",
        "Delegation": "department_a",
        "HoursImport": "employer_a",
        "HoursRecord": "a_by_employer_a e_by_employer_a",
        "OutboxMessage": "department_a",
    },
    "department_b": {
        **WITH_B,
        "Applicant": "b d",
        "Delegation": "department_b",
        "HoursImport": "employer_b b",
        "HoursRecord": "b_by_b d_by_employer_b",
        "OutboxMessage": "department_b",
        "EmployerRegistration": "h",
        "NameChange": "b",
        "DecisionRecord": "APPLICATION:b EMPLOYER_REGISTRATION:h NAME_CHANGE:b",
    },
    "hrss_a": {
        **WITH_A,
        "Applicant": "a e",
        **dict.fromkeys(POSTS, "a"),
        "PublicNotice": "a hrss_a",
        "Payment": "a",
        "Delegation": "hrss_a",
        "OutboxMessage": "hrss_a",
        "EmployerRegistration": "g",
        "NameChange": "a",
        "DecisionRecord": "APPLICATION:a EMPLOYER_REGISTRATION:g NAME_CHANGE:a POST_QUOTA:a",
    },
    "hrss_b": {**WITH_B_AND_F, "Payment": "b", "Delegation": "hrss_b", "OutboxMessage": "hrss_b"},
    "office_a": {**WITH_A, "Delegation": "office_a", "OutboxMessage": "office_a"},
    "office_b": {**WITH_B, "Delegation": "office_b", "OutboxMessage": "office_b"},
    # The issuer of a plan also sees its own drafts, and that D's application was withdrawn.
    "planner_a": {
        **WITH_A,
        **dict.fromkeys(PUBLISHED, "a b a_draft"),
        "Application": "a d",
        "ApplicationAttachment": "a d",
        "Recommender": "a d",
        "ApplicationHolding": f"{HOLDINGS_A} d_employer_a",
        "Submission": "a d",
        "PublicNotice": "a hrss_a",
        "PublicNoticeEntry": "a_on_a d_on_a",
        "OutboxMessage": "hrss_a",
        "DecisionRecord": "APPLICATION:a APPLICATION:d",
    },
    "planner_b": {
        **WITH_B_AND_F,
        **dict.fromkeys(PUBLISHED, "a b b_draft"),
        "OutboxMessage": "hrss_b",
    },
    # FINANCE: the order, its payment, the application that owes it; nothing else of the person.
    "finance_a": {"Delegation": "hrss_a", "Application": "a", "FeeOrder": "a", "Payment": "a"},
    "finance_b": {"Delegation": "hrss_b", "Application": "b f", "FeeOrder": "b f", "Payment": "b"},
    "expert": {},
    "editor": dict.fromkeys(("SavedFilter", "Job", "AccountSession", "AccessRecord"), "editor"),
    "system_administrator": {},
    "security_administrator": {},
    "viewer": {"DecisionRecord": "*", "AccessRecord": "*"},
    "public": {},
    "nobody": dict.fromkeys(PUBLISHED, ""),
    "auditor_without_organisation": {},
    "applicant_without_person": {},
    "hrss_and_planner_a": {
        **WITH_A,
        **dict.fromkeys(PUBLISHED, "a b a_draft"),
        "Application": "a d",
        "ApplicationAttachment": "a d",
        "Recommender": "a d",
        "ApplicationHolding": f"{HOLDINGS_A} d_employer_a",
        "Submission": "a d",
        "PublicNotice": "a hrss_a",
        "PublicNoticeEntry": "a_on_a d_on_a",
        "Payment": "a",
        "Applicant": "a e",
        **dict.fromkeys(POSTS, "a"),
        "Delegation": "hrss_a",
        "OutboxMessage": "hrss_a",
        "EmployerRegistration": "g",
        "NameChange": "a",
        "DecisionRecord": "APPLICATION:a APPLICATION:d EMPLOYER_REGISTRATION:g NAME_CHANGE:a POST_QUOTA:a",
    },
    "system": {model.__name__: "*" for model in scope.SCOPE},
}

ROLES: Mapping[str, tuple[Role, ...]] = {
    "applicant": (Role.APPLICANT,),
    "registrant": (Role.EMPLOYER_REGISTRANT,),
    "employer": (Role.EMPLOYER_OPERATOR,),
    "department": (Role.DEPARTMENT_AUDITOR,),
    "hrss": (Role.HRSS_AUDITOR,),
    "office": (Role.COMMITTEE_OFFICE,),
    "planner": (Role.PLAN_ADMINISTRATOR,),
    "finance": (Role.FINANCE,),
    "expert": (Role.EXPERT,),
    "editor": (Role.CATALOG_EDITOR,),
    "system_administrator": (Role.SYSTEM_ADMINISTRATOR,),
    "security_administrator": (Role.SECURITY_ADMINISTRATOR,),
    "viewer": (Role.AUDIT_VIEWER,),
    "public": (Role.PUBLIC,),
    "nobody": (),
    "auditor_without_organisation": (Role.HRSS_AUDITOR, Role.EMPLOYER_OPERATOR, Role.FINANCE),
    "applicant_without_person": (Role.APPLICANT,),
    "hrss_and_planner": (Role.HRSS_AUDITOR, Role.PLAN_ADMINISTRATOR),
    "system": (Role.SYSTEM,),
}
# Those that no rule gives rows still belong to an organisation that has some.
PLACED = dict.fromkeys(("expert", "editor", "system_administrator", "security_administrator", "viewer"), "hrss_a")


def actor_called(name: str, world: ScopeWorld) -> Actor:
    """`hrss_a` is an HRSS auditor of HRSS A, `applicant_a` person A; persons and the editor have accounts."""
    from app.access.models import Account
    from app.applicants.models import Applicant

    kind, _, side = name.rpartition("_")
    if name in ROLES:
        kind, side = name, ""
    place = {"registrant": "", "planner": "hrss", "finance": "hrss", "hrss_and_planner": "hrss"}.get(kind, kind)
    organisation = world.organisation.get(f"{place}_{side}" if side else PLACED.get(kind, ""))
    person = world.ids[Applicant].get(side) if kind == "applicant" else None
    account = world.ids[Account].get(side if kind in ("applicant", "registrant") else name)
    return Actor(account, name, frozenset(ROLES[kind]), organisation_id=organisation, applicant_id=person)


def expected(name: str, world: ScopeWorld) -> dict[str, set[str]]:
    """The labels that the actor sees, by model."""
    wanted = {**(PUBLISHED if name != "nobody" else {}), **SEEN[name]}
    return {model.__name__: _labels(wanted.get(model.__name__, ""), model, world) for model in scope.SCOPE}


def _labels(text: str, model: Any, world: ScopeWorld) -> set[str]:
    return set(world.ids[model]) if text == "*" else set(text.split())
