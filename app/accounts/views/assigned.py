"""Accounts that are assigned: listed, added, imported, switched, given new initial passwords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.models import Account
from app.access.scoping import acting
from app.accounts.assigned import queries, services, sheets
from app.accounts.assigned.forms import SHEET_BYTES, AssignForm, ConfirmSheetForm, SheetForm
from app.accounts.assigned.labels import COLUMN_LABELS, headings, role_words
from app.accounts.assigned.queries import Asked
from app.accounts.assigned.rules import ASSIGNED, MOST_ROWS
from app.accounts.rules import INITIAL_PASSWORD_DAYS
from app.console.actions import parse_version
from app.console.arguments import member_of
from app.console.carried_files import carried
from app.console.cells import for_file
from app.console.commands import command, redirect_after
from app.console.errors import translate
from app.console.exports import Export, Table, download
from app.console.formats import listed
from app.console.forms import apply_violations
from app.console.layout import label
from app.console.lists import FilteredList
from app.console.paging import asked_page, chips_of, pager_urls
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.core.errors import Conflict, Invalid, OutOfScope, Refused, TooLarge, Violation
from app.core.text import tidy
from app.documents.spreadsheet import Cell, Column
from app.extensions import db

PK = "<int(max=2147483647):pk>"
ENDPOINT = "AssignedAccountView.list"
YES_NO = {"y": True, "n": False}


class AssignedAccountView(FilteredList, BaseScreen):
    """What is assigned by the level above: the system administrator everywhere, an HRSS department below it."""

    route_base = "/assigned-accounts"
    class_permission_name = "AssignedAccount"
    default_view = "list"
    filter_names = ("q", "organisation", "role", "active", "due")

    @expose("/")
    @screen_permission("list")
    def list(self) -> Any:
        asked = _asked()
        page = queries.page(_reach(), asked, asked_page())
        return self.render(
            "accounts/assigned/list.html",
            asked=asked,
            page=page,
            rows=[_row(account) for account in page.rows],
            pager=pager_urls(page),
            roles=[(role.name, label(role)) for role in ASSIGNED],
            chips=_chips(asked),
            clear_url=url_for(ENDPOINT),
            tools=self.list_tools(),
        )

    def exported(self) -> Export:
        return Export(_("Assigned accounts"), _columns(), queries.every(_reach(), _asked()), Account.id, _cells)

    @expose(f"/{PK}")
    @screen_permission("list")
    def show(self, pk: int) -> Any:
        account = queries.account(_reach(), pk)
        own = account.id == acting(db.session).account_id
        return self.render("accounts/assigned/show.html", row=_row(account), account=account, own=own)

    @expose("/lookup/<column>")
    @screen_permission("add")
    def lookup(self, column: str) -> Any:
        if column != "organisation":
            raise OutOfScope
        found = queries.offered(_reach(), request.args.get("q", "").strip())
        return {"results": [{"id": one.id, "text": one.name, "note": label(one.kind)} for one in found]}

    @expose("/add", methods=["GET"])
    @screen_permission("add")
    def add_form(self) -> Any:
        return self._add_page(AssignForm(formdata=None))

    @expose("/add", methods=["POST"])
    @screen_permission("add")
    def add(self) -> Any:
        form = AssignForm()
        typed_only = not form.organisation.validate(form)
        try:
            with command():
                issued = services.assign(**form.values(), roles=role_words())
                return self._issued([issued])
        except Invalid as problem:
            told = [one for one in problem.violations if not (typed_only and one.field == "organisation")]
            apply_violations(form, told)
            return self._add_page(form), problem.status

    @expose("/template.xlsx", methods=["GET"])
    @screen_permission("add")
    def sheet(self) -> Any:
        choices = {"role": [label(role) for role in ASSIGNED], "organisation": _names_within_reach()}
        columns = [Column(str(words), True, choices.get(key, ())) for key, words in COLUMN_LABELS.items()]
        return download(Table(_("Accounts to be assigned"), columns, ()))

    @expose("/import", methods=["GET"])
    @screen_permission("add")
    def import_form(self) -> Any:
        return self._import_page(SheetForm())

    @expose("/import", methods=["POST"])
    @screen_permission("add")
    def preview(self) -> Any:
        form = SheetForm()
        try:
            content = form.content()
            checked = services.preview(content, headings(), role_words())
        except (Refused, TooLarge) as problem:
            form.sheet.errors = [translate(problem.message, problem.params)]
            return self._import_page(form), problem.status
        if checked.faults:
            return self._import_page(form, checked.faults), Invalid.status
        return self.render("accounts/assigned/preview.html", rows=checked.accounts, carried=carried(content))

    @expose("/import/confirm", methods=["POST"])
    @screen_permission("add")
    def confirm(self) -> Any:
        content = ConfirmSheetForm().sheet()
        try:
            with command():
                issued = services.assign_sheet(content, headings(), role_words())
                return self._issued(issued)
        except Invalid as problem:
            # The preview of the same file found nothing: somebody has taken a name since.
            return self._import_page(SheetForm(), problem.violations), Conflict.status
        except Conflict as conflict:
            again = services.preview(content, headings(), role_words()).faults
            told = again or [Violation("", conflict.message, conflict.params)]
            return self._import_page(SheetForm(), told), conflict.status

    @expose(f"/{PK}/renew", methods=["POST"])
    @screen_permission("renew")
    def renew(self, pk: int) -> Any:
        with command():
            issued = services.renew(pk, parse_version(request.form))
            return self._issued([issued])

    @expose(f"/{PK}/switch", methods=["POST"])
    @screen_permission("switch")
    def switch(self, pk: int) -> Any:
        with command():
            active = services.switch(pk, parse_version(request.form)).active
        words = _("The account is in use again.") if active else _("The account was switched off.")
        return redirect_after(words, "AssignedAccountView.show", pk=pk)

    @expose("/passwords.xlsx", methods=["POST"])
    @screen_permission("add")
    def passwords(self) -> Any:
        rows = sheets.unsealed(request.form.get("sealed", ""), acting(db.session).account_id)
        columns = [Column(words, True) for words in _issued_headers()]
        return download(Table(_("Initial passwords"), columns, rows))

    def _add_page(self, form: AssignForm) -> str:
        return self.render("accounts/assigned/add.html", form=form, days=INITIAL_PASSWORD_DAYS)

    def _import_page(self, form: SheetForm, faults: Sequence[Violation] = ()) -> str:
        return self.render(
            "accounts/assigned/import.html",
            form=form,
            faults=[_fault(fault) for fault in faults],
            most_bytes=SHEET_BYTES,
            most_rows=MOST_ROWS,
            columns=_columns_explained(),
        )

    def _issued(self, issued: Sequence[services.Issued]) -> str:
        """Drawn inside the command: what cannot be shown is not kept either."""
        rows = sheets.issued_rows(issued)
        return self.render(
            "accounts/assigned/issued.html",
            title=ngettext("%(num)s initial password", "%(num)s initial passwords", len(rows)),
            headers=_issued_headers(),
            rows=rows,
            sealed=sheets.sealed(rows, acting(db.session).account_id),
            days=INITIAL_PASSWORD_DAYS,
        )


def _reach() -> Any:
    return queries.reach_of(acting(db.session))


def _names_within_reach() -> list[str]:
    return [one.name for one in queries.offered(_reach(), "", limit=None)]


def _asked() -> Asked:
    arguments = request.args
    return Asked(
        text=tidy(arguments.get("q", "")),
        organisation=tidy(arguments.get("organisation", "")),
        role=member_of(Role, arguments.get("role", "")),
        active=YES_NO.get(arguments.get("active", "")),
        due=YES_NO.get(arguments.get("due", "")),
    )


def _chips(asked: Asked) -> Any:
    words = {True: _("Yes"), False: _("No"), None: ""}
    return chips_of(
        (
            ("q", _("User name or person"), asked.text),
            ("organisation", _("Organisation"), asked.organisation),
            ("role", _("Role"), label(asked.role)),
            ("active", _("In use"), words[asked.active]),
            ("due", _("Own password still to be set"), words[asked.due]),
        )
    )


def _row(account: Account) -> dict[str, Any]:
    if not account.active:
        badge = ("neutral", _("Switched off"))
    elif account.initial_password_until is not None:
        badge = ("waiting", _("Own password still to be set"))
    else:
        badge = ("passed", _("In use"))
    return {
        "id": account.id,
        "username": account.username,
        "name": account.name,
        "role": listed(label(Role(role.name)) for role in account.roles),
        "organisation": account.organisation.name if account.organisation else "",
        "badge": badge,
        "until": account.initial_password_until,
        "last_login": account.last_login,
        "version": account.session_version,
    }


def _columns() -> Sequence[Column]:
    words = (_("User name"), _("Account holder"), _("Role"), _("Organisation"), _("Status"), _("Last sign-in"))
    return [Column(one, index == 0) for index, one in enumerate(words)]


def _cells(account: Account) -> Sequence[Cell]:
    row = _row(account)
    names = [row[key] for key in ("username", "name", "role", "organisation")]
    return [*names, row["badge"][1], for_file(account.last_login)]


def _issued_headers() -> Sequence[str]:
    names = (_("User name"), _("Account holder"), _("Role"), _("Organisation"))
    return [*names, _("Initial password"), _("Good until")]


def _columns_explained() -> Sequence[tuple[str, str]]:
    takes = {
        "username": _("What the person signs in with: 3 to 40 small letters, digits, “.”, “_” or “-”."),
        "name": _("The person who uses the account; each person has one of their own."),
        "role": listed(label(role) for role in ASSIGNED),
        "organisation": _("Your organisation or one below it, as the catalog calls it, or its code."),
    }
    return [(str(words), takes[key]) for key, words in COLUMN_LABELS.items()]


def _fault(fault: Violation) -> tuple[str, str, str]:
    """(row, column, sentence)."""
    row, _dot, key = fault.field.partition(".")
    return row, str(COLUMN_LABELS.get(key, "")), translate(fault.message, fault.params)
