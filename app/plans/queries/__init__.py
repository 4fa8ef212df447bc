"""Reading plans in scope, what they name, and who holds a stage."""

from app.plans.queries.holders import resolve_holder
from app.plans.queries.naming import catalog, named_rows
from app.plans.queries.plans import (
    CLAIM,
    PlanFilter,
    any_frozen,
    claim,
    is_taken,
    offer,
    open_plans,
    parent_of,
    plan_by_code,
    plan_by_id,
    plan_with_rows,
    published,
    published_with_rows,
    reaches_frozen,
    whole_document,
)

__all__ = [
    "CLAIM",
    "PlanFilter",
    "any_frozen",
    "catalog",
    "claim",
    "is_taken",
    "named_rows",
    "offer",
    "open_plans",
    "parent_of",
    "plan_by_code",
    "plan_by_id",
    "plan_with_rows",
    "published",
    "published_with_rows",
    "reaches_frozen",
    "resolve_holder",
    "whole_document",
]
