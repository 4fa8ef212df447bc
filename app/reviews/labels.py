"""Words of committees' results."""

from __future__ import annotations

from flask_babel import gettext as _

from app.console.formats import day
from app.reviews.models import ReviewResult


def result_words(result: ReviewResult) -> str:
    """Approved or not approved."""
    return _("Approved") if result.approved else _("Not approved")


def result_pairs(result: ReviewResult) -> list[tuple[str, str]]:
    """(label, words) of a recorded ballot and its announcement."""
    pairs = [
        (_("Committee"), result.committee.name),
        (_("Day of the meeting"), day(result.met_on)),
        (_("Members"), str(result.members)),
        (_("Present"), str(result.present)),
        (
            _("Votes"),
            _(
                "agree %(agree)s, against %(against)s, abstain %(abstain)s",
                agree=result.agree,
                against=result.against,
                abstain=result.abstain,
            ),
        ),
        (_("Remarks of the committee"), result.remarks),
    ]
    if result.announcement is not None:
        pairs.append((_("Document number"), result.announcement.document_number))
        pairs.append((_("Announced on"), day(result.announcement.announced_on)))
    return pairs
