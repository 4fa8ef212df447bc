"""Steps 4 and 5: only entries that the employer passed; PDFs under the plan's kinds."""

from __future__ import annotations

import io

import pytest

from tests.builders import OPENED, SUBMITTED, World, pdf, photo
from tests.integration.applicants.wizard import PERSON, Wizard, words

KIND = "education-proof-not-fetched"


@pytest.fixture
def at_entries(wizard: Wizard) -> Wizard:
    return wizard.reach("entries")


@pytest.fixture
def at_attachments(wizard: Wizard) -> Wizard:
    return wizard.reach("attachments")


def draft_entry(world: World, title: str) -> int:
    """Another entry of the person that the employer has not seen."""
    import datetime as dt

    from app.archives import services
    from app.archives.enums import PersonalRole

    with world.acting(PERSON, OPENED):
        return services.save(
            None,
            None,
            kind="other",
            title=title,
            started_on=dt.date(2022, 5, 1),
            role=PersonalRole.SOLE,
            effect="论文一篇。",
        ).id


def test_chosen_entries_are_kept_and_lead_to_the_attachments(at_entries: Wizard) -> None:
    answer = at_entries.post("entries", entries=at_entries.entry_ids())
    assert (answer.status_code, answer.location) == (303, at_entries.url("attachments"))
    assert [row.entry_id for row in at_entries.stored().entries] == at_entries.entry_ids()


def test_the_same_entries_can_be_chosen_again(at_entries: Wizard) -> None:
    for _time in range(2):
        assert at_entries.post("entries", entries=at_entries.entry_ids()).status_code == 303
    assert [row.entry_id for row in at_entries.stored().entries] == at_entries.entry_ids()


def test_no_entry_is_saved_but_does_not_go_on(at_entries: Wizard) -> None:
    assert at_entries.post("entries", go="save").status_code == 303
    answer = at_entries.post("entries")
    assert answer.status_code == 400
    assert "请至少选择一项业绩" in words(answer)


def test_an_entry_that_has_not_passed_is_shown_with_why_and_cannot_be_chosen(world: World, at_entries: Wizard) -> None:
    draft = draft_entry(world, "未送审的论文")
    page = at_entries.get("entries")
    assert "未送审的论文" in words(page)
    assert "尚未提交单位审核" in words(page)
    assert f'name="entries" value="{draft}"' not in page.get_data(as_text=True)
    answer = at_entries.post("entries", entries=[draft])
    assert answer.status_code == 400
    assert "只能选取用人单位审核通过的业绩" in words(answer)
    assert at_entries.stored().entries == []


def test_another_persons_entry_cannot_be_chosen(world: World, at_entries: Wizard) -> None:
    world.person("壬旁人")
    with world.reading():
        from app.archives import queries

        foreign = queries.of_applicant(world.applicants["壬旁人"])[0].id
    assert at_entries.post("entries", entries=[foreign]).status_code == 400
    assert at_entries.stored().entries == []


def test_a_pdf_is_kept_under_its_own_name_and_stays_on_the_step(at_attachments: Wizard) -> None:
    answer = at_attachments.attach(KIND, name="学历学位证书（扫描件）.pdf")
    assert (answer.status_code, answer.location) == (303, at_attachments.url("attachments"))
    [attachment] = at_attachments.stored().attachments
    assert (attachment.kind.key, attachment.file.original_name) == (KIND, "学历学位证书（扫描件）.pdf")
    assert "学历学位证书（扫描件）.pdf" in words(at_attachments.get("attachments"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (photo(), "该文件实为 JPG 格式，应为 PDF 格式"),
        (pdf()[:300], "PDF 文件已损坏或不完整"),
        (b"<html>", "该文件不是 PDF 格式"),
    ],
    ids=["renamed", "truncated", "another kind"],
)
def test_what_is_no_sound_pdf_is_told_at_its_field(at_attachments: Wizard, content: bytes, told: str) -> None:
    answer = at_attachments.attach(KIND, content)
    assert answer.status_code == 400
    assert told in words(answer)
    assert at_attachments.stored().attachments == []


def test_a_sound_file_is_kept_beside_one_that_is_refused(at_attachments: Wizard) -> None:
    answer = at_attachments.post(
        "attachments",
        **{
            f"attachment_{KIND}": (io.BytesIO(pdf()), "证书.pdf"),
            "attachment_other": (io.BytesIO(photo()), "照片.pdf"),
        },
    )
    assert answer.status_code == 400
    assert [one.kind.key for one in at_attachments.stored().attachments] == [KIND]
    assert "证书.pdf" in words(answer)


def test_an_oversized_pdf_is_answered_413_at_its_field(at_attachments: Wizard) -> None:
    answer = at_attachments.attach(KIND, pdf() + b"\0" * (10 * 1024 * 1024))
    assert answer.status_code == 413
    assert "超过 10 MB" in words(answer)
    assert at_attachments.stored().attachments == []


def test_a_kind_takes_no_more_files_than_the_plan_says(at_attachments: Wizard) -> None:
    for number in range(2):
        assert at_attachments.attach("residence-card", pdf() + b"\n" * number).status_code == 303
    answer = at_attachments.attach("residence-card", pdf() + b"\n" * 5)
    assert answer.status_code == 400
    assert len(at_attachments.stored().attachments) == 2


def test_a_file_is_removed_by_a_press_and_not_by_looking(at_attachments: Wizard) -> None:
    at_attachments.attach(KIND)
    [attachment] = at_attachments.stored().attachments
    address = at_attachments.url(f"attachments/{attachment.id}/delete")
    assert at_attachments.browser.get(address).status_code == 405
    answer = at_attachments.browser.post(address, data={"version": at_attachments.stored().version})
    assert answer.status_code == 303
    assert at_attachments.stored().attachments == []


def test_kinds_that_do_not_concern_the_person_are_not_asked_for(at_attachments: Wizard) -> None:
    page = at_attachments.get("attachments").get_data(as_text=True)
    assert f'name="attachment_{KIND}"' in page
    assert "attachment_insurance-proof" not in page
    assert "attachment_entrustment-letter" not in page


def test_an_attachment_that_is_required_of_the_person_is_named_before_submission(world: World, as_: object) -> None:
    import datetime as dt

    from app.applicants.models import EducationRecord
    from app.core.eligibility import Degree, EducationLevel, FieldMatch

    world.person("癸早毕业")
    with world.acting("癸早毕业", OPENED):
        from app.applicants import queries
        from app.extensions import db

        person = queries.load(world.applicants["癸早毕业"])
        person.education = [
            EducationRecord(
                level=EducationLevel.COLLEGE,
                degree=Degree.NONE,
                school="示例专科学校",
                field_of_study="会计",
                graduated_on=dt.date(2000, 6, 30),
                match=FieldMatch.UNMATCHED,
            )
        ]
        db.session.flush()
    browser = as_("癸早毕业", SUBMITTED)  # type: ignore[operator]
    wizard = Wizard.begin(world, browser).reach("preview")
    page = words(wizard.get("preview"))
    assert "缺少附件“学历学位证书、毕业生登记表（2001年以前取得或大专以下学历）”" in page
    answer = wizard.post("submit")
    assert answer.status_code == 400
    assert wizard.stored().submission_count == 0
