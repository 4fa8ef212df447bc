"""Words for assigned accounts and for the columns of their sheet."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.accounts.assigned.rules import ASSIGNED
from app.console.languages import LANGUAGES, in_language
from app.console.layout import Words, label
from app.core.actor import Role

COLUMN_LABELS: Mapping[str, Words] = {
    "username": _("User name"),
    "name": _("Account holder"),
    "role": _("Role"),
    "organisation": _("Organisation (name or code)"),
}


def headings() -> dict[str, str]:
    """Which column of the sheet a heading means, in every language of the program."""
    found: dict[str, str] = {}
    for code in LANGUAGES:
        with in_language(code):
            found.update({str(words): key for key, words in COLUMN_LABELS.items()})
    return found


def role_words() -> dict[str, Role]:
    """What the words for roles that are assigned mean, the reader's own first, then those of every language."""
    found = {label(role): role for role in ASSIGNED}
    for code in LANGUAGES:
        with in_language(code):
            found.update({label(role): role for role in ASSIGNED if label(role) not in found})
    return {**found, **{role.name: role for role in ASSIGNED}}
