"""The wording of every message, as English msgids; parameters are formatted by the caller."""

from __future__ import annotations

TEMPLATES = {
    "submitted": "%(name)s has submitted the application “%(plan)s”. It waits for your audit.",
    "arrived": "The application of %(name)s under “%(plan)s” has arrived at the stage “%(stage)s”.",
    "passed": "Your application under “%(plan)s” has passed “%(stage)s” at %(organisation)s.",
    "returned": "Your application under “%(plan)s” was returned by %(organisation)s. "
    "Please correct it and submit it again by %(due)s.",
    "rejected": "Your application under “%(plan)s” was rejected by %(organisation)s. Reason: %(reason)s",
    "undone": "%(organisation)s has undone its decision on your application under “%(plan)s”.",
    "fee_due": "Your application under “%(plan)s” has passed the audit. Please pay %(amount)s by %(due)s.",
    "paid": "Your payment of %(amount)s for “%(plan)s” was recorded under voucher number %(voucher)s.",
    "paper_due": "Please hand in %(copies)s printed copies of the review sheet at %(receiver)s by %(due)s.",
    "paper_received": "%(receiver)s has received %(copies)s copies of your review sheet.",
    "announced": "The result of your application under “%(plan)s” was announced: %(result)s.",
    "entry_passed": "Your archive entry “%(title)s” has passed your employer's audit.",
    "entry_returned": "Your archive entry “%(title)s” was returned by your employer. Reason: %(reason)s",
    "entry_rejected": "Your archive entry “%(title)s” was rejected by your employer. Reason: %(reason)s",
}
