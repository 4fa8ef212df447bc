"""Kinds with fields of their own, several files, proof of the main contribution, approved versions and changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from app.applications import queries as applications
from app.applications.labels import submission_view
from app.applications.sheets.review_sheet import review_sheet
from app.archives import queries, services
from app.archives.enums import EntryStatus
from app.archives.models import EntryVersion
from app.archives.rules import kept_ids
from app.audits.labels import change_items
from app.core.chain import digest
from app.core.errors import Conflict, OutOfScope, Refused
from app.core.workflow import Decision
from app.extensions import db
from tests.builders import AUDITED, OPENED, SUBMITTED, World, pdf
from tests.helpers import Browser
from tests.integration.applicants.archiving import decided, passed, revised, saved, sent, stored, submitted, version
from tests.integration.applicants.wizard import PERSON, Wizard, words


def content(**changes: Any) -> dict[str, Any]:
    """A patent as its form posts it."""
    return {
        "kind": "patent",
        "title": "一种支架",
        "detail_type": "发明专利",
        "detail_number": "ZL 2021 1 0123456.7",
        "started_on": "2022-01-01",
        "role": "SOLE",
        "effect": "已授权。",
        **changes,
    }


def file(name: str = "证书.pdf", tail: bytes = b"") -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf() + tail), name


def test_a_kind_is_chosen_first_and_its_form_asks_for_its_own_fields(applicant: Browser) -> None:
    kinds = words(applicant.get("/archive/new"))
    names = "项目 论文 著作 专利 标准 奖励 技术报告 决策咨询 成果转化 人才培养 其他业绩"
    for name in names.split():
        assert name in kinds
    patent = words(applicant.get("/archive/new?kind=patent"))
    assert "专利号（登记号）" in patent
    assert "授权公告日" in patent
    assert "专利号" not in words(applicant.get("/archive/new?kind=paper"))
    assert "请选择业绩类别" in words(applicant.get("/archive/new?kind=nothing"))


def test_values_of_a_kind_are_kept_and_shown(world: World, applicant: Browser) -> None:
    posted = content(detail_granted_on="2022-05-06", detail_transferred="y", evidence=file())
    answer = applicant.post("/archive/new", data=posted)
    assert answer.status_code == 303, words(answer)
    entry = stored(world, int(answer.location.rsplit("/", 1)[1]))
    assert entry.details == {
        "type": "发明专利",
        "number": "ZL 2021 1 0123456.7",
        "granted_on": "2022-05-06",
        "transferred": True,
    }
    assert entry.number_key == "patent:ZL202110123456.7"
    page = words(applicant.get(answer.location))
    for text in ("专利类型发明专利", "授权公告日2022年5月6日", "是否已转化是"):
        assert text in page
    form = applicant.get(f"{answer.location}/edit").get_data(as_text=True)
    assert 'value="2022-05-06"' in form
    assert '<option value="发明专利" selected>' in form


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"detail_number": " "}, "请填写此项"),
        ({"detail_type": "国际专利"}, "请从列表中选择"),
        ({"detail_granted_on": "五月"}, "“五月”不是有效日期"),
        ({"kind": "nothing"}, "请从列表中选择"),
        ({"rank": "3", "people": "2", "role": "PARTICIPANT"}, "本人排名 3 大于总人数 2"),
        ({"rank": "x"}, "本人排名"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    world: World, applicant: Browser, changes: dict[str, str], told: str
) -> None:
    answer = applicant.post("/archive/new", data=content(**changes))
    assert answer.status_code == 400
    assert told in words(answer)
    assert "一种支架" in answer.get_data(as_text=True)
    with world.reading():
        assert len(queries.of_applicant(world.applicants[PERSON])) == 1


def test_collective_work_is_not_handed_over_without_proof(world: World, applicant: Browser) -> None:
    answer = applicant.post("/archive/new", data=content(role="PARTICIPANT", evidence=file(), go="submit"))
    assert answer.status_code == 400
    assert "业绩已保存，尚未提交" in words(answer)
    form = html.fromstring(answer.get_data(as_text=True)).get_element_by_id("main").find(".//form")
    (field,) = form.xpath(".//*[contains(@class, 'field') and contains(@class, 'bad')]")
    assert field.find(".//textarea").get("name") == "contribution"
    assert "集体完成的业绩须提供本人系主要贡献者的依据" in field.text_content()
    entry_id = int(form.get("action").split("/")[2])
    assert stored(world, entry_id).status is EntryStatus.DRAFT
    posted = content(
        role="PARTICIPANT", version=version(world, entry_id), proofs=file("贡献证明.pdf", b"\n"), go="submit"
    )
    assert applicant.post(f"/archive/{entry_id}/edit", data=posted).status_code == 303
    entry = stored(world, entry_id)
    assert (entry.status, [one.purpose.name for one in entry.files]) == (
        EntryStatus.SUBMITTED,
        ["EVIDENCE", "CONTRIBUTION"],
    )


def test_several_files_are_kept_in_order_and_taken_away_one_by_one(world: World, applicant: Browser) -> None:
    posted = content(evidence=[file("甲.pdf"), file("乙.pdf", b"\n"), file("丙.pdf", b"\n\n")])
    answer = applicant.post("/archive/new", data=posted)
    entry_id = int(answer.location.rsplit("/", 1)[1])
    entry = stored(world, entry_id)
    assert [one.file.original_name for one in entry.files] == ["甲.pdf", "乙.pdf", "丙.pdf"]
    away = content(version=entry.version, removed=str(entry.files[1].id))
    assert applicant.post(f"/archive/{entry_id}/edit", data=away).status_code == 303
    assert [one.file.original_name for one in stored(world, entry_id).all_files] == ["甲.pdf", "丙.pdf"]


@pytest.mark.parametrize(("count", "status"), [(10, 303), (11, 400)])
def test_an_entry_takes_ten_files(applicant: Browser, count: int, status: int) -> None:
    posted = content(evidence=[file(f"{number}.pdf", b"\n" * number) for number in range(count)])
    answer = applicant.post("/archive/new", data=posted)
    assert answer.status_code == status
    assert ("每项业绩最多 10 个文件" in words(answer)) == (status == 400)


def test_a_file_of_another_entry_cannot_be_taken_away(world: World, applicant: Browser) -> None:
    mine, other = saved(world), saved(world, title="另一项", evidence=[file("另.pdf", b"\n")])
    stranger = stored(world, other).files[0].id
    posted = content(version=version(world, mine), removed=str(stranger))
    assert applicant.post(f"/archive/{mine}/edit", data=posted).status_code == 303
    assert [one.id for one in stored(world, other).files] == [stranger]


def test_what_passes_is_frozen_with_its_digest(world: World) -> None:
    entry_id = passed(world)
    entry = stored(world, entry_id)
    assert (entry.status, entry.approved_number) == (EntryStatus.PASSED, 1)
    frozen = entry.approved
    assert frozen is not None
    with world.reading():
        assert frozen.content == services.content_of(queries.load(entry_id))
    assert frozen.sha256 == digest(frozen.content)
    assert frozen.content["kind_name"] == "专利"
    assert [(one["label"], one["value"]) for one in frozen.content["details"]] == [
        ("专利类型", "发明专利"),
        ("专利号（登记号）", "ZL 2021 1 0123456.7"),
    ]


def test_a_change_is_audited_again_and_the_approved_version_stays_usable(
    world: World, as_: Callable[..., Browser]
) -> None:
    entry_id = passed(world)
    applicant = as_(PERSON, AUDITED)
    assert "修改" in words(applicant.get(f"/archive/{entry_id}"))
    assert applicant.post(f"/archive/{entry_id}/edit", data=content(version=1)).status_code == 400
    answer = applicant.post(f"/archive/{entry_id}/revise", data={"version": version(world, entry_id)})
    assert (answer.status_code, answer.location) == (303, f"/archive/{entry_id}/edit")
    posted = content(title="一种新支架", detail_number="ZL999", version=version(world, entry_id), go="submit")
    assert applicant.post(f"/archive/{entry_id}/edit", data=posted).status_code == 303
    entry = stored(world, entry_id)
    assert (entry.status, entry.approved_number) == (EntryStatus.SUBMITTED, 1)
    assert entry.approved is not None
    assert entry.approved.content["title"] == "一种支架"
    with world.reading():
        assert queries.approved_count(world.applicants[PERSON]) == 2
    page = words(as_("employer", AUDITED).get(f"/archive-audits/show/{entry_id}"))
    assert "与已通过的第 1 版相比" in page
    assert "业绩名称一种支架一种新支架" in page
    assert "专利号（登记号）ZL 2021 1 0123456.7ZL999" in page
    decided(world, entry_id, Decision.PASS)
    entry = stored(world, entry_id)
    assert entry.approved is not None
    assert (entry.approved_number, entry.approved.content["title"]) == (2, "一种新支架")
    with world.reading():
        numbers = db.session.query(EntryVersion.number).filter_by(entry_id=entry_id).order_by(EntryVersion.number)
        assert [number for (number,) in numbers] == [1, 2]


@pytest.mark.parametrize("decision", [None, Decision.RETURN, Decision.REJECT])
def test_a_change_that_is_given_up_leaves_what_was_approved(
    world: World, as_: Callable[..., Browser], decision: Decision | None
) -> None:
    entry_id = passed(world)
    before = stored(world, entry_id)
    revised(
        world,
        entry_id,
        title="改后的",
        details={"type": "实用新型专利", "number": "ZL9"},
        evidence=[file("新.pdf", b"\n")],
        removed=[before.files[0].id],
    )
    if decision is not None:
        sent(world, entry_id, at=AUDITED)
        decided(world, entry_id, decision)
    applicant = as_(PERSON, AUDITED)
    answer = applicant.post(f"/archive/{entry_id}/discard", data={"version": version(world, entry_id)})
    assert answer.status_code == 303
    after = stored(world, entry_id)
    assert after.status is EntryStatus.PASSED
    assert (after.title, after.details, after.number_key) == (before.title, before.details, before.number_key)
    assert [one.file_id for one in after.files] == [before.files[0].file_id]
    with world.reading():
        assert after.approved is not None
        assert services.content_of(queries.load(entry_id)) == after.approved.content


def test_a_file_of_an_approved_version_is_kept_when_it_is_taken_away(world: World) -> None:
    entry_id = passed(world)
    first = stored(world, entry_id).files[0]
    revised(world, entry_id, evidence=[file("新.pdf", b"\n")], removed=[first.id])
    entry = stored(world, entry_id)
    assert [one.file.original_name for one in entry.files] == ["新.pdf"]
    assert first.id in [one.id for one in entry.all_files]
    assert kept_ids(entry.approved.content if entry.approved else None) == {first.file_id}


@pytest.mark.parametrize("act", ["revise", "discard"])
def test_only_the_owner_changes_what_was_approved(world: World, as_: Callable[..., Browser], act: str) -> None:
    entry_id = passed(world)
    if act == "discard":
        revised(world, entry_id)
    world.person("壬旁人")
    before = version(world, entry_id)
    answer = as_("壬旁人", AUDITED).post(f"/archive/{entry_id}/{act}", data={"version": before})
    assert answer.status_code == 404
    assert as_("employer", AUDITED).post(f"/archive/{entry_id}/{act}", data={"version": before}).status_code == 403
    assert version(world, entry_id) == before


def test_an_approved_entry_is_never_deleted(world: World, applicant: Browser) -> None:
    entry_id = passed(world)
    revised(world, entry_id)
    answer = applicant.post(f"/archive/{entry_id}/delete", data={"version": version(world, entry_id)})
    assert answer.status_code == 400
    assert stored(world, entry_id).approved_number == 1


def test_a_stale_change_is_a_conflict(world: World) -> None:
    entry_id = passed(world)
    seen = version(world, entry_id)
    revised(world, entry_id)
    with world.acting(PERSON, AUDITED), pytest.raises(Refused):
        services.revise(entry_id, seen)
    with world.acting(PERSON, AUDITED), pytest.raises(Conflict):
        services.discard(entry_id, seen)


def test_nothing_is_given_up_while_the_change_is_with_the_employer(world: World) -> None:
    entry_id = passed(world)
    revised(world, entry_id)
    sent(world, entry_id, at=AUDITED)
    with world.acting(PERSON, AUDITED), pytest.raises(Refused):
        services.discard(entry_id, version(world, entry_id))


def test_the_employer_sees_no_change_before_it_is_handed_over(world: World, as_: Callable[..., Browser]) -> None:
    entry_id = passed(world)
    revised(world, entry_id, title="未送审的修改", evidence=[file("未送审.pdf", b"\n")])
    operator = as_("employer", AUDITED)
    assert operator.get(f"/archive-audits/show/{entry_id}").status_code == 404
    new = next(one for one in stored(world, entry_id).files if one.file.original_name == "未送审.pdf")
    assert operator.get(f"/files/{new.file_id}").status_code == 404
    sent(world, entry_id, at=AUDITED)
    assert operator.get(f"/files/{new.file_id}").status_code == 200


def test_whoever_knows_an_entry_out_of_an_application_sees_what_passed(
    world: World, as_: Callable[..., Browser]
) -> None:
    world.submitted(PERSON)
    with world.reading():
        entry_id = queries.of_applicant(world.applicants[PERSON])[0].id
    revised(world, entry_id, title="未送审的修改", contribution="见署名。")
    page = words(as_("employer", AUDITED).get(f"/archive-audits/show/{entry_id}"))
    assert f"{PERSON}的厂房改造工程" in page
    assert "未送审的修改" not in page


def test_files_of_an_entry_are_not_there_for_others(world: World, as_: Callable[..., Browser]) -> None:
    entry_id = submitted(world)
    file_id = stored(world, entry_id).files[0].file_id
    world.person("壬旁人")
    for name, status in (
        (PERSON, 200),
        ("employer", 200),
        ("neighbour", 404),
        ("hrss", 404),
        ("office", 404),
        ("壬旁人", 404),
    ):
        assert as_(name, AUDITED).get(f"/files/{file_id}").status_code == status, name
    assert as_(PERSON, AUDITED).get("/files/999999").status_code == 404


def test_an_application_takes_the_approved_version_and_keeps_it(world: World, wizard: Wizard) -> None:
    entry_id = wizard.entry_ids()[0]
    wizard.reach("entries")
    revised(world, entry_id, at=SUBMITTED, title="尚未审核的名称", details={}, contribution="见署名。")
    page = words(wizard.get("entries"))
    assert f"{PERSON}的厂房改造工程" in page
    assert "申报时使用第 1 版" in page
    assert "尚未审核的名称" not in page
    assert wizard.post("entries", entries=[entry_id]).status_code == 303
    wizard.reach("preview")
    assert wizard.post("submit").status_code == 303
    sent(world, entry_id, at=SUBMITTED)
    decided(world, entry_id, Decision.PASS)
    with world.reading():
        frozen = applications.newest_submission(wizard.id).content["entries"]
        assert [(one["id"], one["version"], one["title"]) for one in frozen] == [
            (entry_id, 1, f"{PERSON}的厂房改造工程")
        ]
        assert queries.load(entry_id).approved_number == 2


def test_no_application_while_nothing_was_approved(world: World, as_: Callable[..., Browser]) -> None:
    """R-106; one whose change is being audited is still approved."""
    with world.reading():
        own = queries.of_applicant(world.applicants[PERSON])[0].id
    revised(world, own, at=SUBMITTED)
    assert as_(PERSON, SUBMITTED).post(f"/plans/{world.plan_id}/apply").status_code == 303
    with world.reading():
        entry = queries.load(own)
        entry.approved_number = 0
        db.session.commit()
        assert queries.approved_count(world.applicants[PERSON]) == 0
    world.person("壬旁人")
    with world.reading():
        other = queries.of_applicant(world.applicants["壬旁人"])[0]
        other.approved_number, other.status = 0, EntryStatus.RETURNED
        db.session.commit()
    answer = as_("壬旁人", SUBMITTED).post(f"/plans/{world.plan_id}/apply", follow_redirects=True)
    assert "您还没有经用人单位审核通过的业绩" in words(answer)


def test_a_kind_that_was_switched_off_breaks_no_entry(world: World, as_: Callable[..., Browser]) -> None:
    entry_id = saved(world)
    with world.reading():
        kind = queries.kind("patent")
        assert kind is not None
        kind.active = False
        field = next(one for one in kind.fields if one.key == "type")
        field.active, field.label = False, "种类"
        db.session.commit()
    applicant = as_(PERSON, OPENED)
    assert "专利" not in words(applicant.get("/archive/new"))
    assert applicant.post("/archive/new", data=content()).status_code == 400
    page = words(applicant.get(f"/archive/{entry_id}"))
    assert "种类发明专利" in page
    posted = content(version=version(world, entry_id), title="仍可修改", go="submit")
    assert applicant.post(f"/archive/{entry_id}/edit", data=posted).status_code == 303
    entry = stored(world, entry_id)
    assert (entry.title, entry.details["type"], entry.status) == ("仍可修改", "发明专利", EntryStatus.SUBMITTED)


def test_what_does_not_exist_is_out_of_scope(world: World) -> None:
    with world.acting(PERSON, OPENED):
        for act in (services.revise, services.discard, services.submit):
            with pytest.raises(OutOfScope):
                act(999_999, 1)


def test_a_submission_of_the_former_shape_is_read_as_before(world: World) -> None:
    """Frozen before kinds were rows: one kind for papers and books, one file, no rank."""
    own = world.submitted(PERSON)
    with world.acting("employer", AUDITED):
        application = applications.load(own)
        submission = applications.newest_submission(own)
        now = submission.content
        entry = now["entries"][0]
        former = {name: entry[name] for name in ("id", "title", "grade", "started_on", "ended_on", "role", "effect")}
        evidence = {name: entry["files"][0][name] for name in ("id", "sha256", "name", "size")}
        former |= {"evidence": evidence, "evidence_id": evidence["id"], "submitted_at": "2023-02-21T01:00:00+00:00"}
        before = {**now, "entries": [{**former, "kind": "PROJECT"}]}
        submission.content = {**now, "entries": [{**former, "kind": "PAPER"}]}
        with world.flask_app.test_request_context():
            assert [line["item"] for line in change_items(before, now)] == [
                f"{PERSON}的厂房改造工程：主要贡献说明",
            ]
            shown = submission_view(submission.content)["entries"][0]
            assert shown["pairs"][0][1] == "论文著作"
            assert [one["name"] for one in shown["files"]] == ["竣工验收证明.pdf"]
            sheet = review_sheet(application)
        assert ([row["work"] for row in sheet["publications"]], sheet["performance_since"]) == ([entry["title"]], [])
