"""What every list offers beside its rows: a file of exactly its filter, and the filters that a person has saved.

Addresses of a list at `/audits/` are `/audits/export.xlsx`, `/audits/export.csv` and, for commands, `/audits/filters`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.console import queries, services
from app.console.arguments import address_of
from app.console.commands import SEE_OTHER, command
from app.console.errors import translate
from app.console.exports import KIND, Export, answer, handed_out
from app.console.models import SavedFilter
from app.console.screens import Permitted, screen_permission
from app.core.errors import OutOfScope, Refused

FILTER_ID = "<int(max=2147483647):filter_id>"
ROUTES = {"export", "save_filter", "change_filter"}
PAGING = ("k", "psize")


@dataclass(frozen=True)
class KeptFilter:
    """A saved filter on its list's page; `active` where the page shows exactly this filter."""

    name: str
    url: str
    active: bool
    change_url: str


@dataclass(frozen=True)
class ListTools:
    """What a list's templates draw beside the rows.

    `exports` are (words, address) of the files. `arguments` is the filter of this page as it would be saved, "" where
    none is set; `save_url` is "" where the list has no filters.
    """

    exports: list[tuple[str, str]]
    kept: list[KeptFilter] = field(default_factory=list)
    arguments: str = ""
    save_url: str = ""

    @property
    def active(self) -> bool:
        """Whether this page's filter is saved."""
        return any(one.active for one in self.kept)


class ExportedList(Permitted):
    """A list that can be had as a file by whoever may list it."""

    include_route_methods: set[str] | None = None

    def __init__(self) -> None:
        if self.include_route_methods:
            self.include_route_methods = {*self.include_route_methods, *ROUTES}
        super().__init__()

    def exported(self) -> Export:
        """The list that this request's address asks for."""
        raise NotImplementedError

    def list_tools(self) -> ListTools:
        """For the list's template."""
        return ListTools(self._exports())

    @expose(f"/export.{KIND}")
    @screen_permission("list")
    def export(self, kind: str) -> Any:
        export = self.exported()
        return handed_out(answer(export, kind), export.title)

    def _exports(self) -> list[tuple[str, str]]:
        arguments = request.args.items(multi=True)
        asked = [(name, value) for name, value in arguments if name.partition("_")[0] not in PAGING]
        words = {"xlsx": _("Export to Excel"), "csv": "CSV"}
        return [(text, address_of(f"{self.endpoint}.export", asked, kind=kind)) for kind, text in words.items()]


class FilteredList(ExportedList):
    """A list whose filters can be saved. `tab_names` are arguments that choose a tab and alone make no filter."""

    filter_names: Collection[str] = ()
    tab_names: Collection[str] = ()

    def known_arguments(self) -> Collection[str]:
        """Names of the arguments that filter this list."""
        return self.filter_names

    def list_tools(self) -> ListTools:
        """For the list's template; one statement."""
        now = self._reduced(request.args.items(multi=True))
        return ListTools(
            self._exports(),
            [self._kept(saved, now) for saved in queries.saved_filters(self._list_key)],
            now,
            url_for(f"{self.endpoint}.save_filter"),
        )

    @expose("/filters", methods=["POST"])
    @screen_permission("list")
    def save_filter(self) -> Any:
        arguments = self._reduced(parse_qsl(request.form.get("arguments", "")))
        name = request.form.get("name", "")
        return self._told(
            lambda: services.save_filter(self._list_key, name, arguments), _("The filter was saved."), arguments
        )

    @expose(f"/filters/{FILTER_ID}", methods=["POST"])
    @screen_permission("list")
    def change_filter(self, filter_id: int) -> Any:
        key, name = self._list_key, request.form.get("name", "")
        shown = self._reduced(parse_qsl(request.form.get("arguments", "")))
        match request.form.get("action"):
            case "rename":
                return self._told(
                    lambda: services.rename_filter(key, filter_id, name), _("The filter was renamed."), shown
                )
            case "delete":
                return self._told(lambda: services.delete_filter(key, filter_id), _("The filter was deleted."), shown)
        raise OutOfScope

    @property
    def _list_key(self) -> str:
        return f"{self.endpoint}.list"

    def _told(self, change: Callable[[], object], words: str, arguments: str) -> Any:
        """Back to the list under the same filter, with what was done or why not."""
        try:
            with command():
                change()
        except Refused as refused:
            flash(translate(refused.message, refused.params), "danger")
        else:
            flash(words, "success")
        return redirect(self._address(arguments), SEE_OTHER)

    def _kept(self, saved: SavedFilter, now: str) -> KeptFilter:
        change_url = url_for(f"{self.endpoint}.change_filter", filter_id=saved.id)
        arguments = self._reduced(parse_qsl(saved.arguments))
        return KeptFilter(saved.name, self._address(arguments), arguments == now, change_url)

    def _address(self, arguments: str) -> str:
        return url_for(self._list_key) + (f"?{arguments}" if arguments else "")

    def _reduced(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Of these arguments those that filter this list, in one order; "" where they filter nothing."""
        known = self.known_arguments()
        kept = sorted((name, value.strip()) for name, value in pairs if name in known and value.strip())
        return urlencode(kept) if any(name not in self.tab_names for name, _value in kept) else ""
