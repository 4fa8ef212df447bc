"""个人基本信息: one's own record."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applicants import queries, services
from app.applicants.forms import ProfileForm
from app.applicants.labels import (
    COLUMN_LABELS,
    IDENTITY,
    LIST_COLUMNS,
    LIST_LABELS,
    WORK,
    pairs,
    record_table,
    row_values,
)
from app.applicants.rules import check_profile
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Conflict, Invalid, OutOfScope, Violation
from app.core.identity_kinds import carries_birth
from app.organisations import queries as organisations
from app.organisations.labels import employer_note

CHANGED = (
    "Your personal data was saved in another window since this page was opened. What you typed is still here: "
    "please compare it and save again."
)


class ProfileView(BaseScreen):
    """One's own record: look, edit, show the identity number in full."""

    route_base = "/profile"
    class_permission_name = "Profile"
    default_view = "show"

    @expose("/")
    @screen_permission("show")
    def show(self) -> Any:
        return self._page("")

    @expose("/reveal", methods=["POST"])
    @screen_permission("show")
    def reveal(self) -> Any:
        person = services.own()
        if person is None:
            raise OutOfScope
        with command():
            number = services.reveal_identity_number(person.id)
        return self._page(number)

    @expose("/edit", methods=["GET"])
    @screen_permission("edit")
    def edit(self) -> Any:
        return self._form(ProfileForm.of(services.own()))

    @expose("/edit", methods=["POST"])
    @screen_permission("edit")
    def save(self) -> Any:
        form = ProfileForm()
        person = services.own()
        draft = form.draft()
        try:
            if not form.validate():
                raise Invalid(check_profile(draft, is_new=person is None, today=clock.today()))
            with command():
                services.save(draft, parse_version(request.form) if person else None)
        except Invalid as error:
            form.show(error.violations)
            return self._form(form), error.status
        except Conflict as error:
            form.show([Violation("", CHANGED)])
            return self._form(form), error.status
        return redirect_after(_("Your personal data was saved."), "ProfileView.show")

    @expose("/lookup/<column>")
    @screen_permission("edit")
    def lookup(self, column: str) -> Any:
        text = request.args.get("q", "").strip()
        if column == "employer":
            found = organisations.employers_like(text)
            return {"results": [{"id": one.id, "text": one.name, "note": employer_note(one, text)} for one in found]}
        if column not in COLUMN_LABELS or not column.endswith("_region"):
            raise OutOfScope
        regions = queries.regions_like(text)
        return {"results": [{"id": one.id, "text": one.name, "note": str(one.parent or one.code)} for one in regions]}

    def _page(self, number: str) -> Any:
        person = services.own()
        if person is None:
            return redirect(url_for("ProfileView.edit"))
        values = {name: getattr(person, name) for name in COLUMN_LABELS}
        values["identity_number"] = number or person.masked_identity_number
        tables = {name: record_table(name, map(row_values, getattr(person, name))) for name in LIST_COLUMNS}
        return self.render(
            "applicants/profile.html",
            identity=pairs(IDENTITY, values),
            work=pairs(WORK, values),
            tables=tables,
            list_words=LIST_LABELS,
            revealed=bool(number),
            next_steps=person.employer_id is None,
        )

    def _form(self, form: ProfileForm) -> Any:
        person = services.own()
        form.prepare(queries.title_names())
        told = person is not None and carries_birth(person.identity_kind, person.identity_number)
        asks_birth = not told or bool(form.sex.errors or form.birth_date.errors)
        return self.render("applicants/profile_form.html", form=form, person=person, asks_birth=asks_birth)
