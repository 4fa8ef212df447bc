"""The shipped plans of Anji 2021, whole, as their publication makes them; no database."""

from __future__ import annotations

from functools import cache

from app.plans.packs import Document, read_document
from app.plans.rules import completed, inheriting
from config import PROJECT
from tests.helpers import plain_yaml

PLANS = PROJECT / "seed" / "plans"
PARENT = "anji-2021"
CHILDREN = tuple(sorted(path.stem for path in PLANS.glob(f"{PARENT}-*.yaml")))


@cache
def parent() -> Document:
    document, faults = read_document(plain_yaml(PLANS / f"{PARENT}.yaml"))
    assert faults == []
    return document


@cache
def whole(code: str) -> Document:
    """One of the 28 with everything that it takes from the county's notice."""
    written = plain_yaml(PLANS / f"{code}.yaml")
    document, faults = read_document(completed(written, parent()))
    assert faults == []
    return inheriting(document, parent())


def child(number: int) -> Document:
    """By the number of its row in the yearly programme."""
    (code,) = (code for code in CHILDREN if code.startswith(f"{PARENT}-{number:02d}-"))
    return whole(code)


def numbered(code: str) -> int:
    return int(code.removeprefix(f"{PARENT}-")[:2])
