"""The picture of the route as SVG."""

import re
from xml.etree import ElementTree

import pytest

from app.core.workflow import DrawnStep, PictureWords, StepStatus, draw_route

SVG = "{http://www.w3.org/2000/svg}"
DONE, NOW, SKIPPED, TODO = StepStatus.DONE, StepStatus.NOW, StepStatus.SKIPPED, StepStatus.TODO
WORDS = PictureWords(
    "办理流程", "第%(number)s步：%(text)s。", "、", {DONE: "已完成", NOW: "进行中", SKIPPED: "不需要", TODO: "待办理"}
)
WAY = (
    DrawnStep("2", "单位审核", "示例公司", status=DONE),
    DrawnStep("3", "人才交流中心审核", "", "仅限：档案由人才交流中心托管", SKIPPED),
    DrawnStep("4", "主管部门审核", "绍兴市上虞区人力资源和社会保障局", status=NOW),
    DrawnStep("5", "评审", "评委会办公室", status=TODO),
)


def drawings(steps, key="route"):
    """The wide and the tall drawing."""
    parts = re.findall(r"<svg.*?</svg>", draw_route(steps, WORDS, key))
    return [ElementTree.fromstring(part) for part in parts]


def texts(element):
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def test_each_of_the_two_drawings_says_every_step_with_its_holder_condition_and_state():
    for drawing in drawings(WAY):
        groups = list(drawing.iter(f"{SVG}g"))
        assert [group.get("class") for group in groups] == ["done", "skipped", "now", "todo"]
        assert texts(groups[0]) == ["2", "单位审核", "示例公司", "已完成"]
        assert texts(groups[1]) == ["3", "人才交流中心审核", "仅限：档案由人才交流中心托管", "不需要"]
        assert texts(groups[2]) == ["4", "主管部门审核", "绍兴市上虞区人力资源和社会保障局", "进行中"]
        assert texts(groups[3]) == ["5", "评审", "评委会办公室", "待办理"]


def test_a_state_has_a_shape_of_its_own():
    wide, _tall = drawings(WAY)
    shapes = [(len(group.findall(f"{SVG}circle")), len(group.findall(f"{SVG}path"))) for group in wide.iter(f"{SVG}g")]
    assert shapes == [(2, 1), (1, 0), (2, 0), (1, 0)], (
        "a badge with a tick; dashed by the style sheet; a ring; a circle"
    )


def test_the_picture_is_read_out_as_one_sentence_for_each_step():
    for drawing, size in zip(drawings(WAY, "route-3"), ("wide", "tall"), strict=True):
        title, described = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
        assert title.get("id") == f"route-3-{size}-title"
        assert title.text == "办理流程"
        assert described.text.startswith(
            "第2步：单位审核、示例公司、已完成。 第3步：人才交流中心审核、仅限：档案由人才交流中心托管、不需要。"
        )


def test_without_an_applicant_no_state_is_told():
    wide, _tall = drawings([DrawnStep("2", "单位审核", "用人单位")])
    assert texts(wide) == ["2", "单位审核", "用人单位"]
    assert wide.find(f"{SVG}desc").text == "第2步：单位审核、用人单位。"


@pytest.mark.parametrize(("count", "rows"), [(1, [1]), (6, [6]), (7, [4, 3]), (11, [6, 5]), (13, [5, 5, 3])])
def test_many_steps_stand_in_rows_of_about_the_same_length(count, rows):
    wide, tall = drawings([DrawnStep(str(number), "审核") for number in range(count)])
    heights = [circle.get("cy") for circle in wide.iter(f"{SVG}circle")]
    assert [heights.count(height) for height in dict.fromkeys(heights)] == rows
    assert int(wide.get("width")) <= 720
    assert len({circle.get("cy") for circle in tall.iter(f"{SVG}circle")}) == count
    assert int(tall.get("width")) <= 330


def test_no_line_is_wider_than_its_column_and_none_begins_with_a_closing_sign():
    long = [DrawnStep(str(number), "上虞区工程技术初级评委会办公室（区人社局）、公示、面试" * 2) for number in range(6)]
    for drawing, room in zip(drawings(long), (108, 282), strict=True):
        lines = [line.text for line in drawing.iter(f"{SVG}tspan")]
        assert max(len(line) for line in lines) * 13 <= room + 13
        assert [line for line in lines if line[0] in "、，；。）"] == []
        assert "".join(lines[: len(lines) // 6]) == long[0].name


def test_latin_words_stay_whole():
    wide, _tall = drawings([DrawnStep("1", "Competent department audits applications")])
    lines = [line.text for line in wide.iter(f"{SVG}tspan")]
    assert " ".join(lines) == "Competent department audits applications"


def test_what_was_typed_is_never_markup():
    drawn = draw_route([DrawnStep("<1>", "<b>&", '"><script>', status=TODO)], WORDS)
    assert "<script" not in drawn
    assert "<b>" not in drawn
    (wide, _tall) = drawings([DrawnStep("<1>", "<b>&", '"><script>', status=TODO)])
    assert texts(wide)[:2] == ["<1>", "<b>&"]


def test_a_route_without_steps_has_no_picture():
    assert draw_route([], WORDS) == ""
