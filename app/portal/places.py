"""Where a message leads: the screen on which its reader sees what it tells of."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for

from app.access.roles import may
from app.core.actor import Actor
from app.messages.models import OutboxMessage


class Place(NamedTuple):
    """A screen, and what its reader must be permitted; `row` is the address's argument that the message tells."""

    verb: str
    resource: str
    endpoint: str
    row: str = ""


_APPLICATION = (
    Place("show", "MyApplication", "MyApplicationView.show", "application_id"),
    Place("show", "Application", "AuditView.show", "application_id"),
)
_PROFILE = (Place("show", "Profile", "ProfileView.show"),)
_ENTRY = (Place("show", "ArchiveEntry", "ArchiveView.show", "entry_id"),)
_IDENTITIES = (Place("list", "ExternalIdentity", "IdentitiesView.list"),)
_DELEGATION = (Place("show", "Delegation", "DelegationView.show"),)
_HOURS = Place("list", "HoursImport", "HoursImportView.list")
_OWN_HOURS = Place("list", "Hours", "OwnHoursView.list")
_POSTS = (Place("list", "PostQuota", "PostQuotaView.list"),)
_NAME = (Place("show", "NameChange", "NameChangeView.show"),)
_STAFF = (Place("list", "Staff", "StaffView.list"),)
# By the template of the message; the first that the reader is permitted counts.
PLACES = {
    "identity_attached": _IDENTITIES,
    "identity_attached_anew": _IDENTITIES,
    "profile_submitted": (Place("list", "ProfileAudit", "ProfileAuditView.list"),),
    "profile_passed": _PROFILE,
    "profile_returned": _PROFILE,
    "staff_confirmed": _PROFILE,
    "staff_removed": _PROFILE,
    "employer_merged": _PROFILE,
    "entry_passed": _ENTRY,
    "entry_returned": _ENTRY,
    "entry_rejected": _ENTRY,
    "delegated": _DELEGATION,
    "delegation_ended": _DELEGATION,
    "hours_arrived": (_HOURS,),
    "hours_approved": (_OWN_HOURS, _HOURS),
    "hours_returned": (_OWN_HOURS, _HOURS),
    "posts_arrived": _POSTS,
    "posts_confirmed": _POSTS,
    "posts_returned": _POSTS,
    "registration_waiting": (Place("list", "EmployerRegistrationAudit", "RegistrationAuditView.list"),),
    "registration_passed": _STAFF,
    "employer_took_over": _STAFF,
    "name_change_waiting": (Place("list", "NameChangeAudit", "NameChangeAuditView.list"),),
    "name_change_passed": _NAME,
    "name_change_returned": _NAME,
    "name_change_rejected": _NAME,
}


def address_of(message: OutboxMessage, reader: Actor) -> str | None:
    """The address that a message leads its reader to; None where there is nothing to see, or not for them."""
    places = _APPLICATION if message.application_id else PLACES.get(message.template, ())
    place = next((one for one in places if may(reader, one.verb, one.resource)), None)
    if place is None:
        return None
    if not place.row:
        return url_for(place.endpoint)
    row: dict[str, Any] = {place.row: message.application_id or (message.params or {}).get(place.row)}
    return url_for(place.endpoint, **row) if row[place.row] else None
