"""Messages of whoever is signed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.scoping import acting
from app.console.cells import for_file
from app.console.commands import SEE_OTHER, command
from app.console.exports import Export
from app.console.lists import ExportedList
from app.console.screens import BaseScreen, screen_permission
from app.core.actor import Role
from app.documents.spreadsheet import Cell, Column
from app.extensions import db
from app.messages import queries, services
from app.messages.labels import message_words
from app.messages.models import OutboxMessage
from app.portal.places import address_of


class MessagesView(ExportedList, BaseScreen):
    """The newest messages; a press marks all as read. The file holds the older ones as well."""

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
            unread=queries.UNREAD.count(),
            own=is_applicant,
            tools=self.list_tools(),
            told=message_words,
            leads_to=lambda message: address_of(message, acting(db.session)),
        )

    def exported(self) -> Export:
        columns = [Column(words) for words in (_("Message"), _("Status"), _("When"))]
        return Export(_("Messages"), columns, queries.every_message(), OutboxMessage.id, _cells)

    @expose("/read", methods=["POST"])
    @screen_permission("list")
    def read(self) -> Any:
        with command():
            services.mark_read()
        return redirect(url_for("MessagesView.list"), SEE_OTHER)


def _cells(message: OutboxMessage) -> list[Cell]:
    return [for_file(message_words(message)), _("Read") if message.read_at else _("New"), for_file(message.created_at)]
