"""Posts as their employer keeps them: figures, and fixtures that post what the forms would."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import OPENED
from tests.helpers import text_of

MONDAY = OPENED
POSTS = "/posts"
LEVELS = ("FULL_SENIOR", "ASSOCIATE_SENIOR", "INTERMEDIATE", "JUNIOR")
APPOINTED = {
    "kind": "APPOINTED",
    "level": "ASSOCIATE_SENIOR",
    "title_id": "",
    "held_title": "高级工程师",
    "appointed_on": "2023-02-10",
}


def figures(ratios: Any = ("10", "30", "40", "20"), actual: Any = (1, 4, 8, 7), **more: Any) -> dict[str, Any]:
    """A year with twenty people employed: 2, 6, 8, 4 can be; 1, 2, 0 and -3 are vacant."""
    data: dict[str, Any] = {"year": "2023", "established_total": "30", "post_total": "20"}
    for level, ratio, employed, approved in zip(LEVELS, ratios, actual, (2, 6, 8, 4), strict=True):
        data.update({f"ratio_{level}": ratio, f"approved_{level}": approved, f"actual_{level}": employed})
    return {**data, **more}


@pytest.fixture
def version(world):
    from app.extensions import db
    from app.posts.models import PostQuota

    def read(quota_id: int) -> str:
        with world.reading():
            return str(db.session.scalar(db.select(PostQuota.version).where(PostQuota.id == quota_id)))

    return read


@pytest.fixture
def kept(as_):
    """`kept(**changes)`: the id of a year that the employer keeps."""

    def keep(**changes: Any) -> int:
        answer = as_("employer", MONDAY).post(f"{POSTS}/add", data=figures(**changes))
        assert answer.status_code == 303, text_of(answer)
        return int(answer.location.rsplit("/", 1)[1])

    return keep


@pytest.fixture
def selected(world, as_, version):
    """`selected(quota_id, name, …)`: the answer to selecting a person."""
    from app.catalog.models import ProfessionalTitle
    from app.extensions import db

    def select(quota_id: int, name: str, title: str = "senior-engineer", **more: Any) -> Any:
        with world.reading():
            title_id = db.session.scalar(db.select(ProfessionalTitle.id).where(ProfessionalTitle.code == title))
        data = {
            "version": version(quota_id),
            "applicant_id": str(world.applicants[name]),
            "kind": "RECOMMENDED",
            "title_id": str(title_id or ""),
            **more,
        }
        return as_("employer", MONDAY).post(f"{POSTS}/people/{quota_id}", data=data)

    return select


@pytest.fixture
def stepped(as_, version):
    """`stepped(quota_id, kind, …)`: the answer to recording a step."""

    def step(quota_id: int, kind: str, **more: Any) -> Any:
        days = {"started_on": "2023-02-01", "ended_on": "2023-02-03"}
        data = {"version": version(quota_id), "step": kind, "place": "公告栏", **days, **more}
        return as_("employer", MONDAY).post(f"{POSTS}/steps/{quota_id}", data=data)

    return step


@pytest.fixture
def confirmed(kept, as_, version):
    """`confirmed()`: the id of a year that the department has confirmed."""

    def confirm(**changes: Any) -> int:
        quota_id = kept(**changes)
        employer, department = as_("employer", MONDAY), as_("department", MONDAY)
        assert employer.post(f"{POSTS}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
        answer = department.post(
            f"{POSTS}/decide/{quota_id}",
            data={"version": version(quota_id), "decision": "PASS", "opinion": "同意。"},
        )
        assert answer.status_code == 303, text_of(answer)
        return quota_id

    return confirm
