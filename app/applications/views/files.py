"""Stored files, served by id to whoever may see them."""

from __future__ import annotations

from typing import IO, Any

from flask import Response, send_file
from flask_appbuilder import expose

from app.access.scoping import acting
from app.applicants import services as applicants
from app.console.commands import command
from app.console.screens import BaseScreen, screen_permission
from app.extensions import db
from app.files import services
from app.files.sniff import MediaType

SHOWN_IN_PLACE = {MediaType.PDF, MediaType.JPEG, MediaType.PNG}
OURS_MAY_FRAME = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"


class FileView(BaseScreen):
    """PDF, JPG and PNG open in the page, anything else is a download; all under the name they were uploaded with.

    Whoever opens somebody else's is written into the access log.
    """

    route_base = "/files"
    class_permission_name = "StoredFile"
    default_view = "show"

    @expose("/<int(max=2147483647):file_id>")
    @screen_permission("show")
    def show(self, file_id: int) -> Any:
        row, content = services.content(file_id)
        response = served(content, row.original_name, row.media_type, row.size_bytes)
        if row.applicant_id != acting(db.session).applicant_id:
            with command():
                applicants.note_opened(row)
        return response


def served(content: IO[bytes], name: str, media_type: str, size: int) -> Response:
    """The answer that carries a stored file under the name that it was uploaded with."""
    in_place = media_type in SHOWN_IN_PLACE
    response = send_file(
        content,
        mimetype=media_type if in_place else "application/octet-stream",
        as_attachment=not in_place,
        download_name=name,
        etag=False,
    )
    response.content_length = size
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = OURS_MAY_FRAME
    response.headers["Cache-Control"] = "no-store"
    return response
