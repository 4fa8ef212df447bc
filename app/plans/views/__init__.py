"""评审计划: the list and the record of plans, the editing of drafts, the commands, changes."""

from app.plans.views.amending import PlanAmendView
from app.plans.views.commands import PlanCommandView
from app.plans.views.comparing import PlanCompareView
from app.plans.views.drafts import PlanDraftView
from app.plans.views.plans import PlanView

__all__ = ["PlanAmendView", "PlanCommandView", "PlanCompareView", "PlanDraftView", "PlanView"]
