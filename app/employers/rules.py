"""What an employer's registration and requests must be: facts in, violations out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdnum.cn import uscc

from app.core.errors import Violation
from app.core.identity import check_credit_code
from app.core.phones import check_mobile
from app.organisations.enums import AffiliationLevel, EmployerKind

GIVE, CHOOSE = "Please fill this in.", "Please choose from the list."
DRAFT_KEPT_FOR = dt.timedelta(days=30)
SHORTEST_USERNAME, LONGEST_USERNAME = 4, 40
NEEDED_TEXTS = ("name", "phone", "address", "operator_name")


@dataclass(frozen=True)
class RegistrationDraft:
    """An employer as its operator describes it; `regions_above` are the ids of its region and all above it."""

    name: str
    credit_code: str
    employer_kind: EmployerKind | None
    affiliation: AffiliationLevel | None
    region_id: int | None
    department_id: int | None
    phone: str
    mailbox: str
    address: str
    operator_name: str
    operator_phone: str


def plain_credit_code(text: str) -> str:
    """The code as it is kept: without spaces, letters in upper case."""
    return uscc.compact("".join(text.split())).upper()


def check_registration(draft: RegistrationDraft) -> list[Violation]:
    """Everything that is wrong with what was typed, each at its field."""
    violations = [Violation(name, GIVE) for name in NEEDED_TEXTS if not getattr(draft, name)]
    chosen = ("employer_kind", "affiliation", "region_id")
    violations += [Violation(name, CHOOSE) for name in chosen if getattr(draft, name) is None]
    violations += check_credit_code(draft.credit_code) if draft.credit_code else [Violation("credit_code", GIVE)]
    return [*violations, *check_mobile(draft.operator_phone, "operator_phone")]


def check_username(username: str, taken: bool) -> list[Violation]:
    """Why nobody can sign in under this name: 4 to 40 characters without spaces, nobody else's."""
    if not SHORTEST_USERNAME <= len(username) <= LONGEST_USERNAME or any(one.isspace() for one in username):
        limits = {"least": SHORTEST_USERNAME, "most": LONGEST_USERNAME}
        return [Violation("username", "A user name has %(least)s to %(most)s characters and no spaces.", limits)]
    return [Violation("username", "This user name is taken. Please choose another one.")] if taken else []


def check_department(chosen: int | None, region_of: int | None, regions_above: Sequence[int]) -> list[Violation]:
    """A competent department lies in the employer's region or above it; `region_of` is the department's, None: none."""
    if chosen is None or (region_of is not None and region_of in regions_above):
        return []
    message = "This department is not in the employer's region or above it. Please choose another one, or none."
    return [Violation("department_id", message)]


def check_name_change(new: str, present: str, from_on: dt.date | None, today: dt.date, taken: bool) -> list[Violation]:
    """Why an employer cannot ask for this name from this day on."""
    violations = []
    if not new:
        violations.append(Violation("new_name", GIVE))
    elif new == present:
        violations.append(Violation("new_name", "The employer has this name already."))
    elif taken:
        violations.append(Violation("new_name", "Another organisation has this name."))
    if from_on is None:
        violations.append(Violation("from_on", GIVE))
    elif from_on > today:
        figures = {"found": from_on, "today": today}
        message = "The day %(found)s lies in the future; today is %(today)s. Please ask from that day on."
        violations.append(Violation("from_on", message, figures))
    return violations


def check_merger(
    *, absorbed: int | None, into: int | None, from_on: dt.date | None, reason: str, today: dt.date
) -> list[Violation]:
    """Why two employers cannot be merged, before anything of them is looked at."""
    violations = [Violation(name, CHOOSE) for name, one in (("absorbed", absorbed), ("into", into)) if one is None]
    if absorbed is not None and absorbed == into:
        violations.append(Violation("into", "An employer cannot be merged into itself."))
    if from_on is None:
        violations.append(Violation("from_on", GIVE))
    elif from_on > today:
        figures = {"found": from_on, "today": today}
        message = "The day %(found)s lies in the future; today is %(today)s. Please merge them from that day on."
        violations.append(Violation("from_on", message, figures))
    if not reason:
        violations.append(Violation("reason", "Please name the document that the merger rests on."))
    return violations


UNFINISHED = {
    "applications": "%(count)s applications wait for the employer's decision.",
    "entries": "%(count)s archive entries wait for the employer's audit.",
    "notices": "%(count)s public notices of the employer run.",
    "registrations": "%(count)s registrations of operators wait for the employer's decision.",
    "name_changes": "%(count)s changes of the employer's name are not decided.",
}


def unfinished(counts: Mapping[str, int]) -> list[Violation]:
    """What an employer must finish before it can be merged into another; `counts` by the keys of UNFINISHED."""
    return [Violation("absorbed", UNFINISHED[name], {"count": count}) for name, count in counts.items() if count]
