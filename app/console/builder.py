"""Flask-AppBuilder without the surface that the program does not use."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_appbuilder import AppBuilder
from flask_babel import get_babel, get_translations

from app.console.languages import language, wanted_language


class Console(AppBuilder):
    """No `/back` (an open way to anywhere), no change of language by GET, no menu API, no second static folder.

    Every template and every asset is ours.
    """

    def init_app(self, app: Flask, session: object) -> None:
        super().init_app(app, session)
        get_babel(app).locale_selector = wanted_language
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
    """The reader's catalogue, found once for a request and language: a page asks it some seventy times."""
    known: dict[str, Any] = g.setdefault("catalogs", {})
    code = language()
    if code not in known:
        known[code] = get_translations()
    return known[code]
