"""Review committees over the API."""

from __future__ import annotations

from typing import Any

from app.committees.enums import CommitteeKind, CommitteeLevel, TermState
from app.committees.models import ReviewCommittee
from app.committees.queries import CommitteeInterface
from app.committees.rules import term_state
from app.console.api_lists import CodedResource, by_code_of, by_flag, by_member, by_name
from app.console.api_shapes import Shape, day, flag, itself, many, member, one, reference, text
from app.core import clock


def _state(row: Any) -> TermState:
    return term_state(row.filed_from, row.filed_until, clock.today())


IN_SCOPE = Shape("ScopeRow", {"code": text(), "name": text(), "series": reference()})
FILING = Shape(
    "CommitteeFilingTerm",
    {
        "number": text("filing_number"),
        "from": day("filed_from", nullable=True),
        "until": day("filed_until", nullable=True),
        "state": member(TermState, _state),
    },
    "The state is today's; ENDING from 90 days before the last day on.",
)
SCOPE = Shape(
    "CommitteeScope",
    {
        "titles_reviewed": many(IN_SCOPE),
        "titles_recommended": many(IN_SCOPE),
        "specialties": many(IN_SCOPE, "specialties_covered"),
    },
    "No title of either kind: the titles are not recorded, and nothing is checked against them; so of specialties.",
)


class ReviewCommitteeApi(CodedResource):
    """评审委员会."""

    resource_name = "committees"
    class_permission_name = "ReviewCommittee"
    datamodel = CommitteeInterface(ReviewCommittee)
    shape = Shape(
        "ReviewCommittee",
        {
            "code": text(),
            "name": text(),
            "level": member(CommitteeLevel),
            "kind": member(CommitteeKind),
            "series": reference(),
            "region": reference(),
            "office": reference(),
            "organisation": reference(nullable=True),
            "filed_until": day(nullable=True),
            "filing": one(FILING, itself),
            "scope": one(SCOPE, itself),
            "active": flag(),
        },
    )
    filters = (
        by_name(),
        by_member("level", CommitteeLevel, "The level judged"),
        by_member("kind", CommitteeKind, "Whether one unit reviews its own people"),
        by_code_of("series", "The code of the series"),
        by_code_of("region", "The code of the region"),
        by_flag("active", "Whether it is in use"),
    )
