"""Tables of an application: itself and its parts, and what was frozen and recorded on its way."""

from app.applications.models.application import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    Recommender,
    printed_number,
)
from app.applications.models.records import (
    ApplicationHolding,
    FindingRuling,
    PaperReceipt,
    Submission,
)

__all__ = [
    "Application",
    "ApplicationAttachment",
    "ApplicationEntry",
    "ApplicationHolding",
    "FindingRuling",
    "PaperReceipt",
    "Recommender",
    "Submission",
    "printed_number",
]
