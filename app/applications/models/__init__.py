"""Tables of an application: itself and its parts, and what was frozen and recorded on its way."""

from app.applications.models.application import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    Recommender,
    printed_number,
)
from app.applications.models.outcomes import ListNaming, StageOutcome
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
    "ListNaming",
    "PaperReceipt",
    "Recommender",
    "StageOutcome",
    "Submission",
    "printed_number",
]
