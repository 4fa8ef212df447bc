"""Decisions and selections as they are read from what was posted; actions as they are offered."""

import pytest
from werkzeug.datastructures import MultiDict

from app.core.actor import Actor, Role
from app.core.errors import Invalid
from app.core.workflow import Decision


@pytest.fixture
def parse():
    from app.console.actions import parse_decision

    return parse_decision


def form(decision, **more):
    return MultiDict({"decision": decision, "version": "3", "opinion": "", "reason": "", **more})


def refused(parse, posted):
    with pytest.raises(Invalid) as caught:
        parse(posted)
    return [(violation.field, violation.message) for violation in caught.value.violations]


def test_a_pass_is_read_with_its_opinion_and_version(parse):
    from app.console.actions import DecisionInput

    assert parse(form("PASS", opinion=" 同意推荐 ")) == DecisionInput(Decision.PASS, "同意推荐", "", [], 3)


def test_a_return_is_read_with_its_defects_in_their_order_without_empty_rows(parse):
    rows = {
        "defects-10-section": "photo",
        "defects-10-text": "照片过暗",
        "defects-0-section": "education",
        "defects-0-text": " 缺学位证书 ",
        "defects-1-section": "titles",
        "defects-1-text": "  ",
        "defects-2-text": "其他",
    }
    found = parse(form("RETURN", **rows))
    assert found.defects == [("education", "缺学位证书"), ("", "其他"), ("photo", "照片过暗")]
    assert (found.opinion, found.reason) == ("", "")


@pytest.mark.parametrize(
    ("decision", "more", "field"),
    [
        ("PASS", {}, "opinion"),
        ("PASS", {"opinion": " \n", "reason": "x"}, "opinion"),
        ("RETURN", {}, "defects"),
        ("RETURN", {"defects-0-section": "photo", "defects-0-text": " ", "opinion": "x"}, "defects"),
        ("REJECT", {}, "reason"),
        ("REJECT", {"opinion": "x", "defects-0-text": "x"}, "reason"),
        ("SUBMIT", {"opinion": "x", "reason": "x"}, "decision"),
        ("UNDO", {"reason": "x"}, "decision"),
        ("", {}, "decision"),
        ("pass", {"opinion": "x"}, "decision"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused_at_that_field(parse, decision, more, field):
    assert [name for name, _message in refused(parse, form(decision, **more))] == [field]


def test_a_return_may_carry_a_reason_instead_of_defects(parse):
    assert parse(form("RETURN", reason="材料不清晰")).reason == "材料不清晰"


@pytest.mark.parametrize("version", [None, "", "abc", "-1", "1.0", "²", "9999999999"])
def test_a_page_without_a_readable_version_is_refused(parse, version):
    posted = form("PASS", opinion="同意")
    posted.poplist("version")
    if version is not None:
        posted["version"] = version
    assert [field for field, _message in refused(parse, posted)] == [""]


@pytest.mark.parametrize(("letters", "fits"), [(499, True), (500, True), (501, False)])
def test_an_opinion_has_at_most_500_characters_as_notices_count_them(parse, letters, fits):
    posted = form("PASS", opinion="好" * letters + " \n")
    if fits:
        assert len(parse(posted).opinion) == letters
    else:
        assert [field for field, _message in refused(parse, posted)] == ["opinion"]


def test_everything_that_is_wrong_is_told_together(parse):
    posted = form("REJECT", opinion="好" * 501, **{"defects-0-text": "好" * 501})
    assert [field for field, _message in refused(parse, posted)] == ["reason", "opinion", "defects"]


@pytest.mark.parametrize(("rows", "fits"), [(0, False), (1, True), (500, True), (501, False)])
def test_a_selection_holds_one_to_five_hundred_rows(rows, fits):
    from app.console.actions import parse_selection

    posted = MultiDict([("rowid", str(number)) for number in range(rows)])
    if fits:
        assert len(parse_selection(posted, "pass").ids) == rows
    else:
        with pytest.raises(Invalid):
            parse_selection(posted, "pass")


def test_a_row_ticked_twice_counts_once_and_the_reason_is_the_actions_own():
    from app.console.actions import Selection, parse_selection

    posted = MultiDict([("rowid", "2"), ("rowid", "1"), ("rowid", "2")])
    posted.update({"reason-pass": " 好 ", "reason-reject": "坏"})
    assert parse_selection(posted, "pass") == Selection(["2", "1"], "好")


def test_only_actions_of_the_persons_role_are_offered_with_the_version_of_the_record(session_as):
    from app.console.actions import ActionForm, Need, panels

    class Record:
        id = 7
        version = 4

    shared = {"url": lambda row: f"/x/{row.id}", "consequence": lambda row: f"后果 {row.id}", "needs": (Need.REASON,)}
    forms = [ActionForm(verb, f"标签 {verb}", verb, **shared) for verb in ("publish", "audit")]
    session_as(Actor(1, "王芳", frozenset({Role.PLAN_ADMINISTRATOR})))
    (panel,) = panels(forms, Record(), "ReviewPlan")
    assert (panel.name, panel.label, panel.url, panel.consequence) == ("publish", "标签 publish", "/x/7", "后果 7")
    assert (panel.version, panel.needs) == (4, (Need.REASON,))
    session_as(Actor.public())
    assert panels(forms, Record(), "ReviewPlan") == []
