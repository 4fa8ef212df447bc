"""Editing a draft: the plan on one form, its lists as grids."""

import html
import re

import pytest

from tests.helpers import count_statements, text_of
from tests.integration.plans_screens.editing import CODE, GRIDS, address, opened, plain, saved
from tests.integration.unpeopled import on_one_database


def test_a_form_saved_as_it_was_opened_changes_nothing(planner, draft, plans):
    for grid in ("", *GRIDS):
        before = plans()[CODE]
        answer = saved(planner, draft, grid)
        assert answer.status_code == 303, (grid, text_of(answer))
        after = plans()[CODE]
        assert plain(after) == plain(before), grid
        assert after["version"] == before["version"] + 1


@on_one_database
def test_every_grid_has_spare_rows_that_need_no_javascript(planner, draft):
    for grid in GRIDS:
        form = opened(planner, draft, grid)
        orders = sorted((name for name in form if name.endswith("-order")), key=lambda name: int(name.split("-")[1]))
        assert [form[name] for name in orders[-3:]] == [[""], [""], [""]], grid
        assert [form[name] for name in orders[:-3]] == [[str(number)] for number in range(1, len(orders) - 2)], grid


@on_one_database
def test_every_word_of_a_form_is_chinese(planner, draft):
    for grid in ("", *GRIDS):
        text = planner.get(address(draft, grid)).get_data(as_text=True)
        labels = re.findall(r"<(label|th|h1|h2|legend)(?:\s[^>]*)?>(.*?)</\1>", text, re.DOTALL)
        bare = [re.sub(r"<[^>]+>", " ", label).strip() for _tag, label in labels]
        assert [label for label in bare if re.search(r"[A-Za-z]{4,}", label) and label != "JPEG"] == [], grid


# -- rows come, go and change places


def test_a_row_is_added_in_a_spare_line(planner, draft, plans):
    spare = {"rows-2-title": "engineer", "rows-2-clause": "category-field"}
    assert saved(planner, draft, "titles", **spare).status_code == 303
    assert [row["title"] for row in plans()[CODE]["titles"]] == ["technician", "assistant-engineer", "engineer"]


def test_a_row_is_put_between_others_by_its_number(planner, draft, plans):
    spare = {"rows-2-order": "1.5", "rows-2-title": "engineer", "rows-2-clause": "scope"}
    assert saved(planner, draft, "titles", **spare).status_code == 303
    assert [row["title"] for row in plans()[CODE]["titles"]] == ["technician", "engineer", "assistant-engineer"]


def test_rows_change_places_although_their_names_are_unique(planner, draft, plans):
    before = plans()[CODE]["clauses"]
    first, second = before[0], before[1]
    swapped = {
        **{f"rows-0-{name}": second[name] or "" for name in ("key", "part", "text", "requirement", "decided")},
        **{f"rows-1-{name}": first[name] or "" for name in ("key", "part", "text", "requirement", "decided")},
    }
    assert saved(planner, draft, "clauses", **swapped).status_code == 303
    assert plans()[CODE]["clauses"] == [second, first, *before[2:]]


def test_a_row_is_deleted_by_its_tick(planner, draft, plans):
    before = plans()[CODE]["attachments"]
    assert saved(planner, draft, "attachments", **{"rows-2-drop": "y"}).status_code == 303
    assert plans()[CODE]["attachments"] == [*before[:2], *before[3:]]


def test_a_route_that_changes_its_place_keeps_its_stages(planner, draft, plans):
    stages = plans()[CODE]["routes"][0]["stages"]
    new = {"rows-1-order": "0", "rows-1-name": "市属初级评审", "rows-1-applies_when-affiliation_levels": ["CITY"]}
    answer = saved(planner, draft, "routes", **new, **{"rows-1-clause": "procedure"})
    assert answer.status_code == 303, text_of(answer)
    routes = plans()[CODE]["routes"]
    assert [(route["name"], len(route["stages"])) for route in routes] == [("市属初级评审", 0), ("区属初级评审", 6)]
    assert routes[1]["stages"] == stages
    page = text_of(planner.get(f"/review-plans/show/{draft}"))
    assert "申报流程第1行：流程没有环节。" in page.replace(" ", "")


