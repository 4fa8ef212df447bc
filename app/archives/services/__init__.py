"""Commands of the performance archive."""

from app.archives.services.auditing import RowResult, audit, pass_many
from app.archives.services.freezing import content_of
from app.archives.services.keeping import (
    EVIDENCE_BYTES,
    MOST_FILES,
    WITH_APPLICANT,
    delete,
    discard,
    may_discard,
    revise,
    save,
)
from app.archives.services.kinds import load_entry_kinds
from app.archives.services.submitting import may_submit, submit, submit_many, waits_elsewhere

__all__ = [
    "EVIDENCE_BYTES",
    "MOST_FILES",
    "WITH_APPLICANT",
    "RowResult",
    "audit",
    "content_of",
    "delete",
    "discard",
    "load_entry_kinds",
    "may_discard",
    "may_submit",
    "pass_many",
    "revise",
    "save",
    "submit",
    "submit_many",
    "waits_elsewhere",
]
