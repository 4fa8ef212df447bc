"""Photos made over into a plan's limits, and freed of metadata."""

import dataclasses
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import DARK, LIMITS, WHITE, encoded, noise, padded_jpeg, png_header, portrait, turned
from PIL import Image

from app.core.errors import Invalid
from app.core.photo import PhotoLimits, check_photo
from app.files.corrections import auto_correct, strip_metadata, suggest_crop
from app.files.images import inspect_photo

sides = st.integers(min_value=2, max_value=4000)


def violations_of(data, limits=LIMITS):
    return check_photo(inspect_photo(data, limits), limits)


def opened(data):
    return Image.open(io.BytesIO(data))


def params_refused(data, limits=LIMITS):
    with pytest.raises(Invalid) as refusal:
        auto_correct(data, limits, "id_photo")
    assert {violation.field for violation in refusal.value.violations} == {"id_photo"}
    return [dict(violation.params) for violation in refusal.value.violations]


@pytest.mark.parametrize(
    ("width", "height", "box"),
    [
        (300, 420, (0, 0, 300, 420)),
        (650, 1000, (0, 0, 650, 1000)),
        (800, 1000, (0, 0, 800, 1000)),
        (801, 1000, (0, 0, 800, 1000)),
        (1000, 1000, (100, 0, 900, 1000)),
        (649, 1000, (0, 1, 649, 999)),
        (650, 1200, (0, 100, 650, 1100)),
        (4000, 3000, (800, 0, 3200, 3000)),
        (1, 1, (0, 0, 1, 1)),
    ],
)
def test_the_middle_is_suggested_at_the_nearest_permitted_ratio(width, height, box):
    assert suggest_crop(width, height, LIMITS) == box


def test_without_a_ratio_the_whole_picture_is_suggested():
    assert suggest_crop(1000, 10, PhotoLimits()) == (0, 0, 1000, 10)


def test_an_exact_ratio_is_met_exactly():
    exact = PhotoLimits(min_ratio=Decimal("0.75"), max_ratio=Decimal("0.75"))
    assert suggest_crop(100, 101, exact) == (12, 0, 87, 100)


def test_a_ratio_without_a_lower_bound_is_met():
    assert suggest_crop(100, 10, PhotoLimits(min_ratio=Decimal(0), max_ratio=Decimal(2))) == (40, 0, 60, 10)


@given(width=sides, height=sides)
def test_the_box_lies_in_the_middle_at_a_permitted_ratio_and_keeps_a_whole_side(width, height):
    left, upper, right, lower = suggest_crop(width, height, LIMITS)
    assert 0 <= left < right <= width
    assert 0 <= upper < lower <= height
    assert abs(left - (width - right)) <= 1
    assert abs(upper - (height - lower)) <= 1
    if min(width, height) >= 8:
        assert Fraction("0.65") <= Fraction(right - left, lower - upper) <= Fraction("0.8")
        assert right - left == width or lower - upper == height