def test_stages_are_edited_route_by_route(planner, draft, plans):
    changes = {"rows-1-min_working_days": "7", "rows-1-due_working_days": "10", "rows-3-gates": ["FEE_PAID"]}
    assert saved(planner, draft, "routes/1/stages", **changes).status_code == 303
    stages = plans()[CODE]["routes"][0]["stages"]
    assert (stages[1]["min_working_days"], stages[1]["due_working_days"], stages[3]["gates"]) == (7, 10, ["FEE_PAID"])


def test_the_picture_is_drawn_from_rows_that_are_not_saved(planner, draft, plans):
    before = plans()[CODE]
    form = opened(planner, draft, "routes/1/stages")
    form |= {"rows-1-drop": "y", "rows-3-order": "0", "rows-3-printed_step": "1", "rows-3-name": "<专家>"}
    form |= {"rows-3-applies_when-named_in": ["INTERVIEW"], "rows-2-printed_step": "三", "rows-4-holder": "MAGIC"}
    form |= {"rows-6-name": "归档"}
    answer = planner.post(address(draft, "routes/1/picture"), data=form)
    assert answer.status_code == 200
    text = html.unescape(re.search("<desc[^>]*>(.*?)</desc>", answer.get_data(as_text=True))[1])
    assert text.split(" ") == [
        "第1步：<专家>、受理评委会办公室、仅限：列入面试名单。",
        "第2步：单位审核、用人单位。",
        "第三步：区人社局审核、县（市、区）人社部门。",
        "第4步：公布评审结果、制作电子证书、县（市、区）人社部门。",
        "第?步：归档。",
    ]
    assert "<专家>" not in answer.get_data(as_text=True)
    assert plans()[CODE] == before


@on_one_database
def test_the_picture_of_a_route_is_for_its_office_while_the_plan_is_a_draft(planner, stranger, draft, world):
    data = opened(planner, draft, "routes/1/stages")
    for route in ("0", "2"):
        assert planner.post(address(draft, f"routes/{route}/picture"), data=data).status_code == 404
    assert stranger.post(address(draft, "routes/1/picture"), data=data).status_code == 404
    assert planner.post(address(world.plan_id, "routes/1/picture"), data=data).status_code == 400


def test_a_tick_can_be_taken_away(planner, draft, plans):
    form = opened(planner, draft, "attachments")
    assert form.pop("rows-0-required") == ["y"]
    assert planner.post(address(draft, "attachments"), data=form).status_code == 303
    assert plans()[CODE]["attachments"][0]["required"] is False


def test_money_and_sizes_are_written_as_people_write_them(planner, draft, plans):
    assert opened(planner, draft, "fees")["rows-0-amount_fen"] == ["100"]
    assert saved(planner, draft, "fees", **{"rows-0-amount_fen": "¥1,099.5"}).status_code == 303
    assert plans()[CODE]["fees"][0]["amount_fen"] == 109950
    assert opened(planner, draft, "fees")["rows-0-amount_fen"] == ["1099.50"]
    assert opened(planner, draft, "attachments")["rows-0-max_bytes"] == ["10M"]
    for written, stored in (("500k", 512000), ("3 MB", 3145728), ("12345", 12345)):
        assert saved(planner, draft, "attachments", **{"rows-0-max_bytes": written}).status_code == 303
        assert plans()[CODE]["attachments"][0]["max_bytes"] == stored


def test_education_is_ticked(planner, draft, plans):
    assert opened(planner, draft, "paths")["rows-1-education"] == ["SECONDARY_VOCATIONAL", "COLLEGE"]
    assert saved(planner, draft, "paths", **{"rows-1-education": ["COLLEGE"]}).status_code == 303
    assert plans()[CODE]["paths"][1]["education"] == ["COLLEGE"]


def test_for_whom_a_row_is_is_chosen(planner, draft, plans):
    form = opened(planner, draft, "attachments")
    assert form["rows-0-applies_when-education_not_in_registry.since_year"] == ["2001"]
    assert form["rows-0-applies_when-education_not_in_registry.lowest"] == ["COLLEGE"]
    abroad = [values for name, values in form.items() if name.endswith("insured_outside") and values != [""]]
    assert abroad == [["浙江省（33）"]]
    chosen = {
        "education_not_in_registry.since_year": "",
        "education_not_in_registry.lowest": "",
        "titles": ["assistant-engineer"],
        "employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"],
        "departments": ["绍兴市上虞区人力资源和社会保障局", ""],
        "regions": ["3306", "上虞区（330604）"],
        "established": "no",
    }
    changed = {f"rows-0-applies_when-{name}": values for name, values in chosen.items()}
    assert saved(planner, draft, "attachments", **changed).status_code == 303
    assert plans()[CODE]["attachments"][0]["applies_when"] == {
        "titles": ["assistant-engineer"],
        "employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"],
        "departments": ["shangyu-hrss"],
        "regions": ["3306", "330604"],
        "established": False,
    }
    page = text_of(planner.get(address(draft, "attachments")))
    assert "申报资格：助理工程师；单位性质：事业单位、非公企业；主管部门：绍兴市上虞区人力资源和社会保障局" in page


