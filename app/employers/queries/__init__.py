"""Every SELECT about what employers ask for, and about their staff and operators."""

from app.employers.queries.organisations import (
    active_operators,
    has_accounts,
    lock,
    merge_counts,
    move_to,
    operator,
    operators,
    take_over,
)
from app.employers.queries.requests import (
    document_of,
    name_changes_of,
    others_with_code,
    own_registration,
    registration,
)
from app.employers.queries.requests import name_change as name_change
from app.employers.queries.staff import (
    claim_staff,
    live_applications,
    member,
    members,
    staff_page,
    staff_rows,
)
from app.employers.queries.waiting import NAME_CHANGES, REGISTRATIONS, REQUESTS, UNCONFIRMED

__all__ = [
    "NAME_CHANGES",
    "REGISTRATIONS",
    "REQUESTS",
    "UNCONFIRMED",
    "active_operators",
    "claim_staff",
    "document_of",
    "has_accounts",
    "live_applications",
    "lock",
    "member",
    "members",
    "merge_counts",
    "move_to",
    "name_change",
    "name_changes_of",
    "operator",
    "operators",
    "others_with_code",
    "own_registration",
    "registration",
    "staff_page",
    "staff_rows",
    "take_over",
]
