"""Review committees over the API."""

from __future__ import annotations

from app.committees.enums import CommitteeLevel
from app.committees.models import ReviewCommittee
from app.console.api_lists import CodedResource, by_code_of, by_flag, by_member, by_name
from app.console.api_shapes import Shape, day, flag, member, reference, text
from app.console.interface import ScopedInterface


class ReviewCommitteeApi(CodedResource):
    """评审委员会."""

    resource_name = "committees"
    class_permission_name = "ReviewCommittee"
    datamodel = ScopedInterface(ReviewCommittee)
    shape = Shape(
        "ReviewCommittee",
        {
            "code": text(),
            "name": text(),
            "level": member(CommitteeLevel),
            "series": reference(),
            "region": reference(),
            "office": reference(),
            "filed_until": day(nullable=True),
            "active": flag(),
        },
    )
    filters = (
        by_name(),
        by_member("level", CommitteeLevel, "The level judged"),
        by_code_of("series", "The code of the series"),
        by_code_of("region", "The code of the region"),
        by_flag("active", "Whether it is in use"),
    )
