"""What the registers of the state say of a person: social insurance (R-46) and education since 2001 (R-48).

One question over one address, as docs/guides/server-operator.md describes it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

from app.core.eligibility.vocabulary import Degree, EducationLevel
from app.core.errors import DomainError

log = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 5
MOST_ROWS = 100
LONGEST_TEXT = 120
Told = TypeVar("Told")
Rows = Sequence[Mapping[str, Any]]


class Silent(DomainError):
    """The registers do not answer, not in time, or with what nobody can read (503)."""

    status = 503
    message = (
        "The registers cannot be asked at the moment. What you typed is saved; please try again later, or fill the "
        "page in and upload a proof."
    )


@dataclass(frozen=True)
class Registers:
    """Where the registers are asked, and with which key."""

    url: str
    key: str = field(default="", repr=False)

    def ask(self, identity_kind: str, identity_number: str, name: str) -> dict[str, Rows]:
        """Rows by the list they belong to; none for somebody whom no register knows. Raises Silent."""
        question = {"identity_kind": identity_kind, "identity_number": identity_number, "name": name}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            answer = requests.post(
                self.url, json=question, headers=headers, timeout=SECONDS_TO_ANSWER, allow_redirects=False
            )
            if answer.status_code == 404:
                return {"insurance": (), "education": ()}
            if answer.status_code != 200:
                raise ValueError(f"status {answer.status_code}")
            told = answer.json()
            return {
                "insurance": _read(told, "insurance", _insurance),
                "education": _read(told, "education", _education),
            }
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as problem:
            # What was answered is about a person and is not repeated.
            log.warning("The registers did not answer as agreed: %s", type(problem).__name__)
            raise Silent from problem


def _read(told: Any, name: str, read: Callable[[Any], Told]) -> tuple[Told, ...]:
    rows = told.get(name) or ()
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
        raise ValueError(name)
    return tuple(read(row) for row in rows)


def _insurance(row: Any) -> dict[str, Any]:
    """`region` is an administrative division code of six digits; the catalog finds it later."""
    ended = row.get("ended_on")
    return {
        "region": str(row["region"]),
        "started_on": dt.date.fromisoformat(row["started_on"]),
        "ended_on": dt.date.fromisoformat(ended) if ended else None,
    }


def _education(row: Any) -> dict[str, Any]:
    started = row.get("started_on")
    return {
        "school": str(row["school"])[:LONGEST_TEXT],
        "level": EducationLevel[row["level"]],
        "degree": Degree[row.get("degree") or "NONE"],
        "field_of_study": str(row.get("field_of_study") or "")[:LONGEST_TEXT],
        "started_on": dt.date.fromisoformat(started) if started else None,
        "graduated_on": dt.date.fromisoformat(row["graduated_on"]),
    }
