"""Reading plans in scope, what they name, and who holds a stage."""

from app.plans.queries.amending import amendment_records, audits_before_the_fee
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
    others,
    parent_of,
    parents_of,
    plan_by_code,
    plan_by_id,
    plan_with_rows,
    published,
    published_with_rows,
    reaches_frozen,
    whole_document,
)
from app.plans.queries.reach import unresolved

__all__ = [
    "CLAIM",
    "PlanFilter",
    "amendment_records",
    "any_frozen",
    "audits_before_the_fee",
    "catalog",
    "claim",
    "is_taken",
    "named_rows",
    "offer",
    "open_plans",
    "others",
    "parent_of",
    "parents_of",
    "plan_by_code",
    "plan_by_id",
    "plan_with_rows",
    "published",
    "published_with_rows",
    "reaches_frozen",
    "resolve_holder",
    "unresolved",
    "whole_document",
]
