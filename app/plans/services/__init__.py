"""Commands over plans: drafts, their publication, and the few changes that a published plan still allows."""

from app.plans.services.amending import Amendment, amend, amendments, may_set_fees, set_fees
from app.plans.services.checking import Checked, check_files
from app.plans.services.drafts import (
    PackError,
    clone,
    delete,
    draft,
    import_pack,
    load_pack,
    read_pack,
    revise,
)
from app.plans.services.owning import own_draft, own_plan
from app.plans.services.publishing import (
    Findings,
    Unconfirmed,
    archive,
    close,
    faults_of,
    findings_of,
    publish,
)

__all__ = [
    "Amendment",
    "Checked",
    "Findings",
    "PackError",
    "Unconfirmed",
    "amend",
    "amendments",
    "archive",
    "check_files",
    "clone",
    "close",
    "delete",
    "draft",
    "faults_of",
    "findings_of",
    "import_pack",
    "load_pack",
    "may_set_fees",
    "own_draft",
    "own_plan",
    "publish",
    "read_pack",
    "revise",
    "set_fees",
]
