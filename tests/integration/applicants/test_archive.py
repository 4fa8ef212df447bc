"""我的业绩档案: entries are kept, handed to the employer, returned with a reason, corrected."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from app.archives import queries
from app.archives.models import ArchiveEntry
from app.decisions import queries as decisions
from app.decisions.enums import SubjectKind
from tests.builders import AUDITED, SUBMITTED, World, pdf, photo
from tests.helpers import Browser, count_statements
from tests.integration.applicants.wizard import PERSON, words


def content(**changes: Any) -> dict[str, Any]:
    """A complete entry as its form posts it."""
    return {
        "title": "示例管网更新工程",
        "kind": "project",
        "grade": "市级",
        "started_on": "2022-01-01",
        "ended_on": "2022-12-31",
        "role": "LEADER",
        "contribution": "本人为项目负责人，见验收证明署名。",
        "effect": "主持完成，验收合格。",
        **changes,
    }


def evidence(data: bytes | None = None, name: str = "验收证明.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf() if data is None else data), name


def created(browser: Browser, **changes: Any) -> int:
    given = {name: value for name, value in content(**changes).items() if value is not None}
    answer = browser.post("/archive/new", data=given)
    assert answer.status_code == 303, words(answer)
    return int(answer.location.rsplit("/", 1)[1])


def stored(world: World, entry_id: int) -> ArchiveEntry:
    with world.reading():
        return queries.load(entry_id)


def test_an_entry_with_its_evidence_is_kept_as_a_draft(world: World, applicant: Browser) -> None:
    entry_id = created(applicant, evidence=evidence(name="竣工（验收）证明.pdf"))
    entry = stored(world, entry_id)
    assert (entry.status.name, [one.file.original_name for one in entry.files]) == ("DRAFT", ["竣工（验收）证明.pdf"])
    assert "示例管网更新工程" in words(applicant.get("/archive/"))
    assert "竣工（验收）证明.pdf" in words(applicant.get(f"/archive/{entry_id}"))


def test_several_are_submitted_together_and_each_that_is_not_is_told_why(
    world: World, applicant: Browser, engine: Engine
) -> None:
    whole, bare, stale, more = (created(applicant, evidence=one) for one in (evidence(), None, evidence(), evidence()))
    versions = {f"version-{one}": stored(world, one).version for one in (whole, bare, stale, more)}
    data = {**versions, f"version-{stale}": versions[f"version-{stale}"] + 1, "rowid": [whole, bare, stale]}
    with count_statements(engine) as three:
        answer = applicant.post("/archive/submit", data=data)
    assert answer.status_code == 200
    page = words(answer)
    assert "已将 1 条业绩提交单位审核" in page
    assert "佐证材料" in page
    assert [stored(world, one).status.name for one in (whole, bare, stale)] == ["SUBMITTED", "DRAFT", "DRAFT"]
    assert stored(world, whole).employer_id == world.organisations["builders"]
    with world.reading():
        rows = decisions.history(SubjectKind.ARCHIVE_ENTRY, whole)
        assert [row.action.name for row in rows] == ["SUBMIT"]
    with count_statements(engine) as two:
        assert applicant.post("/archive/submit", data={**versions, "rowid": [stale, more]}).status_code == 200
    assert [stored(world, one).status.name for one in (stale, more)] == ["SUBMITTED", "SUBMITTED"]
    assert two.count <= three.count
    again = applicant.post("/archive/submit", data={**versions, "rowid": [whole]})
    assert "不能再修改" in words(again)


def test_only_ones_own_are_submitted_and_something_must_be_ticked(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    entry_id = created(applicant, evidence=evidence())
    world.person("壬旁人")
    data = {"rowid": [entry_id], f"version-{entry_id}": 1}
    assert as_("壬旁人", SUBMITTED).post("/archive/submit", data=data).status_code == 404
    assert stored(world, entry_id).status.name == "DRAFT"
    assert "请至少勾选" in words(applicant.post("/archive/submit", data={}, follow_redirects=True))


def test_the_archive_has_a_tab_for_each_state_and_its_file_follows(applicant: Browser) -> None:
    created(applicant, title="只存未交", evidence=evidence())
    created(applicant, title="已经提交", evidence=evidence(), go="submit")
    page = words(applicant.get("/archive/"))
    assert "全部3待提交1单位审核中1审核通过1" in page.replace(" ", "")
    mine = words(applicant.get("/archive/?tab=mine"))
    assert "只存未交" in mine
    assert "已经提交" not in mine
    file = applicant.get("/archive/export.csv?tab=waiting").get_data(as_text=True)
    assert "已经提交" in file
    assert "只存未交" not in file
    assert "只存未交" in words(applicant.get("/archive/?tab=nonsense"))


def test_every_fault_is_told_at_its_field(world: World, applicant: Browser) -> None:
    wrong = content(title="", kind="", started_on="2023-03-02", role="SOMETHING", effect=" ")
    answer = applicant.post("/archive/new", data=wrong)
    assert answer.status_code == 400
    page = words(answer)
    for fault in (
        "请填写业绩名称",
        "请从列表中选择",
        "所填日期2023年3月2日晚于今天（2023年3月1日）",
        "请填写主要内容及效益",
    ):
        assert fault in page
    with world.reading():
        assert len(queries.of_applicant(world.applicants[PERSON])) == 1


@pytest.mark.parametrize(("ended_on", "status"), [("2021-12-31", 400), ("2022-01-01", 303), ("", 303)])
def test_it_cannot_end_before_it_began(applicant: Browser, ended_on: str, status: int) -> None:
    assert applicant.post("/archive/new", data=content(ended_on=ended_on)).status_code == status


@pytest.mark.parametrize(
    ("upload", "status", "told"),
    [
        (photo(), 400, "该文件实为 JPG 格式"),
        (pdf()[:300], 400, "PDF 文件已损坏或不完整"),
        (pdf() + b"\0" * (10 * 1024 * 1024), 413, "超过 10 MB"),
    ],
    ids=["renamed", "truncated", "oversized"],
)
def test_unsound_evidence_is_told_at_its_field_and_nothing_is_kept(
    world: World, applicant: Browser, upload: bytes, status: int, told: str
) -> None:
    answer = applicant.post("/archive/new", data=content(evidence=evidence(upload)))
    assert answer.status_code == status
    assert told in words(answer)
    assert "示例管网更新工程" in answer.get_data(as_text=True)
    with world.reading():
        assert len(queries.of_applicant(world.applicants[PERSON])) == 1


def test_without_evidence_it_is_not_handed_over(world: World, applicant: Browser) -> None:
    entry_id = created(applicant)
    version = stored(world, entry_id).version
    answer = applicant.post(f"/archive/{entry_id}/submit", data={"version": version})
    assert answer.status_code == 400
    assert "请先上传佐证材料（PDF），再提交审核" in words(answer)
    assert stored(world, entry_id).status.name == "DRAFT"


def test_saving_and_submitting_in_one_press_hands_it_to_the_employer(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    entry_id = created(applicant, evidence=evidence(), go="submit")
    entry = stored(world, entry_id)
    assert (entry.status.name, entry.employer_id) == ("SUBMITTED", world.organisations["builders"])
    assert "示例管网更新工程" in words(as_("employer", SUBMITTED).get("/archive-audits/list/"))


def test_what_is_with_the_employer_cannot_be_changed(world: World, applicant: Browser) -> None:
    entry_id = created(applicant, evidence=evidence(), go="submit")
    version = stored(world, entry_id).version
    assert applicant.get(f"/archive/{entry_id}/edit").location == f"/archive/{entry_id}"
    answer = applicant.post(f"/archive/{entry_id}/edit", data=content(version=version, title="改名"))
    assert answer.status_code == 400
    assert applicant.post(f"/archive/{entry_id}/delete", data={"version": version}).status_code == 400
    assert stored(world, entry_id).title == "示例管网更新工程"


def test_a_stale_form_is_a_409_that_keeps_what_was_typed(world: World, applicant: Browser) -> None:
    entry_id = created(applicant)
    seen = stored(world, entry_id).version
    applicant.post(f"/archive/{entry_id}/edit", data=content(version=seen, title="先改的名称"))
    answer = applicant.post(f"/archive/{entry_id}/edit", data=content(version=seen, title="后改的名称"))
    assert answer.status_code == 409
    assert "后改的名称" in answer.get_data(as_text=True)
    assert stored(world, entry_id).title == "先改的名称"


def test_a_draft_is_deleted_by_a_press(world: World, applicant: Browser) -> None:
    entry_id = created(applicant)
    assert applicant.get(f"/archive/{entry_id}/delete").status_code == 405
    answer = applicant.post(f"/archive/{entry_id}/delete", data={"version": stored(world, entry_id).version})
    assert answer.status_code == 303
    assert applicant.get(f"/archive/{entry_id}").status_code == 404


def test_another_persons_entry_does_not_exist(world: World, applicant: Browser, as_: Callable[..., Browser]) -> None:
    entry_id = created(applicant, evidence=evidence())
    world.person("壬旁人")
    stranger = as_("壬旁人", SUBMITTED)
    assert stranger.get(f"/archive/{entry_id}").status_code == 404
    assert stranger.get(f"/archive/{entry_id}/edit").status_code == 404
    for action in ("edit", "submit", "delete"):
        answer = stranger.post(f"/archive/{entry_id}/{action}", data=content(version=1))
        assert answer.status_code == 404
    assert stored(world, entry_id).title == "示例管网更新工程"


def test_a_returned_entry_shows_why_and_is_submitted_again(
    world: World, applicant: Browser, as_: Callable[..., Browser]
) -> None:
    entry_id = created(applicant, evidence=evidence(), go="submit")
    decision = {
        "version": stored(world, entry_id).version,
        "decision": "RETURN",
        "defects-0-section": "evidence",
        "defects-0-text": "第 3 页不清楚。",
    }
    assert as_("employer", AUDITED).post(f"/archive-audits/decide/{entry_id}", data=decision).status_code == 303
    again = as_(PERSON, AUDITED)
    assert "佐证材料（PDF）：第 3 页不清楚。" in words(again.get(f"/archive/{entry_id}"))
    assert "第 3 页不清楚。" in words(again.get("/archive/"))
    version = stored(world, entry_id).version
    answer = again.post(
        f"/archive/{entry_id}/edit", data=content(version=version, evidence=evidence(pdf() + b"\n"), go="submit")
    )
    assert answer.status_code == 303
    assert stored(world, entry_id).status.name == "SUBMITTED"
