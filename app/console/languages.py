"""The languages of the program: whose is whose, and the one in which the office writes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import g, has_request_context, request, session
from flask_babel import force_locale, get_locale

from app.console.api_problems import is_api_call


@dataclass(frozen=True)
class Language:
    """`name` is what its own readers call it, `tag` what `<html lang>` says."""

    code: str
    name: str
    tag: str


LANGUAGES: Mapping[str, Language] = {
    one.code: one for one in (Language("zh", "中文", "zh-CN"), Language("en", "English", "en"))
}
OFFICIAL = "zh"
CHOICE = "locale"
OF_ACCOUNT = "account_language"


def language() -> str:
    """The code of the language in which texts are written at this moment; the office's outside of any program."""
    try:
        spoken = g._get_current_object().get("_flask_babel")
    except RuntimeError:
        return OFFICIAL
    # A page asks two hundred times; what Flask-Babel found already is read where it keeps it.
    locale = getattr(spoken, "babel_locale", None) or get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else OFFICIAL


def wanted_language() -> str:
    """The reader's language: what the account remembers, else what the session does, else what the browser asks for.

    A program that calls with a token says each time what it wants. Reading the language writes no cookie and asks the
    database nothing. Outside of a request it is the office's.
    """
    if not has_request_context():
        return OFFICIAL
    if is_api_call() and "Authorization" in request.headers and request.accept_languages:
        return request.accept_languages.best_match(list(LANGUAGES), default=OFFICIAL)
    for chosen in (g.get(OF_ACCOUNT), session.get(CHOICE)):
        if isinstance(chosen, str) and chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default=OFFICIAL)


def in_language(code: str) -> AbstractContextManager[None]:
    """Write texts in that language for a while, whoever reads the page."""
    return force_locale(code)


def officially() -> AbstractContextManager[None]:
    """Write texts as the office does: sheets, and the words of a message that leaves the program."""
    return in_language(OFFICIAL)


def language_links() -> list[Language]:
    """The languages that the reader can turn to."""
    here = language()
    return [one for one in LANGUAGES.values() if one.code != here]
