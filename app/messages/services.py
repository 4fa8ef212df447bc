"""Write messages into the outbox, in the transaction that causes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from app.console.formats import localised
from app.console.languages import officially
from app.core import clock
from app.extensions import insert_all
from app.messages import queries
from app.messages.labels import TEMPLATES, kept
from app.messages.models import OutboxMessage


@dataclass(frozen=True)
class Letter:
    """A message for one recipient: an applicant, an organisation or a mobile number alone, where nobody with an
    account is known yet. `template` is a key of TEMPLATES.

    One with `good_until` holds a secret: it is not sent later, and is not kept once it was.
    """

    template: str
    applicant_id: int | None = None
    organisation_id: int | None = None
    application_id: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    phone: str | None = None
    good_until: dt.datetime | None = None


def send(
    template: str,
    *,
    applicant_id: int | None = None,
    organisation_id: int | None = None,
    application_id: int | None = None,
    phone: str | None = None,
    good_until: dt.datetime | None = None,
    **params: Any,
) -> None:
    """Put one message for one recipient into the outbox."""
    send_all([Letter(template, applicant_id, organisation_id, application_id, params, phone, good_until)])


def send_all(letters: Sequence[Letter]) -> None:
    """Put messages into the outbox in this order, by one statement."""
    if not letters:
        return
    now = clock.now()
    with officially():
        wordings = {name: gettext(TEMPLATES[name]) for name in {one.template for one in letters}}
        rows = [
            {
                "applicant_id": one.applicant_id,
                "organisation_id": one.organisation_id,
                "application_id": one.application_id,
                "template": one.template,
                "text": wordings[one.template] % localised(one.params),
                "params": kept(one.params) if one.good_until is None else None,
                "phone": one.phone,
                "good_until": one.good_until,
                "created_at": now,
            }
            for one in letters
        ]
    insert_all(OutboxMessage, rows)


def mark_read() -> None:
    """All messages in the actor's scope are read from now on."""
    queries.unread().update({"read_at": clock.now()}, synchronize_session=False)
