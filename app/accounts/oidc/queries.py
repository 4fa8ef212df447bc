"""Reading external identities, and what they may open."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from app.access.models import Account
from app.accounts.oidc.models import ExternalIdentity
from app.accounts.oidc.providers import Provider
from app.core.errors import OutOfScope
from app.extensions import db
from app.organisations.models import Organisation


def providers() -> tuple[Provider, ...]:
    """The providers of the settings, in their order."""
    found: tuple[Provider, ...] = current_app.config["ZHIPING"].oidc_providers
    return found


def provider(key: str) -> Provider:
    """One provider of the settings; raises OutOfScope."""
    for one in providers():
        if one.key == key:
            return one
    raise OutOfScope


def of_subject(issuer: str, subject: str) -> ExternalIdentity | None:
    """The identity that a provider's answer names, whosever it is: nobody is signed in yet."""
    statement = select(ExternalIdentity).where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject)
    return db.session.scalars(statement.execution_options(no_scope=True)).one_or_none()


def of_account(account_id: int | None) -> Sequence[ExternalIdentity]:
    """An account's identities, the oldest first."""
    statement = select(ExternalIdentity).where(ExternalIdentity.account_id == account_id)
    return db.session.scalars(statement.order_by(ExternalIdentity.id)).all()


def is_vouched_for(account_id: int) -> bool:
    """Whether any provider opens the account, whoever asks: nobody is signed in yet."""
    statement = select(ExternalIdentity.id).where(ExternalIdentity.account_id == account_id).limit(1)
    return db.session.scalars(statement.execution_options(no_scope=True)).first() is not None


def load(identity_id: int) -> ExternalIdentity:
    """One identity in scope; raises OutOfScope."""
    found = db.session.scalars(select(ExternalIdentity).where(ExternalIdentity.id == identity_id)).one_or_none()
    if found is None:
        raise OutOfScope
    return found


def account_of_applicant(applicant_id: int) -> Account | None:
    """The account that is this person's own."""
    return db.session.scalars(select(Account).where(Account.applicant_id == applicant_id)).one_or_none()


def organisation_with(credit_code: str) -> Organisation | None:
    """The organisation with this unified social credit code."""
    return db.session.scalars(select(Organisation).where(Organisation.credit_code == credit_code)).one_or_none()


def credit_code_of(organisation_id: int | None) -> str | None:
    """The unified social credit code of an organisation."""
    return db.session.scalar(select(Organisation.credit_code).where(Organisation.id == organisation_id))
