"""What a committee may judge and for how long, and what the rows of its catalog must be."""

from app.committees.rules.rows import (
    KINDS_OF_ROWS,
    ROW_KEYS,
    Change,
    Known,
    Named,
    Row,
    changes_of,
    read_rows,
    state_of,
)
from app.committees.rules.scope import CommitteeScope, check_scope, last_day_of, not_covered
from app.committees.rules.terms import ENDING_DAYS, Facts, check_committee, check_entrustment, check_filing, term_state

__all__ = [
    "ENDING_DAYS",
    "KINDS_OF_ROWS",
    "ROW_KEYS",
    "Change",
    "CommitteeScope",
    "Facts",
    "Known",
    "Named",
    "Row",
    "changes_of",
    "check_committee",
    "check_entrustment",
    "check_filing",
    "check_scope",
    "last_day_of",
    "not_covered",
    "read_rows",
    "state_of",
    "term_state",
]
