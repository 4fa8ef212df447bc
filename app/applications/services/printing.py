"""Printed sheets of an application."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import current_app

from app.access.scoping import acting
from app.applications import queries, sheets
from app.applications.sheets.opinions import opinions
from app.console.languages import officially
from app.core.actor import Role
from app.core.errors import Refused
from app.core.workflow import Status
from app.decisions import queries as decisions
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import DecisionRecord
from app.documents.renderer import SheetRenderer
from app.extensions import db

_renderers: dict[Path, SheetRenderer] = {}
_guard = threading.Lock()


def render_review_sheet(application_id: int) -> tuple[str, bytes]:
    """File name and PDF of the 评审表 of an application in scope, from its newest version (R-222).

    Raises Refused before the stage that opens it was passed.
    """
    application = queries.load(application_id)
    if not application.sheet_open:
        raise Refused("The review sheet can be downloaded once the audit that opens it has been passed.")
    with officially():
        data = sheets.review_sheet(application)
        if acting(db.session).has(Role.APPLICANT) and application.status is Status.UNDER_WAY:
            data["opinions"] = opinions(application, _announced(application.id))
    pdf = _renderer().render("review_sheet", data)
    return f"专业技术职务任职资格评审表-{application.applicant_name}.pdf", pdf


def _announced(application_id: int) -> list[DecisionRecord]:
    """The history without the committee's conclusion, which applicants learn when it is announced."""
    history = decisions.history(SubjectKind.APPLICATION, application_id)
    return [row for row in history if row.action is not Action.CONCLUDE]


def _renderer() -> SheetRenderer:
    """One renderer for each font folder: its fonts are loaded once for all threads."""
    fonts = current_app.config["ZHIPING"].fonts_dir.resolve()
    with _guard:
        if fonts not in _renderers:
            _renderers[fonts] = SheetRenderer(Path(current_app.root_path).parent / "templates" / "sheets", fonts)
        return _renderers[fonts]
