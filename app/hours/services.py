"""Hand hours in for one's staff or oneself, check them, count them (R-251 to R-255)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from sqlalchemy import update

from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applicants.rules import UNCONFIRMED
from app.catalog.enums import RegionLevel
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Forbidden, Invalid, Refused, Violation
from app.core.workflow import Decision, check_words
from app.decisions import queries as decision_queries
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.documents.sheet_files import read_xlsx
from app.extensions import claim, db, insert_all
from app.files.pdf import check_pdf
from app.files.services import original_bytes, plain_name, store
from app.hours import queries
from app.hours.enums import ImportStatus
from app.hours.models import HoursImport, HoursRecord
from app.hours.rules import Known, Line, identity_numbers, read_lines, with_register
from app.hours.template import template
from app.messages import services as messages
from app.organisations import queries as organisations

MOST_ROWS = 2_000
PROOF_BYTES = 10 * 1024 * 1024

Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Preview:
    """What a file would hand in, row by row, or what is wrong with it (`field` “row.column”).

    `import_id` names the import that this very file is already.
    """

    lines: Sequence[Line]
    faults: Sequence[Violation]
    import_id: int | None = None


@dataclass(frozen=True)
class _Submitter:
    """Who hands in, and the employer whose authority checks it."""

    employer_id: int | None
    applicant_id: int | None
    through: int


def preview(content: bytes, words: Words) -> Preview:
    """What a workbook would hand in. Raises Refused for what cannot be read, TooLarge, Forbidden."""
    submitter = _submitter()
    again = queries.standing(_sha256(content), submitter.employer_id, submitter.applicant_id)
    if again is not None:
        return Preview((), (), again)
    sheet = [(row.number, row.cells) for row in read_xlsx(content, MOST_ROWS, formulas=True)]
    people, unconfirmed = _people(submitter, sheet)
    known = Known(template(), words, clock.today(), people, unconfirmed)
    ids = [applicant_id for applicant_id, _name in people.values()]
    return Preview(*read_lines(sheet, with_register(known, *queries.trainings(ids))))


def submit(content: bytes, file_name: str, proof: IO[bytes] | None, proof_name: str, words: Words) -> int:
    """Hand in what `preview` showed, all of it or nothing; the id of the import.

    The same file again gives the import that it is already. Raises Invalid with everything that is wrong, the missing
    proof (`proof`) among it, Refused without an authority, TooLarge.
    """
    found = preview(content, words)
    if found.import_id is not None:
        return found.import_id
    if found.faults:
        raise Invalid(found.faults)
    submitter = _submitter()
    authority_id = organisations.authority_of(submitter.through, RegionLevel.CITY)
    if authority_id is None:
        raise Refused("The catalog names no office that checks these hours. Please ask the HRSS department.")
    if proof is None:
        raise Invalid([Violation("proof", "Please attach the proof of these hours as one PDF.")])
    data = original_bytes(proof, PROOF_BYTES)
    check_pdf(data, PROOF_BYTES, "proof")
    kept = store().put(io.BytesIO(data), len(data))
    one = HoursImport(
        employer_id=submitter.employer_id,
        applicant_id=submitter.applicant_id,
        authority_id=authority_id,
        submitter_name=acting(db.session).name,
        file_name=plain_name(file_name),
        sha256=_sha256(content),
        row_count=len(found.lines),
        proof_name=plain_name(proof_name),
        proof_sha256=kept.sha256,
        proof_bytes=kept.size,
        status=ImportStatus.SUBMITTED,
        submitted_at=clock.now(),
    )
    db.session.add(one)
    db.session.flush()
    insert_all(HoursRecord, [_row(one.id, line) for line in found.lines])
    decisions.record(SubjectKind.HOURS_IMPORT, one.id, Action.SUBMIT, details={"rows": one.row_count})
    messages.send("hours_arrived", organisation_id=authority_id, who=one.submitter_name, count=one.row_count)
    return one.id


def approve(import_id: int, seen_version: int, opinion: str) -> HoursImport:
    """认定: the rows count from now on. Raises Invalid without an opinion, Conflict, Forbidden."""
    if violations := check_words(Decision.PASS, opinion):
        raise Invalid(violations)
    one = _claimed(import_id, seen_version)
    one.status, one.decided_at = ImportStatus.APPROVED, clock.now()
    _mark(one, registered=True)
    decisions.record(SubjectKind.HOURS_IMPORT, one.id, Action.PASS, opinion=opinion.strip())
    _tell("hours_approved", one)
    return one


def send_back(import_id: int, seen_version: int, reason: str) -> HoursImport:
    """退回: the rows count for nothing; the corrected file is a new import. Raises Invalid, Conflict, Forbidden."""
    if violations := check_words(Decision.RETURN, reason=reason):
        raise Invalid(violations)
    one = _claimed(import_id, seen_version)
    one.status, one.decided_at, one.reason = ImportStatus.RETURNED, clock.now(), reason.strip()
    _mark(one, standing=False)
    decisions.record(SubjectKind.HOURS_IMPORT, one.id, Action.RETURN, reason=reason.strip())
    _tell("hours_returned", one, reason=reason.strip())
    return one


def proof(import_id: int) -> tuple[HoursImport, BinaryIO]:
    """The proof of an import in scope and its open content."""
    one = queries.load(import_id)
    return one, store().open(one.proof_sha256)


def is_ours(one: HoursImport) -> bool:
    """Whether the actor's organisation checks this import and it waits."""
    organisation_id = acting(db.session).organisation_id
    return one.status is ImportStatus.SUBMITTED and one.authority_id == organisation_id


