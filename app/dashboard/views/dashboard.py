"""首页 of everybody who is signed in."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose

from app.access.scoping import acting
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.dashboard.views.applicant import applicant_context
from app.dashboard.views.office import office_context
from app.extensions import db


class DashboardView(BaseScreen):
    """What waits, what is due, how things stand, for the roles of whoever asks."""

    route_base = "/dashboard"
    class_permission_name = "Dashboard"
    default_view = "show"

    @expose("/")
    @screen_permission("show")
    def show(self) -> Any:
        actor = acting(db.session)
        if actor.has(Role.APPLICANT):
            return self.render("dashboard/applicant.html", **applicant_context(actor))
        return self.render("dashboard/office.html", **office_context(actor))
