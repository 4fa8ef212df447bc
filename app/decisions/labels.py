"""Words for the log: what was done, and a subject's history as a timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.console.formats import bracketed, day, listed, moment
from app.console.layout import Words, label, register_labels
from app.core.actor import Role
from app.core.money import yuan
from app.core.workflow import STAGE_RESULT_LABELS, StageResult
from app.decisions.enums import Action, SubjectKind
from app.decisions.models import ON_BEHALF_OF, DecisionRecord

ACTION_LABELS: dict[Action, Words] = {
    Action.SUBMIT: _("Submit"),
    Action.PASS: _("Pass"),
    Action.RETURN: _("Return"),
    Action.REJECT: _("Reject"),
    Action.SKIP: _("Skip"),
    Action.WITHDRAW: _("Withdraw"),
    Action.UNDO: _("Undo"),
    Action.RECOMMEND: _("Recommend to the body outside"),
    Action.CONCLUDE: _("Record the conclusion"),
    Action.ANNOUNCE: _("Announce the result"),
    Action.RULE: _("Rule on a condition"),
    Action.NAME: _("Enter into a list"),
    Action.UNNAME: _("Take off a list"),
    Action.START_NOTICE: _("Start the public notice"),
    Action.COMPLETE_NOTICE: _("Complete the public notice"),
    Action.CANCEL_NOTICE: _("Cancel the public notice"),
    Action.OPEN_ORDER: _("Ask for the fee"),
    Action.RECORD_PAYMENT: _("Record the payment"),
    Action.RECEIVE_PAPER: _("Receive the printed sheets"),
    Action.IMPORT: _("Import"),
    Action.PUBLISH: _("Publish"),
    Action.CLONE: _("Clone"),
    Action.EDIT: _("Edit"),
    Action.CLOSE: _("Close the plan"),
    Action.REVEAL: _("Show the identity number"),
    Action.ASSIGN: _("Assign the account"),
    Action.RENEW_PASSWORD: _("Renew the initial password"),
    Action.SWITCH_OFF: _("Switch the account off"),
    Action.SWITCH_ON: _("Switch the account on"),
    Action.DELEGATE: _("Hand the queue over"),
    Action.END_DELEGATION: _("End the handing over early"),
    Action.CONFIRM_STAFF: _("Confirm the employment"),
    Action.REMOVE_STAFF: _("Remove from the staff"),
    Action.ADD_OPERATOR: _("Add an operator"),
    Action.SWITCH_OPERATOR: _("Switch an operator's account"),
    Action.RENAME: _("Change the name"),
    Action.MERGE: _("Merge employers"),
}
SUBJECT_LABELS: dict[SubjectKind, Words] = {
    SubjectKind.APPLICATION: _("Application"),
    SubjectKind.ARCHIVE_ENTRY: _("Archive entry"),
    SubjectKind.PLAN: _("Plan"),
    SubjectKind.APPLICANT: _("Person"),
    SubjectKind.ACCOUNT: _("Account"),
    SubjectKind.EMPLOYER_REGISTRATION: _("Registration of an employer"),
    SubjectKind.NAME_CHANGE: _("Change of an employer's name"),
    SubjectKind.ORGANISATION: _("Organisation"),
    SubjectKind.HOURS_IMPORT: _("Import of hours"),
    SubjectKind.POST_QUOTA: _("Posts of a year"),
}
OUTCOME_LABELS: dict[str, Words] = {
    "NO_OBJECTION": _("No objection"),
    "OBJECTION_DISMISSED": _("Objection not upheld"),
    "OBJECTION_UPHELD": _("Objection upheld"),
}
# Lists that stages name their applicants in (`named_in`); a plan may have others, called as they are.
LIST_LABELS: dict[str, Words] = {
    "INTERVIEW": _("List for the interview"),
    "DEFENCE": _("List for the defence"),
}
LOOKS = {
    Action.SUBMIT: "now",
    Action.PASS: "passed",
    Action.RECOMMEND: "passed",
    Action.RETURN: "returned",
    Action.REJECT: "rejected",
    Action.COMPLETE_NOTICE: "passed",
    Action.RECORD_PAYMENT: "passed",
    Action.RECEIVE_PAPER: "passed",
    Action.OPEN_ORDER: "waiting",
    Action.START_NOTICE: "waiting",
}

register_labels({**ACTION_LABELS, **SUBJECT_LABELS})
register_labels(STAGE_RESULT_LABELS)


def timeline_items(
    rows: Sequence[Any], sections: Mapping[str, Words], hidden: Sequence[Action] = ()
) -> list[dict[str, Any]]:
    """A subject's history, rows of the log or their columns, as the `timeline` macro draws it, newest first.

    `sections` gives the words of the sections that defects name; of `hidden` actions the texts are left out.
    """
    return [_item(row, sections, row.action in hidden) for row in reversed(rows)]


def _item(row: Any, sections: Mapping[str, Words], quiet: bool) -> dict[str, Any]:
    what = label(row.action)
    defects = [] if quiet else row.details.get("defects", [])
    return {
        "who": who(row),
        "organisation": row.organisation_name,
        "action": gettext("%(stage)s: %(action)s", stage=row.stage, action=what) if row.stage else what,
        "text_key": LOOKS.get(row.action, "neutral"),
        "when": moment(row.at),
        "text": "" if quiet else "\n".join(text for text in (row.opinion or row.reason, facts(row)) if text),
        "defects": [
            {"section": str(sections.get(defect["section"], defect["section"])), "text": defect["text"]}
            for defect in defects
        ],
    }


def who(row: Any) -> str:
    """Who acted; with the colleague whose queue it was, where they stood in for one."""
    colleague = row.details.get(ON_BEHALF_OF)
    return bracketed(row.actor_name, gettext("on behalf of %(name)s", name=colleague["name"]) if colleague else "")


def told(row: DecisionRecord) -> str:
    """Everything that a row says, in one text: opinion or reason, defects, figures."""
    defects = [defect["text"] for defect in row.details.get("defects", [])]
    return "\n".join(text for text in (row.opinion or row.reason, *defects, facts(row)) if text)


def facts(row: Any) -> str:
    """The figures that a row keeps beside its opinion, as a sentence; "" where there are none."""
    word = FACTS.get(row.action)
    return word(row.details) if word else ""


def _passed(details: Mapping[str, Any]) -> str:
    skipped = details.get("skipped")
    left_out = gettext("Skipped: %(stages)s.", stages=gettext(", ").join(skipped)) if skipped else ""
    return " ".join(filter(None, (_recorded(details), left_out)))


def _recorded(details: Mapping[str, Any]) -> str:
    """The outcome of a stage that records one: result, day, document."""
    if "result" not in details:
        return ""
    words = {"result": label(StageResult[details["result"]]), "day": _day(details["held_on"])}
    if details["document_number"]:
        return gettext("%(result)s, %(day)s, document %(number)s.", number=details["document_number"], **words)
    return gettext("%(result)s, %(day)s.", **words)


def _concluded(details: Mapping[str, Any]) -> str:
    ballot = details.get("ballot")
    if ballot is None:
        return _recorded(details)
    words = gettext("approved") if details["approved"] else gettext("not approved")
    return gettext(
        "Meeting on %(day)s, %(present)s of %(members)s present: agree %(agree)s, against %(against)s, "
        "abstain %(abstain)s – %(result)s.",
        day=_day(details["met_on"]),
        result=words,
        **ballot,
    )


def list_word(name: str) -> str:
    """What a list that a plan's stages ask for is called; one that has no word of its own by its name."""
    return str(LIST_LABELS.get(name, name))


