"""Clone, publish, close, export, import and delete through the browser."""

import io
import re

import pytest

from config import PROJECT
from tests.helpers import text_of
from tests.integration.plans_screens.conftest import PACK, controls, published

SEED = PROJECT / "seed" / "plans" / f"{PACK}.yaml"
CLONE = {"opens_on": "2024-02-26", "previewed": "2024-02-26", "name": "2024年度计划", "code": "shangyu-2024"}


def dates(document):
    names = ("notice_date", "opens_on", "applicant_deadline", "employer_deadline", "seniority_cutoff_date")
    return [document[name].isoformat() for name in names]


def upload(browser, content, name="计划.yaml"):
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), name)
    return browser.post("/review-plans/import", data={"pack": file}, content_type="multipart/form-data")


# -- clone


def test_the_form_shows_how_far_every_date_moves_before_the_press(planner, world, plans):
    address = f"/review-plans/{world.plan_id}/clone"
    first = planner.get(address)
    assert "各日期改为2024年的同月同日" in text_of(first)
    assert controls(first.get_data(as_text=True))["code"] == ["shangyu-2024-engineering-junior-1"]
    shown = planner.post(address, data={**CLONE, "previewed": "", "go": "preview"})
    assert shown.status_code == 200
    assert "各日期顺延 370 天" in text_of(shown)
    assert re.search(r"个人申报截止 2023年3月31日 2024年4月4日 非工作日", text_of(shown))
    assert re.search(r"单位审核报送截止 2023年4月21日 2024年4月25日", text_of(shown))
    assert list(plans()) == [PACK]


def test_a_day_whose_dates_were_not_shown_is_shown_first(planner, world, plans):
    answer = planner.post(f"/review-plans/{world.plan_id}/clone", data={**CLONE, "previewed": "2024-02-21"})
    assert answer.status_code == 200
    assert "各日期顺延 370 天" in text_of(answer)
    assert list(plans()) == [PACK]


def test_an_earlier_day_moves_the_dates_back(planner, world):
    data = {**CLONE, "opens_on": "2023-02-20", "go": "preview"}
    assert "各日期提前 1 天" in text_of(planner.post(f"/review-plans/{world.plan_id}/clone", data=data))


def test_a_clone_of_a_published_plan_is_published_at_once_and_the_public_page_lists_it(
    planner, client, world, plans, clock_at
):
    answer = planner.post(f"/review-plans/{world.plan_id}/clone", data=CLONE)
    assert answer.status_code == 303
    clone, source = plans()["shangyu-2024"], plans()[PACK]
    assert dates(clone) == ["2024-02-26", "2024-02-26", "2024-04-04", "2024-04-25", "2024-07-04"]
    assert (clone["year"], clone["status"], clone["name"]) == (2024, "DRAFT", "2024年度计划")
    assert {name: clone[name] for name in source if isinstance(source[name], list)} == {
        name: source[name] for name in source if isinstance(source[name], list)
    }
    page = planner.get(answer.location)
    assert "草稿内容完整" in text_of(page)
    assert "由“2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）”复制" in text_of(page)
    clock_at("2024-02-26 09:00")
    assert "2024年度计划" not in text_of(client.get("/"))
    done = published(planner, clone["id"], clone["version"])
    assert done.status_code == 303
    assert "2024年度计划" in text_of(client.get("/"))
    assert plans()["shangyu-2024"]["status"] == "PUBLISHED"


NO_CLONES = [
    ({"code": PACK}, 409, "已经存在"),
    ({"name": "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"}, 409, "已经存在"),
    ({"code": "上虞 2024"}, 400, "请用小写字母、数字和连字符"),
    ({"code": ""}, 400, "请填写此项"),
    ({"name": "字" * 161}, 400, "160"),
    ({"opens_on": "", "previewed": ""}, 400, "请填写此项"),
    ({"opens_on": "明年"}, 400, "“明年”不是有效日期"),
    ({"opens_on": "1999-12-31"}, 400, "请填2000年1月1日至2100年12月31日之间的日期"),
    ({"opens_on": "9999-12-31"}, 400, "请填2000年1月1日至2100年12月31日之间的日期"),
]


def test_a_clone_that_cannot_be_is_told_and_keeps_what_was_typed(planner, world, plans):
    for changes, status, part in NO_CLONES:
        data = {**CLONE, "previewed": changes.get("opens_on", CLONE["opens_on"]), **changes}
        answer = planner.post(f"/review-plans/{world.plan_id}/clone", data=data)
        assert answer.status_code == status, changes
        assert part in text_of(answer), changes
        assert controls(answer.get_data(as_text=True))["code"] == [data["code"]]
    assert list(plans()) == [PACK]


