"""The log, for the audit viewer: who did what, when, for whom; and whether its chains hold."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.console.arguments import day_of, member_of, whole_number
from app.console.cells import for_file
from app.console.exports import Export
from app.console.formats import day
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import asked_page, chips_of, pager_urls
from app.console.screens import BaseScreen, screen_permission
from app.core.text import tidy
from app.decisions import queries, services
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import told, who
from app.decisions.models import DecisionRecord
from app.decisions.queries import LogFilter
from app.documents.spreadsheet import Cell, Column

ENDPOINT = "DecisionRecordView.list"


class DecisionRecordView(FilteredList, BaseScreen):
    """操作日志, read only."""

    route_base = "/decisions"
    class_permission_name = "DecisionRecord"
    default_view = "list"
    filter_names = ("kind", "subject", "action", "organisation", "from", "to")

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        asked = _asked()
        page = queries.log(asked, asked_page())
        return self.render(
            "decisions/list.html",
            asked=asked,
            page=page,
            rows=[(row, who(row), told(row)) for row in page.rows],
            pager=pager_urls(page),
            subjects=[(kind.name, label(kind)) for kind in SubjectKind],
            actions=[(action.name, label(action)) for action in Action],
            chips=_chips(asked),
            clear_url=url_for(ENDPOINT),
            tools=self.list_tools(),
        )

    def exported(self) -> Export:
        return Export(_("Log"), _columns(), queries.whole_log(_asked()), DecisionRecord.id, _cells)

    @expose("/chains")
    @screen_permission("show")
    def chains(self) -> Any:
        return self.render("decisions/chains.html", broken=services.broken_chains(), counts=queries.chain_counts())


def _columns() -> list[Column]:
    words = (_("Time"), _("Who"), _("Organisation"), _("Subject"), _("Number"), _("Row of the chain"))
    return [Column(one) for one in (*words, _("Action"), _("Stage"), _("Content"), _("Link"))]


def _cells(row: DecisionRecord) -> list[Cell]:
    """A row of the log under the headers of `_columns`; the link is whole here."""
    return [
        *(for_file(row.at), who(row), row.organisation_name),
        *(label(row.subject_kind), row.subject_id, row.sequence),
        *(label(row.action), row.stage, for_file(told(row)), row.link),
    ]


def _asked() -> LogFilter:
    arguments = request.args
    return LogFilter(
        subject_kind=member_of(SubjectKind, arguments.get("kind", "")),
        subject_id=whole_number(arguments.get("subject", "")),
        action=member_of(Action, arguments.get("action", "")),
        organisation=tidy(arguments.get("organisation", "")),
        first_day=day_of(arguments.get("from", "")),
        last_day=day_of(arguments.get("to", "")),
    )


def _chips(asked: LogFilter) -> Any:
    return chips_of(
        (
            ("kind", _("Subject"), label(asked.subject_kind)),
            ("subject", _("Number"), str(asked.subject_id or "")),
            ("action", _("Action"), label(asked.action)),
            ("organisation", _("Organisation"), asked.organisation),
            ("from", _("From"), day(asked.first_day)),
            ("to", _("Until"), day(asked.last_day)),
        )
    )
