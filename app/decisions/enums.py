"""Vocabulary of the decision log."""

from __future__ import annotations

from enum import StrEnum


class SubjectKind(StrEnum):
    """What a chain of decisions is about."""

    APPLICATION = "APPLICATION"
    ARCHIVE_ENTRY = "ARCHIVE_ENTRY"
    PLAN = "PLAN"
    APPLICANT = "APPLICANT"
    HOURS_IMPORT = "HOURS_IMPORT"
    POST_QUOTA = "POST_QUOTA"


class Action(StrEnum):
    """What was done. The workflow's own decisions come first; the rest are records beside them."""

    SUBMIT = "SUBMIT"
    PASS = "PASS"
    RETURN = "RETURN"
    REJECT = "REJECT"
    SKIP = "SKIP"
    WITHDRAW = "WITHDRAW"
    UNDO = "UNDO"
    RECOMMEND = "RECOMMEND"
    CONCLUDE = "CONCLUDE"
    ANNOUNCE = "ANNOUNCE"
    RULE = "RULE"
    NAME = "NAME"
    UNNAME = "UNNAME"
    START_NOTICE = "START_NOTICE"
    COMPLETE_NOTICE = "COMPLETE_NOTICE"
    CANCEL_NOTICE = "CANCEL_NOTICE"
    OPEN_ORDER = "OPEN_ORDER"
    RECORD_PAYMENT = "RECORD_PAYMENT"
    RECEIVE_PAPER = "RECEIVE_PAPER"
    IMPORT = "IMPORT"
    PUBLISH = "PUBLISH"
    CLONE = "CLONE"
    EDIT = "EDIT"
    CLOSE = "CLOSE"
    REVEAL = "REVEAL"
