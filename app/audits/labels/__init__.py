"""Words of the audit screens."""

from app.audits.labels.changes import change_items
from app.audits.labels.deciding import consequences, named_items, next_action, outcome_words, result_items
from app.audits.labels.wording import MISSING_LABELS, RULING_WORDS, STOCK, TAB_LABELS, receiving_words

__all__ = [
    "MISSING_LABELS",
    "RULING_WORDS",
    "STOCK",
    "TAB_LABELS",
    "change_items",
    "consequences",
    "named_items",
    "next_action",
    "outcome_words",
    "receiving_words",
    "result_items",
]
