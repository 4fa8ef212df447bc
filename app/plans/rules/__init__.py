"""What a plan must be before it is published, and what its rows mean to the pure rules of core."""

from app.plans.rules.attachments import attachments_for
from app.plans.rules.catalog import Catalog, CatalogRow
from app.plans.rules.checks import PlanFault, check_document, check_plan
from app.plans.rules.committees import CommitteeRow, check_committees, warn_of_committees
from app.plans.rules.inheriting import completed, inheriting, lacking
from app.plans.rules.reading import core_route, document_rules, path_rules, review_rules_of, route_for, rules_for

__all__ = [
    "Catalog",
    "CatalogRow",
    "CommitteeRow",
    "PlanFault",
    "attachments_for",
    "check_committees",
    "check_document",
    "check_plan",
    "completed",
    "core_route",
    "document_rules",
    "inheriting",
    "lacking",
    "path_rules",
    "review_rules_of",
    "route_for",
    "rules_for",
    "warn_of_committees",
]
