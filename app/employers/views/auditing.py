"""单位注册审核 and 单位更名审核, by the competent department, the HRSS department, or the employer's own operators."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose
from flask_appbuilder.models.sqla.filters import FilterNotEqual
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.applicants.forms import row_id
from app.console.actions import DecisionInput, parse_decision, typed_decision, written_reason
from app.console.commands import command, redirect_after
from app.console.errors import worded
from app.console.filters import Equal
from app.console.formats import day
from app.console.interface import ScopedInterface
from app.console.layout import Words
from app.console.paging import shown_count
from app.console.screens import screen_permission
from app.console.views import ConsoleView
from app.console.waiting import counted
from app.core.errors import Invalid, OutOfScope
from app.core.workflow import Decision
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from app.decisions.labels import timeline_items
from app.employers import queries, services
from app.employers.enums import RequestStatus
from app.employers.labels import COLUMN_LABELS, NAME_SECTION_LABELS, SECTION_LABELS, registration_pairs
from app.employers.models import EmployerRegistration, NameChange
from app.employers.services.auditing import is_ours
from app.employers.views.registering import document_answer

DONE = {
    Decision.PASS: lazy_gettext("The employer is bound; its staff can choose it from now on."),
    Decision.RETURN: lazy_gettext("The registration was returned for correction."),
    Decision.REJECT: lazy_gettext("The registration was rejected."),
}
CONSEQUENCES = {
    "PASS": lazy_gettext("The name is bound, and this operator can work for the employer at once."),
    "RETURN": lazy_gettext("The operator corrects the registration by what you write here and submits it again."),
    "REJECT": lazy_gettext("The registration ends; the operator reads the reason."),
}
FURTHER = {
    **CONSEQUENCES,
    "PASS": lazy_gettext("The employer is bound already; this person becomes a further operator of it."),
}
NAME_DONE = {
    Decision.PASS: lazy_gettext("The employer has its new name; it is still found by the former one."),
    Decision.RETURN: lazy_gettext("The change of the name was returned for correction."),
    Decision.REJECT: lazy_gettext("The change of the name was rejected."),
}
NAME_CONSEQUENCES = {
    "PASS": lazy_gettext("The employer is called so everywhere; sheets that are frozen keep the former name."),
    "RETURN": lazy_gettext("The employer corrects its request by what you write here and submits it again."),
    "REJECT": lazy_gettext("The employer keeps its name and reads the reason."),
}


class RequestAuditView(ConsoleView):
    """What registrations and changes of names share: a list, a page with the document, one decision."""

    exclude_route_methods = ConsoleView.exclude_route_methods | {"add", "edit", "delete"}
    list_template = "employers/requests.html"
    label_columns = COLUMN_LABELS
    # What may have to be corrected, what is said after a decision, who decides, and the list that comes next.
    sections: Mapping[str, Words]
    done: Mapping[Decision, Words]
    decider: Callable[[int, DecisionInput], object]
    back: str

    def waiting_counts(self) -> tuple[int | str, int | str]:
        """How many registrations and changes of names wait, for the tabs."""
        asked = (queries.REGISTRATIONS, queries.NAME_CHANGES)
        found = counted(asked)
        return shown_count(found[asked[0]]), shown_count(found[asked[1]])

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        return self._page(wanted_id(pk))

    @expose("/document/<pk>")
    @screen_permission("show")
    def document(self, pk: str) -> Any:
        return document_answer(queries.document_of(self.datamodel.obj, wanted_id(pk)))

    @expose("/decide/<pk>", methods=["POST"])
    @screen_permission("audit")
    def decide(self, pk: str) -> Any:
        key = wanted_id(pk)
        try:
            given = parse_decision(request.form)
            with command():
                self.decider(key, replace(given, reason=written_reason(given, self.sections)))
        except Invalid as error:
            return self._page(key, error), error.status
        return redirect_after(str(self.done[given.decision]), self.back)

    @abstractmethod
    def _page(self, key: int, error: Invalid | None = None) -> str:
        """The page of the request with this id."""

    def page_of(self, row: Any, kind: SubjectKind, error: Invalid | None, **context: Any) -> str:
        """The page of one request."""
        return self.render_template(
            "employers/request.html",
            view=self,
            row=row,
            waiting=row.status is RequestStatus.SUBMITTED and is_ours(row),
            history=timeline_items(decisions.history(kind, row.id), self.sections),
            sections=[(key, str(words)) for key, words in self.sections.items()],
            document_url=url_for(f"{self.endpoint}.document", pk=row.id),
            values=typed_decision(request.form) if error else {},
            errors=[(one["field"], one["message"]) for one in worded(error.violations)] if error else [],
            **context,
        )


class RegistrationAuditView(RequestAuditView):
    """The registrations that wait for this office, oldest first."""

    route_base = "/employer-registrations"
    datamodel = ScopedInterface(EmployerRegistration)
    class_permission_name = "EmployerRegistrationAudit"
    list_title = lazy_gettext("Registrations of employers")
    list_columns = ["name", "employer_kind", "region", "operator_name", "submitted_at", "status"]
    search_columns = ["name", "employer_kind", "region", "submitted_at"]
    base_filters = [["status", Equal, RequestStatus.SUBMITTED]]
    base_order = ("submitted_at", "asc")
    sections, done, back = SECTION_LABELS, DONE, "RegistrationAuditView.list"
    decider = staticmethod(services.decide_registration)
    empty_words = lazy_gettext("Registrations appear here when an employer hands in its authorisation letter.")

    def _page(self, key: int, error: Invalid | None = None) -> str:
        row = queries.registration(key)
        bound = row.organisation is not None
        return self.page_of(
            row,
            SubjectKind.EMPLOYER_REGISTRATION,
            error,
            pairs=registration_pairs(row, full_phone=is_ours(row)),
            data_words=_("What was entered"),
            document_words=_("Authorisation letter"),
            note=_("This employer is bound already. The person asks to become a further operator.") if bound else "",
            told=row.by_legal_person,
            consequences=FURTHER if bound else CONSEQUENCES,
            stock={
                "PASS": [_("The letter bears the seal of the employer and agrees with what was entered.")],
                "RETURN": [_("The seal is missing or illegible; please scan the letter again.")],
            },
        )


class RegistrationAuditedView(RegistrationAuditView):
    """The registrations that this office has dealt with, newest first."""

    route_base = "/employer-registrations/done"
    list_title = lazy_gettext("Registrations decided")
    search_columns = ["name", "employer_kind", "region", "status", "submitted_at"]
    base_filters = [["status", FilterNotEqual, RequestStatus.SUBMITTED]]
    base_order = ("submitted_at", "desc")


class NameChangeAuditView(RequestAuditView):
    """The changes of names that this office decides, newest first."""

    route_base = "/employer-name-changes"
    datamodel = ScopedInterface(NameChange)
    class_permission_name = "NameChangeAudit"
    list_title = lazy_gettext("Changes of employers' names")
    list_columns = ["new_name", "former_name", "from_on", "submitted_at", "status"]
    search_columns = ["new_name", "former_name", "status", "submitted_at"]
    base_order = ("submitted_at", "desc")
    sections, done, back = NAME_SECTION_LABELS, NAME_DONE, "NameChangeAuditView.list"
    decider = staticmethod(services.decide_name)
    empty_words = lazy_gettext("Changes appear here when an employer asks for another name.")

    def _page(self, key: int, error: Invalid | None = None) -> str:
        row = queries.name_change(key)
        names = ("former_name", "new_name", "from_on")
        return self.page_of(
            row,
            SubjectKind.NAME_CHANGE,
            error,
            pairs=[(str(COLUMN_LABELS[name]), for_page(getattr(row, name))) for name in names],
            data_words=_("What is asked for"),
            document_words=_("Proof of the change"),
            note="",
            told=False,
            consequences=NAME_CONSEQUENCES,
            stock={"PASS": [_("The registering authority has approved the change of the name.")]},
        )


def for_page(value: Any) -> str:
    """A text, or a day in words."""
    return value if isinstance(value, str) else day(value)


def wanted_id(pk: str) -> int:
    """The id of an address; raises OutOfScope for what is none."""
    key = row_id(pk)
    if key is None:
        raise OutOfScope
    return key
