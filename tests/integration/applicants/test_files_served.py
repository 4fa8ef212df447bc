"""/files/<id>: by id, in scope, of a safe type, under the name it was uploaded with."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from app.extensions import db
from app.files.models import StoredFile
from app.files.services import keep
from tests.builders import AUDITED, OPENED, SUBMITTED, World, pdf, photo
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, Wizard

NAME = "学历学位证书（扫描件）.pdf"


def kept(world: World, content: bytes, name: str, media_type: str) -> int:
    """A stored file of the person."""
    with world.acting(PERSON, OPENED):
        return keep(world.applicants[PERSON], content, name, media_type).id


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(pdf(), NAME, "application/pdf"), (photo(), "证件照.jpg", "image/jpeg")],
    ids=["pdf", "jpeg"],
)
def test_a_safe_type_opens_in_place_under_its_own_name(
    world: World, applicant: Browser, content: bytes, name: str, media_type: str
) -> None:
    answer = applicant.get(f"/files/{kept(world, content, name, media_type)}")
    assert answer.status_code == 200
    assert answer.data == content
    assert answer.mimetype == media_type
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("inline")
    assert (
        f"filename*=UTF-8''{quote(name, safe='')}" in disposition.replace("%28", "(").replace("%29", ")")
        or quote(name) in disposition
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert int(answer.headers["Content-Length"]) == len(content)


def test_any_other_type_is_a_download_of_no_particular_kind(world: World, applicant: Browser) -> None:
    answer = applicant.get(f"/files/{kept(world, b'<script>alert(1)</script>', '页面.html', 'text/html')}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_a_missing_or_strange_id_is_a_404(applicant: Browser) -> None:
    for address in ("/files/999999", "/files/0", "/files/-1", "/files/abc", "/files/99999999999999999999"):
        assert applicant.get(address).status_code == 404


def test_a_file_that_was_never_submitted_is_its_owners_alone(
    world: World, applicant: Browser, client: Browser, as_: Callable[..., Browser]
) -> None:
    address = f"/files/{kept(world, pdf(), NAME, 'application/pdf')}"
    world.person("壬旁人")
    assert as_("壬旁人", SUBMITTED).get(address).status_code == 404
    assert as_("neighbour", SUBMITTED).get(address).status_code == 404
    assert as_("hrss", SUBMITTED).get(address).status_code == 404
    assert as_("employer", SUBMITTED).get(address).status_code == 404
    assert as_("finance", SUBMITTED).get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_an_office_sees_the_files_of_what_reached_it(world: World, wizard: Wizard, as_: Callable[..., Browser]) -> None:
    wizard.reach("preview").post("submit")
    stored = wizard.stored()
    address = f"/files/{stored.photo_id}"
    assert as_("hrss", AUDITED).get(address).status_code == 404
    from app.core.workflow import Decision

    world.decided(wizard.id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([wizard.id]))
    assert as_("hrss", "2023-03-11 10:00").get(address).status_code == 200


def test_content_that_the_store_lost_is_a_404_that_says_so(world: World, applicant: Browser) -> None:
    with world.acting(PERSON, OPENED):
        row = StoredFile(
            applicant_id=world.applicants[PERSON],
            original_name="丢失.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
        )
        db.session.add(row)
        db.session.flush()
        file_id = row.id
    assert applicant.get(f"/files/{file_id}").status_code == 404
