"""What a plan must be before it is published, and what its rows mean to the pure rules of core."""

from app.plans.rules.asking import AskedAnswers, asked_answers, asked_by_mode, asks_for_vacant_post
from app.plans.rules.attachments import attachments_for
from app.plans.rules.catalog import Catalog, CatalogRow
from app.plans.rules.checks import PlanFault, check_document, check_plan
from app.plans.rules.cloning import elsewhere, in_year, moved, retitled
from app.plans.rules.committees import CommitteeRow, check_committees, warn_of_committees
from app.plans.rules.comparing import PLAN, CellChange, RowChange, SectionChange, compare, flat
from app.plans.rules.deadlines import nearest_window, receiving_deadline, windows_of
from app.plans.rules.inheriting import completed, inheriting, lacking
from app.plans.rules.reading import (
    PlanRules,
    core_route,
    document_rules,
    path_rules,
    plan_rules,
    review_rules_of,
    route_for,
    rules_for,
)
from app.plans.rules.warnings import office_faults, warn_of, warning_key

__all__ = [
    "PLAN",
    "AskedAnswers",
    "Catalog",
    "CatalogRow",
    "CellChange",
    "CommitteeRow",
    "PlanFault",
    "PlanRules",
    "RowChange",
    "SectionChange",
    "asked_answers",
    "asked_by_mode",
    "asks_for_vacant_post",
    "attachments_for",
    "check_committees",
    "check_document",
    "check_plan",
    "compare",
    "completed",
    "core_route",
    "document_rules",
    "elsewhere",
    "flat",
    "in_year",
    "inheriting",
    "lacking",
    "moved",
    "nearest_window",
    "office_faults",
    "path_rules",
    "plan_rules",
    "receiving_deadline",
    "retitled",
    "review_rules_of",
    "route_for",
    "rules_for",
    "warn_of",
    "warn_of_committees",
    "warning_key",
    "windows_of",
]
