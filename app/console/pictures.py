"""The picture of a route, in the reader's language, as every page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.workflow import DrawnStep, PictureWords, StepStatus, draw_route


def route_picture(items: Iterable[Mapping[str, Any]], key: str = "route") -> Markup:
    """`items` are printed steps: `printed_step`, `name`, and where known `holder`, `note` and `status`."""
    steps = [
        DrawnStep(
            str(item["printed_step"]), item["name"], item.get("holder", ""), item.get("note", ""), item.get("status")
        )
        for item in items
    ]
    # What the pure package gives is markup: it escapes every text that it draws.
    return Markup(draw_route(steps, _words(), key))


def _words() -> PictureWords:
    return PictureWords(
        _("Way of the application"),
        _("Step %(number)s: %(text)s."),
        _(", "),
        {
            StepStatus.DONE: _("Done"),
            StepStatus.NOW: _("Now"),
            StepStatus.SKIPPED: _("Not needed"),
            StepStatus.TODO: _("To do"),
        },
    )
