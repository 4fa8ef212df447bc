"""ID photos, measured from their bytes."""

import io
import random

import pytest
from pictures import (
    BLUE,
    LIMITS,
    ORIENTATIONS,
    WHITE,
    encoded,
    jpeg_header,
    noise,
    padded_jpeg,
    png_header,
    portrait,
    turned,
)
from PIL import Image

from app.core.errors import Invalid
from app.core.photo import PhotoFacts, PhotoLimits, check_photo
from app.files import images
from app.files.images import inspect_photo

DAMAGED = (
    "The picture is damaged or incomplete and cannot be read. Save or send it again from where it "
    "was taken, and upload that file."
)
NOT_A_PICTURE = "The file is not a picture, whatever its name says. Choose a JPG photo and upload that."


def broken(data):
    return [violation.message for violation in check_photo(inspect_photo(data, LIMITS), LIMITS)]


def refusal(data):
    with pytest.raises(Invalid) as refused:
        inspect_photo(data, LIMITS, "id_photo")
    (violation,) = refused.value.violations
    assert violation.field == "id_photo"
    return violation


def test_a_portrait_on_white_keeps_every_limit():
    data = encoded(portrait(), quality=95)
    assert inspect_photo(data, LIMITS) == PhotoFacts("JPEG", len(data), 300, 420, 1.0)
    assert broken(data) == []


def test_a_portrait_on_blue_breaks_the_white_background_only():
    data = encoded(portrait(background=BLUE), quality=95)
    assert inspect_photo(data, LIMITS).border_white_share == 0.0
    assert [message[:11] for message in broken(data)] == ["White cover"]


@pytest.mark.parametrize(
    ("size", "kept"),
    [(30_719, False), (30_720, False), (30_721, True), (1_048_575, True), (1_048_576, False), (1_048_577, False)],
)
def test_the_file_size_is_that_of_the_bytes_uploaded(size, kept):
    data = padded_jpeg(encoded(portrait(), quality=60), size)
    assert inspect_photo(data, LIMITS).size_bytes == size
    assert (broken(data) == []) is kept


@pytest.mark.parametrize("dark", [(225, 225, 225), (225, 255, 255), (255, 225, 255), (255, 255, 225)])
def test_a_pixel_at_the_tolerance_is_white(dark):
    assert inspect_photo(encoded(Image.new("RGB", (60, 80), dark), "PNG"), LIMITS).border_white_share == 1.0


@pytest.mark.parametrize("dark", [(224, 224, 224), (224, 255, 255), (255, 224, 255), (255, 255, 224)])
def test_a_pixel_one_beyond_the_tolerance_in_any_channel_is_not_white(dark):
    assert inspect_photo(encoded(Image.new("RGB", (60, 80), dark), "PNG"), LIMITS).border_white_share == 0.0


def test_without_a_tolerance_only_pure_white_is_white():
    nearly = encoded(Image.new("RGB", (60, 80), (254, 255, 255)), "PNG")
    assert inspect_photo(nearly, PhotoLimits()).border_white_share == 0.0
    assert inspect_photo(encoded(Image.new("RGB", (60, 80), WHITE), "PNG"), PhotoLimits()).border_white_share == 1.0


def test_a_gradient_is_white_as_far_as_the_tolerance_reaches():
    ramp = Image.new("RGB", (100, 140))
    ramp.putdata([(255 - x, 255 - x, 255 - x) for _ in range(140) for x in range(100)])
    top, side = 100 * 5, 5 * (70 - 5)
    expected = (31 * 5 + side) / (top + 2 * side)
    assert inspect_photo(encoded(ramp, "PNG"), LIMITS).border_white_share == expected


def test_shoulders_that_touch_the_sides_below_half_the_height_do_not_count():
    assert inspect_photo(encoded(portrait(shoulders_from=0.5), "PNG"), LIMITS).border_white_share == 1.0
    assert inspect_photo(encoded(portrait(shoulders_from=0.49), "PNG"), LIMITS).border_white_share < 1.0


def test_the_middle_of_the_picture_does_not_count():
    picture = portrait()
    picture.paste((0, 0, 0), (15, 21, 285, 420))
    assert inspect_photo(encoded(picture, "PNG"), LIMITS).border_white_share == 1.0


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_grey_and_four_colour_photos_are_measured_like_others(mode):
    white = encoded(portrait().convert(mode), quality=95)
    assert inspect_photo(white, LIMITS) == PhotoFacts("JPEG", len(white), 300, 420, 1.0)
    assert inspect_photo(encoded(portrait(background=BLUE).convert(mode)), LIMITS).border_white_share == 0.0


def test_what_is_transparent_is_white_as_on_the_page():
    clear = Image.new("RGBA", (60, 80), (0, 0, 0, 0))
    assert inspect_photo(encoded(clear, "PNG"), LIMITS).border_white_share == 1.0
    assert inspect_photo(encoded(clear.convert("RGB"), "PNG"), LIMITS).border_white_share == 0.0


@pytest.mark.parametrize("mode", ["1", "P", "LA", "I;16"])
def test_every_kind_of_png_is_measured(mode):
    white = Image.new("I;16", (60, 80), 65_535) if mode == "I;16" else Image.new("RGB", (60, 80), WHITE).convert(mode)
    assert inspect_photo(encoded(white, "PNG"), LIMITS).border_white_share == 1.0


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_photo_is_measured_as_it_is_seen(orientation):
    picture = portrait(300, 420, shoulders_from=0.55)
    upright = inspect_photo(encoded(picture, "PNG"), LIMITS)
    stored, exif = turned(picture, orientation)
    facts = inspect_photo(encoded(stored, "PNG", exif=exif), LIMITS)
    assert (facts.width, facts.height, facts.border_white_share) == (300, 420, upright.border_white_share)


