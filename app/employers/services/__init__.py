"""What employers, their operators and the offices that audit them do."""

from app.employers.services.centres import choose_centre
from app.employers.services.merging import Merger, merge, mergeable
from app.employers.services.names import ask_for_name, decide_name
from app.employers.services.operators import add_operator, switch_operator
from app.employers.services.registering import (
    DOCUMENT_BYTES,
    WITH_EMPLOYER,
    ask_for_operator_phone,
    change_registration,
    confirm_operator_phone,
    decide_registration,
    register,
    submit_registration,
)
from app.employers.services.staff import StaffResult, confirm_many, remove

__all__ = [
    "DOCUMENT_BYTES",
    "WITH_EMPLOYER",
    "Merger",
    "StaffResult",
    "add_operator",
    "ask_for_name",
    "ask_for_operator_phone",
    "change_registration",
    "choose_centre",
    "confirm_many",
    "confirm_operator_phone",
    "decide_name",
    "decide_registration",
    "merge",
    "mergeable",
    "register",
    "remove",
    "submit_registration",
    "switch_operator",
]
