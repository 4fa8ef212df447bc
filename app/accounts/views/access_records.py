"""The access log, for the audit viewer: who saw, took out or did what, from where."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.enums import AccessKind
from app.access.models import AccessRecord
from app.accounts import queries
from app.accounts.queries import AccessFilter
from app.console.arguments import day_of, member_of
from app.console.cells import for_file
from app.console.exports import Export
from app.console.formats import day
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import asked_page, chips_of, pager_urls
from app.console.screens import BaseScreen, screen_permission
from app.core.text import tidy
from app.documents.spreadsheet import Cell, Column


class AccessRecordView(FilteredList, BaseScreen):
    """访问日志, read only."""

    route_base = "/access-records"
    class_permission_name = "AccessRecord"
    default_view = "list"
    filter_names = ("kind", "who", "subject", "from", "to")

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        asked = _asked()
        page = queries.access_records(asked, asked_page())
        return self.render(
            "accounts/access_records.html",
            asked=asked,
            page=page,
            pager=pager_urls(page),
            kinds=[(kind.name, label(kind)) for kind in AccessKind],
            chips=_chips(asked),
            clear_url=url_for("AccessRecordView.list"),
            tools=self.list_tools(),
        )

    def exported(self) -> Export:
        return Export(_("Access log"), _columns(), queries.all_access_records(_asked()), AccessRecord.id, _cells)


def _columns() -> list[Column]:
    words = (_("Time"), _("What"), _("Who"), _("Organisation"), _("About"), _("Particulars"), _("Address"), _("Device"))
    return [Column(one) for one in words]


def _cells(row: AccessRecord) -> list[Cell]:
    """A row under the headers of `_columns`."""
    told = (row.account_name, row.organisation_name, row.subject, row.details, row.address, row.device)
    return [for_file(row.at), label(row.kind), *map(for_file, told)]


def _asked() -> AccessFilter:
    arguments = request.args
    return AccessFilter(
        kind=member_of(AccessKind, arguments.get("kind", "")),
        who=tidy(arguments.get("who", "")),
        subject=tidy(arguments.get("subject", "")),
        first_day=day_of(arguments.get("from", "")),
        last_day=day_of(arguments.get("to", "")),
    )


def _chips(asked: AccessFilter) -> Any:
    return chips_of(
        (
            ("kind", _("What"), label(asked.kind)),
            ("who", _("Who"), asked.who),
            ("subject", _("About"), asked.subject),
            ("from", _("From"), day(asked.first_day)),
            ("to", _("Until"), day(asked.last_day)),
        )
    )
