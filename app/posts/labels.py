"""Words for posts."""

from __future__ import annotations

from enum import Enum

from flask_babel import lazy_gettext as _

from app.console.layout import Words, register_labels
from app.posts.enums import PostLevel, PostStep, QuotaStatus, SelectionKind

POST_LABELS: dict[Enum, Words] = {
    PostLevel.FULL_SENIOR: _("Full senior level"),
    PostLevel.ASSOCIATE_SENIOR: _("Associate senior level"),
    PostLevel.INTERMEDIATE: _("Intermediate level"),
    PostLevel.JUNIOR: _("Junior and ungraded"),
    QuotaStatus.DRAFT: _("Being filled in"),
    QuotaStatus.SUBMITTED: _("Waiting to be confirmed"),
    QuotaStatus.CONFIRMED: _("Posts confirmed"),
    QuotaStatus.RETURNED: _("Returned for correction"),
    PostStep.PUBLISHED: _("Posts published"),
    PostStep.COMPETITION: _("Applications and competition"),
    PostStep.PUBLICITY: _("Materials made public"),
    PostStep.RESULT: _("Appraised and recommended"),
    SelectionKind.APPOINTED: _("Holds the title: appointed directly"),
    SelectionKind.RECOMMENDED: _("Recommended for review"),
}
COLUMN_LABELS: dict[str, Words] = {
    "employer": _("Public institution"),
    "year": _("Year"),
    "established_total": _("Establishment"),
    "post_total": _("Professional posts"),
    "status": _("Status"),
    "submitted_at": _("Submitted at"),
    "confirmer": _("Confirmed by"),
}
ROW_LABELS: dict[str, Words] = {
    "ratio": _("Approved ratio"),
    "approved": _("Approved number"),
    "available": _("Can be employed by ratio and number employed"),
    "actual": _("Number employed"),
    "vacant": _("Vacancies"),
}
SELECTION_LABELS: dict[str, Words] = {
    "name": _("Name"),
    "identity_number": _("Identity number"),
    "held_title": _("Title held now"),
    "appointed_rank": _("Rank appointed to"),
    "appointed_on": _("Appointed on"),
    "post_grade": _("Grade of the present post"),
    "title": _("Title recommended for"),
}

register_labels(POST_LABELS)