def test_a_requirement_asks_for_the_figures_of_its_kind(planner, draft, plans):
    form = opened(planner, draft, "requirements")
    assert form["rows-4-kind"] == ["SOCIAL_INSURANCE"]
    assert [form[f"rows-4-parameters-{name}"] for name in ("months", "in_payment", "region")] == [
        ["12"],
        ["yes"],
        ["上虞区（330604）"],
    ]
    changed = {"rows-4-kind": "CE_HOURS", "rows-4-parameters-years": "2", "rows-4-parameters-total": "72.5"}
    assert saved(planner, draft, "requirements", **changed).status_code == 303
    assert plans()[CODE]["requirements"][4]["parameters"] == {"years": 2, "total": 72.5}


def test_a_choice_that_says_the_same_stays_as_the_pack_wrote_it(planner, draft, plans, world):
    """Boxes stand in an order of their own; the order of names in a pack is kept all the same."""
    from sqlalchemy import select

    from app.extensions import db
    from app.plans.models import PlanAttachment

    written = {"employer_kinds": ["PUBLIC_INSTITUTION", "NON_PUBLIC_ENTERPRISE"], "titles": ["assistant-engineer"]}
    with world.reading():
        row = db.session.scalars(select(PlanAttachment).filter_by(plan_id=draft, position=4)).one()
        row.applies_when = {**written, "employer_kinds": written["employer_kinds"][::-1]}
        db.session.commit()
    assert saved(planner, draft, "attachments", **{"rows-0-name": "改名"}).status_code == 303
    kept = plans()[CODE]["attachments"][3]["applies_when"]
    assert kept == {**written, "employer_kinds": ["NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION"]}
    fewer = {"rows-3-applies_when-employer_kinds": ["NON_PUBLIC_ENTERPRISE"]}
    assert saved(planner, draft, "attachments", **fewer).status_code == 303
    assert plans()[CODE]["attachments"][3]["applies_when"]["employer_kinds"] == ["NON_PUBLIC_ENTERPRISE"]


def test_rules_and_reasons_are_rows_too(planner, draft, plans):
    form = opened(planner, draft, "review_rules")
    place = next(name.split("-")[1] for name in form if name.endswith("-rule") and form[name] == ["least_experts"])
    changes = {f"rows-{place}-value": "9", f"rows-{place}-source": "省厅批复"}
    assert saved(planner, draft, "review_rules", **changes).status_code == 303
    assert plans()[CODE]["review_rules"]["least_experts"] == {"value": 9, "source": "省厅批复"}
    spare = len(plans()[CODE]["decided"])
    changes = {f"rows-{spare}-field": "paper_copies", f"rows-{spare}-reason": "比照往年。"}
    assert saved(planner, draft, "decided", **changes).status_code == 303
    assert plans()[CODE]["decided"]["paper_copies"] == "比照往年。"
    assert "比照往年。" in text_of(planner.get(f"/review-plans/show/{draft}"))


@pytest.mark.parametrize("grid", ["paths", "clauses"])
def test_opening_a_grid_sends_a_bounded_number_of_statements(grid, planner, draft, engine):
    planner.get(address(draft, grid))
    with count_statements(engine) as statements:
        planner.get(address(draft, grid))
    assert statements.count <= 40, str(statements)


def test_every_edit_is_in_the_log(planner, world, draft):
    from app.decisions import queries
    from app.decisions.enums import SubjectKind

    saved(planner, draft, "fees", **{"rows-0-source": "另一份文件"})
    with world.reading():
        last = queries.history(SubjectKind.PLAN, draft)[-1]
        assert (last.action.name, last.actor_name, last.details["changed"]) == ("EDIT", "planner", ["fees"])