def test_the_plan_of_another_office_is_not_cloned(stranger, world, plans):
    address = f"/review-plans/{world.plan_id}/clone"
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data=CLONE).status_code == 404
    assert list(plans()) == [PACK]


# -- publish and close


def test_a_draft_with_faults_is_not_published_and_every_fault_is_linked(planner, draft, plans):
    grid = controls(planner.get(f"/review-plans/{draft}/edit/fees").get_data(as_text=True))
    assert planner.post(f"/review-plans/{draft}/edit/fees", data={**grid, "rows-0-drop": "y"}).status_code == 303
    page = planner.get(f"/review-plans/show/{draft}")
    assert "发布前须更正 1 处" in text_of(page)
    text = page.get_data(as_text=True)
    assert f'href="/review-plans/{draft}/edit/routes/1/stages#rows-3-row"' in text
    assert f'action="/review-plans/{draft}/publish"' not in text
    answer = planner.post(f"/review-plans/{draft}/publish", data={"version": plans()["shangyu-2024"]["version"]})
    assert answer.status_code == 400
    assert "“初评委评审”要等缴费，但计划没有收费标准" in text_of(answer)
    assert plans()["shangyu-2024"]["status"] == "DRAFT"


def test_a_plan_is_not_published_twice_nor_from_a_stale_page(planner, draft, plans):
    version = plans()["shangyu-2024"]["version"]
    address = f"/review-plans/{draft}/publish"
    assert published(planner, draft, version).status_code == 303
    assert planner.post(address, data={"version": version}).status_code == 409
    answer = planner.post(address, data={"version": version + 1})
    assert answer.status_code == 400
    assert "本计划已经发布" in text_of(answer)
    assert plans()["shangyu-2024"]["version"] == version + 1


def test_a_command_without_the_version_of_its_page_is_refused(planner, draft, plans):
    for command in (f"{draft}/publish", f"{draft}/close", f"delete/{draft}"):
        for data in ({}, {"version": "abc"}):
            assert planner.post(f"/review-plans/{command}", data=data).status_code == 400
    assert plans()["shangyu-2024"]["status"] == "DRAFT"


def test_a_published_plan_is_closed_and_takes_no_applications(planner, client, world, plans):
    assert "2023年度" in text_of(client.get("/"))
    version = plans()[PACK]["version"]
    address = f"/review-plans/{world.plan_id}/close"
    assert planner.post(address, data={"version": version}).status_code == 303
    assert plans()[PACK]["status"] == "CLOSED"
    assert "2023年度绍兴市上虞区工程技术初级" not in text_of(client.get("/"))
    answer = planner.post(address, data={"version": version + 1})
    assert answer.status_code == 400
    assert "只有已发布的计划可以关闭" in text_of(answer)


def test_a_draft_is_not_closed(planner, draft, plans):
    version = plans()["shangyu-2024"]["version"]
    assert planner.post(f"/review-plans/{draft}/close", data={"version": version}).status_code == 400
    assert plans()["shangyu-2024"]["status"] == "DRAFT"


def test_another_offices_plan_is_neither_published_nor_closed(stranger, world, draft, plans):
    for address in (f"/review-plans/{draft}/publish", f"/review-plans/{world.plan_id}/close"):
        assert stranger.post(address, data={"version": "1"}).status_code == 404
    assert {code: plan["status"] for code, plan in plans().items()} == {PACK: "PUBLISHED", "shangyu-2024": "DRAFT"}


@pytest.mark.parametrize("name", ["hrss", "employer", "finance", "viewer"])
def test_nobody_else_commands_plans(name, browser_of, world, plans):
    browser = browser_of(name)
    number = world.plan_id
    for address in ("import", "new", f"{number}/clone", f"{number}/export", f"{number}/edit", f"{number}/edit/fees"):
        assert browser.get(f"/review-plans/{address}").status_code == 403, address
    for address in ("import", f"{number}/clone", f"{number}/close", f"delete/{number}", f"{number}/edit/fees"):
        assert browser.post(f"/review-plans/{address}", data=CLONE).status_code == 403, address
    assert plans()[PACK]["status"] == "PUBLISHED"


# -- export, import, delete


