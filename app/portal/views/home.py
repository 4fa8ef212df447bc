"""What everybody may see: open plans, and each plan with all that its notice says."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import IndexView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.roles import permitted
from app.access.scoping import acting
from app.applicants import queries as applicants
from app.applications import queries as applications
from app.applications import services
from app.applications.labels import mode_words
from app.applications.views.steps import step_url
from app.console.commands import SEE_OTHER, command
from app.console.errors import translate
from app.console.formats import day, money, parted
from app.console.layout import label
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Refused
from app.extensions import db
from app.plans import queries as plans
from app.plans.models import ReviewPlan
from app.plans.views.changes import amendment_lines
from app.plans.views.wording import Names, condition_words, names_of
from app.portal.labels import holder_words, path_table, plan_dates, requirement_items

PLAN = "<int(max=2147483647):plan_id>"


class HomeView(IndexView):
    """Open plans for everybody; whoever is signed in goes on to the dashboard."""

    index_template = "portal/home.html"

    @expose("/")
    def index(self) -> Any:
        if permitted(acting(db.session).roles, "show", "Dashboard"):
            return redirect(url_for("DashboardView.show"))
        today = clock.today()
        return self.render_template(self.index_template, plans=plans.open_plans(today), today=today)


class PlanPageView(BaseScreen):
    """One plan: every clause, condition, date, stage and fee, and 马上申报 at the very bottom (R-113)."""

    route_base = "/plans"
    class_permission_name = "MyApplication"
    default_view = "show"

    @expose(f"/{PLAN}", methods=["GET"])
    def show(self, plan_id: int) -> Any:
        return self._page(plans.plan_with_rows(plan_id))

    @expose(f"/{PLAN}/apply", methods=["POST"])
    @screen_permission("apply")
    def apply(self, plan_id: int) -> Any:
        try:
            with command():
                application = services.start(plan_id)
                address = step_url(application.id, application.step)
        except Refused as refused:
            return self._page(plans.plan_with_rows(plan_id), refused), refused.status
        return redirect(address, SEE_OTHER)

    def _page(self, plan: ReviewPlan, refused: Refused | None = None) -> Any:
        applicant_id = acting(db.session).applicant_id
        names = names_of(plan)
        return self.render(
            "portal/plan.html",
            plan=plan,
            days_left=(plan.applicant_deadline - clock.today()).days,
            dates=plan_dates(plan),
            deadlines=_deadlines(plan, names),
            amendments=amendment_lines(plan),
            fees=_fees(plan, names),
            papers=_papers(plan, names),
            modes=[mode_words(row) for row in plan.modes],
            parts=_parts(plan),
            paths=path_table(plan, applicants.title_names()),
            requirements=requirement_items(plan, names),
            routes=[(route, [(stage, holder_words(stage)) for stage in route.stages]) for route in plan.routes],
            quoted={clause.key: clause for clause in plan.clauses},
            refusal=translate(refused.message, refused.params) if refused else "",
            existing=applications.under_plan(applicant_id, plan.id) if applicant_id else None,
            sign_in_url=url_for("SignInView.login", next=request.path),
            may_apply=self.may("apply"),
        )


def _fees(plan: ReviewPlan, names: Names) -> list[list[str]]:
    """Kind, amount, price document, payee and for whom; the last is left out where every fee is everybody's."""
    rows = [
        [label(fee.kind), money(fee.amount_fen), fee.source, fee.payee.name, condition_words(fee.applies_when, names)]
        for fee in plan.fees
    ]
    return rows if any(row[-1] for row in rows) else [row[:-1] for row in rows]


def _copies(number: int) -> str:
    return ngettext("%(num)s copy", "%(num)s copies", number)


def _papers(plan: ReviewPlan, names: Names) -> list[list[str]]:
    """Name, copies and paper, by whom, for whom, of each further form on paper."""
    return [
        [
            paper.name,
            parted(
                filter(
                    None,
                    (ngettext("%(num)s copy", "%(num)s copies", paper.copies), str(label(paper.size)), paper.binding),
                )
            ),
            paper.provided_by,
            condition_words(paper.applies_when, names),
        ]
        for paper in plan.papers
    ]


def _deadlines(plan: ReviewPlan, names: Names) -> list[tuple[str, str]]:
    """(name, words) of the days that hold beside the plan's own: when, with whom, for whom."""
    found = []
    for row in plan.deadlines:
        when = day(row.due_on)
        if row.starts_on is not None:
            when = _("%(first)s to %(last)s", first=day(row.starts_on), last=when)
        whom = row.organisation.name if row.organisation else label(row.holder)
        found.append((row.name, parted(filter(None, (when, whom, condition_words(row.applies_when, names))))))
    return found


def _parts(plan: ReviewPlan) -> list[tuple[str, list[str]]]:
    """The notice's passages under its own headings, in order."""
    parts: list[tuple[str, list[str]]] = []
    for clause in plan.clauses:
        if not parts or parts[-1][0] != clause.part:
            parts.append((clause.part, []))
        parts[-1][1].append(clause.text)
    return parts