def test_a_photo_stored_lying_fails_the_ratio_unless_its_orientation_stands_it_up():
    lying, exif = turned(portrait(), 6)
    assert lying.size == (420, 300)
    assert [message[:12] for message in broken(encoded(lying, quality=95))] == [
        "The photo is",
        "The photo's ",
        "White covers",
    ]
    assert broken(encoded(lying, quality=95, exif=exif)) == []


def test_a_png_renamed_to_jpg_is_found_by_its_content():
    data = encoded(portrait(), "PNG")
    assert inspect_photo(data, LIMITS).format == "PNG"
    assert [message[:18] for message in broken(data)] == ["The photo's format"]


def test_a_phone_picture_of_several_frames_is_a_jpg():
    data = encoded(portrait(), "MPO", save_all=True, append_images=[portrait(60, 80)], quality=95)
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert inspect_photo(data, LIMITS) == PhotoFacts("JPEG", len(data), 300, 420, 1.0)


@pytest.mark.parametrize(("kind", "spoken"), [("GIF", "GIF"), ("WEBP", "WEBP"), ("TIFF", "TIFF")])
def test_another_kind_of_picture_is_refused_by_its_name(kind, spoken):
    violation = refusal(encoded(portrait(60, 80), kind))
    assert violation.params == {"found": spoken}


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"GIF", "照片".encode()])
def test_what_is_no_picture_is_refused(data):
    assert refusal(data).message == NOT_A_PICTURE


@pytest.mark.parametrize("bomb", [png_header, jpeg_header])
@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (8_001, 5_000)])
def test_a_small_file_that_promises_a_huge_picture_is_refused_before_it_is_decoded(monkeypatch, bomb, width, height):
    def decode(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr(images, "_decode", decode)
    violation = refusal(bomb(width, height))
    assert violation.params == {"width": width, "height": height, "wanted": "40,000,000"}


def test_the_most_pixels_are_read_and_one_row_more_is_not(monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 60 * 80)
    assert inspect_photo(encoded(portrait(60, 80)), LIMITS).height == 80
    assert refusal(encoded(portrait(60, 81))).params == {"width": 60, "height": 81, "wanted": "4,800"}


def test_the_guard_of_the_imaging_library_stands_at_the_same_limit():
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(png_header(10_000, 8_001)))


def in_passes(count):
    data = encoded(portrait(60, 80), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * (count - data.count(b"\xff\xda")) + data[-2:]


def test_a_progressive_photo_of_thirty_passes_is_read_and_of_thirty_one_is_not():
    assert inspect_photo(in_passes(30), LIMITS).width == 60
    assert refusal(in_passes(31)).params == {"found": 31, "wanted": 30}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("missing", [0.01, 0.5, 0.9])
def test_a_truncated_photo_is_refused(kind, missing):
    data = encoded(portrait(), kind)
    assert refusal(data[: int(len(data) * (1 - missing))]).message == DAMAGED


def test_a_large_truncated_photo_is_refused_although_it_is_read_reduced():
    data = encoded(noise(1300, 1800))
    assert inspect_photo(data, LIMITS).width == 1300
    assert refusal(data[:-1000]).message == DAMAGED


@pytest.mark.parametrize("data", [png_header(60, 80), jpeg_header(60, 80)[:200], b"\xff\xd8\xff\xe0" + b"x" * 100])
def test_a_header_without_a_picture_is_refused(data):
    assert refusal(data).message == DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF|Truncated File Read|Tag data larger")
def test_a_photo_with_bytes_changed_at_random_is_measured_or_refused_and_nothing_else(kind):
    dice = random.Random(3)
    _, exif = turned(portrait(30, 40), 6)
    sound = encoded(portrait(30, 40), kind, exif=exif)
    refused = 0
    for _ in range(400):
        data = bytearray(sound)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            inspect_photo(bytes(data), LIMITS)
        except Invalid:
            refused += 1
    assert 0 < refused <= 400


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(("width", "height"), [(1200, 1680), (1199, 1679), (3000, 4200)])
def test_a_large_photo_read_reduced_keeps_its_true_size_and_its_white_edge(kind, width, height):
    page = Image.new("RGB", (width, height), WHITE)
    page.paste((90, 60, 50), (width // 4, height // 2, width * 3 // 4, height))
    facts = inspect_photo(encoded(page, kind), LIMITS)
    assert (facts.width, facts.height, facts.border_white_share) == (width, height, 1.0)


@pytest.mark.parametrize("size", [(20_000, 30), (30, 20_000), (3, 1), (1, 3)])
def test_a_photo_far_from_any_ratio_is_measured(size):
    facts = inspect_photo(encoded(Image.new("RGB", size, WHITE)), LIMITS)
    assert (facts.width, facts.height, facts.border_white_share) == (*size, 1.0)


def test_a_photo_of_one_pixel_is_measured():
    assert inspect_photo(encoded(Image.new("RGB", (1, 1), WHITE), "PNG"), LIMITS).border_white_share == 1.0
