"""An office's dashboard. Each part is for whoever has the permission that its screens ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.access.roles import permitted
from app.applicants import queries as applicants
from app.catalog.models import (
    Contact,
    HolidayOverride,
    ProfessionalTitle,
    Region,
    Specialty,
    TitleLevel,
    TitleSeries,
)
from app.catalog.queries import working_calendar
from app.committees.models import ReviewCommittee
from app.console.layout import Words, label
from app.console.paging import COUNT_CAP, shown_count
from app.console.waiting import Waits, counted
from app.core import clock
from app.core.actor import Actor
from app.core.calendar import KNOWN_YEARS
from app.core.workflow import StageKind
from app.dashboard import queries
from app.dashboard.labels import CATALOG_LABELS
from app.dashboard.queries import Pile
from app.dashboard.views.due import due_items
from app.dashboard.views.funnels import funnels
from app.decisions import services as decisions
from app.employers import queries as employers
from app.fees import queries as fees
from app.fees.enums import OrderStatus
from app.hours import queries as hours
from app.organisations.models import Organisation
from app.posts import queries as posts

CATALOG = (
    (ProfessionalTitle, "ProfessionalTitleView"),
    (Specialty, "SpecialtyView"),
    (TitleSeries, "TitleSeriesView"),
    (TitleLevel, "TitleLevelView"),
    (Organisation, "OrganisationView"),
    (ReviewCommittee, "ReviewCommitteeView"),
    (Region, "RegionView"),
    (Contact, "ContactView"),
    (HolidayOverride, "HolidayOverrideView"),
)


# What the menu counts beside the piles that say since when the oldest waits: who may decide, the words, the list.
COUNTED: tuple[tuple[str, str, Words, Waits, str], ...] = (
    ("audit", "ProfileAudit", lazy_gettext("Personal data to audit"), applicants.WAITING, "ProfileAuditView.list"),
    ("confirm", "Staff", lazy_gettext("Staff to confirm"), employers.UNCONFIRMED, "StaffView.list"),
    (
        "audit",
        "EmployerRegistrationAudit",
        lazy_gettext("Requests of employers to audit"),
        employers.REQUESTS,
        "RegistrationAuditView.list",
    ),
    ("audit", "HoursImport", lazy_gettext("Imports of hours to check"), hours.WAITING, "HoursImportView.list"),
    ("confirm", "PostQuota", lazy_gettext("Posts to confirm"), posts.WAITING, "PostQuotaView.list"),
)

# Lists that hold what was decided as well.
WHOLE_LISTS = ("HoursImportView.list", "PostQuotaView.list")


def office_context(actor: Actor) -> dict[str, Any]:
    """What the office's dashboard shows; a part that is not for these roles is None."""

    def may(verb: str, resource: str) -> bool:
        return permitted(actor.roles, verb, resource)

    reads = may("list", "Application")
    places = queries.places() if reads else {}
    plans = queries.published_plans(list(places), actor.organisation_id) if reads else ()
    works = may("audit", "Application") or may("record", "FeeOrder") or may("add", "ReviewPlan")
    return {
        "waiting": list(_waiting(actor)) if works else None,
        "due": due_items(actor, plans) if works else None,
        "funnels": funnels(actor, plans, places) if reads else None,
        "money": _money() if may("list", "FeeOrder") else None,
        "catalog": _catalog() if may("edit", "Region") else None,
        "accounts": _accounts() if may("list", "Account") else None,
        "log": _log() if may("list", "DecisionRecord") else None,
    }


def _rows(number: int) -> str:
    """A count in words as lists write it, capped."""
    if number > COUNT_CAP:
        return _("more than %(count)s rows", count=COUNT_CAP)
    return str(ngettext("%(num)s row", "%(num)s rows", number))


