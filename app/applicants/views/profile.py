"""个人基本信息: one's own record, a tab at a time; how complete it is; handing it to the employer."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.applicants import queries, services
from app.applicants.completeness import meter
from app.applicants.enums import AuditState
from app.applicants.forms import SHOWN_IN_FORM, SectionForm
from app.applicants.forms.sections import UNTYPED
from app.applicants.freezing import row_content
from app.applicants.labels import LIST_LABELS, pairs, record_table, restored
from app.applicants.models import Applicant
from app.applicants.process import installed
from app.applicants.registers import Silent
from app.applicants.tabs import TABS, Tab
from app.console.actions import parse_version
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import worded
from app.console.screens import BaseScreen, screen_permission
from app.core import clock
from app.core.errors import Conflict, Invalid, OutOfScope, Violation
from app.core.identity_kinds import carries_birth
from app.organisations import queries as organisations
from app.organisations.labels import employer_note

FIRST = next(iter(TABS))
KEY = f"<any({', '.join(TABS)}):key>"
CHANGED = (
    "Your personal data was saved in another window since this page was opened. What you typed is still here: "
    "please compare it and save again."
)


class ProfileView(BaseScreen):
    """One's own record: look, fill in, show the identity number in full, hand it to the employer."""

    route_base = "/profile"
    class_permission_name = "Profile"
    default_view = "show"

    @expose("/")
    @screen_permission("show")
    def show(self) -> Any:
        return self._overview("")

    @expose("/reveal", methods=["POST"])
    @screen_permission("show")
    def reveal(self) -> Any:
        person = services.own()
        if person is None:
            raise OutOfScope
        with command():
            number = services.reveal_identity_number(person.id)
        return self._overview(number)

    @expose("/edit")
    @screen_permission("edit")
    def edit(self) -> Any:
        """To the first tab where something is to be done."""
        person = services.own()
        states = services.states(person) if person else {}
        typed = {one.key for one in person.sections if one.typed is not None} if person else set()
        wrong = (key for key in TABS if key in typed or states.get(key) is AuditState.RETURNED)
        lacking = (part.tab for part in meter(person, None).missing) if person else iter(())
        return redirect(url_for("ProfileView.tab", key=next(wrong, next(lacking, FIRST))))

    @expose(f"/{KEY}", methods=["GET"])
    @screen_permission("edit")
    def tab(self, key: str) -> Any:
        person = services.own()
        if person is None and key != FIRST:
            return redirect(url_for("ProfileView.tab", key=FIRST))
        section = services.section_of(person, key)
        if section is not None and section.typed is not None:
            form = TABS[key].form.retyped(section.typed)
            form.validate()
            form.show(services.check_draft(key, form.draft()))
            return self._form(TABS[key], form, person, retyped=True)
        return self._form(TABS[key], TABS[key].form.of(person), person)

    @expose(f"/{KEY}", methods=["POST"])
    @screen_permission("edit")
    def save_tab(self, key: str) -> Any:
        form = TABS[key].form()
        try:
            _save(key, form)
        except SHOWN_IN_FORM as error:
            form.show(_told(error))
            return self._form(TABS[key], form, services.own()), error.status
        if request.form.get("go") == "next":
            following = list(TABS)[list(TABS).index(key) + 1 :]
            if following:
                return redirect(url_for("ProfileView.tab", key=following[0]), SEE_OTHER)
        return redirect_after(_("Your personal data was saved."), "ProfileView.show")

    @expose(f"/{KEY}/fetch", methods=["POST"])
    @screen_permission("edit")
    def fetch(self, key: str) -> Any:
        """Save what was typed, then take over what the registers say beside it."""
        form = TABS[key].form()
        try:
            version = _save(key, form)
            told = services.ask_registers(key)
            with command():
                count = services.take_over(key, told, version)
        except (Silent, *SHOWN_IN_FORM) as error:
            form.show(_told(error))
            return self._form(TABS[key], form, services.own()), error.status
        if not count:
            flash(
                _("The registers hold nothing about you here. Please fill the page in and upload a proof."), "warning"
            )
            return redirect(url_for("ProfileView.tab", key=key), SEE_OTHER)
        words = ngettext(
            "%(num)s row was taken over from the registers. Please check it, and add what only you know.",
            "%(num)s rows were taken over from the registers. Please check them, and add what only you know.",
            count,
        )
        return redirect_after(words, "ProfileView.tab", key=key)

    @expose(f"/{KEY}/autosave", methods=["POST"])
    @screen_permission("edit")
    def autosave(self, key: str) -> Any:
        """What is sound is stored; what is not is kept as it was typed, and its faults are told on the page."""
        form, seen = TABS[key].form(), parse_version(request.form)
        try:
            if not form.validate():
                raise Invalid([])
            with command():
                version = services.save(key, form.draft(), seen).version
        except Invalid:
            typed = {name: request.form.getlist(name) for name in request.form if name not in (*UNTYPED, "version")}
            with command():
                version = services.keep_typed(key, typed, seen).version
        return jsonify(saved_at=f"{clock.office_time(clock.now()):%H:%M}", version=version)

    @expose("/submit", methods=["POST"])
    @screen_permission("submit")
    def submit(self) -> Any:
        try:
            with command():
                services.submit(parse_version(request.form))
        except Invalid as error:
            return self._overview("", worded(error.violations)), error.status
        return redirect_after(_("Your personal data was submitted to your employer."), "ProfileView.show")

    @expose("/lookup/<column>")
    @screen_permission("edit")
    def lookup(self, column: str) -> Any:
        text = request.args.get("q", "").strip()
        if column == "employer":
            found = organisations.employers_like(text)
            return {"results": [{"id": one.id, "text": one.name, "note": employer_note(one, text)} for one in found]}
        if column not in ("region", "insurance_region", "file_region", "labour_region"):
            raise OutOfScope
        regions = queries.regions_like(text)
        return {"results": [{"id": one.id, "text": one.name, "note": str(one.parent or one.code)} for one in regions]}

    def _overview(self, number: str, faults: list[dict[str, str]] | None = None) -> Any:
        person = services.own()
        if person is None:
            return redirect(url_for("ProfileView.tab", key=FIRST))
        process = installed()
        aim = process.aim(person, request.args.get("plan", ""))
        states = services.states(person)
        return self.render(
            "applicants/profile.html",
            record=person,
            sections=[_section(person, tab, states[key], number) for key, tab in TABS.items()],
            meter=meter(person, aim),
            aim=aim,
            plans=process.plans(),
            faults=faults or [],
            titles={key: tab.title for key, tab in TABS.items()},
            to_send=[key for key, state in states.items() if state in (AuditState.DRAFT, AuditState.RETURNED)],
            revealed=bool(number),
            next_steps=person.employer_id is None,
        )

    def _form(self, tab: Tab, form: SectionForm, person: Applicant | None, retyped: bool = False) -> Any:
        form.prepare(queries.title_names())
        section = services.section_of(person, tab.key)
        proofs = {
            one.name: {str(row.id): row.proof for row in getattr(person, one.name)} for one in _proven(tab, person)
        }
        return self.render(
            "applicants/tab.html",
            tab=tab,
            form=form,
            record=person,
            section=section,
            version=section.version if section else 0,
            retyped=retyped,
            asks_birth=_asks_birth(form, person),
            can_fetch=person is not None and services.can_fetch(tab.key),
            proofs=proofs,
            max_bytes=services.PROOF_BYTES,
            tabs=_tabs(tab, person),
        )


