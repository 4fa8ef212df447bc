"""Commands over a person's record."""

from app.applicants.services.auditing import audit, check_submission, states, submit
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
    "audit",
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
]
