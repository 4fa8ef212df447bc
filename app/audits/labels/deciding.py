"""What a decision will bring, and what it has brought, in one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.applications.models import Application
from app.audits.services import Ahead, RowResult
from app.console.errors import translate
from app.console.formats import day
from app.core.errors import DomainError
from app.core.workflow import Decision, Status
from app.decisions.labels import list_word


def consequences(ahead: Ahead, unsettled: int) -> tuple[dict[str, str], dict[str, str]]:
    """What each decision will bring, by its name; why it cannot be taken now, by its name.

    `unsettled` conditions fail or wait for evidence; whoever passes the application is told their number.
    """
    words = {"PASS": _passing(ahead), "RETURN": _returning(ahead), "REJECT": _rejecting()}
    if unsettled:
        words["PASS"] += ngettext(
            " %(num)s condition is not settled yet.", " %(num)s conditions are not settled yet.", unsettled
        )
    blocked = {"PASS": translate(ahead.blocked.message, ahead.blocked.params)} if ahead.blocked else {}
    return words, blocked


def outcome_words(decision: Decision, application: Application) -> str:
    """What has happened, for the page that follows a decision."""
    if decision is Decision.RETURN and application.status is Status.RETURNED:
        return _("Returned to the applicant, who can submit again until %(day)s.", day=day(application.return_due_on))
    if decision is Decision.REJECT:
        return _("Rejected; the application is closed and the applicant has been told why.")
    if application.holder is None:
        return _("Passed; the procedure is completed.")
    known: dict[str, Any] = {"holder": application.holder.name, "stage": str(application.stage)}
    if decision is Decision.RETURN:
        return _("Returned to %(holder)s (%(stage)s).", **known)
    return _("Passed; the application is now with %(holder)s (%(stage)s).", **known)


def result_items(results: Sequence[RowResult]) -> list[dict[str, Any]]:
    """Rows of a bulk decision's page, those that were refused first: id, name, number, passed, words."""
    passed: dict[tuple[int | None, int | None], str] = {}

    def words(one: RowResult) -> str:
        place = one.application.stage_id, one.application.holder_id
        if place not in passed:
            passed[place] = outcome_words(Decision.PASS, one.application)
        return passed[place]

    return _row_items([(one.application, one.refusal, "" if one.refusal else words(one)) for one in results])


def named_items(
    results: Sequence[tuple[Application, DomainError | None]], name: str, named: bool
) -> list[dict[str, Any]]:
    """The same for rows that were entered into a list or taken off it."""
    done = _("Entered: %(list)s.", list=list_word(name)) if named else _("Taken off: %(list)s.", list=list_word(name))
    return _row_items([(application, refusal, done) for application, refusal in results])


def _row_items(rows: Sequence[tuple[Application, DomainError | None, str]]) -> list[dict[str, Any]]:
    items = [
        {
            "id": application.id,
            "name": application.applicant_name,
            "number": application.number,
            "passed": refusal is None,
            "words": translate(refusal.message, refusal.params) if refusal else words,
        }
        for application, refusal, words in rows
    ]
    return sorted(items, key=lambda item: item["passed"])


def next_action(application: Application, ours: bool) -> str:
    """What has to happen next, and who does it."""
    if application.status is Status.RETURNED:
        return _("The applicant corrects it and submits again by %(day)s.", day=day(application.return_due_on))
    if application.holder is None or application.stage is None:
        return ""
    if ours:
        return _("Next, by your organisation: %(stage)s.", stage=application.stage.name)
    return _("Next, by %(holder)s: %(stage)s.", holder=application.holder.name, stage=application.stage.name)


def _passing(ahead: Ahead) -> str:
    if not ahead.stage:
        return _("After “pass” the procedure is completed; the applicant gets a message.")
    return _(
        "After “pass” it goes to %(holder)s (%(stage)s); the applicant gets a message.",
        holder=ahead.holder,
        stage=ahead.stage,
    )


def _returning(ahead: Ahead) -> str:
    if ahead.returned_to:
        return _("After “return” it goes back to %(holder)s.", holder=ahead.returned_to)
    return _(
        "After “return” the applicant corrects what you list and submits again by %(day)s; "
        "the new version comes with what changed in it.",
        day=day(ahead.return_due_on),
    )


def _rejecting() -> str:
    return _(
        "After “reject” the application is closed under this plan; "
        "the applicant reads your reason and cannot submit again."
    )
