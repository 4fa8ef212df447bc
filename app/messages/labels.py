"""The wording of every message, as English msgids, and a stored message in its reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from app.console.errors import translate
from app.console.layout import Words, register_labels
from app.messages.enums import MessageStatus
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
    "identity_attached": "Your account can be opened through “%(provider)s” from now on, and was signed out "
    "everywhere. If its password is not yours, set another one under “Ways to sign in”.",
    "identity_attached_anew": "“%(provider)s” opens the account with your identity number from now on. Since it did "
    "not tell the mobile number on record, the account's password, second factor and API keys were taken away and it "
    "was signed out everywhere. You can set a password under “Ways to sign in”.",
    "profile_submitted": "%(name)s has submitted the personal data. It waits for your audit.",
    "profile_passed": "Your personal data has passed your employer's audit.",
    "profile_returned": "Your personal data was returned by your employer. Reason: %(reason)s",
    "entry_passed": "Your archive entry “%(title)s” has passed your employer's audit.",
    "entry_returned": "Your archive entry “%(title)s” was returned by your employer. Reason: %(reason)s",
    "account_assigned": "%(by)s has assigned accounts at your organisation: %(names)s.",
    "account_renewed": "%(by)s has renewed the initial password of %(names)s; the former password is no longer good.",
    "account_off": "%(by)s has switched off the account of %(names)s.",
    "account_on": "%(by)s has switched on the account of %(names)s again.",
    "delegated": "%(delegator)s has handed the queue over to %(delegate)s, from %(first)s to %(last)s.",
    "delegation_ended": "%(delegate)s no longer stands in for %(delegator)s: the handing over from %(first)s to "
    "%(last)s was ended early.",
    "hours_arrived": "%(who)s has handed in %(count)s rows of continuing-education hours. They wait for your check.",
    "hours_approved": "The hours of “%(file)s” were checked by %(organisation)s and count from now on.",
    "hours_returned": "“%(file)s” with hours was returned by %(organisation)s. Reason: %(reason)s",
    "posts_arrived": "%(employer)s has submitted its posts of %(year)s. They wait for your confirmation.",
    "posts_confirmed": "Your posts of %(year)s were confirmed.",
    "posts_returned": "Your posts of %(year)s were returned. Reason: %(reason)s",
    "entry_rejected": "Your archive entry “%(title)s” was rejected by your employer. Reason: %(reason)s",
    "code": "Your code is %(code)s. It is good for %(minutes)s minutes. Do not tell it to anybody.",
    "registered_already": "Somebody tried to register with your identity number, for which there is an account "
    "already. If it was you, please sign in, or choose “Forgotten password”. If not, nothing needs to be done.",
    "password_replaced": "The password of your account was replaced with a code to this mobile number. If it was not "
    "you, please tell the office that keeps the accounts at once.",
    "phone_replaced": "The mobile number of your account was changed to %(number)s. If it was not you, please tell the "
    "office that keeps the accounts at once.",
    "registration_waiting": "%(name)s has registered the employer “%(employer)s” and handed in the letter of "
    "authorisation. It waits for your audit.",
    "own_registration_passed": "%(organisation)s has passed your registration of “%(employer)s”. Please sign in with "
    "your user name; you act for the employer from now on, and its staff can choose it.",
    "own_registration_returned": "Your registration of “%(employer)s” was returned for correction by "
    "%(organisation)s. Reason: %(reason)s",
    "own_registration_rejected": "Your registration of “%(employer)s” was rejected by %(organisation)s. "
    "Reason: %(reason)s",
    "registration_passed": "%(organisation)s has passed the registration of “%(employer)s” by %(name)s. Staff can now "
    "choose it as their present employer.",
    "name_change_waiting": "“%(before)s” asks to be called “%(name)s”. The change waits for your audit.",
    "name_change_passed": "The change of your name to “%(name)s” from %(day)s on was passed.",
    "name_change_returned": "The change of your name to “%(name)s” was returned for correction. Reason: %(reason)s",
    "name_change_rejected": "The change of your name to “%(name)s” was rejected. Reason: %(reason)s",
    "employer_merged": "“%(before)s” was merged into “%(employer)s” from %(day)s on. That is your employer now.",
    "employer_took_over": "“%(before)s” was merged into “%(employer)s” from %(day)s on. Its staff and their running "
    "applications are with you now.",
    "staff_confirmed": "“%(employer)s” has confirmed that you work there.",
    "staff_removed": "“%(employer)s” has removed you from its staff. Reason: %(reason)s",
}
STATUS_LABELS: dict[Enum, Words] = {
    MessageStatus.WAITING: _("Messages that wait:"),
    MessageStatus.SENT: _("Messages sent:"),
    MessageStatus.FAILED: _("Messages that failed:"),
}
DAY = "day"

register_labels(STATUS_LABELS)


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
