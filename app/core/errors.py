"""Errors that carry their HTTP status and a message a person can act on.

A message is an English msgid with named parameters; the web layer translates it once, at the edge.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One broken rule: the field it belongs to ("" for the whole form), a msgid, its parameters, the clause."""

    field: str
    message: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    clause: str = ""


class DomainError(Exception):
    """A refusal. `status` is the HTTP status, `message` an English msgid, `params` its named parameters."""

    status = 400
    message = "The request cannot be carried out."

    def __init__(self, message: str = "", **params: Any) -> None:
        self.message = message or type(self).message
        self.params = params
        super().__init__(self.message % params if params else self.message)


class Invalid(DomainError):
    """One or more broken rules, collected and shown together (400)."""

    message = "Some entries need correction."

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__()


class Refused(DomainError):
    """A rule of the procedure says no; the message names the figure or date (400)."""


class Forbidden(DomainError):
    """The signed-in person lacks the permission (403)."""

    status = 403
    message = "Your role may not do this."


class OutOfScope(DomainError):
    """The row does not exist or is not this person's to see; the two are not told apart (404)."""

    status = 404
    message = "This page does not exist, or is not yours to see."


class Conflict(DomainError):
    """Somebody acted first: the page was drawn for an older version (409)."""

    status = 409
    message = "This record has changed since the page was opened."


class TooLarge(DomainError):
    """An upload beyond its limit (413)."""

    status = 413
    message = "The file is too large."


class TooMany(DomainError):
    """Too many attempts (429); `retry_after` is in seconds, 0 where it is not known."""

    status = 429
    message = "Too many attempts. Please wait a moment."

    def __init__(self, message: str = "", *, retry_after: int = 0, **params: Any) -> None:
        self.retry_after = retry_after
        super().__init__(message, **params)
