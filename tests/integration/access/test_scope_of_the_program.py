"""The program's own session applies the table. Seen here: who may open an applicant's file, state by state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.applicants.models import Applicant
from app.applications.models import Application, ApplicationAttachment, ApplicationHolding, Submission
from app.archives.models import ArchiveEntry, EntryFile
from app.core.actor import Actor, Role
from app.core.errors import OutOfScope
from app.extensions import db
from app.files import queries, services
from app.files.models import StoredFile
from app.organisations.models import Organisation
from tests.integration.database.rows import MOMENT, NEW_PARENT, Rows

SessionAs = Callable[[Actor], Session]
DIGEST = hashlib.sha256(b"a diploma").hexdigest()
SHOWN = {"attachments": [{"sha256": DIGEST}]}
OTHER = {"attachments": [{"sha256": hashlib.sha256(b"another").hexdigest()}]}
OWNER, OFFICES = {"applicant"}, {"employer", "hrss"}

# The application's status, whether the file hangs on it, what was frozen, and who may open the file.
STATES: dict[str, tuple[str, bool, dict[str, Any] | None, set[str]]] = {
    "unused": ("DRAFT", False, None, OWNER),
    "in a draft": ("DRAFT", True, None, OWNER),
    "sent": ("UNDER_WAY", True, SHOWN, OWNER | OFFICES),
    "returned": ("RETURNED", True, SHOWN, OWNER | OFFICES),
    "put in after the return": ("RETURNED", True, OTHER, OWNER),
    "taken out after the return": ("RETURNED", False, SHOWN, OWNER | OFFICES),
    "withdrawn": ("WITHDRAWN", True, SHOWN, OWNER),
    "rejected": ("REJECTED", True, SHOWN, OWNER | OFFICES),
    "completed": ("COMPLETED", True, SHOWN, OWNER | OFFICES),
}


def _employee(rows: Rows, employer: int) -> tuple[int, int]:
    person = rows.add(Applicant, employer_id=employer)
    return person, rows.add(StoredFile, applicant_id=person, sha256=DIGEST, stored_at=MOMENT)


def _opening(session_as: SessionAs, file_id: int, actors: dict[str, Actor]) -> set[str]:
    """Who of the actors finds the file; for the others it does not exist."""
    found = set()
    for name, actor in actors.items():
        session_as(actor)
        if queries.by_id(file_id) is not None:
            found.add(name)
        else:
            with pytest.raises(OutOfScope):
                services.content(file_id)
    return found


def _actor(role: Role, organisation_id: int | None = None, applicant_id: int | None = None) -> Actor:
    return Actor(None, "", frozenset({role}), organisation_id=organisation_id, applicant_id=applicant_id)


@pytest.mark.parametrize(("status", "attached", "frozen", "wanted"), STATES.values(), ids=list(STATES))
def test_a_file_is_opened_by_those_it_was_sent_to(
    flask_app: Flask,
    session_as: SessionAs,
    status: str,
    attached: bool,
    frozen: dict[str, Any] | None,
    wanted: set[str],
) -> None:
    with db.engine.begin() as connection:
        rows = Rows(connection)
        employer, other_employer, hrss, other_hrss = (rows.add(Organisation) for _each in range(4))
        person, file_id = _employee(rows, employer)
        colleague, _file = _employee(rows, employer)
        held = {"stage_id": NEW_PARENT, "holder_id": hrss} if status == "UNDER_WAY" else {}
        count = 0 if frozen is None else 1
        application = rows.add(
            Application, applicant_id=person, employer_id=employer, status=status, submission_count=count, **held
        )
        if attached:
            rows.add(ApplicationAttachment, application_id=application, file_id=file_id)
        if frozen is not None:
            rows.add(Submission, application_id=application, content=frozen)
            rows.add(ApplicationHolding, application_id=application, organisation_id=hrss)
    actors = {
        "applicant": _actor(Role.APPLICANT, applicant_id=person),
        "colleague": _actor(Role.APPLICANT, applicant_id=colleague),
        "employer": _actor(Role.EMPLOYER_OPERATOR, employer),
        "other employer": _actor(Role.EMPLOYER_OPERATOR, other_employer),
        "hrss": _actor(Role.HRSS_AUDITOR, hrss),
        "other hrss": _actor(Role.HRSS_AUDITOR, other_hrss),
        "finance": _actor(Role.FINANCE, hrss),
        "public": Actor.public(),
    }
    assert _opening(session_as, file_id, actors) == wanted


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("DRAFT", OWNER), ("SUBMITTED", OWNER | {"employer"}), ("PASSED", OWNER | {"employer"})],
)
def test_evidence_is_opened_by_the_employer_once_the_entry_was_submitted(
    flask_app: Flask, session_as: SessionAs, status: str, wanted: set[str]
) -> None:
    with db.engine.begin() as connection:
        rows = Rows(connection)
        employer, other_employer = rows.add(Organisation), rows.add(Organisation)
        person, file_id = _employee(rows, employer)
        sent = {} if status == "DRAFT" else {"employer_id": employer, "submitted_at": MOMENT}
        entry = rows.add(
            ArchiveEntry, applicant_id=person, status=status, approved_number=int(status == "PASSED"), **sent
        )
        rows.add(EntryFile, entry_id=entry, file_id=file_id)
    actors = {
        "applicant": _actor(Role.APPLICANT, applicant_id=person),
        "employer": _actor(Role.EMPLOYER_OPERATOR, employer),
        "other employer": _actor(Role.EMPLOYER_OPERATOR, other_employer),
        "hrss": _actor(Role.HRSS_AUDITOR, employer),
    }
    assert _opening(session_as, file_id, actors) == wanted
