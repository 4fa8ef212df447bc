"""The list of applications: what waits for us, what we have dealt with, everything in sight."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.access.scoping import acting
from app.applications.models import Application, printed_number
from app.applications.queries import held_by_kind
from app.audits import queries
from app.audits.enums import Tab
from app.audits.forms import PAGE_SIZES, read_queue
from app.audits.labels import TAB_LABELS, receiving_words
from app.audits.queries import QueueFilter
from app.audits.rules import OFFERED
from app.audits.views.page import bulk_panel
from app.console.arguments import address
from app.console.cells import for_file
from app.console.exports import Export
from app.console.formats import day
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import ARGUMENT, asked_page, chips_of, pager_urls, shown_count
from app.core import clock
from app.core.actor import Role
from app.core.workflow import Decision, StageKind, Status
from app.decisions.labels import list_word
from app.documents.spreadsheet import Cell, Column
from app.extensions import db

ENDPOINT = "AuditView.list"
SHOWN_STATUSES = tuple(status for status in Status if status is not Status.DRAFT)


def queue_context(may_audit: bool) -> dict[str, Any]:
    """What the queue's template shows for this request."""
    asked, page = queries.found_in_queue(_asked(may_audit), acting(db.session).organisation_id, asked_page())
    plans = queries.plan_choices()
    held = held_by_kind(acting(db.session).organisation_id)
    return {
        "asked": asked,
        "page": page,
        "pager": pager_urls(page),
        "plans": plans,
        "stages": [(kind.name, _stage_words(kind, asked, held)) for kind in StageKind],
        "statuses": [(status.name, label(status)) for status in SHOWN_STATUSES],
        "tabs": _tabs(asked, may_audit),
        "chips": _chips(asked, dict(plans)),
        "clear_url": url_for(ENDPOINT, tab=asked.tab.name),
        "waiting": asked.tab is Tab.WAITING,
        "pass_url": with_same_filters("AuditView.pass_many"),
        "sizes": [(size, address({"size": str(size), ARGUMENT: ""})) for size in PAGE_SIZES],
        "own_people": _own_people(),
        **_together(asked, page.rows, may_audit and asked.tab is Tab.WAITING),
    }


def with_same_filters(endpoint: str, **place: Any) -> str:
    """The endpoint's address with this request's arguments."""
    arguments = request.query_string.decode("ascii", "replace")
    return f"{url_for(endpoint, **place)}?{arguments}" if arguments else url_for(endpoint, **place)


def _together(asked: QueueFilter, rows: Sequence[Application], may: bool) -> dict[str, Any]:
    """What can be done with many rows beside passing them, and what their plans' days say."""
    if not may or not rows:
        return {"may_pass": False, "bulk": None, "lists": [], "named": {}, "deadlines": []}
    kinds = {row.stage_kind for row in rows}
    bulk = bulk_panel(kinds)
    lists = queries.lists_asked(rows)
    return {
        "may_pass": any(Decision.PASS in OFFERED[StageKind[kind]] for kind in kinds),
        "bulk": bulk[1].template if bulk else None,
        "bulk_url": with_same_filters("StageOutcomeView.record_many", kind=bulk[0].name) if bulk else "",
        "lists": [
            (
                list_word(name),
                with_same_filters("ListNamingView.enter", name=name),
                with_same_filters("ListNamingView.take_off", name=name),
            )
            for name in lists
        ],
        "named": {
            key: [list_word(name) for name in names]
            for key, names in (queries.named_in_lists([row.id for row in rows]) if lists else {}).items()
        },
        "deadlines": [receiving_words(*told) for told in queries.receiving_days(rows, clock.today())],
    }


class QueueList(FilteredList):
    """The queue's filter as a file, and kept under a name."""

    filter_names = ("tab", "plan", "stage", "status", "name", "from", "to")
    tab_names = ("tab",)

    def exported(self) -> Export:
        asked, own_people = _asked(self.may("audit")), _own_people()
        waiting = asked.tab is Tab.WAITING
        return Export(
            _("Applications to audit"),
            _columns(waiting, own_people),
            queries.queue_rows(asked, acting(db.session).organisation_id),
            Application.id,
            functools.partial(_cells, waiting, own_people),
        )


def _asked(may_audit: bool) -> QueueFilter:
    return read_queue(request.args, Tab.WAITING if may_audit else Tab.ALL)


def _own_people() -> bool:
    """Whether everybody in sight is of one employer, the reader's own."""
    return not acting(db.session).roles - {Role.EMPLOYER_OPERATOR}


def _columns(waiting: bool, own_people: bool) -> list[Column]:
    head = [_("Applicant"), _("Number"), _("Submissions")]
    employer = [] if own_people else [_("Employer")]
    middle = [_("Title"), _("Specialty"), _("Plan"), _("Stage")]
    end = [_("Submitted"), _("Arrived")] if waiting else [_("Now with"), _("Submitted"), _("Status")]
    return [Column(words, words == head[1]) for words in (*head, *employer, *middle, *end)]


def _cells(
    waiting: bool,
    own_people: bool,
    name: str,
    plan_year: int,
    application_id: int,
    submissions: int,
    employer: str,
    title: str | None,
    specialty: str | None,
    plan: str,
    stage: str | None,
    holder: str | None,
    submitted_at: dt.datetime | None,
    entered_at: dt.datetime | None,
    status: Status,
) -> list[Cell]:
    """One row of `queue_rows` under the headers of `_columns`."""
    head: list[Cell] = [name, printed_number(plan_year, application_id), submissions]
    submitted = for_file(submitted_at)
    end = [submitted, for_file(entered_at)] if waiting else [holder, submitted, label(status)]
    return [*head, *([] if own_people else [employer]), title, specialty, plan, stage, *end]


def _stage_words(kind: StageKind, asked: QueueFilter, held: dict[str, int]) -> str:
    count = held.get(kind.name, 0) if asked.tab is Tab.WAITING else 0
    return _("%(stage)s (%(count)s)", stage=label(kind), count=count) if count else label(kind)


def _tabs(asked: QueueFilter, may_audit: bool) -> list[dict[str, Any]]:
    shown, waiting = tuple(Tab) if may_audit else (Tab.ALL,), queries.waiting_here()
    return [
        {
            "label": str(TAB_LABELS[tab]),
            "url": url_for(ENDPOINT, tab=tab.name),
            "active": tab is asked.tab,
            "count": shown_count(waiting) if tab is Tab.WAITING else None,
        }
        for tab in shown
    ]


def _chips(asked: QueueFilter, plans: dict[int, str]) -> list[dict[str, str]]:
    return chips_of(
        (
            ("plan", _("Plan"), plans.get(asked.plan_id or 0, "")),
            ("stage", _("Stage"), label(asked.stage_kind)),
            ("status", _("Status"), label(asked.status)),
            ("name", _("Name contains") if asked.within else _("Name"), asked.name),
            ("from", _("Submitted from"), day(asked.submitted_from)),
            ("to", _("Submitted until"), day(asked.submitted_to)),
        )
    )
