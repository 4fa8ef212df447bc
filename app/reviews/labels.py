"""Words of committees' ballots."""

from __future__ import annotations

from flask_babel import gettext as _

from app.console.formats import day
from app.reviews.models import ReviewResult


def result_pairs(result: ReviewResult) -> list[tuple[str, str]]:
    """(label, words) of a recorded ballot."""
    return [
        (_("Committee"), result.committee.name),
        (_("Day of the meeting"), day(result.outcome.held_on)),
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
        (_("Remarks of the committee"), result.outcome.opinion),
    ]
