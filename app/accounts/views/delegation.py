"""One's own queue in a colleague's hands, and what colleagues have handed over."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.models import Delegation
from app.access.scoping import acting
from app.accounts.delegations import queries, services
from app.accounts.delegations.forms import DelegationForm
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.forms import apply_violations
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Invalid
from app.extensions import db


class DelegationView(BaseScreen):
    """代办: for whoever works through a queue."""

    route_base = "/account/delegation"
    class_permission_name = "Delegation"
    default_view = "show"

    @expose("/", methods=["GET"])
    @screen_permission("show")
    def show(self) -> Any:
        return self._page(DelegationForm(formdata=None))

    @expose("/", methods=["POST"])
    @screen_permission("start")
    def start(self) -> Any:
        form = DelegationForm()
        badly_written = {name for name in ("first_day", "last_day") if not form[name].validate(form)}
        try:
            with command():
                delegation = services.start(**form.values())
                name = delegation.delegate.name
        except Invalid as problem:
            apply_violations(form, [one for one in problem.violations if one.field not in badly_written])
            return self._page(form), problem.status
        return redirect_after(_("%(name)s stands in for you on these days.", name=name), "DelegationView.show")

    @expose("/<int(max=2147483647):pk>/end", methods=["POST"])
    @screen_permission("end")
    def end(self, pk: int) -> Any:
        with command():
            services.end(pk, parse_version(request.form))
        return redirect_after(_("The handing over was ended."), "DelegationView.show")

    def _page(self, form: DelegationForm) -> str:
        actor, today = acting(db.session), clock.today()
        colleagues = queries.colleagues(actor)
        return self.render(
            "accounts/delegation.html",
            form=form.offering(colleagues),
            colleagues=colleagues,
            rows=[_row(one, actor.account_id, today) for one in queries.current(today)],
        )


def _row(one: Delegation, account_id: int | None, today: Any) -> dict[str, Any]:
    running = one.runs_on(today)
    return {
        "id": one.id,
        "version": one.version,
        "delegator": one.delegator.name,
        "delegate": one.delegate.name,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "badge": ("now", _("In force")) if running else ("waiting", _("To come")),
        "mine": account_id in (one.delegator_id, one.delegate_id),
    }
