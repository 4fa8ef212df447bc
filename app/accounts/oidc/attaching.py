"""Which identity opens which account is written down, in both logs."""

from __future__ import annotations

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import act_as
from app.access.services import record_of_account
from app.accounts.oidc.arrivals import Arrival, Kind
from app.accounts.oidc.labels import LOG_LABELS, official_label
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.security import actor_of
from app.console.errors import translate
from app.console.languages import officially
from app.core.errors import DomainError
from app.decisions import services as decisions
from app.decisions.enums import Action, SubjectKind
from app.extensions import db


class SwitchedOff(DomainError):
    """The account that the identity opens is out of use (403)."""

    status = 403
    message = "Your account here was switched off. Please ask the office that keeps the accounts."


def in_use(account: Account) -> Account:
    """The account; raises SwitchedOff."""
    if not account.active:
        raise SwitchedOff
    return account


def attach(account: Account, arrival: Arrival) -> ExternalIdentity:
    """Let the arrival open the account from now on; the session acts for the account."""
    identity = ExternalIdentity(
        account_id=account.id,
        provider=arrival.provider,
        issuer=arrival.issuer,
        subject=arrival.subject,
        kind=arrival.kind,
        name=arrival.name if arrival.kind is Kind.PERSONAL else arrival.organisation_name,
    )
    db.session.add(identity)
    db.session.flush()
    _log(account, identity, AccessKind.IDENTITY_LINKED)
    return identity


def detach(account: Account, identity: ExternalIdentity) -> None:
    """Let the identity open the account no more; the session acts for the account."""
    db.session.delete(identity)
    db.session.flush()
    _log(account, identity, AccessKind.IDENTITY_UNLINKED)


def _log(account: Account, identity: ExternalIdentity, kind: AccessKind) -> None:
    """In the log of decisions a person's own account stands with the person."""
    act_as(db.session, actor_of(account))
    provider = official_label(identity.provider)
    record_of_account(kind, account, provider, by_itself=True)
    with officially():
        text = translate(LOG_LABELS[kind], {"provider": provider})
    details = {"provider": identity.provider, "issuer": identity.issuer}
    subject = (SubjectKind.ACCOUNT, account.id)
    if account.applicant_id is not None:
        subject = (SubjectKind.APPLICANT, account.applicant_id)
    decisions.record(*subject, Action.EDIT, opinion=text, details=details)