def _save(key: str, form: SectionForm) -> int:
    """Save what was posted; the section's version. Raises what the page shows."""
    draft = form.draft()
    if not form.validate():
        raise Invalid(services.check_draft(key, draft))
    with command():
        return services.save(key, draft, parse_version(request.form)).version


def _told(error: Any) -> list[Violation]:
    """A refusal as violations at the fields of the form."""
    if isinstance(error, Invalid):
        return list(error.violations)
    if isinstance(error, Conflict):
        return [Violation("", CHANGED)]
    return [Violation(getattr(error, "field", ""), error.message, error.params)]


def _proven(tab: Tab, person: Applicant | None) -> list[Any]:
    """The lists of a tab whose rows can be proved."""
    return [one for one in tab.lists if person is not None and hasattr(one.model, "proof")]


def _asks_birth(form: SectionForm, person: Applicant | None) -> bool:
    """Whether the page asks for sex and date of birth: where the stored number does not hold them, or something about
    them is wrong."""
    told = person is not None and carries_birth(person.identity_kind, person.identity_number)
    return not told or any(form[name].errors for name in ("sex", "birth_date") if name in form)


def _tabs(tab: Tab, person: Applicant | None) -> list[dict[str, Any]]:
    marks = {one.key: _mark(one) for one in person.sections} if person else {}
    return [
        {
            "label": one.title,
            "url": url_for("ProfileView.tab", key=key),
            "active": one is tab,
            "count": marks.get(key) or None,
        }
        for key, one in TABS.items()
    ]


def _mark(section: Any) -> str:
    if section.status is AuditState.RETURNED:
        return _("to correct")
    return _("unfinished") if section.typed is not None else ""


def _section(person: Applicant, tab: Tab, state: AuditState, number: str) -> dict[str, Any]:
    """One section as the overview shows it."""
    section = services.section_of(person, tab.key)
    values = {name: getattr(person, name) for name in tab.columns}
    if "identity_number" in values:
        values = {**values, "identity_number": number or person.masked_identity_number}
    tables = []
    for one in tab.lists:
        stored = getattr(person, one.name)
        rows = [restored(one.model, row_content(row, person)) for row in stored]
        proofs = [row.proof for row in stored if getattr(row, "proof", None)]
        tables.append((LIST_LABELS[one.name], record_table(one.name, rows), proofs))
    return {
        "key": tab.key,
        "title": tab.title,
        "state": state,
        "reason": section.reason if section and state is AuditState.RETURNED else "",
        "unfinished": bool(section and section.typed is not None),
        "pairs": pairs([*values], values),
        "tables": tables,
    }
