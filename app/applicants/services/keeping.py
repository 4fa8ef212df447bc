"""Keep one's own record, a section at a time; show an identity number in full, which is logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.access.enums import AccessKind
from app.access.scoping import acting
from app.access.services import opened_lately, record_access
from app.applicants import queries
from app.applicants.enums import AuditState, Verification
from app.applicants.freezing import tab_content
from app.applicants.models import Applicant, ProfileSection
from app.applicants.rules import Context, Draft, Row, after_change
from app.applicants.tabs import TABS, RowList, Tab
from app.core import clock
from app.core.diff import Change, changed_sections
from app.core.errors import Conflict, Forbidden, Invalid, Refused, TooLarge, Violation
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import claim, db
from app.files.models import StoredFile
from app.files.services import checked_document, keep
from app.organisations.holding import hold

PROOF_BYTES = 10 * 1024 * 1024
TYPED_BYTES = 256 * 1024
CHANGED = "Your personal data was saved in another window since this page was opened."
Proofs = Mapping[str, tuple[bytes, str, str]]


class ProofTooLarge(TooLarge):
    """A proof beyond the limit, and the field that it was put into."""

    def __init__(self, field: str, error: TooLarge) -> None:
        super().__init__(error.message, **error.params)
        self.field = field


def own() -> Applicant | None:
    """The record of the person who is signed in; None before it was first saved."""
    applicant_id = acting(db.session).applicant_id
    return queries.load(applicant_id) if applicant_id is not None else None


def section_of(person: Applicant | None, key: str) -> ProfileSection | None:
    """A section that was saved once; None before."""
    return next((one for one in person.sections if one.key == key), None) if person else None


def check_draft(key: str, draft: Draft) -> list[Violation]:
    """Everything that is wrong with a section of one's own record, each at its field (R-103, R-107)."""
    return list(TABS[key].check(draft, _context(own())))


def save(key: str, draft: Draft, seen_version: int) -> ProfileSection:
    """Save one section of one's own record as a whole; the first save makes the record and binds it to the account.

    `seen_version` is 0 where the section was never saved. A section that was sent or approved and changes is to be
    sent again, and what changed is logged. Frozen submissions keep what they froze. Raises Invalid with every
    violation at its field, ProofTooLarge, Conflict for a stale page, Forbidden for an account without a person.
    """
    actor = acting(db.session)
    if actor.account_id is None:
        raise Forbidden
    tab, person = TABS[key], own()
    if person is None and key != next(iter(TABS)):
        raise Refused("Please fill in and save the page “Identity” first.")
    context = _context(person)
    violations = list(tab.check(draft, context))
    proofs = _checked_proofs(draft, violations)
    if violations:
        raise Invalid(violations)
    chosen = draft.values.get("employer_id")
    if chosen is not None and (person is None or person.employer_id != chosen):
        hold(chosen)
    section = _claimed(person, key, seen_version)
    if person is not None and tab.columns and not claim(person, person.version):
        raise Conflict(CHANGED)
    before = tab_content(person, tab) if person else {}
    if person is None:
        person = Applicant()
        db.session.add(person)
    _write(person, tab, draft, context)
    db.session.flush()
    _reread_relations(person, tab)
    _keep_proofs(person, tab, draft, proofs)
    section.typed = None
    if section not in person.sections:
        person.sections.append(section)
    db.session.flush()
    if actor.applicant_id is None:
        queries.bind_account(actor.account_id, person.id)
    _reopen(person, section, changed_sections(before, tab_content(person, tab)))
    return section


def keep_typed(key: str, typed: Mapping[str, Sequence[str]], seen_version: int) -> ProfileSection:
    """Keep what was typed and cannot be stored yet, for its page to show it again. Raises Conflict, Refused."""
    person = own()
    if person is None:
        raise Refused("Please fill in and save the page “Identity” first.")
    if sum(len(text) for texts in typed.values() for text in texts) > TYPED_BYTES:
        raise TooLarge
    section = _claimed(person, key, seen_version)
    section.typed = {name: list(texts) for name, texts in typed.items()}
    if section not in person.sections:
        person.sections.append(section)
    db.session.flush()
    return section


def reveal_identity_number(applicant_id: int) -> str:
    """The identity number of a person in scope in full; who asked and when is logged."""
    person = queries.load(applicant_id)
    decisions.record(SubjectKind.APPLICANT, person.id, Action.REVEAL, details={"field": "identity_number"})
    record_access(AccessKind.SAW_IDENTITY_NUMBER, person.name, applicant_id=person.id)
    return person.identity_number


def note_opened(file: StoredFile) -> None:
    """Write into the access log that the actor opened a person's file; once for what is read in several parts."""
    details = f"{file.original_name} #{file.id}"
    if not opened_lately(file.applicant_id, details):
        owner = queries.name_of(file.applicant_id)
        record_access(AccessKind.OPENED_FILE, owner, details, applicant_id=file.applicant_id)