def _claimed(import_id: int, seen_version: int) -> HoursImport:
    one = queries.load(import_id)
    if one.authority_id != acting(db.session).organisation_id:
        raise Forbidden
    if not claim(one, seen_version) or one.status is not ImportStatus.SUBMITTED:
        last = decision_queries.latest(SubjectKind.HOURS_IMPORT, one.id, Action.PASS, Action.RETURN)
        if last is None:
            raise Conflict
        raise Conflict("%(who)s has already decided on this import at %(time)s.", who=last.actor_name, time=last.at)
    return one


def _mark(one: HoursImport, **columns: bool) -> None:
    statement = update(HoursRecord).where(HoursRecord.import_id == one.id).values(columns)
    db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.flush()


def _tell(template_name: str, one: HoursImport, **params: Any) -> None:
    messages.send(
        template_name,
        applicant_id=one.applicant_id,
        organisation_id=one.employer_id,
        file=one.file_name,
        organisation=one.authority.name,
        **params,
    )


def _submitter() -> _Submitter:
    """Raises Forbidden for whoever is neither an operator nor a person, Refused for a person without an employer that
    has confirmed them."""
    actor = acting(db.session)
    if actor.has(Role.EMPLOYER_OPERATOR) and actor.organisation_id is not None:
        return _Submitter(actor.organisation_id, None, actor.organisation_id)
    if actor.applicant_id is None:
        raise Forbidden
    person = applicants.load(actor.applicant_id)
    if person.employer_id is None:
        raise Refused("Please enter your present employer in your personal data first.")
    if person.employer_confirmed_at is None:
        raise Refused(UNCONFIRMED)
    return _Submitter(None, person.id, person.employer_id)


def _people(
    submitter: _Submitter, sheet: Sequence[tuple[int, Sequence[Any]]]
) -> tuple[dict[str, tuple[int, str]], set[str]]:
    """Whom the submitter may hand hours in for, and the numbers of staff who are not confirmed yet (R-98)."""
    if submitter.employer_id is not None:
        return queries.staff(submitter.employer_id, sorted(identity_numbers(sheet, template())))
    assert submitter.applicant_id is not None
    person = applicants.load(submitter.applicant_id)
    return {person.identity_number: (person.id, person.name)}, set()


def _row(import_id: int, line: Line) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "applicant_id": line.applicant_id,
        "number": line.number,
        "year": line.year,
        "kind": line.kind,
        "source": line.source,
        "basis": line.basis,
        "activity": line.activity,
        "organiser": line.organiser,
        "tenths": line.tenths,
        "standing": True,
        "registered": False,
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
