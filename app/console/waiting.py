"""What waits for the actor's own organisation, or for the actor: the menu of every page counts it, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, ScalarSelect, Select, bindparam, select

from app.access.scoping import BUILT_ONCE, acting
from app.console.paging import capped
from app.extensions import db

# Of whoever asks: None for who acts for no organisation, or is no applicant.
OUR_ORGANISATION = bindparam("our_organisation", type_=Integer())
OWN_PERSON = bindparam("own_person", type_=Integer())


@dataclass(frozen=True, eq=False)
class Waits:
    """What waits, as statements of ids: each names OUR_ORGANISATION or OWN_PERSON itself, so no scope is asked."""

    rows: tuple[Select[Any], ...]

    def count(self) -> int:
        """How many, each kind of row counted to 1,001 at most."""
        return counted((self,))[self]


def counted(asked: tuple[Waits, ...]) -> dict[Waits, int]:
    """The count of each; one statement, none where nothing is asked."""
    if not asked:
        return {}
    actor = acting(db.session)
    mine = {OUR_ORGANISATION.key: actor.organisation_id, OWN_PERSON.key: actor.applicant_id}
    return dict(zip(asked, db.session.execute(_statement(asked), mine).one(), strict=True))


@lru_cache(maxsize=64)
def _statement(asked: tuple[Waits, ...]) -> Select[Any]:
    return select(*[_sum(one) for one in asked]).execution_options(**BUILT_ONCE, no_scope=True)


def _sum(one: Waits) -> Any:
    first, *others = [_count(rows) for rows in one.rows]
    total: Any = first
    for other in others:
        total = total + other
    return total


def _count(rows: Select[Any]) -> ScalarSelect[Any]:
    return capped(rows).scalar_subquery()
