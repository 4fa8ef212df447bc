"""我的任务: background jobs of whoever is signed in, how far each is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import lazy_gettext as _

from app.console.actions import parse_version
from app.console.commands import SEE_OTHER, command
from app.console.jobs import job_state, job_view
from app.console.layout import Words
from app.console.paging import asked_page, page_of, write_cursor
from app.console.screens import BaseScreen, screen_permission
from app.dry_runs.services import KIND as DRY_RUN
from app.tasks import queries, services
from app.tasks.models import Job

JOB = "<int(max=2147483647):job_id>"
# Per kind of job: what it is called, and the page of one.
KINDS: Mapping[str, tuple[Words, str]] = {DRY_RUN: (_("Dry run of a plan"), "DryRunView.show")}


class JobsView(BaseScreen):
    """One's own jobs; the page of a job is its kind's."""

    route_base = "/jobs"
    class_permission_name = "Job"
    default_view = "list"

    @expose("/", methods=["GET"])
    @screen_permission("list")
    def list(self) -> Any:
        page = page_of(queries.every_job(), Job.id, Job.id, asked_page(), descending=True)
        return self.render(
            "portal/jobs.html",
            rows=[(job_view(job), *_place(job)) for job in page.rows],
            page=page,
            address=lambda cursor: url_for("JobsView.list", k=write_cursor(cursor)) if cursor else "",
        )

    @expose(f"/{JOB}/state", methods=["GET"])
    @screen_permission("list")
    def state(self, job_id: int) -> Any:
        return jsonify(job_state(queries.load(job_id)))

    @expose(f"/{JOB}/cancel", methods=["POST"])
    @screen_permission("cancel")
    def cancel(self, job_id: int) -> Any:
        with command():
            job = services.cancel(job_id, parse_version(request.form))
        return redirect(_place(job)[1], SEE_OTHER)

    @expose(f"/{JOB}/retry", methods=["POST"])
    @screen_permission("retry")
    def retry(self, job_id: int) -> Any:
        with command():
            job = services.retry(job_id, parse_version(request.form))
        return redirect(_place(job)[1], SEE_OTHER)


def _place(job: Job) -> tuple[str, str]:
    """What the job's kind is called, and the address of its page."""
    words, endpoint = KINDS[job.kind]
    return str(words), url_for(endpoint, job_id=job.id)
