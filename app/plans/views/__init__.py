"""评审计划: the list and the record of plans, the editing of drafts, the commands."""

from app.plans.views.commands import PlanCommandView
from app.plans.views.drafts import PlanDraftView
from app.plans.views.plans import PlanView

__all__ = ["PlanCommandView", "PlanDraftView", "PlanView"]
