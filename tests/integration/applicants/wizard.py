"""One person's way through the wizard over HTTP, for tests that begin somewhere on it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from lxml import html
from werkzeug.test import TestResponse

from app.applications import queries
from app.applications.models import Application
from app.archives import queries as archives
from app.plans import queries as plans
from tests.builders import STATEMENT, World, pdf, photo, signed
from tests.helpers import Browser

PERSON = "辛申报"
SIGNATURE = "data:image/png;base64," + base64.b64encode(signed()).decode()


def words(answer: TestResponse) -> str:
    """The words of a page, white space joined."""
    page = html.fromstring(answer.get_data(as_text=True))
    return " ".join(page.text_content().split())


@dataclass
class Wizard:
    """A browser on one application; each step posts what its form would."""

    world: World
    browser: Browser
    id: int

    @classmethod
    def begin(cls, world: World, browser: Browser) -> Wizard:
        """马上申报 on the world's plan."""
        answer = browser.post(f"/plans/{world.plan_id}/apply")
        assert answer.status_code == 303, words(answer)
        return cls(world, browser, int(answer.location.split("/")[3]))

    def url(self, step: str) -> str:
        return f"/my/applications/{self.id}/{step}"

    def get(self, step: str) -> TestResponse:
        return self.browser.get(self.url(step))

    def post(self, step: str, version: int | None = None, **data: Any) -> TestResponse:
        """Post a step; `version` defaults to the one that a page drawn now would carry."""
        seen = self.world.version(self.id) if version is None else version
        return self.browser.post(self.url(step), data={"version": seen, "go": "next", **data})

    def stored(self) -> Application:
        """The application as it is in the database; its own columns only."""
        with self.world.reading():
            return queries.load(self.id)

    def answers(self, **changes: Any) -> dict[str, Any]:
        """Complete answers of step 3."""
        with self.world.reading():
            plan = plans.plan_by_id(self.world.plan_id)
            title = next(row.title_id for row in plan.titles if row.title.code == "assistant-engineer")
            return {
                "title_id": title,
                "mode": plan.modes[0].mode.name,
                "specialty_id": plan.specialties[0].specialty_id,
                "committee_id": plan.committees[0].committee_id,
                "appraisal_summary": "2022年度考核合格。",
                "work_statement": STATEMENT,
                **changes,
            }

    def entry_ids(self) -> list[int]:
        """The person's archive entries."""
        with self.world.reading():
            return [entry.id for entry in archives.of_applicant(queries.load(self.id).applicant_id)]

    def reach(self, step: str) -> Wizard:
        """Fill in everything before `step`."""
        order = ("photo", "commitment", "data", "entries", "attachments", "preview")
        fill = {
            "photo": lambda: self.post("photo", photo=(io.BytesIO(photo()), "证件照.jpg")),
            "commitment": lambda: self.post("commitment", signature=SIGNATURE),
            "data": lambda: self.post("data", **self.answers()),
            "entries": lambda: self.post("entries", entries=self.entry_ids()),
            "attachments": lambda: self.post("attachments"),
        }
        for one in order[: order.index(step)]:
            answer = fill[one]()
            assert answer.status_code == 303, (one, words(answer))
        return self

    def attach(self, key: str, content: bytes | None = None, name: str = "毕业证书.pdf") -> TestResponse:
        """Upload one file under one of the plan's kinds, and stay on the step."""
        upload = (io.BytesIO(pdf() if content is None else content), name)
        return self.post("attachments", go="save", **{f"attachment_{key}": upload})
