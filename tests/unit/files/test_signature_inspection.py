"""Signatures drawn on a canvas."""

import pytest
from pictures import encoded, noise, padded_png, png_header, png_of_ink
from PIL import Image, ImageDraw

from app.core.errors import Invalid
from app.files.images import SignatureFacts, inspect_signature

EMPTY = "The signature is empty. Please write your name in the box."
DAMAGED = (
    "The picture is damaged or incomplete and cannot be read. Save or send it again from where it "
    "was taken, and upload that file."
)
NOT_PNG = "The signature is not a PNG picture. Please sign again on the signing page."
STROKES = [
    [(60, 80), (180, 70)],
    [(120, 40), (115, 220)],
    [(70, 220), (180, 215)],
    [(260, 60), (240, 140), (330, 210)],
    [(330, 60), (250, 210)],
]


def signed(width=600, height=300, paper=(0, 0, 0, 0), ink=(20, 20, 20, 255)):
    canvas = Image.new("RGBA", (width, height), paper)
    draw = ImageDraw.Draw(canvas)
    for stroke in STROKES:
        draw.line(stroke, fill=ink, width=4)
    return canvas


def violations(data):
    with pytest.raises(Invalid) as refusal:
        inspect_signature(data)
    assert {violation.field for violation in refusal.value.violations} == {"signature"}
    return refusal.value.violations


def messages(data):
    return [violation.message for violation in violations(data)]


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 255, 255, 255)], ids=["clear", "white"])
def test_a_signature_on_a_clear_or_white_canvas_is_accepted(paper):
    facts = inspect_signature(encoded(signed(paper=paper), "PNG"))
    assert (facts.width, facts.height) == (600, 300)
    assert 0.01 < facts.ink_share < 0.03


def test_a_signature_in_blue_ink_is_accepted():
    assert inspect_signature(encoded(signed(ink=(20, 40, 160, 255)), "PNG")).ink_share > 0.01


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 255, 255, 255)], ids=["clear", "white"])
def test_a_blank_canvas_is_empty(paper):
    assert messages(encoded(Image.new("RGBA", (600, 300), paper), "PNG")) == [EMPTY]


def test_ink_too_pale_to_read_is_no_ink():
    pale = encoded(Image.new("L", (100, 100), 128), "PNG")
    assert messages(pale) == [EMPTY]
    assert messages(encoded(Image.new("L", (100, 100), 127), "PNG")) != [EMPTY]


def test_one_thousandth_of_the_canvas_is_ink_enough_and_less_is_empty():
    diagonal = [(9 * step, 9 * step) for step in range(10)]
    assert messages(png_of_ink(100, 100, diagonal[:9])) == [EMPTY]
    assert inspect_signature(png_of_ink(100, 100, diagonal)) == SignatureFacts(100, 100, 0.001)


def test_ink_on_three_fifths_of_its_rectangle_is_legible_and_more_is_a_blot():
    block = [(x, y) for y in range(10) for x in range(10)]
    corner = (9, 9)
    assert inspect_signature(png_of_ink(100, 100, [*block[:59], corner])).ink_share == 0.006
    (violation,) = violations(png_of_ink(100, 100, [*block[:60], corner]))
    assert violation.params == {"found": "61%", "wanted": "60%"}


def test_a_canvas_filled_with_ink_is_a_blot():
    (violation,) = violations(encoded(Image.new("L", (600, 300), 0), "PNG"))
    assert violation.params == {"found": "100%", "wanted": "60%"}


@pytest.mark.parametrize("size", [204_799, 204_800])
def test_two_hundred_kilobytes_are_accepted(size):
    assert inspect_signature(padded_png(encoded(signed(), "PNG"), size)).width == 600


def test_one_byte_more_is_refused_with_both_figures():
    (violation,) = violations(padded_png(encoded(signed(), "PNG"), 204_801))
    assert violation.params == {"found": "200.01 KB", "wanted": "200 KB"}


def test_two_thousand_by_one_thousand_pixels_are_accepted():
    assert inspect_signature(encoded(signed(2000, 1000), "PNG")).ink_share > 0.001


@pytest.mark.parametrize(("width", "height"), [(2001, 1000), (2000, 1001), (60_000, 60_000)])
def test_more_pixels_either_way_are_refused_unread(width, height):
    (violation,) = violations(png_header(width, height))
    assert violation.params == {"width": width, "height": height, "max_width": 2000, "max_height": 1000}


def test_too_many_bytes_and_too_many_pixels_are_told_together():
    found = violations(encoded(noise(2001, 300), "PNG"))
    assert [sorted(violation.params) for violation in found] == [
        ["found", "wanted"],
        ["height", "max_height", "max_width", "width"],
    ]


@pytest.mark.parametrize("data", [b"", b"name", encoded(signed().convert("RGB"), "JPEG")])
def test_what_is_no_png_is_refused(data):
    assert messages(data) == [NOT_PNG]


@pytest.mark.parametrize("kept", [10, 40, 300])
def test_a_truncated_signature_is_refused(kept):
    assert messages(encoded(signed(), "PNG")[:kept]) == [DAMAGED]