def _on_list(details: Mapping[str, Any]) -> str:
    return list_word(details["list"])


def _noticed(details: Mapping[str, Any]) -> str:
    return gettext(
        "From %(first)s to %(last)s, %(days)s working days.",
        first=_day(details["starts_on"]),
        last=_day(details["last_day"]),
        days=details["working_days"],
    )


def _outcome(details: Mapping[str, Any]) -> str:
    return str(OUTCOME_LABELS.get(details["outcome"], details["outcome"]))


def _owed(details: Mapping[str, Any]) -> str:
    return gettext("%(amount)s by %(day)s.", amount=yuan(details["amount_fen"]), day=_day(details["due_on"]))


def _paid(details: Mapping[str, Any]) -> str:
    return gettext(
        "%(amount)s, voucher %(voucher)s.", amount=yuan(details["amount_fen"]), voucher=details["voucher_number"]
    )


def _received(details: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)s copy on %(day)s.", "%(num)s copies on %(day)s.", details["copies"], day=_day(details["received_on"])
    )


def _assigned(details: Mapping[str, Any]) -> str:
    return gettext(
        "%(username)s, %(name)s, %(role)s, %(organisation)s.",
        username=details["username"],
        name=details["name"],
        role=listed(label(Role(name)) for name in details["roles"]),
        organisation=details["organisation"],
    )


def _delegated(details: Mapping[str, Any]) -> str:
    return gettext(
        "%(delegator)s to %(delegate)s, %(first)s to %(last)s.",
        delegator=details["delegator"],
        delegate=details["delegate"],
        first=_day(details["first_day"]),
        last=_day(details["last_day"]),
    )


def _day(text: str) -> str:
    return day(dt.date.fromisoformat(text))


FACTS: Mapping[Action, Callable[[Mapping[str, Any]], str]] = {
    Action.PASS: _passed,
    Action.REJECT: _recorded,
    Action.RECOMMEND: _recorded,
    Action.CONCLUDE: _concluded,
    Action.NAME: _on_list,
    Action.UNNAME: _on_list,
    Action.START_NOTICE: _noticed,
    Action.COMPLETE_NOTICE: _outcome,
    Action.OPEN_ORDER: _owed,
    Action.RECORD_PAYMENT: _paid,
    Action.RECEIVE_PAPER: _received,
    Action.ASSIGN: _assigned,
    Action.RENEW_PASSWORD: _assigned,
    Action.SWITCH_OFF: _assigned,
    Action.SWITCH_ON: _assigned,
    Action.DELEGATE: _delegated,
    Action.END_DELEGATION: _delegated,
}
