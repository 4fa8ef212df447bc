"""个人信息审核: the profiles that wait for this employer, oldest first (R-104, R-107)."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_appbuilder.models.sqla.filters import FilterNotEqual
from flask_babel import lazy_gettext

from app.applicants import queries, services
from app.applicants.changes import change_lines
from app.applicants.enums import AuditState
from app.applicants.forms import row_id
from app.applicants.freezing import PERSON, frozen_key
from app.applicants.labels import LIST_LABELS, PROFILE_LABELS, pairs, record_table, restored
from app.applicants.models import Applicant, Profile, ProfileSection
from app.applicants.tabs import TABS, Tab
from app.console.actions import parse_decision, typed_decision
from app.console.commands import command, redirect_after
from app.console.errors import worded
from app.console.filters import Equal
from app.console.interface import ScopedInterface
from app.console.screens import screen_permission
from app.console.views import ConsoleView
from app.core.errors import Invalid, OutOfScope
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.labels import timeline_items

DONE = {
    Decision.PASS: lazy_gettext("The personal data has passed; the person is told so."),
    Decision.RETURN: lazy_gettext("The personal data was returned to the person."),
}
CONSEQUENCES = {
    "PASS": lazy_gettext("All sections that wait have passed, and the person is told so."),
    "RETURN": lazy_gettext(
        "The sections that you name go back to the person with what you write; the others that wait have passed."
    ),
}


class ProfileAuditView(ConsoleView):
    """Waiting profiles of the actor's own employer."""

    route_base = "/profile-audits"
    datamodel = ScopedInterface(Profile)
    class_permission_name = "ProfileAudit"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"add", "edit", "delete"}
    list_template = "applicants/audits.html"
    list_title = lazy_gettext("Personal data to audit")
    list_columns = ["applicant", "submitted_at", "status"]
    search_columns = ["applicant", "submitted_at"]
    label_columns = PROFILE_LABELS
    base_filters = [["status", Equal, AuditState.SUBMITTED]]
    base_order = ("submitted_at", "asc")
    empty_words = lazy_gettext("Personal data appears here when your staff submit it.")

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        return self._page(_profile_id(pk))

    @expose("/decide/<pk>", methods=["POST"])
    @screen_permission("audit")
    def decide(self, pk: str) -> Any:
        profile_id = _profile_id(pk)
        try:
            decided = parse_decision(request.form)
            defects = [*decided.defects, *([("", decided.reason)] if decided.reason else [])]
            with command():
                services.audit(profile_id, decided.version, decided.decision, opinion=decided.opinion, defects=defects)
        except Invalid as error:
            return self._page(profile_id, error), error.status
        return redirect_after(str(DONE[decided.decision]), "ProfileAuditView.list")

    def _page(self, profile_id: int, error: Invalid | None = None) -> Any:
        profile = queries.profile(profile_id)
        person, contents = queries.load(profile.applicant_id), queries.contents(profile.applicant_id)
        shown = [_section(one, *contents[one.key]) for one in _in_order(person)]
        waiting = profile.status is AuditState.SUBMITTED
        return self.render_template(
            "applicants/audit.html",
            profile=profile,
            record=person,
            sections=shown,
            waiting=waiting,
            choices=[(one["key"], str(one["title"])) for one in shown if one["state"] is AuditState.SUBMITTED],
            history=_history(profile),
            consequences=CONSEQUENCES,
            values=typed_decision(request.form) if error else {},
            errors=[(one["field"], one["message"]) for one in worded(error.violations)] if error else [],
        )


class ProfileAuditedView(ProfileAuditView):
    """The profiles that this employer has audited, newest first."""

    route_base = "/profile-audits/done"
    list_title = lazy_gettext("Personal data audited")
    search_columns = ["applicant", "status", "submitted_at"]
    base_filters = [["status", FilterNotEqual, AuditState.SUBMITTED]]
    base_order = ("submitted_at", "desc")


def _in_order(person: Applicant) -> list[ProfileSection]:
    """The sections that were ever handed in, those that wait first."""
    sent = [one for one in person.sections if one.key in TABS and one.status is not AuditState.DRAFT]
    order = list(TABS)
    return sorted(sent, key=lambda one: (one.status is not AuditState.SUBMITTED, order.index(one.key)))


def _section(
    section: ProfileSection, content: dict[str, Any] | None, approved: dict[str, Any] | None
) -> dict[str, Any]:
    """One section as it was handed in, and what changed since it passed last."""
    tab, sent = TABS[section.key], content or {}
    waits = section.status is AuditState.SUBMITTED
    return {
        "key": section.key,
        "title": tab.title,
        "state": section.status,
        "reason": section.reason,
        "pairs": pairs(tab.columns, restored(Applicant, sent.get(PERSON, {}))),
        "tables": _tables(tab, sent),
        "changes": list(change_lines(approved, sent)) if waits and approved else [],
    }


def _tables(tab: Tab, sent: dict[str, Any]) -> list[tuple[Any, Any, list[dict[str, Any]]]]:
    """(heading, table, proofs) of each list."""
    found = []
    for one in tab.lists:
        rows = sent.get(frozen_key(one.name), [])
        table = record_table(one.name, [restored(one.model, row) for row in rows])
        found.append((LIST_LABELS[one.name], table, [row["proof"] for row in rows if row.get("proof")]))
    return found


def _history(profile: Profile) -> Any:
    rows = decisions.history(SubjectKind.APPLICANT, profile.applicant_id)
    seen = [row for row in rows if row.action in (Action.SUBMIT, Action.PASS, Action.RETURN)]
    return timeline_items(seen, {key: tab.title for key, tab in TABS.items()})


def _profile_id(pk: str) -> int:
    """The id of an address; raises OutOfScope for what is none."""
    profile_id = row_id(pk)
    if profile_id is None:
        raise OutOfScope
    return profile_id
