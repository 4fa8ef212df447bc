"""Steps 1 and 2: the photo keeps every limit of the plan, the commitment is signed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.core.text import count_characters
from tests.builders import photo
from tests.integration.applicants.wizard import SIGNATURE, Wizard, words


def jpeg(width: int, height: int, colour: str = "white", quality: int = 95) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def test_a_sound_photo_is_kept_and_leads_to_the_commitment(wizard: Wizard) -> None:
    answer = wizard.post("photo", photo=(io.BytesIO(photo()), "我的照片.jpg"))
    assert (answer.status_code, answer.location) == (303, wizard.url("commitment"))
    assert wizard.stored().photo_id is not None
    page = wizard.get("photo").get_data(as_text=True)
    assert f'src="/files/{wizard.stored().photo_id}"' in page


def test_the_limits_of_the_plan_stand_on_the_page_as_a_list(wizard: Wizard) -> None:
    page = words(wizard.get("photo"))
    for limit in ("JPG/JPEG", "大于 30 KB 且小于 1 MB", "215×300", "0.65", "0.8", "白底"):
        assert limit in page


def test_every_broken_limit_is_told_separately_at_the_field(wizard: Wizard) -> None:
    answer = wizard.post("photo", photo=(io.BytesIO(jpeg(200, 200, "red")), "小图.jpg"))
    assert answer.status_code == 400
    page = words(answer)
    assert "照片宽度为 200 像素，应大于 215 像素" in page
    assert "照片高度为 200 像素，应大于 300 像素" in page
    assert "照片宽高比为 1.00，应在 0.65 至 0.80 之间" in page
    assert "照片边缘白色占比为 0%，应不低于 90%" in page
    assert "应大于 30 KB（30,720 字节）" in page
    assert wizard.stored().photo_id is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7\n" + b"x" * 40_000, "该文件实为 PDF 格式，应为 JPG 格式的照片"),
        (photo()[: len(photo()) // 2], "图片已损坏或不完整"),
        (b"not a picture at all", "该文件不是图片"),
    ],
    ids=["renamed", "truncated", "garbage"],
)
def test_what_is_no_photo_is_told_at_the_field_and_nothing_is_stored(wizard: Wizard, content: bytes, told: str) -> None:
    answer = wizard.post("photo", photo=(io.BytesIO(content), "证件照.jpg"))
    assert answer.status_code == 400
    assert told in words(answer)
    assert wizard.stored().photo_id is None


def test_an_oversized_photo_is_answered_413_with_its_limit_at_the_field(wizard: Wizard) -> None:
    answer = wizard.post("photo", photo=(io.BytesIO(photo() + b"\0" * 1_100_000), "大图.jpg"))
    assert answer.status_code == 413
    assert "超过 1 MB" in words(answer)
    assert wizard.stored().photo_id is None


def test_a_request_beyond_the_servers_limit_is_a_413_page_in_chinese(wizard: Wizard) -> None:
    answer = wizard.post("photo", photo=(io.BytesIO(b"\0" * (65 * 1024 * 1024)), "巨图.jpg"))
    assert answer.status_code == 413
    assert count_characters(words(answer)) > 0
    assert "过大" in words(answer)


def test_without_a_photo_the_first_step_is_not_left(wizard: Wizard) -> None:
    answer = wizard.post("photo")
    assert answer.status_code == 400
    assert "请选择证件照文件" in words(answer)


def test_a_stored_photo_lets_one_go_on_without_choosing_again(wizard: Wizard) -> None:
    wizard.reach("commitment")
    answer = wizard.post("photo")
    assert (answer.status_code, answer.location) == (303, wizard.url("commitment"))


def test_a_step_that_was_not_reached_leads_to_the_one_that_was(wizard: Wizard) -> None:
    for step in ("commitment", "data", "entries", "attachments", "preview"):
        answer = wizard.get(step)
        assert (answer.status_code, answer.location) == (303, wizard.url("photo"))


def test_the_commitments_words_are_shown_and_its_signature_is_kept(wizard: Wizard) -> None:
    wizard.reach("commitment")
    assert "专业技术资格申报材料真实性保证书" in words(wizard.get("commitment"))
    answer = wizard.post("commitment", signature=SIGNATURE)
    assert (answer.status_code, answer.location) == (303, wizard.url("data"))
    stored = wizard.stored()
    assert stored.signature_id is not None
    assert stored.signed_at is not None
    assert "已签名" in words(wizard.get("commitment"))


@pytest.mark.parametrize(
    ("signature", "told"),
    [
        ("", "请在签名框内签名"),
        ("data:image/png;base64,!!!", "签名不是 PNG 图片"),
        ("data:image/png;base64,aGVsbG8=", "签名不是 PNG 图片"),
        ("data:text/html;base64,PGI+", "签名不是 PNG 图片"),
    ],
    ids=["empty", "no base64", "no picture", "another kind"],
)
def test_what_is_no_signature_is_refused_at_the_field(wizard: Wizard, signature: str, told: str) -> None:
    wizard.reach("commitment")
    answer = wizard.post("commitment", signature=signature)
    assert answer.status_code == 400
    assert told in words(answer)
    assert wizard.stored().signature_id is None


def test_the_notices_words_for_the_step_stand_beside_it(wizard: Wizard) -> None:
    assert "照片用于制作职称电子证书" in words(wizard.get("photo"))


def test_looking_at_the_steps_changes_nothing(wizard: Wizard) -> None:
    wizard.reach("preview")
    before = wizard.stored().version
    for step in ("photo", "commitment", "data", "entries", "attachments", "preview"):
        assert wizard.get(step).status_code == 200
    assert wizard.stored().version == before
