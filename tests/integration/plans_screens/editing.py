"""Forms of a draft as a browser opens and sends them."""

import html
import re

from tests.integration.plans_screens.conftest import controls

CODE = "shangyu-2024"
LISTS = (
    "clauses",
    "titles",
    "modes",
    "specialties",
    "committees",
    "attachments",
    "contacts",
    "paths",
    "requirements",
    "fees",
    "routes",
)
GRIDS = (*LISTS, "routes/1/stages", "opinions", "review_rules", "decided")


def address(draft, grid=""):
    return f"/review-plans/{draft}/edit" + (f"/{grid}" if grid else "")


def opened(planner, draft, grid=""):
    """What a browser would send for the form as it is opened."""
    return controls(planner.get(address(draft, grid)).get_data(as_text=True))


def saved(planner, draft, grid, **changes):
    """Open a form, change some controls, press save."""
    return planner.post(address(draft, grid), data={**opened(planner, draft, grid), **changes})


def cell_error(answer, cell):
    found = re.search(rf'id="{cell}-error">(.*?)</p>', answer.get_data(as_text=True), re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else None


def plain(document):
    """A document without what every saving changes."""
    return {name: value for name, value in document.items() if name != "version"}
