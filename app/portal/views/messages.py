"""Messages of whoever is signed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import expose

from app.access.scoping import acting
from app.console.commands import SEE_OTHER, command
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.extensions import db
from app.messages import queries, services
from app.messages.labels import message_words


class MessagesView(BaseScreen):
    """The newest messages; a press marks all as read."""

    route_base = "/messages"
    class_permission_name = "Message"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("list")
    def list(self) -> Any:
        is_applicant = acting(db.session).has(Role.APPLICANT)
        return self.render(
            "portal/messages.html",
            layout="layout/portal.html" if is_applicant else "layout/console.html",
            messages=queries.newest(),
            unread=queries.unread_count(),
            own=is_applicant,
            told=message_words,
        )

    @expose("/read", methods=["POST"])
    @screen_permission("list")
    def read(self) -> Any:
        with command():
            services.mark_read()
        return redirect(url_for("MessagesView.list"), SEE_OTHER)
