"""From an account that may do nothing to an operator of a bound employer (R-96 to R-100)."""

from __future__ import annotations

from typing import IO, Any

from app.access.scoping import acting
from app.accounts import codes, opening
from app.accounts import queries as accounts
from app.accounts.enums import CodePurpose
from app.accounts.rules import check_new_password
from app.console.actions import DecisionInput
from app.core import clock
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, OutOfScope, Refused, Violation
from app.core.phones import mobile_number
from app.core.workflow import Decision
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.employers import queries
from app.employers.models import EmployerRegistration
from app.employers.rules import RegistrationDraft, check_department, check_registration, check_username
from app.employers.services.auditing import (
    DOCUMENT_BYTES,
    WITH_EMPLOYER,
    checked,
    claim_decision,
    claim_request,
    hand_in,
    office_for,
    write_decision,
)
from app.extensions import claim, db
from app.messages import services as messages
from app.organisations import queries as organisations
from app.organisations.enums import OrganisationKind
from app.organisations.holding import hold
from app.organisations.models import Organisation

__all__ = [
    "DOCUMENT_BYTES",
    "WITH_EMPLOYER",
    "ask_for_operator_phone",
    "change_registration",
    "confirm_operator_phone",
    "decide_registration",
    "register",
    "submit_registration",
]

KIND = SubjectKind.EMPLOYER_REGISTRATION
TEMPLATES = {
    Decision.PASS: "own_registration_passed",
    Decision.RETURN: "own_registration_returned",
    Decision.REJECT: "own_registration_rejected",
}
LOCKED = "The registration is with the office or has been decided; it can no longer be changed."
MISMATCH = (
    "This name and this credit code do not belong together here. Please compare both with the licence; if they are "
    "right, ask the HRSS department of your county."
)


def register(
    draft: RegistrationDraft,
    *,
    username: str,
    password: str,
    repeated: str,
    consent: bool,
    by_legal_person: bool = False,
) -> EmployerRegistration:
    """An account for an employer's personnel lead, which may hand in the authorisation letter and nothing else.

    Raises Invalid with everything that is wrong, each at its field.
    """
    violations = _violations(draft)
    violations += check_username(username, bool(username) and accounts.by_name(username) is not None)
    fields = {"new": "password"}
    violations += [
        Violation(fields.get(one.field, one.field), one.message, one.params)
        for one in check_new_password(password, repeated, "", username)
    ]
    if not consent:
        violations.append(Violation("consent", "Please confirm this to register."))
    if violations:
        raise Invalid(violations)
    account = opening.make_account(username, draft.operator_name, Role.EMPLOYER_REGISTRANT, password)
    registration = EmployerRegistration(account_id=account.id, by_legal_person=by_legal_person)
    _write(registration, draft)
    db.session.add(registration)
    db.session.flush()
    return registration


def change_registration(seen_version: int, draft: RegistrationDraft) -> EmployerRegistration:
    """Correct one's own registration while it is not with the office; what a legal person's sign-in told stays.

    Another mobile number has to be confirmed before the letter can be handed in. Raises Invalid, Conflict.
    """
    registration = queries.own_registration()
    if violations := _violations(draft):
        raise Invalid(violations)
    claim_request(KIND, registration, seen_version, WITH_EMPLOYER)
    _write(registration, draft)
    db.session.flush()
    return registration


def ask_for_operator_phone() -> codes.Issued:
    """Send a code to the mobile number of one's own registration. Raises Refused, TooMany, Conflict."""
    registration = queries.own_registration()
    if registration.status not in WITH_EMPLOYER:
        raise Refused(LOCKED)
    if registration.phone_confirmed_at is not None:
        raise Refused("The mobile number is confirmed already.")
    payload = {"registration_id": registration.id}
    return codes.issue(registration.operator_phone, CodePurpose.OPERATOR_PHONE, payload)


def confirm_operator_phone(ticket: str, code: str) -> EmployerRegistration:
    """The mobile number of one's own registration is proven by the code that was sent to it. Raises Invalid; Conflict
    also where the registration has another number by now."""
    asked = codes.confirm(ticket, CodePurpose.OPERATOR_PHONE, code)
    registration = queries.own_registration()
    own = asked.payload["registration_id"] == registration.id and asked.phone == registration.operator_phone
    if not own or not claim(registration, registration.version):
        raise Conflict("The registration has another mobile number by now. Please ask for a code to that one.")
    registration.phone_confirmed_at = clock.now()
    db.session.flush()
    return registration


