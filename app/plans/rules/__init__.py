"""What a plan must be before it is published, and what its rows mean to the pure rules of core."""

from app.plans.rules.attachments import attachments_for
from app.plans.rules.catalog import Catalog, CatalogRow
from app.plans.rules.checks import PlanFault, check_document, check_plan
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

__all__ = [
    "Catalog",
    "CatalogRow",
    "PlanFault",
    "PlanRules",
    "attachments_for",
    "check_document",
    "check_plan",
    "completed",
    "core_route",
    "document_rules",
    "inheriting",
    "lacking",
    "path_rules",
    "plan_rules",
    "review_rules_of",
    "route_for",
    "rules_for",
]
