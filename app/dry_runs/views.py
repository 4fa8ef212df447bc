"""试算 of a plan: the question, the progress, the figures, the file of all persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_appbuilder import expose
from flask_babel import gettext as _

from app.access.scoping import acting
from app.console.commands import command, redirect_after
from app.console.errors import worded
from app.console.exports import Table, download, handed_out
from app.console.forms import apply_violations
from app.console.jobs import job_view
from app.console.screens import BaseScreen, screen_permission
from app.core.errors import Invalid, OutOfScope, Refused, TooLarge, Violation
from app.documents.spreadsheet import Column
from app.dry_runs import queries, services
from app.dry_runs.forms import APPLICATIONS, DryRunForm
from app.dry_runs.labels import HEADERS, shown_headers, takes
from app.dry_runs.wording import result_words, row_cells, rows_header
from app.extensions import db
from app.plans.models import ReviewPlan
from app.plans.services import own_plan
from app.tasks import queries as jobs
from app.tasks.models import Job

PLAN = "<int(max=2147483647):pk>"
JOB = "<int(max=2147483647):job_id>"


class DryRunView(BaseScreen):
    """Dry runs of the plans of one's own office; each is seen by whoever started it."""

    route_base = "/dry-runs"
    class_permission_name = "DryRun"
    default_view = "start_form"

    @expose(f"/plan/{PLAN}", methods=["GET"])
    @screen_permission("start")
    def start_form(self, pk: int) -> Any:
        plan = own_plan(pk)
        return self._form_page(plan, _form_of(plan))

    @expose(f"/plan/{PLAN}", methods=["POST"])
    @screen_permission("start")
    def start(self, pk: int) -> Any:
        plan = own_plan(pk)
        form = _form_of(plan)
        if not form.validate():
            return self._form_page(plan, form), Invalid.status
        try:
            with command():
                key = _started(pk, form).id
        except Invalid as problem:
            apply_violations(form, [one for one in problem.violations if one.field in form])
            cells = worded([one for one in problem.violations if one.field not in form])
            return self._form_page(own_plan(pk), form, cells), problem.status
        except (Refused, TooLarge) as problem:
            apply_violations(form, [Violation("facts", problem.message, problem.params)])
            return self._form_page(own_plan(pk), form), problem.status
        return redirect_after(
            _("The dry run was started. You may leave this page: it is kept under “My jobs”."),
            "DryRunView.show",
            job_id=key,
        )

    @expose("/template.xlsx", methods=["GET"])
    @screen_permission("start")
    def sheet(self) -> Any:
        columns = [Column(words, True) for words in shown_headers().values()]
        return download(Table(_("Sheet of facts"), columns, ()))

    @expose(f"/{JOB}", methods=["GET"])
    @screen_permission("show")
    def show(self, job_id: int) -> Any:
        job = _dry_run(job_id)
        plan = own_plan(job.subject_id or 0)
        result = result_words(plan, job.result) if job.result else None
        return self.render("dry_runs/show.html", plan=plan, view=job_view(job), result=result)

    @expose(f"/{JOB}/persons.xlsx", methods=["GET"])
    @screen_permission("show")
    def export(self, job_id: int) -> Any:
        job = _dry_run(job_id)
        plan = own_plan(job.subject_id or 0)
        title = _("Dry run of “%(plan)s”", plan=plan.name)
        return handed_out(download(Table(_("Dry run"), rows_header(), _cells(plan, job))), title)

    def _form_page(self, plan: ReviewPlan, form: DryRunForm, cells: list[dict[str, str]] | None = None) -> str:
        return self.render(
            "dry_runs/start.html",
            plan=plan,
            form=form,
            cells=cells or [],
            columns=[(words, takes(key)) for key, words in HEADERS.items()],
            most=services.SHEET_BYTES,
            earlier=[job_view(job) for job in jobs.newest_about(services.KIND, plan.id)],
        )


def _form_of(plan: ReviewPlan) -> DryRunForm:
    offered = queries.plans_with_applications(acting(db.session).organisation_id)
    return DryRunForm.of(plan, [(key, f"{name}（{count}）") for key, name, count in offered])


def _started(plan_id: int, form: DryRunForm) -> Job:
    if form.population.data == APPLICATIONS:
        return services.over_applications(plan_id, form.plans.data or [], form.asked)
    if form.upload is None:
        raise Invalid([Violation("facts", "Please choose a file.")])
    return services.over_sheet(plan_id, form.upload.stream, form.upload.filename, form.asked)


def _dry_run(job_id: int) -> Job:
    job = jobs.load(job_id)
    if job.kind != services.KIND:
        raise OutOfScope
    return job


def _cells(plan: ReviewPlan, job: Job) -> Iterator[list[Any]]:
    words = row_cells(plan, job.result or {})
    for row in services.rows_of(job):
        yield words(row)
