"""ROLES: which role may do what with which resource. Permissions read as `Application:audit`.

Screens declare a resource and a verb; nothing else in the program decides what a role may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.actor import Actor, Role

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
    "EntryKind",
    "EntryField",
    "Organisation",
)

_OWN_ACCOUNT = {"OwnAccount": {"show", "change"}}
_SIGNED_IN = {"Dashboard": {"show"}, **_OWN_ACCOUNT}
# Whoever has something to do with the API may give programs a key.
_KEYS = {"ApiKey": {"list", "issue", "revoke"}}
# Whoever may come in through a provider of sign-in: persons, and employers as legal persons.
_IDENTITIES = {"ExternalIdentity": {"list", "link", "unlink", "set_password"}}

# Whoever has a queue may hand it to a colleague.
_DELEGATION = {"Delegation": {"show", "start", "end"}}
_ASSIGNED = {"AssignedAccount": {"list", "add", "switch", "renew"}}
# What a role lets its holder do in person: whoever stands in for somebody does not get it with their queue.
IN_PERSON = frozenset({"ApiKey", "AssignedAccount", "Delegation"})

_AUDITOR = {
    **_SIGNED_IN,
    **_KEYS,
    **_DELEGATION,
    "Application": LOOK | {"audit"},
    "StageOutcome": {"record"},
    "StoredFile": {"show"},
    "ReviewPlan": LOOK,
    "Message": {"list"},
}

_AUDITS_EMPLOYERS = {
    "EmployerRegistrationAudit": LOOK | {"audit"},
    "NameChangeAudit": LOOK | {"audit"},
}
# What departments check beside applications.
_CONFIRMING = {"HoursImport": LOOK | {"audit"}, "PostQuota": LOOK | {"confirm"}}

ROLES: Mapping[Role, Mapping[str, Iterable[str]]] = {
    Role.PUBLIC: {},
    Role.APPLICANT: {
        **_SIGNED_IN,
        **_KEYS,
        **_IDENTITIES,
        "Profile": {"show", "edit", "submit"},
        "ArchiveEntry": {"list", "show", "add", "edit", "delete", "submit"},
        "MyApplication": {"list", "show", "apply", "withdraw", "sheet"},
        "StoredFile": {"show"},
        "Message": {"list"},
        "Hours": LOOK | {"submit"},
    },
    Role.EMPLOYER_REGISTRANT: {**_OWN_ACCOUNT, "EmployerRegistration": {"arrive", "show", "submit"}},
    Role.EMPLOYER_OPERATOR: {
        **_AUDITOR,
        **_IDENTITIES,
        "EmployerRegistration": {"arrive"},
        "HoursImport": LOOK | {"submit"},
        "PostQuota": LOOK | {"add", "edit", "submit"},
        "ArchiveEntryAudit": LOOK | {"audit"},
        "Staff": LOOK | {"confirm", "remove"},
        "EmployerRegistrationAudit": LOOK | {"audit"},
        "EmployerOperator": {"list", "add", "switch"},
        "NameChange": {"show", "ask"},
        "ProfileAudit": LOOK | {"audit"},
        "PublicNotice": LOOK | {"start", "forward", "export"},
    },
    Role.DEPARTMENT_AUDITOR: {
        **_AUDITOR,
        **_AUDITS_EMPLOYERS,
        **_CONFIRMING,
        "HostedFile": {"list"},
        "ReviewPlan": LOOK | {"set_fees"},
    },
    Role.HRSS_AUDITOR: {
        **_AUDITOR,
        **_ASSIGNED,
        **_AUDITS_EMPLOYERS,
        **_CONFIRMING,
        "EmployerMerger": {"merge"},
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
        "EmployerMerger": {"merge"},
        "ReviewPlan": LOOK,
        **_KEYS,
    },
    Role.FINANCE: {
        **_SIGNED_IN,
        **_DELEGATION,
        "FeeOrder": LOOK | {"record"},
        "Message": {"list"},
    },
    Role.SYSTEM_ADMINISTRATOR: {**_SIGNED_IN, "Account": LOOK, **_ASSIGNED},
    Role.SECURITY_ADMINISTRATOR: {**_SIGNED_IN, "Account": LOOK | {"unlock", "switch", "reset_factor"}},
    Role.AUDIT_VIEWER: {**_SIGNED_IN, "DecisionRecord": LOOK, "AccessRecord": {"list"}},
}


def permitted(roles: Iterable[Role], verb: str, resource: str) -> bool:
    """Whether any of these roles may do `verb` with `resource`; what is not listed is refused."""
    return any(verb in ROLES.get(role, {}).get(resource, ()) for role in roles)


def may(actor: Actor, verb: str, resource: str) -> bool:
    """Whether the actor may do `verb` with `resource`, in their own roles or for the colleague they stand in for."""
    return permitted(actor.own_roles if resource in IN_PERSON else actor.roles, verb, resource)


def acts_for_colleague(actor: Actor, verb: str, resource: str) -> bool:
    """Whether what the actor does lies within the queue that a colleague has handed over."""
    handed_over = actor.stands_in.roles if actor.stands_in else frozenset()
    return resource not in IN_PERSON and permitted(handed_over, verb, resource)


def _has_queue(role: Role) -> bool:
    return permitted((role,), "audit", "Application") or permitted((role,), "record", "FeeOrder")


# Whose work is a queue that can be handed over: applications to audit, or fees to record.
QUEUE_ROLES = frozenset(role for role in Role if _has_queue(role))