def submit_registration(seen_version: int, letter: IO[bytes] | None, name: str) -> EmployerRegistration:
    """Hand in the authorisation letter (授权委托书, a PDF): to the employer's own operators where it is bound already,
    else to its competent department or the HRSS department of its county.

    Raises Invalid, TooLarge, Refused also before the mobile number is confirmed, Conflict.
    """
    registration = queries.own_registration()
    if registration.status not in WITH_EMPLOYER:
        raise Refused(LOCKED)
    if registration.phone_confirmed_at is None:
        raise Refused("Please confirm the operator's mobile number first.")
    document = checked(letter, name, registration)
    employer = _employer_of(registration.name, registration.credit_code)
    auditor_id = _auditor_of(registration, employer)
    if employer is not None:
        hold(employer.id)
    claim_request(KIND, registration, seen_version, WITH_EMPLOYER)
    hand_in(registration, document)
    registration.organisation_id = employer.id if employer else None
    registration.auditor_id = auditor_id
    decisions.record(KIND, registration.id, Action.SUBMIT)
    _tell_auditor(registration)
    db.session.flush()
    return registration


def decide_registration(registration_id: int, given: DecisionInput) -> EmployerRegistration:
    """通过, 退回 or 不通过 by whoever audits the employer. A pass binds its name, and its operator can work.

    The registrant's mobile phone is told. Further registrations of the same employer that wait go to its operators
    from then on. Raises OutOfScope, Forbidden, Conflict, and Refused where the name or the code was bound meanwhile.
    """
    registration = queries.registration(registration_id)
    claim_decision(KIND, registration, given)
    if given.decision is Decision.PASS:
        _bind(registration)
    write_decision(KIND, registration, given)
    messages.send(
        TEMPLATES[given.decision],
        phone=registration.operator_phone,
        employer=registration.name,
        organisation=acting(db.session).organisation_name,
        reason=given.reason,
    )
    return registration


def _bind(registration: EmployerRegistration) -> None:
    employer = _employer_of(registration.name, registration.credit_code)
    if employer is None:
        employer = Organisation(kind=OrganisationKind.EMPLOYER, code=registration.credit_code)
        employer.name, employer.employer_kind = registration.name, registration.employer_kind
        employer.affiliation, employer.region_id = registration.affiliation, registration.region_id
        employer.department_id = registration.department_id
        employer.phone, employer.mailbox = registration.phone, registration.mailbox
        employer.address = registration.address
        db.session.add(employer)
    elif registration.organisation_id is None:
        raise Conflict("This employer was bound meanwhile. Please return the registration, so that it is sent again.")
    employer.credit_code = registration.credit_code
    db.session.flush()
    registration.organisation_id = employer.id
    account = accounts.load(registration.account_id)
    opening.give_role(account, Role.EMPLOYER_OPERATOR, employer.id)
    decisions.record(SubjectKind.ORGANISATION, employer.id, Action.ADD_OPERATOR, details={"account": account.username})
    messages.send(
        "registration_passed",
        organisation_id=employer.id,
        employer=employer.name,
        name=registration.operator_name,
        organisation=acting(db.session).organisation_name,
    )
    for other in queries.others_with_code(registration.credit_code, registration.id):
        other.organisation_id = other.auditor_id = employer.id
        other.version += 1
        _tell_auditor(other)


def _employer_of(name: str, credit_code: str) -> Organisation | None:
    """The bound employer that has this name and this code; None where nobody has either.

    Raises Invalid where one of them is somebody else's, without saying whose.
    """
    found = organisations.with_name_or_code(name, credit_code)
    if not found:
        return None
    one = found[0]
    same = one.name == name and one.credit_code in (None, credit_code)
    if len(found) > 1 or not same or one.kind is not OrganisationKind.EMPLOYER or not one.active:
        raise Invalid([Violation("", MISMATCH)])
    return one


def _auditor_of(registration: EmployerRegistration, employer: Organisation | None) -> int:
    if employer is None:
        return office_for(registration.region_id, registration.department)
    if queries.active_operators(employer.id):
        return employer.id
    return office_for(employer.region_id, employer.department)


def _violations(draft: RegistrationDraft) -> list[Violation]:
    violations = check_registration(draft)
    line = organisations.line_of(draft.region_id) if draft.region_id is not None else []
    if draft.region_id is not None and not line:
        violations.append(Violation("region_id", "Please choose from the list."))
    if draft.department_id is not None and line:
        violations += check_department(draft.department_id, _region_of(draft.department_id), line)
    if not violations:
        try:
            _employer_of(draft.name, draft.credit_code)
        except Invalid as error:
            violations += error.violations
    return violations


def _region_of(department_id: int) -> int | None:
    """Where a competent department is; None for what is none, or out of use."""
    try:
        found = organisations.load(department_id)
    except OutOfScope:
        return None
    return found.region_id if found.active and found.kind is OrganisationKind.COMPETENT_DEPARTMENT else None


def _write(registration: EmployerRegistration, draft: RegistrationDraft) -> None:
    values: dict[str, Any] = {**vars(draft), "operator_phone": mobile_number(draft.operator_phone)}
    if registration.by_legal_person and registration.name:
        del values["name"], values["credit_code"]
    if values["operator_phone"] != registration.operator_phone:
        registration.phone_confirmed_at = None
    for name, value in values.items():
        setattr(registration, name, value)


def _tell_auditor(registration: EmployerRegistration) -> None:
    messages.send(
        "registration_waiting",
        organisation_id=registration.auditor_id,
        employer=registration.name,
        name=registration.operator_name,
    )
