"""Photos made over: cropped and compressed into a plan's limits (自动修正), or freed of metadata for showing.

What an applicant uploads is stored as it came, since the limits are about that file (R-117); only what is shown,
printed or offered as a correction is made here.
"""

from __future__ import annotations

import dataclasses
import io
from fractions import Fraction
from math import ceil, floor

from PIL import Image

from app.core.errors import Invalid
from app.core.photo import PhotoFacts, PhotoLimits, check_photo
from app.files.images import read_picture
from app.files.sniff import MediaType

Box = tuple[int, int, int, int]

WORKING_SIDE = 1200
_SHOWN_QUALITY = 95
_QUALITIES = (95, 90, 85, 80)
_FULL_QUALITY = 100


def strip_metadata(data: bytes, field: str = "photo") -> bytes:
    """The photo as an upright RGB JPG of the same pixels, without EXIF (place, time, device), comments or profiles.

    Raises Invalid for what `read_picture` refuses.
    """
    return _encode(read_picture(data, field).pixels, _SHOWN_QUALITY)


def suggest_crop(width: int, height: int, limits: PhotoLimits) -> Box:
    """The largest box (left, upper, right, lower) in the middle of the picture whose ratio the plan permits (R-119).

    It keeps the full width or the full height wherever whole pixels allow. The whole picture, when the plan sets no
    ratio, when the ratio is right already, and when the picture is too small for any.
    """
    if limits.min_ratio is None or limits.max_ratio is None:
        return (0, 0, width, height)
    lowest, highest = Fraction(str(limits.min_ratio)), Fraction(str(limits.max_ratio))
    tallest = min(height, floor(width / lowest)) if lowest else height
    for tried in range(tallest, 0, -1):
        broad = min(width, floor(tried * highest))
        if broad >= max(1, ceil(tried * lowest)):
            left, upper = (width - broad) // 2, (height - tried) // 2
            return (left, upper, left + broad, upper + tried)
    return (0, 0, width, height)


def auto_correct(data: bytes, limits: PhotoLimits, field: str = "photo") -> bytes:
    """A JPG of the same photo within the plan's ratio, pixels and file size (R-117 to R-119), upright, no metadata.

    Cropped in the middle, compressed and if need be made smaller; never enlarged and never repainted, so the white
    background remains for `check_photo` to judge. Raises Invalid for what `read_picture` refuses, and with the broken
    limits when no such JPG can be made: too few pixels, or too little detail for the smallest file.
    """
    needed = 2 * max(limits.min_width or 0, limits.min_height or 0)
    pixels = _cropped(read_picture(data, field, max(WORKING_SIDE, needed)).pixels, limits)
    encoded = _compressed(pixels, limits)
    while limits.max_bytes is not None and len(encoded) >= limits.max_bytes:
        width, height = pixels.width * 3 // 4, pixels.height * 3 // 4
        if width <= (limits.min_width or 0) or height <= (limits.min_height or 0):
            break
        pixels = _cropped(pixels.resize((width, height)), limits)
        encoded = _compressed(pixels, limits)
    made = PhotoFacts(MediaType.JPEG.name, len(encoded), pixels.width, pixels.height, border_white_share=0.0)
    if violations := check_photo(made, dataclasses.replace(limits, white_border=None), field):
        raise Invalid(violations)
    return encoded


def _cropped(pixels: Image.Image, limits: PhotoLimits) -> Image.Image:
    return pixels.crop(suggest_crop(pixels.width, pixels.height, limits))


def _compressed(pixels: Image.Image, limits: PhotoLimits) -> bytes:
    """At the best quality that is small enough, else the lowest; at full quality where that is too small a file."""
    for quality in _QUALITIES:
        encoded = _encode(pixels, quality)
        if limits.max_bytes is None or len(encoded) < limits.max_bytes:
            break
    if limits.min_bytes is not None and len(encoded) <= limits.min_bytes:
        return _encode(pixels, _FULL_QUALITY)
    return encoded


def _encode(pixels: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=quality, subsampling=0 if quality == _FULL_QUALITY else -1)
    return out.getvalue()
