"""The yearly programme of Anji 2021 (R-276 to R-303), row by row."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from anji import CHILDREN, child, numbered, parent, whole

from config import PROJECT

CATALOG = PROJECT / "seed" / "catalog"
TITLES = {
    row["code"]: row for row in yaml.safe_load((CATALOG / "professional_titles.yaml").read_text(encoding="utf-8"))
}
# 接收材料截止时间 as printed, by row.
MONTHS = {
    **dict.fromkeys((4, 5, 6, 7, 9, 10, 11, 16, 19), 6),
    **dict.fromkeys((3, 8, 12, 15, 17, 18, 20, 21), 7),
    **dict.fromkeys((2, 13), 8),
    **dict.fromkeys((22, 24, 26), 9),
    **dict.fromkeys((1, 23, 25), 10),
    **dict.fromkeys((14, 27), 11),
}
# 所评资格名称 and 推荐资格名称; what is in brackets was decided, because the row prints nothing there.
DOCTORS = "主任医师 主任中医师 主任药师 主任中药师 主任护师 主任技师"
DOCTORS += " 副主任医师 副主任中医师 副主任药师 副主任中药师 副主任护师 副主任技师"
ENGINEERS = "技术员 助理工程师 工程师"
SENIORS = "高级工程师 正高级工程师"
OFFERED = {
    1: ("", "高级工程师"),
    2: ("助教 讲师", "副教授 教授 副研究员 研究员 高级讲师 正高级讲师"),
    3: (ENGINEERS, "高级工程师"),
    4: ("助理记者 助理编辑 记者 编辑", "主任记者 高级记者 主任编辑 高级编辑"),
    5: ("管理员 助理馆员 馆员 " * 3, "副研究馆员 研究馆员 " * 3),
    6: (f"农业技术员 助理农艺师 助理畜牧师 助理兽医师 农艺师 畜牧师 兽医师 {ENGINEERS}", ""),
    **dict.fromkeys((7, 8, 9, 11, 12), (ENGINEERS, SENIORS)),
    10: (ENGINEERS, f"{SENIORS} 副主任药师 副主任中药师 副主任技师"),
    13: ("工程师", ""),
    14: ("讲师 实习指导教师", "高级讲师 高级实习指导教师"),
    15: ("工艺美术员 助理工艺美术师 工艺美术师", "高级工艺美术师 正高级工艺美术师"),
    16: ("律师助理 公证员助理 四级律师 四级公证员 三级律师 三级公证员", ""),
    17: ("助理经济师 经济师", "高级经济师 正高级经济师"),
    18: ("", "高级会计师 高级统计师 高级审计师 副研究馆员 研究馆员"),
    19: ("", "二级播音员 三级播音员 一级播音员 主任播音员 播音指导"),
    20: ("", "助理教练 教练 高级教练"),
    21: ("", "艺术四级 艺术三级 艺术二级 艺术一级"),
    22: ("", "文学创作三级 文学创作一级 文学创作二级"),
    23: (DOCTORS, ""),
    24: ("高级教师", "正高级教师"),
    25: ("", DOCTORS),
    26: ("一级教师 讲师", ""),
    27: ("工程师", ""),
    28: ("技术员 助理工程师", "工程师"),
}
METHODS = {
    5: {"REVIEW", "EXAM_AND_REVIEW"},
    13: {"INTERVIEW_REVIEW"},
    17: {"EXAM", "EXAM_AND_REVIEW"},
    18: {"EXAM_AND_REVIEW"},
    **{number: {"ENTRUSTED_REVIEW"} for number in (19, 20, 21, 22)},
    27: {"INTERVIEW_REVIEW"},
    28: {"INITIAL_CONFERMENT"},
}


def test_the_programme_has_28_rows_and_each_is_a_plan():
    assert [numbered(code) for code in CHILDREN] == list(range(1, 29))
    assert sorted(MONTHS) == list(range(1, 28))


@pytest.mark.parametrize("code", CHILDREN)
def test_a_plan_reviews_and_recommends_for_the_titles_that_its_row_prints(code):
    rows = whole(code)["titles"]
    reviewed, recommended = OFFERED[numbered(code)]
    assert [TITLES[row["title"]]["name"] for row in rows if not row["recommended"]] == reviewed.split()
    assert [TITLES[row["title"]]["name"] for row in rows if row["recommended"]] == recommended.split()


@pytest.mark.parametrize("code", CHILDREN)
def test_a_title_is_judged_in_the_way_that_its_row_prints(code):
    assert {row["method"] for row in whole(code)["titles"]} == METHODS.get(numbered(code), {"REVIEW"})


def test_examinations_are_joined_to_the_review_of_mass_culture_and_libraries_only():
    joined = [row["title"] for row in child(5)["titles"] if row["method"] == "EXAM_AND_REVIEW"]
    assert joined == [
        "associate-research-curator-mass-culture",
        "research-curator-mass-culture",
        "associate-research-curator-library",
        "research-curator-library",
    ]


@pytest.mark.parametrize("number", MONTHS)
def test_papers_are_received_until_the_end_of_the_printed_month(number):
    document = child(number)
    (deadline,) = document["deadlines"]
    month = MONTHS[number]
    assert (deadline["kind"], deadline["due_on"].month) == ("RECEIVING", month)
    assert (deadline["due_on"] + dt.timedelta(days=1)).day == 1
    assert f"{month}月" in deadline["decided"]
    assert document["opens_on"] <= document["applicant_deadline"] < document["employer_deadline"] <= deadline["due_on"]


def test_graduates_are_conferred_in_two_windows():
    windows = [(row["kind"], row["starts_on"], row["due_on"]) for row in child(28)["deadlines"]]
    assert windows == [
        ("WINDOW", dt.date(2021, 4, 1), dt.date(2021, 6, 30)),
        ("WINDOW", dt.date(2021, 7, 1), dt.date(2021, 9, 30)),
    ]


@pytest.mark.parametrize("code", CHILDREN)
def test_a_recommended_title_goes_to_a_body_outside_and_a_reviewed_one_to_its_issuance(code):
    document = whole(code)
    for title in document["titles"]:
        routes = [
            route
            for route in document["routes"]
            if title["title"] in route["applies_when"].get("titles", [title["title"]])
        ]
        last = routes[0]["stages"][-1]
        assert len(routes) == 1
        assert last["kind"] == ("RECOMMENDATION" if title["recommended"] else "ISSUANCE")
        assert bool(last["recipient"]) is title["recommended"]


@pytest.mark.parametrize("code", CHILDREN)
def test_every_route_publishes_five_working_days_before_it_leaves_the_employer(code):
    for route in whole(code)["routes"]:
        first, second = route["stages"][:2]
        assert (first["kind"], first["holder"]) == ("AUDIT", "EMPLOYER")
        assert (second["kind"], second["holder"], second["min_working_days"]) == ("PUBLIC_NOTICE", "EMPLOYER", 5)


@pytest.mark.parametrize("number", [number for number in MONTHS if number != 17])
def test_the_sheet_is_downloaded_after_payment_and_the_committee_waits_for_paper(number):
    """R-223: 审核通过并缴费成功后下载."""
    for route in child(number)["routes"]:
        opening = next(stage for stage in route["stages"] if stage["opens_review_sheet"])
        deciding = next(stage for stage in route["stages"] if stage["kind"] in ("REVIEW", "RECOMMENDATION"))
        assert (opening["gates"], deciding["gates"]) == (["FEE_PAID"], ["PAPER_RECEIVED"])


@pytest.mark.parametrize("number", [13, 27])
def test_enterprise_titles_are_judged_with_an_interview_before_the_review(number):
    document = child(number)
    (route,) = document["routes"]
    kinds = [stage["kind"] for stage in route["stages"]]
    assert kinds.index("INTERVIEW") + 1 == kinds.index("REVIEW")
    (employers,) = (row for row in document["requirements"] if row["kind"] == "EMPLOYER_KIND")
    assert employers["parameters"] == {"kinds": ["STATE_OWNED_ENTERPRISE", "NON_PUBLIC_ENTERPRISE"]}
    assert employers["applies_when"] == {}


def test_three_copies_go_to_the_county_s_examination_centre():
    for code in CHILDREN:
        document = whole(code)
        assert (document["paper_copies"], document["paper_receiver"]) == (3, "anji-exam-centre")
        assert document["seniority_cutoff_date"] == dt.date(2021, 12, 31)


@pytest.mark.parametrize("code", CHILDREN)
def test_a_plan_takes_what_its_row_does_not_print_from_the_county_s_notice(code):
    document, county = whole(code), parent()
    keys = [row["key"] for row in document["clauses"]]
    assert keys == ["row", *(row["key"] for row in county["clauses"])]
    for section in ("bases", "documents", "contacts"):
        assert document[section] == county[section] != []
    for name in ("photo", "commitment_text", "review_rules", "notice_number", "issuer", "region"):
        assert document[name] == county[name]


def test_sixteen_departments_answer_for_continuing_education_and_the_centre_for_papers():
    rows = [(row["contact"], row["subject"]) for row in parent()["contacts"]]
    assert len(rows) == 17
    assert rows[0] == ("anji-exam-centre", "评审表等纸质材料报送")
    assert ("huzhou-housing", "建设工程") in rows
    offices = {row["code"]: row for row in yaml.safe_load((CATALOG / "contacts.yaml").read_text(encoding="utf-8"))}
    assert (offices["huzhou-housing"]["office"], offices["huzhou-housing"]["phone"]) == (
        "湖州市住房和城乡建设局",
        "2211516",
    )


@pytest.mark.parametrize("number", [23, 24, 25, 26])
def test_health_and_education_follow_their_own_authority_and_leave_out_self_appointing_units(number):
    requirements = {row["key"]: row for row in child(number)["requirements"]}
    assert requirements["ce-by-authority"]["clause"] == "ce-health-education"
    assert requirements["not-self-appointing"]["clause"] == "row"
    assert "CE_HOURS" not in {row["kind"] for row in requirements.values()}


@pytest.mark.parametrize(("number", "mode"), [(7, "EXCEPTIONAL"), (8, "SELF_SCORED"), (12, "SELF_SCORED")])
def test_the_green_channel_is_open_to_enterprises(number, mode):
    document = child(number)
    (door,) = (row for row in document["requirements"] if row["key"] == "green-channel")
    assert door["applies_when"] == {"modes": [mode]}
    assert door["parameters"] == {"kinds": ["STATE_OWNED_ENTERPRISE", "NON_PUBLIC_ENTERPRISE"]}
    assert mode in {row["mode"] for row in document["paths"]}
    offering = [number for number in range(1, 29) if "SELF_SCORED" in {row["mode"] for row in child(number)["modes"]}]
    assert offering == [8, 12]


@pytest.mark.parametrize("code", CHILDREN)
def test_posts_are_counted_for_public_institutions_alone(code):
    (posts,) = (row for row in whole(code)["requirements"] if row["kind"] == "POST_VACANCY")
    assert (posts["applies_when"], posts["clause"]) == ({"employer_kinds": ["PUBLIC_INSTITUTION"]}, "post-ratio")
