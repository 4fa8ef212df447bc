"""Vocabulary of a person's record beyond what eligibility already names."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """As the identity number tells it."""

    MALE = "MALE"
    FEMALE = "FEMALE"


class PostStanding(StrEnum):
    """在编, 非在编, 离岗创业: how a person stands to the posts of a public institution (R-151).

    Who is on leave to start a business keeps the established post.
    """

    ESTABLISHED = "ESTABLISHED"
    NOT_ESTABLISHED = "NOT_ESTABLISHED"
    ON_LEAVE = "ON_LEAVE"


class Verification(StrEnum):
    """What a row of the record rests on: a register that was asked, an uploaded proof, or the person's word."""

    REGISTRY = "REGISTRY"
    PROOF = "PROOF"
    NONE = "NONE"


class SanctionKind(StrEnum):
    """What a person declares of penalties; only an APPLICATION_BAN stands in the way of applying by itself (R-267)."""

    APPLICATION_BAN = "APPLICATION_BAN"
    DISCIPLINARY_PENALTY = "DISCIPLINARY_PENALTY"
    OPEN_CASE = "OPEN_CASE"
    DISCREDIT = "DISCREDIT"


class AuditState(StrEnum):
    """How far the employer's audit of a profile, or of one section of it, has come (R-104, R-107)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