def _waiting(actor: Actor) -> Iterator[dict[str, Any]]:
    """Each pile of work that is not empty: what it is, how many, since when, and the list that holds exactly these."""
    organisation = actor.organisation_id
    if organisation is not None and permitted(actor.roles, "audit", "ArchiveEntryAudit"):
        pile = queries.archive_entries(organisation)
        yield from _pile(_("Archive entries to audit"), pile, url_for("ArchiveAuditView.list"))
    if permitted(actor.roles, "audit", "Application"):
        held = queries.held(organisation)
        for kind in StageKind:
            if kind.name in held:
                yield from _held(kind, held[kind.name])
    yield from _counted(actor)
    if permitted(actor.roles, "record", "FeeOrder"):
        pile = queries.open_orders()
        yield from _pile(_("Payments to record"), pile, url_for("FeeOrderView.list", status=OrderStatus.OPEN.name))
    if permitted(actor.roles, "add", "ReviewPlan"):
        pile = Pile(queries.draft_plans(organisation), None)
        yield from _pile(_("Plans to publish (drafts)"), pile, url_for("PlanView.list", _flt_0_status="DRAFT"))


def _counted(actor: Actor) -> Iterator[dict[str, Any]]:
    asked = [one for one in COUNTED if permitted(actor.roles, one[0], one[1])]
    numbers = counted(tuple(waits for *_words, waits, _list in asked))
    for _verb, _resource, words, waits, endpoint in asked:
        filters: dict[str, Any] = {"_flt_0_status": "SUBMITTED"} if endpoint in WHOLE_LISTS else {}
        yield from _pile(str(words), Pile(numbers[waits], None), url_for(endpoint, **filters))


def _held(kind: StageKind, pile: Pile) -> Iterator[dict[str, Any]]:
    if kind is StageKind.PUBLIC_NOTICE:
        return _pile(_("Applications in or before a public notice"), pile, url_for("PublicNoticeView.list"))
    words = _("Applications: %(stage)s", stage=label(kind))
    return _pile(words, pile, url_for("AuditView.list", tab="WAITING", stage=kind.name))


def _pile(words: str, pile: Pile, url: str) -> Iterator[dict[str, Any]]:
    if pile.count:
        yield {"label": words, "count": shown_count(pile.count), "age": _age(pile.oldest), "url": url}


def _age(oldest: dt.datetime | None) -> str:
    if oldest is None:
        return ""
    days = (clock.today() - clock.office_time(oldest).date()).days
    return _("The oldest came %(days)s days ago", days=days) if days > 0 else _("The oldest came today")


def _money() -> dict[str, Any]:
    """Sums by state, in fen, and how many payments are overdue."""
    sums = fees.totals()
    return {
        "owed": sums.get(OrderStatus.OPEN, (0, 0)),
        "paid": sums.get(OrderStatus.PAID, (0, 0)),
        "overdue": queries.overdue_orders(clock.today()),
    }


def _catalog() -> dict[str, Any]:
    """How many rows each table of the catalog holds, and how far the working calendar reaches."""
    counts = queries.row_counts([model for model, _view in CATALOG])
    tiles = [
        {"label": str(CATALOG_LABELS[view]), "count": shown_count(count), "url": url_for(f"{view}.list")}
        for (_model, view), count in zip(CATALOG, counts, strict=True)
    ]
    year = max(KNOWN_YEARS)
    soon = clock.today() + dt.timedelta(days=60)
    return {"tiles": tiles, "calendar_until": year, "calendar_ends": not working_calendar().is_known(soon)}


def _accounts() -> dict[str, Any]:
    now = clock.now()
    return {"figures": queries.account_figures(now), "locked": queries.locked_accounts(now)}


def _log() -> dict[str, Any]:
    """How much was written, and what the newest seal outside the database covers."""
    today = dt.datetime.combine(clock.today(), dt.time.min, clock.OFFICE_ZONE)
    state: dict[str, Any] = {"today": _rows(queries.records_since(today)), "newest": queries.newest_record()}
    try:
        seal = decisions.newest_seal()
    except ValueError as problem:
        return {**state, "seal": None, "unreadable": str(problem), "unsealed": ""}
    unsealed = _rows(queries.records_after(seal.last_id if seal else 0))
    return {**state, "seal": seal, "unreadable": "", "unsealed": unsealed}
