from dataclasses import fields, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.photo import PhotoFacts, PhotoLimits, check_photo

# As the notices print them; the white edge is the house's own figure.
PRINTED = {
    "formats": ["JPG", "JPEG"],
    "min_bytes": 30_720,
    "max_bytes": 1_048_576,
    "min_width": 215,
    "min_height": 300,
    "min_ratio": 0.65,
    "max_ratio": "0.8",
    "white_border": True,
    "white_tolerance": 24,
    "white_share": 0.9,
}
LIMITS = PhotoLimits.from_mapping(PRINTED)
GOOD = PhotoFacts("JPEG", 200_000, 700, 1_000, 0.99)


def found(violations):
    """The first words of each message with the figure found."""
    return [(violation.message.split("%(found)s")[0].strip(), violation.params["found"]) for violation in violations]


def told(violation):
    return violation.message % violation.params


def test_a_photo_within_every_limit_passes():
    assert check_photo(GOOD, LIMITS) == []


def test_a_plan_without_limits_refuses_nothing():
    assert check_photo(PhotoFacts("BMP", 0, 1, 9_999, 0.0), PhotoLimits()) == []


def test_every_failure_is_named_separately():
    assert found(check_photo(PhotoFacts("PNG", 30_720, 215, 300, 0.5), LIMITS)) == [
        ("The photo's format is", "PNG"),
        ("The photo file is about", "30 KB"),
        ("The photo is", 215),
        ("The photo is", 300),
        ("White covers", "50%"),
    ]
    assert found(check_photo(PhotoFacts("PNG", 1_048_576, 300, 300, 0.5), LIMITS)) == [
        ("The photo's format is", "PNG"),
        ("The photo file is about", "1 MB"),
        ("The photo is", 300),
        ("The photo's width divided by its height is", "1.00"),
        ("White covers", "50%"),
    ]


@pytest.mark.parametrize(
    ("name", "passes"), [("JPEG", True), ("jpg", True), ("JPG", True), ("PNG", False), ("", False)]
)
def test_jpg_and_jpeg_are_one_format(name, passes):
    only_jpg = replace(LIMITS, formats=("JPG",))
    assert (check_photo(replace(GOOD, format=name), LIMITS) == []) is passes
    assert (check_photo(replace(GOOD, format=name), only_jpg) == []) is passes


def test_a_wrong_format_is_told_with_the_formats_as_printed():
    [violation] = check_photo(replace(GOOD, format="PNG"), LIMITS)
    assert told(violation) == (
        "The photo's format is PNG; it must be JPG/JPEG. Save it in that format and upload it again."
    )
    assert violation.field == "photo"


@pytest.mark.parametrize(
    ("size", "passes"),
    [(30_719, False), (30_720, False), (30_721, True), (1_048_575, True), (1_048_576, False), (1_048_577, False)],
)
def test_the_size_lies_strictly_between_30_k_and_1_m(size, passes):
    assert (check_photo(replace(GOOD, size_bytes=size), LIMITS) == []) is passes


def test_a_size_is_told_in_the_unit_of_its_limit_and_in_bytes():
    [small] = check_photo(replace(GOOD, size_bytes=20_480), LIMITS)
    [large] = check_photo(replace(GOOD, size_bytes=3_355_443), LIMITS, field="id_photo")
    assert told(small) == (
        "The photo file is about 20 KB (20,480 bytes); it must be larger than 30 KB (30,720 bytes). "
        "Upload a photo of better quality."
    )
    assert told(large) == (
        "The photo file is about 3.2 MB (3,355,443 bytes); it must be smaller than 1 MB (1,048,576 bytes). "
        "Compress it and upload it again."
    )
    assert large.field == "id_photo"


@pytest.mark.parametrize(("width", "passes"), [(214, False), (215, False), (216, True)])
def test_the_width_is_above_215_pixels(width, passes):
    violations = check_photo(PhotoFacts("JPEG", 200_000, width, 301, 1.0), LIMITS)
    assert found(violations) == ([] if passes else [("The photo is", width)])


@pytest.mark.parametrize(("height", "passes"), [(299, False), (300, False), (301, True)])
def test_the_height_is_above_300_pixels(height, passes):
    violations = check_photo(PhotoFacts("JPEG", 200_000, 220, height, 1.0), LIMITS)
    assert found(violations) == ([] if passes else [("The photo is", height)])


def test_a_photo_of_exactly_215_by_300_pixels_fails_both_ways():
    width, height = check_photo(PhotoFacts("JPEG", 200_000, 215, 300, 1.0), LIMITS)
    assert told(width) == (
        "The photo is 215 pixels wide; it must be wider than 215 pixels. Upload a larger original, not an enlarged one."
    )
    assert told(height) == (
        "The photo is 300 pixels high; it must be higher than 300 pixels. "
        "Upload a larger original, not an enlarged one."
    )


@pytest.mark.parametrize(
    ("width", "height", "ratio"),
    [
        (649, 1_000, "0.649"),
        (650, 1_000, None),
        (651, 1_000, None),
        (799, 1_000, None),
        (800, 1_000, None),
        (801, 1_000, "0.801"),
        (64_999, 100_000, "0.649"),
        (80_001, 100_000, "0.801"),
        (1_299_999, 2_000_000, "0.649"),
        (299, 460, None),
        (260, 400, None),
        (320, 400, None),
        (920, 1_000, "0.92"),
        (500, 1_000, "0.50"),
        (1_000, 1_000, "1.00"),
    ],
)
def test_the_ratio_is_from_065_to_08_inclusive_and_a_failing_one_never_looks_right(width, height, ratio):
    violations = check_photo(PhotoFacts("JPEG", 200_000, width, height, 1.0), LIMITS)
    assert [violation.params for violation in violations] == (
        [] if ratio is None else [{"found": ratio, "lowest": "0.65", "highest": "0.80"}]
    )