@pytest.mark.parametrize(
    ("width", "height", "person"),
    [
        (1200, 1200, (840, 1200)),
        (2400, 1600, (1120, 1600)),
        (500, 1500, (500, 760)),
        (300, 301, (216, 301)),
        (8000, 4000, (2800, 4000)),
    ],
    ids=["square", "lying", "tall", "smallest", "huge"],
)
def test_a_photo_is_cropped_and_compressed_into_the_limits(width, height, person):
    page = Image.new("RGB", (width, height), WHITE)
    page.paste(portrait(*person), ((width - person[0]) // 2, (height - person[1]) // 2))
    data = encoded(page, quality=95)
    assert violations_of(data) != []
    assert violations_of(auto_correct(data, LIMITS)) == []


def test_a_photo_above_one_megabyte_is_compressed_without_losing_more_pixels_than_needed():
    large = encoded(noise(1400, 2000), quality=95)
    assert len(large) > 3_000_000
    corrected = auto_correct(large, dataclasses.replace(LIMITS, white_border=None))
    assert violations_of(corrected, dataclasses.replace(LIMITS, white_border=None)) == []
    assert opened(corrected).width >= 700


def test_a_photo_far_below_thirty_kilobytes_is_stored_at_full_quality():
    small = encoded(portrait(240, 330), quality=30)
    assert len(small) < 30_720
    assert violations_of(auto_correct(small, LIMITS)) == []


def test_a_plan_that_asks_for_many_pixels_gets_them_from_a_large_photo():
    many = dataclasses.replace(LIMITS, min_width=1300, min_height=1800)
    corrected = auto_correct(encoded(portrait(2500, 3500), quality=95), many)
    assert violations_of(corrected, many) == []


def test_a_png_becomes_a_jpg():
    corrected = auto_correct(encoded(portrait(600, 800), "PNG"), LIMITS)
    assert opened(corrected).format == "JPEG"
    assert violations_of(corrected) == []


def test_a_photo_stored_lying_is_stood_up():
    lying, exif = turned(portrait(600, 800), 6)
    corrected = auto_correct(encoded(lying, quality=95, exif=exif), LIMITS)
    assert opened(corrected).size == (600, 800)
    assert not opened(corrected).getexif()


def test_a_photo_on_another_background_is_corrected_in_all_but_the_background():
    corrected = auto_correct(encoded(portrait(1200, 1200, background=DARK), quality=95), LIMITS)
    assert [violation.message[:12] for violation in violations_of(corrected)] == ["White covers"]


@pytest.mark.parametrize(
    ("width", "height", "params"),
    [
        (215, 301, [{"found": 215, "wanted": 215}]),
        (216, 300, [{"found": 300, "wanted": 300}]),
        (300, 300, [{"found": 300, "wanted": 300}]),
        (1000, 250, [{"found": 200, "wanted": 215}, {"found": 250, "wanted": 300}]),
    ],
)
def test_a_photo_of_too_few_pixels_is_refused_not_enlarged(width, height, params):
    assert params_refused(encoded(portrait(width, height), quality=95)) == params


def test_a_photo_without_detail_is_refused_naming_the_best_that_can_be_had():
    (params,) = params_refused(encoded(Image.new("RGB", (300, 400), WHITE)))
    assert params["wanted_bytes"] == "30,720"


def test_a_photo_that_cannot_be_made_small_enough_is_refused():
    tight = dataclasses.replace(LIMITS, min_bytes=100, max_bytes=5_000)
    (params,) = params_refused(encoded(portrait(600, 800), quality=95), tight)
    assert params["wanted_bytes"] == "5,000"


def test_a_picture_too_large_to_read_is_refused_with_its_size():
    assert params_refused(png_header(9000, 9000)) == [{"width": 9000, "height": 9000, "wanted": "40,000,000"}]


def test_the_same_photo_is_always_corrected_to_the_same_bytes():
    data = encoded(portrait(1200, 1200), quality=95)
    assert auto_correct(data, LIMITS) == auto_correct(data, LIMITS)


def test_what_is_shown_of_a_photo_carries_no_metadata():
    exif = Image.Exif()
    exif[0x010F] = "MAKER-7731"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(
        portrait(),
        quality=95,
        exif=exif,
        comment=b"COMMENT-7731",
        icc_profile=b"PROFILE-7731" * 20,
        xmp=b"<x:xmpmeta>PLACE-7731</x:xmpmeta>",
        dpi=(300, 300),
    )
    assert data.count(b"-7731") > 3
    shown = strip_metadata(padded_jpeg(data, len(data) + 100))
    assert b"7731" not in shown
    assert sorted(opened(shown).info) == ["jfif", "jfif_density", "jfif_unit", "jfif_version"]


def test_what_is_shown_of_a_photo_is_the_upright_picture_in_its_own_size():
    upright = portrait(1500, 2100)
    lying, exif = turned(upright, 8)
    shown = opened(strip_metadata(encoded(lying, quality=95, exif=exif)))
    assert (shown.size, shown.mode) == ((1500, 2100), "RGB")
    assert shown.getpixel((700, 5)) == WHITE
    assert sum(shown.getpixel((5, 2000))) < 200
