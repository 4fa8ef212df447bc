"""Two plans side by side."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose

from app.console.screens import BaseScreen, screen_permission
from app.core.errors import OutOfScope
from app.plans import queries
from app.plans.enums import PlanStatus
from app.plans.models import ReviewPlan
from app.plans.packs import Document, document_of
from app.plans.rules import compare, inheriting
from app.plans.views.changes import parts_of
from app.plans.views.page import PK


class PlanCompareView(BaseScreen):
    """What one plan has and another has not, list by list."""

    route_base = "/review-plans"
    class_permission_name = "ReviewPlan"
    default_view = "show"

    @expose(f"/{PK}/compare", methods=["GET"])
    @screen_permission("show")
    def show(self, pk: int) -> Any:
        plan, other = queries.plan_with_rows(pk), _other(pk)
        parts = parts_of(compare(_whole(plan), _whole(other)), [plan, other]) if other else []
        return self.render("plans/compare.html", plan=plan, other=other, parts=parts, choices=queries.others(pk))


def _other(pk: int) -> ReviewPlan | None:
    text = request.args.get("other", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) == pk:
        raise OutOfScope
    return queries.plan_with_rows(int(text))


def _whole(plan: ReviewPlan) -> Document:
    """A plan with what it has from its parent, or would take from it."""
    own = document_of(plan, published=plan.status is not PlanStatus.DRAFT)
    parent = queries.parent_of(plan) if plan.status is PlanStatus.DRAFT else None
    return inheriting(own, parent) if parent else own
