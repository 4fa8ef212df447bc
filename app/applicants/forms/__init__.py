"""Forms of the applicant's screens."""

from app.applicants.forms.parts import (
    SHOWN_IN_FORM,
    Chosen,
    Fits,
    MemberSelect,
    Needed,
    RowForm,
    RowsForm,
    YearField,
    day,
    row_id,
    short_text,
    show_refusal,
)
from app.applicants.forms.sections import SectionForm, proof, region, rows

__all__ = [
    "SHOWN_IN_FORM",
    "Chosen",
    "Fits",
    "MemberSelect",
    "Needed",
    "RowForm",
    "RowsForm",
    "SectionForm",
    "YearField",
    "day",
    "proof",
    "region",
    "row_id",
    "rows",
    "short_text",
    "show_refusal",
]
