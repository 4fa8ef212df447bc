"""While an upload is looked at, everybody else can save: SQLite has one writer, and looking takes its time."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import World, photo
from tests.helpers import Browser, one_page_pdf
from tests.integration.applicants.wizard import SIGNATURE, Wizard

pytestmark = pytest.mark.parametrize("copied", ["sqlite"], indirect=True)


@pytest.fixture
def seen(database: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the checks during which another connection was able to write at once."""
    path = database.removeprefix("sqlite:///")
    free: list[str] = []

    def watched(place: str, name: str) -> None:
        module = __import__(place, fromlist=[name])
        real: Callable[..., Any] = getattr(module, name)

        def check(*given: Any, **named: Any) -> Any:
            other = sqlite3.connect(path, timeout=0, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            other.close()
            free.append(name)
            return real(*given, **named)

        monkeypatch.setattr(module, name, check)

    watched("app.files.services", "check_pdf")
    watched("app.applications.services.drafting", "inspect_photo")
    watched("app.applications.services.drafting", "inspect_signature")
    return free


def test_a_photo_and_a_signature(wizard: Wizard, seen: list[str]) -> None:
    assert wizard.post("photo", photo=(io.BytesIO(photo()), "证件照.jpg")).status_code == 303
    assert wizard.post("commitment", signature=SIGNATURE).status_code == 303
    assert seen == ["inspect_photo", "inspect_signature"]


def test_an_attachment(wizard: Wizard, seen: list[str]) -> None:
    wizard.reach("attachments")
    seen.clear()
    assert wizard.attach("residence-card", one_page_pdf() + b"\n").status_code == 303
    assert seen == ["check_pdf"]


def test_the_evidence_of_an_entry_new_or_changed(world: World, applicant: Browser, seen: list[str]) -> None:
    def entry(**changes: Any) -> dict[str, Any]:
        return {
            "title": "示例管网更新工程",
            "kind": "project",
            "started_on": "2022-01-01",
            "role": "LEADER",
            "effect": "主持完成。",
            **changes,
        }

    first = applicant.post("/archive/new", data=entry(evidence=(io.BytesIO(one_page_pdf() + b"\n"), "甲.pdf")))
    assert first.status_code == 303
    again = entry(version=1, evidence=(io.BytesIO(one_page_pdf() + b"\n\n"), "乙.pdf"))
    assert applicant.post(f"{first.location}/edit", data=again).status_code == 303
    assert seen == ["check_pdf", "check_pdf"]


def test_a_stale_upload_is_refused_and_leaves_no_file(world: World, wizard: Wizard) -> None:
    from sqlalchemy import func, select

    from app.extensions import db
    from app.files.models import StoredFile

    def files() -> int:
        with world.reading():
            return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0

    wizard.reach("attachments")
    before, version = files(), world.version(wizard.id)
    assert wizard.attach("residence-card", one_page_pdf() + b"\n").status_code == 303
    upload = (io.BytesIO(one_page_pdf() + b"\n\n"), "乙.pdf")
    answer = wizard.post("attachments", version=version, go="save", **{"attachment_residence-card": upload})
    assert answer.status_code == 409
    assert files() == before + 1
