"""Uploaded pictures, read safely and measured: the ID photo (R-115 to R-119) and the signature (R-122)."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from math import ceil

from PIL import ExifTags, Image, ImageChops
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from app.core.errors import Invalid, Violation
from app.core.photo import KILOBYTE, PhotoFacts, PhotoLimits
from app.files.sizes import readable_size
from app.files.sniff import MediaType, sniff

MAX_PIXELS = 40_000_000
MAX_PASSES = 30
"""Passes of a progressive JPG: a few bytes each, yet each goes over every pixel. Ordinary ones have ten."""

EDGE_DIVISOR = 20
MEASURED_SIDE = 600

SIGNATURE_MAX_BYTES = 200 * KILOBYTE
SIGNATURE_MAX_WIDTH = 2000
SIGNATURE_MAX_HEIGHT = 1000
SIGNATURE_MIN_INK = 0.001
SIGNATURE_MAX_DENSITY = 0.6
_INK_BELOW = 128

# Pillow's own guard, for every picture the process opens: a warning above the limit, made an error.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_HEADERS = {MediaType.JPEG: JpegImageFile, MediaType.PNG: PngImageFile}
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = {5, 6, 7, 8}


@dataclass(frozen=True)
class Picture:
    """A JPG or PNG, upright as its EXIF orientation says: its true size, and its pixels as RGB on white.

    `pixels` may be reduced by a whole factor, carries no metadata, and belongs to the caller.
    """

    kind: MediaType
    width: int
    height: int
    pixels: Image.Image


@dataclass(frozen=True)
class SignatureFacts:
    """An acceptable signature: its canvas in pixels, and the share (0 to 1) of the canvas that is ink."""

    width: int
    height: int
    ink_share: float


def read_picture(data: bytes, field: str, shortest_side: int | None = None) -> Picture:
    """Decode a JPG or PNG wholly, at full size or, if that is enough, at not less than `shortest_side` pixels.

    The kind is sniffed and the size read from the header before a pixel is decoded. Raises Invalid: another kind of
    file, above `MAX_PIXELS`, above `MAX_PASSES`, damaged or truncated.
    """
    kind = sniff(data)
    if kind is None or kind not in _HEADERS:
        raise Invalid([_not_a_picture(kind, field)])
    try:
        header = _HEADERS[kind](io.BytesIO(data))
        if violation := _too_much(header, data, field):
            raise Invalid([violation])
        with Image.open(io.BytesIO(data), formats=[kind.name]) as file:
            width, height = file.size
            orientation = file.getexif().get(ExifTags.Base.Orientation, 1)
            pixels = _decode(file, shortest_side)
    except _UNREADABLE as error:
        raise Invalid(
            [
                Violation(
                    field,
                    "The picture is damaged or incomplete and cannot be read. Save or send it again from where it "
                    "was taken, and upload that file.",
                )
            ]
        ) from error
    if orientation in _UPRIGHT:
        pixels = pixels.transpose(_UPRIGHT[orientation])
    if orientation in _QUARTER_TURNS:
        width, height = height, width
    pixels.info.clear()
    return Picture(kind, width, height, pixels)


def inspect_photo(data: bytes, limits: PhotoLimits, field: str = "photo") -> PhotoFacts:
    """Measure a photo for `check_photo`; the format is the one sniffed, so that a renamed PNG is found (R-116).

    `border_white_share` is the share of white pixels in the photo's edge: a strip along the whole top and along both
    sides down to half the height, one twentieth of the shorter side broad (at least one pixel). Further down the
    shoulders touch the sides. A pixel is white when no channel lies more than `limits.white_tolerance` below 255.
    Photos whose shorter side has at least twice `MEASURED_SIDE` pixels are measured reduced by a whole factor.
    Raises Invalid for what `read_picture` refuses.
    """
    picture = read_picture(data, field, MEASURED_SIDE)
    return PhotoFacts(
        format=picture.kind.name,
        size_bytes=len(data),
        width=picture.width,
        height=picture.height,
        border_white_share=_edge_white_share(picture.pixels, limits.white_tolerance or 0),
    )


def inspect_signature(data: bytes, field: str = "signature") -> SignatureFacts:
    """Facts of an acceptable signature drawn on a canvas: PNG, within size and pixels, neither blank nor a blot.

    Ink is what is darker than mid-grey on white. Blank is less than `SIGNATURE_MIN_INK` of the canvas; a blot fills
    more than `SIGNATURE_MAX_DENSITY` of the rectangle around its ink (R-122: handwriting must be clear).
    Raises Invalid with every violation that can be established.
    """
    kind = sniff(data)
    if kind is not MediaType.PNG:
        raise Invalid([Violation(field, "The signature is not a PNG picture. Please sign again on the signing page.")])
    if violations := _signature_limits(data, field):
        raise Invalid(violations)
    picture = read_picture(data, field)
    ink = picture.pixels.convert("L").point(lambda value: 255 if value < _INK_BELOW else 0)
    inked = ink.histogram()[255]
    share = inked / (picture.width * picture.height)
    if share < SIGNATURE_MIN_INK:
        raise Invalid([Violation(field, "The signature is empty. Please write your name in the box.")])
    left, top, right, bottom = ink.getbbox() or (0, 0, picture.width, picture.height)
    density = inked / ((right - left) * (bottom - top))
    if density > SIGNATURE_MAX_DENSITY:
        raise Invalid(
            [
                Violation(
                    field,
                    "The signature is a blot: ink fills %(found)s of it, at most %(wanted)s is legible. "
                    "Please clear the box and write your name with thinner strokes.",
                    {"found": f"{ceil(density * 1000) / 10:g}%", "wanted": f"{SIGNATURE_MAX_DENSITY:.0%}"},
                )
            ]
        )
    return SignatureFacts(picture.width, picture.height, share)


def _not_a_picture(kind: MediaType | None, field: str) -> Violation:
    if kind is None:
        return Violation(
            field, "The file is not a picture, whatever its name says. Choose a JPG photo and upload that."
        )
    return Violation(
        field,
        "The file is %(found)s, not a JPG photo, whatever its name says. Save the photo as JPG and upload that.",
        {"found": kind.spoken},
    )


def _too_much(header: Image.Image, data: bytes, field: str) -> Violation | None:
    if header.width * header.height > MAX_PIXELS:
        return Violation(
            field,
            "The picture has %(width)s × %(height)s pixels; at most %(wanted)s in all can be read. "
            "Save it smaller and upload it again.",
            {"width": header.width, "height": header.height, "wanted": f"{MAX_PIXELS:,}"},
        )
    passes = data.count(b"\xff\xda") if header.info.get("progressive") else 1
    if passes > MAX_PASSES:
        return Violation(
            field,
            "The picture is stored in %(found)s passes; at most %(wanted)s can be read. "
            "Save it again as an ordinary JPG and upload that.",
            {"found": passes, "wanted": MAX_PASSES},
        )
    return None


def _decode(file: Image.Image, shortest_side: int | None) -> Image.Image:
    if shortest_side is not None:
        file.draft(None, (shortest_side, shortest_side))
    file.load()
    picture: Image.Image = file
    if picture.mode not in {"L", "RGB", "CMYK"}:
        picture = _on_white(picture)
    if shortest_side is not None and (factor := min(picture.size) // shortest_side) > 1:
        picture = picture.reduce(factor)
    return picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """Palettes, transparency and 16-bit greys as RGB; what is transparent shows the white page behind it."""
    layer = picture.convert("RGBA")
    page = Image.new("RGB", layer.size, "white")
    page.paste(layer, mask=layer)
    return page


def _edge_white_share(pixels: Image.Image, tolerance: int) -> float:
    width, height = pixels.size
    strip = max(1, min(width, height) // EDGE_DIVISOR)
    half = max(strip, height // 2)
    boxes = [(0, 0, width, strip), (0, strip, strip, half), (width - strip, strip, width, half)]
    white = total = 0
    for box in boxes:
        red, green, blue = pixels.crop(box).split()
        darkest = ImageChops.darker(ImageChops.darker(red, green), blue).histogram()
        white += sum(darkest[max(0, 255 - tolerance) :])
        total += sum(darkest)
    return white / total


def _signature_limits(data: bytes, field: str) -> list[Violation]:
    violations = []
    if len(data) > SIGNATURE_MAX_BYTES:
        violations.append(
            Violation(
                field,
                "The signature is %(found)s; it may be at most %(wanted)s. Please clear the box and sign again.",
                {"found": readable_size(len(data)), "wanted": readable_size(SIGNATURE_MAX_BYTES)},
            )
        )
    try:
        width, height = PngImageFile(io.BytesIO(data)).size
    except _UNREADABLE:
        return violations  # read_picture says that it is damaged
    if width > SIGNATURE_MAX_WIDTH or height > SIGNATURE_MAX_HEIGHT:
        violations.append(
            Violation(
                field,
                "The signature has %(width)s × %(height)s pixels; it may have at most %(max_width)s × "
                "%(max_height)s. Please sign again on the signing page.",
                {
                    "width": width,
                    "height": height,
                    "max_width": SIGNATURE_MAX_WIDTH,
                    "max_height": SIGNATURE_MAX_HEIGHT,
                },
            )
        )
    return violations
