"""单位合并: one employer is taken over by another."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.applicants.forms import show_refusal
from app.console.commands import command, redirect_after
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Conflict, Invalid
from app.employers import services
from app.employers.forms import MergerForm
from app.organisations.labels import employer_note


class MergerView(BaseScreen):
    """For the HRSS department of both employers' region, and the catalog's editor."""

    route_base = "/employer-mergers"
    class_permission_name = "EmployerMerger"
    default_view = "new"

    @expose("/", methods=["GET"])
    @screen_permission("merge")
    def new(self) -> Any:
        return self._page(MergerForm(formdata=None))

    @expose("/", methods=["POST"])
    @screen_permission("merge")
    def merge(self) -> Any:
        form = MergerForm()
        try:
            if not form.validate():
                raise Invalid(())
            with command():
                done = services.merge(**form.values())
        except (Conflict, Invalid) as error:
            status = show_refusal(form, error)
            return self._page(form), status
        words = _(
            "“%(absorbed)s” was merged into “%(into)s”: %(people)s people and %(applications)s running applications "
            "went over, %(operators)s operators were switched off.",
            **vars(done),
        )
        return redirect_after(words, "MergerView.new")

    @expose("/lookup/<column>")
    @screen_permission("merge")
    def lookup(self, column: str) -> Any:
        text = request.args.get("q", "").strip()
        found = services.mergeable(text)
        return {"results": [{"id": one.id, "text": one.name, "note": employer_note(one, text)} for one in found]}

    def _page(self, form: MergerForm) -> str:
        return self.render("employers/merger.html", form=form)
