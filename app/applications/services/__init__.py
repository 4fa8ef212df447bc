"""Commands over applications: drafting, submitting, and advance_all(), the one writer of their state."""

from app.applications.services.advancing import advance, advance_all
from app.applications.services.drafting import (
    attach,
    choose_entries,
    deadline_of,
    detach,
    leave_attachments,
    open_draft,
    save_data,
    save_photo,
    sign_commitment,
    start,
)
from app.applications.services.lateness import window_violations
from app.applications.services.moving import state_of
from app.applications.services.submitting import findings, missing, submit, withdraw
from app.applications.services.undoing import may_undo, undo, waits_for_body_outside

__all__ = [
    "advance",
    "advance_all",
    "attach",
    "choose_entries",
    "deadline_of",
    "detach",
    "findings",
    "leave_attachments",
    "may_undo",
    "missing",
    "open_draft",
    "save_data",
    "save_photo",
    "sign_commitment",
    "start",
    "state_of",
    "submit",
    "undo",
    "waits_for_body_outside",
    "window_violations",
    "withdraw",
]
