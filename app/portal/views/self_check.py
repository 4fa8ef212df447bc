"""我能报吗: choose a plan, answer what its rules ask, see what holds. Answers come by POST and are stored nowhere."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import expose

from app.applicants import queries as applicants
from app.applications import queries as applications
from app.applications.labels import figure_codes
from app.catalog import queries as catalog
from app.console.paging import asked_page, pager_urls
from app.console.screens import BaseScreen
from app.core import clock
from app.plans import queries as plans
from app.plans.models import ReviewPlan
from app.plans.queries import PlanFilter
from app.plans.rules import plan_rules
from app.portal.forms import SelfCheckForm
from app.portal.labels import answer_items, measured_words
from app.portal.rules import Questions, questions_of
from app.portal.services import Answer, day_of_check, self_check
from app.portal.views.home import PLAN

PLANS_ON_A_PAGE = 50
INVALID = 422


class SelfCheckView(BaseScreen):
    """For everybody, without a sign-in."""

    route_base = "/self-check"
    class_permission_name = "SelfCheck"
    default_view = "choose"

    @expose("/", methods=["GET"])
    def choose(self) -> Any:
        page = plans.published(PlanFilter(), asked_page(), PLANS_ON_A_PAGE)
        shown = {"plans": page.rows, "pager_links": pager_urls(page), "today": clock.today()}
        return self.render("portal/self_check_plans.html", **shown)

    @expose(f"/{PLAN}", methods=["GET"])
    def ask(self, plan_id: int) -> Any:
        plan = plans.plan_with_rows(plan_id)
        form, questions = _form(plan, SelfCheckForm(formdata=None))
        return self._page(plan, form, questions)

    @expose(f"/{PLAN}", methods=["POST"])
    def check(self, plan_id: int) -> Any:
        plan = plans.plan_with_rows(plan_id)
        form, questions = _form(plan, SelfCheckForm(), request.form.get("add", ""))
        if "add" in request.form:
            return self._page(plan, form, questions)
        if form.faults(clock.today()):
            return self._page(plan, form, questions), INVALID
        facts = form.facts(questions)
        return self._page(plan, form, questions, self_check(plan, facts, form.subject(facts), clock.today()))

    def _page(
        self, plan: ReviewPlan, form: SelfCheckForm, questions: Questions, answers: list[Answer] | None = None
    ) -> Any:
        codes = figure_codes([one for answer in answers or () for one in answer.findings])
        return self.render(
            "portal/self_check.html",
            plan=plan,
            form=form,
            questions=questions,
            days_left=(plan.applicant_deadline - clock.today()).days,
            measured=measured_words(plan, day_of_check(plan, clock.today())),
            answers=None if answers is None else answer_items(answers, plan, applications.code_names(codes)),
        )


def _form(plan: ReviewPlan, form: SelfCheckForm, add: str = "") -> tuple[SelfCheckForm, Questions]:
    """The form as this plan asks it, with one more row of the list `add`."""
    conditions = [row.applies_when for row in plan.attachments]
    questions = questions_of(plan_rules(plan), conditions, day_of_check(plan, clock.today()))
    form.add_row(add)
    form.ask(questions, _names(plan, questions))
    return form, questions


def _names(plan: ReviewPlan, questions: Questions) -> dict[str, dict[str, str]]:
    return {
        "titles": applicants.title_names(),
        "regions": catalog.region_names(),
        "departments": catalog.names_by_code("organisations", questions.departments),
        "categories": {row.key: row.name for row in plan.categories},
    }
