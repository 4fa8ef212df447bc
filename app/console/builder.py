"""Flask-AppBuilder without the surface that the program does not use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, g, url_for
from flask_appbuilder import AppBuilder
from flask_babel import Domain, get_babel
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from markupsafe import Markup

from app.console.languages import language, wanted_language


class Console(AppBuilder):
    """No `/back` (an open way to anywhere), no change of language by GET, no menu API, no second static folder.

    Every template and every asset is ours.
    """

    def init_app(self, app: Flask, session: object) -> None:
        super().init_app(app, session)
        babel = get_babel(app)
        babel.locale_selector = wanted_language
        catalogs = babel.instance.domain_instance = Catalogs()
        said = catalogs.gettext_of_template
        app.jinja_env.globals.update(
            _=said,
            gettext=said,
            ngettext=catalogs.ngettext_of_template,
            url_for=_url_for,
            drawn_icon=_icon,
            once_per_language=catalogs.once_per_language,
        )

    def _add_global_static(self) -> None:
        """Nothing: the program serves its own assets."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


class Catalogs(Domain):
    """The catalogues of the process, each found by its language's code: a page asks for one some two hundred times."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Any] = {}
        self._written: dict[tuple[str, str], Markup] = {}

    def get_translations(self) -> Any:
        code = language()
        if code not in self._known:
            self._known[code] = super().get_translations()
        return self._known[code]

    @pass_eval_context
    def gettext_of_template(self, context: EvalContext, text: str, /, **variables: Any) -> str:
        """A message as Jinja's new style writes it: always a format, its figures escaped."""
        catalog = self.get_translations()
        if not context.autoescape:
            return str(catalog.ugettext(text) % variables)
        return Markup(catalog.ugettext(text)) % variables if variables else _finished(catalog, text)

    @pass_eval_context
    def ngettext_of_template(self, context: EvalContext, one: str, many: str, count: int, /, **variables: Any) -> str:
        """The same with a plural; `num` is the count."""
        said = self.get_translations().ungettext(one, many, count)
        return (Markup(said) if context.autoescape else said) % {"num": count, **variables}

    def once_per_language(self, macro: Macro) -> Markup:
        """What a macro without arguments says, trimmed, written once for each language: it names nobody and nothing."""
        place = (macro.name, language())
        if place not in self._written:
            self._written[place] = Markup(macro().strip())
        return self._written[place]


@lru_cache(maxsize=4096)
def _finished(catalog: Any, text: str) -> Markup:
    """A message without figures as a page shows it. Translations stay what they are until the process ends."""
    return Markup(catalog.ugettext(text)) % {}


def _url_for(endpoint: str, **values: Any) -> str:
    """`url_for` for templates; a page names the file of its icons some thirty times."""
    if endpoint != "static" or set(values) != {"filename"}:
        return url_for(endpoint, **values)
    known: dict[str, str] = g.setdefault("asset_urls", {})
    name = values["filename"]
    if name not in known:
        known[name] = url_for(endpoint, filename=name)
    return known[name]


def _icon(name: str) -> Markup:
    """One of our icons, as the templates' `icon(name)`."""
    return _icon_of(_url_for("static", filename="icons.svg"), name)


@lru_cache(maxsize=1024)
def _icon_of(address: str, name: str) -> Markup:
    drawn = '<svg class="icon icon-%s" aria-hidden="true"><use href="%s#%s"></use></svg>'
    return Markup(drawn) % (name, address, name)
