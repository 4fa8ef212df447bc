"""Posts of a public institution: their figures, submitted, confirmed and returned."""

from __future__ import annotations

import re

import pytest

from tests.helpers import count_statements, text_of
from tests.integration.hours_posts.conftest import COLLEAGUE, MONDAY, STAFF
from tests.integration.hours_posts.keeping import POSTS, figures


def test_the_computed_figures_stand_beside_those_that_were_given(kept, as_):
    page = text_of(as_("employer", MONDAY).get(f"{POSTS}/show/{kept()}"))
    assert "核准比例 10% 30% 40% 20% 100%" in page
    assert "按核准标准比例和实聘人数计算可聘人数 2 6 8 4 20" in page
    assert "实聘人数 1 4 8 7 20" in page
    assert "空缺情况 1 2 0 -3 0" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ratio_JUNIOR": "20.01"}, "各级比例合计 100.01%"),
        ({"ratio_JUNIOR": "x"}, "“x”不是比例"),
        ({"approved_JUNIOR": "5"}, "各级核准人数合计 21 人，超过岗位总数 20 个"),
        ({"established_total": "19"}, "岗位总数（20）不能超过编制数（19）"),
        ({"actual_JUNIOR": "-1"}, "“-1”不是人数"),
        ({"year": "1999"}, "1999 不是有效年度"),
        ({"year": ""}, "请填写"),
    ],
)
def test_figures_that_cannot_be_are_told_and_what_was_typed_stays(as_, changes, told):
    answer = as_("employer", MONDAY).post(f"{POSTS}/add", data=figures(**changes))
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert 'value="20"' in answer.get_data(as_text=True)


def test_a_year_is_kept_once(kept, as_):
    kept()
    answer = as_("employer", MONDAY).post(f"{POSTS}/add", data=figures())
    assert answer.status_code == 400
    assert "2023年度岗位已登记" in text_of(answer)


def test_only_public_institutions_keep_posts(as_):
    neighbour = as_("neighbour", MONDAY)
    assert neighbour.get(f"{POSTS}/add").status_code == 400
    answer = neighbour.post(f"{POSTS}/add", data=figures())
    assert answer.status_code == 400
    assert "只有事业单位" in text_of(answer)


def test_submitted_confirmed_returned_and_corrected(confirmed, as_, version, world):
    quota_id = confirmed()
    employer, department = as_("employer", MONDAY), as_("department", MONDAY)
    assert "已确认" in text_of(employer.get(f"{POSTS}/show/{quota_id}"))
    answer = employer.post(f"{POSTS}/edit/{quota_id}", data={**figures(), "version": version(quota_id)})
    assert answer.status_code == 400
    assert "请确认单位退回" in text_of(answer)
    decision = {"version": version(quota_id), "decision": "RETURN", "defects-0-section": "figures"}
    assert department.post(f"{POSTS}/decide/{quota_id}", data=decision).status_code == 400
    decision["defects-0-text"] = "正高比例有误"
    assert department.post(f"{POSTS}/decide/{quota_id}", data=decision).status_code == 303
    page = text_of(employer.get(f"{POSTS}/show/{quota_id}"))
    assert "专业技术岗位情况：正高比例有误" in page
    assert department.post(f"{POSTS}/decide/{quota_id}", data=decision).status_code == 409
    data = {**figures(ratios=("5", "30", "45", "20")), "version": version(quota_id)}
    assert employer.post(f"{POSTS}/edit/{quota_id}", data=data).status_code == 303
    assert employer.post(f"{POSTS}/edit/{quota_id}", data=data).status_code == 409
    with world.reading():
        from app.decisions.enums import SubjectKind
        from app.decisions.queries import history
        from app.decisions.services import broken_chains

        actions = [row.action.name for row in history(SubjectKind.POST_QUOTA, quota_id)]
        assert broken_chains() == []
    assert actions == ["EDIT", "SUBMIT", "PASS", "RETURN", "EDIT"]


def test_others_find_nothing(confirmed, kept, as_, version):
    quota_id, draft = confirmed(), kept(year="2022")
    posted = {"version": version(quota_id), "decision": "PASS", "opinion": "同意"}
    for who in ("neighbour", "other", "hrss"):
        browser = as_(who, MONDAY)
        for page in (f"show/{quota_id}", f"sheet/{quota_id}.pdf", f"sheet/{quota_id}.xlsx"):
            assert browser.get(f"{POSTS}/{page}").status_code == 404
        assert "建设示例" not in text_of(browser.get(f"{POSTS}/list/")).replace("上虞建设示例有限公司 English", "")
    for who in ("other", "hrss"):
        assert as_(who, MONDAY).post(f"{POSTS}/decide/{quota_id}", data=posted).status_code == 404
    neighbour = as_("neighbour", MONDAY)
    for command in ("edit", "submit", "steps", "people", "read"):
        assert neighbour.post(f"{POSTS}/{command}/{quota_id}", data={**figures(), "version": "1"}).status_code == 404
    department = as_("department", MONDAY)
    assert department.get(f"{POSTS}/show/{draft}").status_code == 404
    assert department.get(f"{POSTS}/show/{quota_id}").status_code == 200
    assert department.post(f"{POSTS}/submit/{quota_id}", data={"version": "1"}).status_code == 403
    assert as_("employer", MONDAY).post(f"{POSTS}/decide/{quota_id}", data=posted).status_code == 403


def test_the_dashboard_of_the_department_names_what_waits(as_, kept, version, world):
    department = as_("department", MONDAY)
    assert "没有待办事项" in text_of(department.get("/dashboard/"))
    quota_id, employer = kept(), as_("employer", MONDAY)
    assert "待确认的岗位" not in text_of(department.get("/dashboard/"))
    assert employer.post(f"{POSTS}/submit/{quota_id}", data={"version": version(quota_id)}).status_code == 303
    page = department.get("/dashboard/")
    assert re.search(r"待确认的岗位\s+1", text_of(page)) or re.search(r"1\s+待确认的岗位", text_of(page))
    assert f'href="{POSTS}/list/?_flt_0_status=SUBMITTED"' in page.get_data(as_text=True)
    assert "2023" in text_of(department.get(f"{POSTS}/list/?_flt_0_status=SUBMITTED"))
    assert "2023年2月" not in text_of(department.get(f"{POSTS}/list/?_flt_0_status=CONFIRMED"))
    assert "待确认的岗位" not in text_of(as_("other", MONDAY).get("/dashboard/"))
    assert "待确认的岗位" not in text_of(employer.get("/dashboard/"))


def test_lists_and_pages_cost_the_same_for_one_and_for_three(kept, selected, as_, engine):
    employer = as_("employer", MONDAY)
    costs = []
    for years, people in ((("2023",), (STAFF,)), (("2022", "2021"), (COLLEAGUE,))):
        for year in years:
            kept(year=year)
        quota_id = 1
        for name in people:
            assert selected(quota_id, name).status_code == 303
        with count_statements(engine) as listed:
            assert employer.get(f"{POSTS}/list/").status_code == 200
        with count_statements(engine) as shown:
            assert employer.get(f"{POSTS}/show/{quota_id}").status_code == 200
        costs.append((listed.count, shown.count))
    assert costs[0] == costs[1]
