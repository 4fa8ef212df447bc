"""Commands over a person's record."""

from app.applicants.services.auditing import audit, check_submission, states, submit
from app.applicants.services.fetching import ask_registers, can_fetch, take_over
from app.applicants.services.keeping import (
    PROOF_BYTES,
    ProofTooLarge,
    check_draft,
    keep_typed,
    note_opened,
    own,
    reveal_identity_number,
    save,
    section_of,
)

__all__ = [
    "PROOF_BYTES",
    "ProofTooLarge",
    "ask_registers",
    "audit",
    "can_fetch",
    "check_draft",
    "check_submission",
    "keep_typed",
    "note_opened",
    "own",
    "reveal_identity_number",
    "save",
    "section_of",
    "states",
    "submit",
    "take_over",
]
