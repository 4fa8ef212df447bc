"""本单位人员: everybody who chose this employer; the employer confirms or removes each."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.applicants.freezing import row_content
from app.applicants.labels import LIST_LABELS, WORK, pairs, record_table, restored
from app.applicants.models import Applicant
from app.applicants.queries import load
from app.console.actions import parse_selection, parse_version
from app.console.arguments import member_of, whole_number
from app.console.cells import for_file
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate, worded
from app.console.exports import Export
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import asked_page, chips_of, pager_urls, shown_count
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Invalid, OutOfScope, Refused
from app.core.text import tidy
from app.documents.spreadsheet import Cell, Column
from app.employers import queries, services
from app.employers.enums import StaffTab
from app.employers.queries.staff import StaffFilter

PERSON = "<int(max=2147483647):applicant_id>"


class StaffView(FilteredList, BaseScreen):
    """The actor's own staff."""

    route_base = "/employer/staff"
    class_permission_name = "Staff"
    default_view = "list"
    filter_names = ("tab", "name")
    tab_names = ("tab",)

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        asked = _asked()
        page = queries.staff_page(asked, asked_page())
        return self.render(
            "employers/staff.html",
            asked=asked,
            page=page,
            pager=pager_urls(page),
            tabs=_tabs(asked),
            chips=chips_of((("name", _("Name"), asked.name),)),
            clear_url=url_for("StaffView.list", tab=asked.tab.name),
            waiting=asked.tab is StaffTab.WAITING,
            tools=self.list_tools(),
        )

    def exported(self) -> Export:
        words = (_("Name"), _("Identity number"), _("Mobile phone"), _("Administrative post"), _("Confirmed at"))
        return Export(_("Staff"), [Column(one) for one in words], queries.staff_rows(_asked()), Applicant.id, _cells)

    @expose("/confirm", methods=["POST"])
    @screen_permission("confirm")
    def confirm(self) -> Any:
        try:
            seen = _seen(request.form)
            with command():
                results = [
                    (
                        one.person.id,
                        one.person.name,
                        translate(one.refusal.message, one.refusal.params) if one.refusal else "",
                    )
                    for one in services.confirm_many(seen)
                ]
        except Invalid as refusal:
            for one in worded(refusal.violations):
                flash(one["message"], "danger")
            return redirect(url_for("StaffView.list"), SEE_OTHER)
        if len(results) == 1 and not results[0][2]:
            return redirect_after(_("“%(name)s” was confirmed.", name=results[0][1]), "StaffView.list")
        done = sum(not words for _key, _name, words in results)
        words = ngettext("%(num)s person was confirmed.", "%(num)s people were confirmed.", done)
        return self.render("employers/confirmed.html", results=results, done=done, told=words)

    @expose(f"/{PERSON}")
    @screen_permission("show")
    def show(self, applicant_id: int) -> Any:
        return self._page(applicant_id)

    @expose(f"/{PERSON}/remove", methods=["POST"])
    @screen_permission("remove")
    def remove(self, applicant_id: int) -> Any:
        reason = tidy(request.form.get("reason", ""))
        try:
            with command():
                name = services.remove(applicant_id, parse_version(request.form), reason).name
        except Invalid as error:
            return self._page(applicant_id, [one["message"] for one in worded(error.violations)]), error.status
        except Refused as error:
            return self._page(applicant_id, [translate(error.message, error.params)]), error.status
        return redirect_after(_("“%(name)s” was removed and told why.", name=name), "StaffView.list")

    def _page(self, applicant_id: int, refusals: Any = ()) -> str:
        queries.member(applicant_id)
        member = load(applicant_id)
        columns = [name for name in WORK if name != "employer"]
        head = ("name", "identity_number", "sex", "birth_date", "phone")
        values = {name: getattr(member, name) for name in (*head, *columns)}
        values["identity_number"] = member.masked_identity_number
        return self.render(
            "employers/person.html",
            member=member,
            identity=pairs(head, values),
            work=pairs(columns, values),
            tables=[(name, LIST_LABELS[name], _table(member, name)) for name in ("employment", "insurance")],
            refusals=refusals,
        )


def _table(person: Applicant, name: str) -> tuple[list[str], list[list[Any]]]:
    rows = getattr(person, name)
    return record_table(name, [restored(type(row), row_content(row, person)) for row in rows])


def _asked() -> StaffFilter:
    arguments = request.args
    tab = member_of(StaffTab, arguments.get("tab", "")) or StaffTab.WAITING
    return StaffFilter(tab, tidy(arguments.get("name", "")))


def _tabs(asked: StaffFilter) -> list[dict[str, Any]]:
    waiting = shown_count(queries.UNCONFIRMED.count())
    return [
        {
            "label": label(tab),
            "url": url_for("StaffView.list", tab=tab.name),
            "active": tab is asked.tab,
            "count": waiting if tab is StaffTab.WAITING else None,
        }
        for tab in StaffTab
    ]


def _seen(form: MultiDict[str, str]) -> dict[int, int]:
    """The rows ticked, each with the version that it was drawn for. Raises Invalid, OutOfScope for what is no id."""
    ids = {text: whole_number(text) for text in parse_selection(form, "confirm").ids}
    if None in ids.values():
        raise OutOfScope
    return {key: parse_version({"version": form.get(f"version-{text}", "")}) for text, key in ids.items() if key}


def _cells(person: Applicant) -> list[Cell]:
    return [
        *(person.name, person.masked_identity_number, person.phone, person.administrative_post),
        for_file(person.employer_confirmed_at),
    ]
