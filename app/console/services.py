"""Commands over what the console keeps for an account."""

from __future__ import annotations

from app.access.scoping import acting
from app.console import queries
from app.console.models import LONGEST_ARGUMENTS, LONGEST_NAME, SavedFilter
from app.core.errors import Refused
from app.core.text import tidy
from app.extensions import db

MOST_FILTERS = 30


def save_filter(list_key: str, name: str, arguments: str) -> SavedFilter:
    """Keep a filter of a list under a name, for whoever acts.

    Raises Refused without a filter, without a name that is free, and beyond 30 filters for one list.
    """
    if not arguments:
        raise Refused("No filter is set, so there is nothing to save.")
    if len(arguments) > LONGEST_ARGUMENTS:
        raise Refused("This filter is too long to be saved. Please leave some of it out.")
    kept = queries.saved_filters(list_key)
    if len(kept) >= MOST_FILTERS:
        raise Refused("You have saved %(most)s filters for this list. Please delete one first.", most=MOST_FILTERS)
    account_id = acting(db.session).account_id
    saved = SavedFilter(account_id=account_id, list_key=list_key, name=_free(name, list_key), arguments=arguments)
    db.session.add(saved)
    db.session.flush()
    return saved


def rename_filter(list_key: str, filter_id: int, name: str) -> SavedFilter:
    """Give a filter another name. Raises OutOfScope, and Refused where the name cannot be taken."""
    saved = queries.saved_filter(list_key, filter_id)
    saved.name = _free(name, list_key, besides=filter_id)
    db.session.flush()
    return saved


def delete_filter(list_key: str, filter_id: int) -> SavedFilter:
    """Forget a filter. Raises OutOfScope."""
    saved = queries.saved_filter(list_key, filter_id)
    db.session.delete(saved)
    db.session.flush()
    return saved


def _free(text: str, list_key: str, besides: int | None = None) -> str:
    """The name as it is kept; raises Refused where it is empty, too long or taken by another filter of the list."""
    name = " ".join(tidy(text).split())
    if not name:
        raise Refused("A saved filter needs a name.")
    if len(name) > LONGEST_NAME:
        raise Refused(
            "The name has %(found)s characters; at most %(wanted)s are kept.", found=len(name), wanted=LONGEST_NAME
        )
    if any(one.name == name and one.id != besides for one in queries.saved_filters(list_key)):
        raise Refused("You have a filter called “%(name)s” for this list already.", name=name)
    return name
