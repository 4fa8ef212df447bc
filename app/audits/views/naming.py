"""列入面试名单: enter applications into a list that a later stage asks for, from the queue or the workbench."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose

from app.applications import queries as applications
from app.applications.services.naming import name_many
from app.audits.labels import named_items
from app.audits.views.queue import ENDPOINT, with_same_filters
from app.console.actions import parse_rows
from app.console.commands import SEE_OTHER, command
from app.console.errors import worded
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Invalid
from app.decisions.labels import list_word


class ListNamingView(BaseScreen):
    """Named lists (R-205)."""

    route_base = "/lists"
    class_permission_name = "Application"
    default_view = "enter"

    @expose("/<name>/enter", methods=["POST"])
    @screen_permission("audit")
    def enter(self, name: str) -> Any:
        return self._change(name, named=True)

    @expose("/<name>/take-off", methods=["POST"])
    @screen_permission("audit")
    def take_off(self, name: str) -> Any:
        return self._change(name, named=False)

    def _change(self, name: str, named: bool) -> Any:
        back = with_same_filters(ENDPOINT)
        try:
            seen = parse_rows(request.form)
            with command():
                refusals = name_many(seen, name, named)
                found = applications.load_many(seen)
        except Invalid as refusal:
            for one in worded(refusal.violations):
                flash(one["message"], "danger")
            return redirect(back, SEE_OTHER)
        items = named_items([(found[key], refusal) for key, refusal in refusals.items()], name, named)
        return self.render("audits/passed.html", items=items, about=list_word(name), back_url=back)
