"""Flask-AppBuilder without the surface that the program does not use."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_appbuilder import AppBuilder
from flask_babel import get_babel, get_translations

from app.console.api_problems import is_api_call


class Console(AppBuilder):
    """No `/back` (an open way to anywhere), no change of language by GET, no menu API, no second static folder.

    Every template and every asset is ours.
    """

    def init_app(self, app: Flask, session: object) -> None:
        super().init_app(app, session)
        get_babel(app).locale_selector = _language
        app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
            gettext=lambda text: _catalog().ugettext(text),
            ngettext=lambda one, many, count: _catalog().ungettext(one, many, count),
            newstyle=True,
        )

    def _add_global_static(self) -> None:
        """Nothing: the program serves its own assets."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


def _catalog() -> Any:
    """The reader's catalogue, found once for a request: a page asks it some seventy times."""
    if "catalog" not in g:
        g.catalog = get_translations()
    return g.catalog


def _language() -> str:
    """The reader's language: what the session names if the program speaks it; reading it writes no cookie.

    A caller of the API who chose none gets the one that Accept-Language likes best.
    """
    spoken, default = current_app.config["LANGUAGES"], current_app.config["BABEL_DEFAULT_LOCALE"]
    chosen: str = session.get("locale", "") if has_request_context() else ""
    if chosen not in spoken and has_request_context() and is_api_call():
        chosen = request.accept_languages.best_match(list(spoken), default) or default
    return chosen if chosen in spoken else default