@given(st.integers(216, 4_000), st.integers(301, 4_000))
def test_the_ratio_shown_fails_whenever_the_photo_does(width, height):
    violations = check_photo(PhotoFacts("JPEG", 200_000, width, height, 1.0), LIMITS)
    passes = Fraction(13, 20) <= Fraction(width, height) <= Fraction(4, 5)
    assert (violations == []) is passes
    for violation in violations:
        shown = Fraction(violation.params["found"])
        assert not Fraction(13, 20) <= shown <= Fraction(4, 5)
        assert abs(shown - Fraction(width, height)) < Fraction(1, 100)


@given(st.integers(0, 30_720), st.integers(1_048_576, 50_000_000))
def test_the_size_shown_fails_whenever_the_file_does(small, large):
    [below] = check_photo(replace(GOOD, size_bytes=small), LIMITS)
    [above] = check_photo(replace(GOOD, size_bytes=large), LIMITS)
    assert float(below.params["found"].removesuffix(" KB")) <= 30
    assert float(above.params["found"].removesuffix(" MB")) >= 1


@pytest.mark.parametrize(
    ("share", "shown"), [(0.9, None), (0.8999, "89.9%"), (0.9001, None), (0.874, "87%"), (0.0, "0%")]
)
def test_the_edge_is_white_for_at_least_the_share_wanted(share, shown):
    violations = check_photo(replace(GOOD, border_white_share=share), LIMITS)
    assert [violation.params for violation in violations] == (
        [] if shown is None else [{"found": shown, "wanted": "90%"}]
    )


def test_a_share_computed_from_pixels_passes_at_exactly_the_limit():
    for percent in range(1, 100):
        limits = PhotoLimits.from_mapping(PRINTED | {"white_share": f"0.{percent:02d}"})
        assert check_photo(replace(GOOD, border_white_share=percent / 100), limits) == []


def test_the_edge_is_not_looked_at_when_the_plan_does_not_ask():
    limits = PhotoLimits.from_mapping(PRINTED | {"white_border": False})
    assert check_photo(replace(GOOD, border_white_share=0.0), limits) == []


def test_a_limit_is_shown_exactly():
    limits = PhotoLimits.from_mapping(PRINTED | {"min_ratio": "0.7142", "white_share": "0.925"})
    ratio, white = check_photo(replace(GOOD, width=714, border_white_share=0.92), limits)
    assert ratio.params == {"found": "0.71", "lowest": "0.7142", "highest": "0.80"}
    assert white.params == {"found": "92%", "wanted": "92.5%"}


def test_the_limits_of_a_plan_keep_printed_decimals():
    assert (Fraction(LIMITS.min_ratio), Fraction(LIMITS.max_ratio)) == (Fraction(13, 20), Fraction(4, 5))
    assert LIMITS.formats == ("JPG", "JPEG")


def test_an_unknown_key_is_named():
    with pytest.raises(ValueError, match="unknown photo limits: max_size, min_dpi"):
        PhotoLimits.from_mapping(PRINTED | {"min_dpi": 300, "max_size": 1})


@pytest.mark.parametrize("name", [item.name for item in fields(PhotoLimits)])
def test_a_missing_key_is_named_and_none_lifts_the_limit(name):
    with pytest.raises(ValueError, match=f"missing photo limits: {name}$"):
        PhotoLimits.from_mapping({key: value for key, value in PRINTED.items() if key != name})
    nothing = dict.fromkeys(PRINTED)
    assert PhotoLimits.from_mapping(nothing) == PhotoLimits()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("formats", "JPEG"),
        ("formats", []),
        ("formats", [1]),
        ("min_bytes", "30K"),
        ("min_bytes", -1),
        ("min_width", 215.0),
        ("min_height", True),
        ("min_ratio", "wide"),
        ("max_ratio", "NaN"),
        ("max_ratio", -0.8),
        ("white_border", 1),
        ("white_share", True),
    ],
)
def test_a_value_that_cannot_be_read_is_named(name, value):
    with pytest.raises(ValueError, match=f"photo limit {name} is "):
        PhotoLimits.from_mapping(PRINTED | {name: value})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"min_ratio": None}, "set together"),
        ({"max_ratio": None}, "set together"),
        ({"min_ratio": 0.81}, "min_ratio is above max_ratio"),
        ({"max_bytes": 30_721}, "no file size"),
        ({"white_share": None}, "white_border needs"),
        ({"white_tolerance": None}, "white_border needs"),
    ],
)
def test_limits_that_contradict_each_other_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        PhotoLimits.from_mapping(PRINTED | change)


def test_limits_that_leave_one_value_are_accepted():
    limits = PhotoLimits.from_mapping(PRINTED | {"max_bytes": 30_722, "min_ratio": 0.8})
    assert check_photo(PhotoFacts("JPEG", 30_721, 800, 1_000, 1.0), limits) == []


@pytest.mark.parametrize(("width", "height"), [(0, 300), (300, 0)])
def test_a_photo_without_pixels_is_no_photo(width, height):
    with pytest.raises(ValueError, match="at least one pixel"):
        PhotoFacts("JPEG", 1, width, height, 1.0)
