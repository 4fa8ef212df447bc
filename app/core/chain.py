"""A hash chain over decisions, and the digest of a frozen submission.

Payloads are JSON values whose numbers are integers, with dates and aware datetimes written as text: the same
payload read back from a JSON column gives the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

GENESIS = "0" * 64

_LINK = re.compile("[0-9a-f]{64}")
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(payload: Any) -> bytes:
    """One spelling of a payload: keys sorted, no spaces, UTF-8 unescaped, moments in UTC with microseconds.

    Raises TypeError for floats, naive datetimes, keys that are not text, and every other type.
    """
    return _WRITER.encode(_plain(payload)).encode()


def link(key: bytes, previous: str, payload: Any) -> str:
    """HMAC-SHA256 (64 hexadecimal digits) over the previous link and the payload; the first follows GENESIS.

    Raises ValueError for an empty key or a `previous` that is not a link, TypeError as `canonical_json`.
    """
    if not key:
        raise ValueError("the key of the chain is empty")
    if not _LINK.fullmatch(previous):
        raise ValueError("the previous link is not 64 hexadecimal digits")
    return hmac.new(key, previous.encode() + canonical_json(payload), hashlib.sha256).hexdigest()


def verify(key: bytes, records: Iterable[tuple[Any, str]]) -> int | None:
    """Index of the first record (payload, link) that does not follow from those before it; None when all do.

    A tail cut off leaves a shorter chain that is whole: counts and the last link must be kept elsewhere.
    """
    previous = GENESIS
    for index, (payload, stored) in enumerate(records):
        try:
            expected = link(key, previous, payload)
        except TypeError:
            return index  # a payload that could never have been sealed
        if not hmac.compare_digest(expected.encode(), stored.encode()):
            return index
        previous = stored
    return None


def digest(payload: Any) -> str:
    """SHA-256 (64 hexadecimal digits) of a frozen payload's canonical JSON."""
    return hashlib.sha256(canonical_json(payload)).hexdigest()


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"the moment {value} has no time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise TypeError(f"the key {wrong[0]!r} is not text")
        return {key: item if type(item) in _PLAIN else _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
