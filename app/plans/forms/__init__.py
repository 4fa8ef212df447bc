"""Forms of plans: the plan itself, the grids of its rows, the clone, the file to import."""

from app.plans.forms.amending import DaysForm, FeesForm, ReasonForm
from app.plans.forms.cells import Choice
from app.plans.forms.columns import CLAUSES, GridColumn
from app.plans.forms.grids import GRIDS, REASONS, RULES, Grid, GridForm, grid_for
from app.plans.forms.head import COLUMNS, FORMATS, HeadForm
from app.plans.forms.taking import CloneForm, ImportForm

__all__ = [
    "CLAUSES",
    "COLUMNS",
    "FORMATS",
    "GRIDS",
    "REASONS",
    "RULES",
    "Choice",
    "CloneForm",
    "DaysForm",
    "FeesForm",
    "Grid",
    "GridColumn",
    "GridForm",
    "HeadForm",
    "ImportForm",
    "ReasonForm",
    "grid_for",
]
