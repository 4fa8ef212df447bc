"""The sheet of facts: one table of columns, from which the template is written and an uploaded sheet is read."""

from app.dry_runs.sheets.cells import Words, plain
from app.dry_runs.sheets.people import FactSheet

__all__ = ["FactSheet", "Words", "plain"]
