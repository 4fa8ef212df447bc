"""The wording of every message, as English msgids, and a stored message in its reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.console.errors import translate
from app.messages.models import OutboxMessage

TEMPLATES = {
    "submitted": "%(name)s has submitted the application “%(plan)s”. It waits for your audit.",
    "arrived": "The application of %(name)s under “%(plan)s” has arrived at the stage “%(stage)s”.",
    "passed": "Your application under “%(plan)s” has passed “%(stage)s” at %(organisation)s.",
    "returned": "Your application under “%(plan)s” was returned by %(organisation)s. "
    "Please correct it and submit it again by %(due)s.",
    "rejected": "Your application under “%(plan)s” was rejected by %(organisation)s. Reason: %(reason)s",
    "recommended": "Your application under “%(plan)s” was recommended to %(recipient)s; its result will be told here.",
    "concluded": "Your application under “%(plan)s” was approved at “%(stage)s” by %(organisation)s.",
    "not_concluded": "Your application under “%(plan)s” was not approved at “%(stage)s” by %(organisation)s.",
    "issued": "The document %(number)s of %(day)s was issued for your application under “%(plan)s”.",
    "named": "%(organisation)s has entered your application under “%(plan)s” into a list: %(list)s.",
    "unnamed": "%(organisation)s has taken your application under “%(plan)s” off a list: %(list)s.",
    "undone": "%(organisation)s has undone its decision on your application under “%(plan)s”.",
    "fee_due": "Your application under “%(plan)s” has passed the audit. Please pay %(amount)s by %(due)s.",
    "paid": "Your payment of %(amount)s for “%(plan)s” was recorded under voucher number %(voucher)s.",
    "paper_due": "Please hand in %(copies)s printed copies of the review sheet at %(receiver)s by %(due)s.",
    "paper_received": "%(receiver)s has received %(copies)s copies of your review sheet.",
    "approved": "The result of your application under “%(plan)s” was announced: approved.",
    "not_approved": "The result of your application under “%(plan)s” was announced: not approved.",
    "applicant_deadline": "The last day to submit under “%(plan)s” is now %(due)s, no longer %(before)s. "
    "Reason: %(reason)s",
    "employer_deadline": "The last day for employers under “%(plan)s” is now %(due)s, no longer %(before)s. "
    "Reason: %(reason)s",
    "window": "Under “%(plan)s”, “%(name)s” now runs from %(start)s to %(due)s. Reason: %(reason)s",
    "no_window": "Under “%(plan)s” there is no “%(name)s” any more. Reason: %(reason)s",
    "profile_submitted": "%(name)s has submitted the personal data. It waits for your audit.",
    "profile_passed": "Your personal data has passed your employer's audit.",
    "profile_returned": "Your personal data was returned by your employer. Reason: %(reason)s",
    "entry_passed": "Your archive entry “%(title)s” has passed your employer's audit.",
    "entry_returned": "Your archive entry “%(title)s” was returned by your employer. Reason: %(reason)s",
    "entry_rejected": "Your archive entry “%(title)s” was rejected by your employer. Reason: %(reason)s",
}
DAY = "day"


def message_words(message: OutboxMessage) -> str:
    """The message in its reader's language; one of an older kind, or without its figures, as it was sent."""
    if message.params is None or message.template not in TEMPLATES:
        return message.text
    return translate(TEMPLATES[message.template], {name: _restored(value) for name, value in message.params.items()})


def kept(params: Mapping[str, Any]) -> dict[str, Any]:
    """Texts, numbers and days of a message as JSON keeps them."""
    return {name: {DAY: value.isoformat()} if isinstance(value, dt.date) else value for name, value in params.items()}


def _restored(value: Any) -> Any:
    return dt.date.fromisoformat(value[DAY]) if isinstance(value, dict) else value