def _context(person: Applicant | None) -> Context:
    return Context(
        today=clock.today(),
        is_new=person is None,
        identity_kind=person.identity_kind if person else None,
        titles=queries.title_names(),
        is_employer=queries.is_employer,
        identity_taken=lambda identity: queries.identity_taken(identity, person.id if person else None),
    )


def _claimed(person: Applicant | None, key: str, seen_version: int) -> ProfileSection:
    """The section for writing; a new one where it was never saved and the page was drawn for that."""
    section = section_of(person, key)
    if section is None and seen_version == 0:
        return ProfileSection(key=key, status=AuditState.DRAFT, reason="", version=1)
    if section is None or not claim(section, seen_version):
        raise Conflict(CHANGED)
    return section


def _write(person: Applicant, tab: Tab, draft: Draft, context: Context) -> None:
    columns = person.__mapper__.column_attrs
    for name, value in draft.values.items():
        if name in columns and name not in tab.derived:
            setattr(person, name, value)
    for one in tab.lists:
        setattr(person, one.name, _rows(one, getattr(person, one.name), draft.rows[one.name]))
    tab.after(person, draft, context)


def _reread_relations(person: Applicant, tab: Tab) -> None:
    """A relation that was loaded does not follow its column by itself; what changed is told from what it names."""
    if names := [name for name in tab.columns if name in person.__mapper__.relationships]:
        db.session.expire(person, names)
    for one in tab.lists:
        if "region" in one.model.__mapper__.relationships:
            for row in getattr(person, one.name):
                db.session.expire(row, ["region"])


def _rows(list_: RowList, stored: Sequence[Any], wanted: Sequence[Row]) -> list[Any]:
    """Stored rows with what was typed. A row whose id is not among them (any more) is the stored one that says the
    same, else a new one. What a register said holds for the row as it was."""
    known = {_key(list_, row.id, row): row for row in stored}
    kept = {place: known.pop(_key(list_, row.id, row), None) for place, row in enumerate(wanted)}
    for place, row in enumerate(wanted):
        if kept[place] is None:
            same = next((key for key, one in known.items() if _says(one, row)), None)
            kept[place] = known.pop(same) if same is not None else list_.model()
    for place, row in enumerate(wanted):
        record = kept[place]
        if getattr(record, "verification", None) is Verification.REGISTRY and not _says(record, row, list_.ours):
            record.verification = Verification.PROOF if record.proof_id else Verification.NONE
        for name, value in row.values.items():
            setattr(record, name, value)
    return list(kept.values())


def _key(list_: RowList, row_id: int | None, row: Any) -> Any:
    """By a column of its own where rows could exchange it and meet at its unique constraint."""
    if not list_.key:
        return row_id
    return row[list_.key] if isinstance(row, Row) else getattr(row, list_.key)


def _says(stored: Any, row: Row, beside: Collection[str] = ()) -> bool:
    return all(getattr(stored, name) == value for name, value in row.values.items() if name not in beside)


def _checked_proofs(draft: Draft, violations: list[Violation]) -> Proofs:
    """The uploads that may be kept, by field; what is wrong with the others is added to the violations."""
    sound = {}
    for row in draft.every_row():
        if row.proof is None:
            continue
        field = row.field("proof")
        try:
            sound[field] = (*checked_document(row.proof.stream, PROOF_BYTES, field), row.proof.name)
        except TooLarge as error:
            raise ProofTooLarge(field, error) from error
        except Invalid as error:
            violations += [Violation(one.field or field, one.message, one.params) for one in error.violations]
    return sound


def _keep_proofs(person: Applicant, tab: Tab, draft: Draft, proofs: Proofs) -> None:
    for one in tab.lists:
        for record, row in zip(getattr(person, one.name), draft.rows[one.name], strict=True):
            if upload := proofs.get(row.field("proof")):
                data, media_type, name = upload
                record.proof = keep(person.id, data, name, media_type)
                if record.verification is not Verification.REGISTRY:
                    record.verification = Verification.PROOF


def _reopen(person: Applicant, section: ProfileSection, changes: Sequence[Change]) -> None:
    if not changes:
        return
    was, section.status = section.status, after_change(section.status)
    if was is section.status:
        return
    queries.reopen_profile(person.id)
    details = {"section": section.key, "state": was.name, "changes": [_plain(change) for change in changes]}
    decisions.record(SubjectKind.APPLICANT, person.id, Action.EDIT, stage=str(section.key), details=details)
    db.session.flush()


def _plain(change: Change) -> dict[str, Any]:
    return {"path": [change.section, *change.path], "before": change.before, "after": change.after}