def test_what_is_exported_can_be_imported_again(planner, world, plans):
    answer = planner.get(f"/review-plans/{world.plan_id}/export")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{PACK}.yaml"'
    assert answer.mimetype == "application/yaml"
    text = answer.get_data(as_text=True)
    changed = text.replace(f"code: {PACK}", "code: again").replace("评审申报计划（1）\nyear", "评审申报计划（2）\nyear")
    done = upload(planner, changed)
    assert done.status_code == 303
    assert plans()["again"]["status"] == "DRAFT"
    again = planner.get(f"/review-plans/{plans()['again']['id']}/export").get_data(as_text=True)
    assert again == changed


def test_every_fault_of_a_pack_is_told_with_its_line_and_nothing_is_written(planner, world, plans):
    lines = SEED.read_text(encoding="utf-8").splitlines()
    lines[lines.index("year: 2023")] = "year: 二〇二三"
    lines[lines.index("  - title: technician")] = "  - title: tecnician"
    answer = upload(planner, "\n".join(lines))
    assert answer.status_code == 400
    found = text_of(answer).replace(" ", "")
    assert re.search(r"文件有[3-9]处错误，没有导入任何内容", found)
    assert f"第{lines.index('year: 二〇二三') + 1}行：'二〇二三'不是整数" in found
    assert f"第{lines.index('  - title: tecnician') + 1}行：目录中没有tecnician" in found
    assert list(plans()) == [PACK]


NO_PACKS = [
    (b"\xd6\xd0\xce\xc4: 1", "不是 UTF-8 编码的文本"),
    ("a: [", "不是可读的 YAML"),
    ("- 1", "不是一行数据"),
    ("", "不是一行数据"),
    ("a: &x 1\nb: *x", "不能用别名引用"),
    ("[" * 5000, "括号层数过多"),
    ("!!python/object/apply:os.system [echo]", "不能用标签"),
]


def test_what_is_no_pack_is_refused(planner, world, plans):
    for content, part in NO_PACKS:
        answer = upload(planner, content)
        assert answer.status_code == 400, content[:20]
        assert part in text_of(answer), content[:20]
    assert list(plans()) == [PACK]


def test_a_pack_beyond_512_kilobytes_is_refused_before_it_is_read(planner, world):
    for size, status in ((512 * 1024 - 1, 400), (512 * 1024, 400), (512 * 1024 + 1, 413)):
        answer = upload(planner, b"#" * size)
        assert answer.status_code == status
        assert ("计划包不超过 512 KB" in text_of(answer)) is (status == 413)


def test_an_import_without_a_file_asks_for_one(planner, world):
    answer = planner.post("/review-plans/import", data={})
    assert answer.status_code == 400
    assert "请选择文件" in text_of(answer)


def test_a_pack_whose_code_is_taken_is_refused(planner, world, plans):
    answer = upload(planner, SEED.read_bytes())
    assert answer.status_code == 409
    assert f"代码为 {PACK} 的计划已经存在" in text_of(answer)
    assert len(plans()) == 1


def test_another_offices_pack_is_refused(stranger, world, plans):
    text = (
        SEED.read_text(encoding="utf-8").replace(f"code: {PACK}", "code: again").replace("计划（1）\n", "计划（2）\n")
    )
    answer = upload(stranger, text)
    assert answer.status_code == 400
    assert "本计划由其他单位发布" in text_of(answer)
    assert list(plans()) == [PACK]


def test_a_draft_is_deleted_with_all_its_rows(planner, draft, plans):
    version = plans()["shangyu-2024"]["version"]
    assert planner.post(f"/review-plans/delete/{draft}", data={"version": version + 1}).status_code == 409
    assert planner.post(f"/review-plans/delete/{draft}", data={"version": version}).status_code == 303
    assert list(plans()) == [PACK]


def test_a_published_plan_is_not_deleted(planner, world, plans):
    answer = planner.post(f"/review-plans/delete/{world.plan_id}", data={"version": plans()[PACK]["version"]})
    assert answer.status_code == 400
    assert "计划发布后不能再修改" in text_of(answer)
    assert list(plans()) == [PACK]


def test_a_draft_that_was_cloned_is_not_deleted(planner, draft, plans):
    data = {**CLONE, "name": "再一份", "code": "third"}
    assert planner.post(f"/review-plans/{draft}/clone", data=data).status_code == 303
    answer = planner.post(f"/review-plans/delete/{draft}", data={"version": plans()["shangyu-2024"]["version"]})
    assert answer.status_code == 400
    assert "仍被1 个评审计划使用" in text_of(answer).replace("被 1", "被1")
    assert len(plans()) == 3
