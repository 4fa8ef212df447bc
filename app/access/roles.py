"""ROLES: which role may do what with which resource. Permissions read as `Application:audit`.

Screens declare a resource and a verb; nothing else in the program decides what a role may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.actor import Role

LOOK = frozenset({"list", "show"})
EDIT = LOOK | {"add", "edit", "delete"}

CATALOG = (
    "Region",
    "TitleSeries",
    "TitleLevel",
    "ProfessionalTitle",
    "Specialty",
    "ReviewCommittee",
    "CommitteeFiling",
    "Entrustment",
    "Contact",
    "HolidayOverride",
    "Organisation",
)

_SIGNED_IN = {"Dashboard": {"show"}}
# Whoever has something to do with the API may give programs a key.
_KEYS = {"ApiKey": {"list", "issue", "revoke"}}

_AUDITOR = {
    **_SIGNED_IN,
    **_KEYS,
    "Application": LOOK | {"audit"},
    "StageOutcome": {"record"},
    "StoredFile": {"show"},
    "ReviewPlan": LOOK,
    "Message": {"list"},
}

ROLES: Mapping[Role, Mapping[str, Iterable[str]]] = {
    Role.PUBLIC: {},
    Role.APPLICANT: {
        **_SIGNED_IN,
        **_KEYS,
        "Profile": {"show", "edit", "submit"},
        "ArchiveEntry": {"list", "show", "add", "edit", "delete", "submit"},
        "MyApplication": {"list", "show", "apply", "withdraw", "sheet"},
        "StoredFile": {"show"},
        "Message": {"list"},
    },
    Role.EMPLOYER_OPERATOR: {
        **_AUDITOR,
        "ArchiveEntryAudit": LOOK | {"audit"},
        "ProfileAudit": LOOK | {"audit"},
        "PublicNotice": LOOK | {"start", "forward", "export"},
    },
    Role.DEPARTMENT_AUDITOR: {**_AUDITOR, "ReviewPlan": LOOK | {"set_fees"}},
    Role.HRSS_AUDITOR: {
        **_AUDITOR,
        "ReviewPlan": LOOK | {"set_fees"},
        "PaperReceipt": {"record"},
        "ReviewResult": {"record"},
    },
    Role.COMMITTEE_OFFICE: {**_AUDITOR, "ReviewPlan": LOOK | {"set_fees"}, "ReviewResult": {"record"}},
    Role.EXPERT: _SIGNED_IN,
    Role.PLAN_ADMINISTRATOR: {
        **_SIGNED_IN,
        "ReviewPlan": EDIT | {"clone", "publish", "export", "amend"},
        "Application": LOOK,
        "StoredFile": {"show"},
        "Message": {"list"},
        "Job": {"list", "cancel", "retry"},
        "DryRun": {"show", "start"},
        **_KEYS,
        **dict.fromkeys(CATALOG, LOOK),
    },
    Role.CATALOG_EDITOR: {
        **_SIGNED_IN,
        **dict.fromkeys(CATALOG, EDIT),
        "ReviewPlan": LOOK,
        **_KEYS,
    },
    Role.FINANCE: {
        **_SIGNED_IN,
        "FeeOrder": LOOK | {"record"},
        "Message": {"list"},
    },
    Role.SYSTEM_ADMINISTRATOR: {**_SIGNED_IN, "Account": LOOK},
    Role.SECURITY_ADMINISTRATOR: {**_SIGNED_IN, "Account": LOOK | {"unlock", "switch"}},
    Role.AUDIT_VIEWER: {**_SIGNED_IN, "DecisionRecord": LOOK},
}


def permitted(roles: Iterable[Role], verb: str, resource: str) -> bool:
    """Whether any of these roles may do `verb` with `resource`; what is not listed is refused."""
    return any(verb in ROLES.get(role, {}).get(resource, ()) for role in roles)
