"""Pictures and signatures made in memory, the same bytes every time; the photo limits that the notices print."""

import io
import random
import struct
import zlib
from decimal import Decimal

from PIL import Image, ImageDraw

from app.core.photo import PhotoLimits

WHITE = (255, 255, 255)
BLUE = (67, 142, 219)
DARK = (40, 40, 60)
LIMITS = PhotoLimits(
    formats=("JPG", "JPEG"),
    min_bytes=30 * 1024,
    max_bytes=1024 * 1024,
    min_width=215,
    min_height=300,
    min_ratio=Decimal("0.65"),
    max_ratio=Decimal("0.8"),
    white_border=True,
    white_tolerance=30,
    white_share=Decimal("0.9"),
)
ORIENTATIONS = {
    1: lambda picture: picture,
    2: lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    4: lambda picture: picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda picture: picture.transpose(Image.Transpose.TRANSPOSE),
    6: lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    7: lambda picture: picture.transpose(Image.Transpose.TRANSVERSE),
    8: lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
}


def portrait(width=300, height=420, background=WHITE, shoulders_from=0.65):
    """A head and shoulders; the face is noise, so that the file is as large as a photo's."""
    picture = Image.new("RGB", (width, height), background)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, int(height * shoulders_from), width, height), fill=DARK)
    face = Image.frombytes("RGB", (width // 2, height // 2), random.Random(7).randbytes(width // 2 * (height // 2) * 3))
    picture.paste(face, (width // 4, height // 5))
    return picture


def noise(width, height):
    return Image.frombytes("RGB", (width, height), random.Random(11).randbytes(width * height * 3))


def encoded(picture, kind="JPEG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def padded_jpeg(data, size):
    """The same picture in exactly `size` bytes, by comment segments after the start of the image."""
    padding = b""
    while missing := size - len(data) - len(padding):
        length = min(missing, 65_000)
        if 0 < missing - length < 4:
            length -= 4
        assert length >= 4, "a comment segment takes four bytes"
        padding += b"\xff\xfe" + struct.pack(">H", length - 2) + b"x" * (length - 4)
    return data[:2] + padding + data[2:]


def turned(picture, orientation):
    """How a camera stores what is seen as `picture`, with the EXIF entry that turns it back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return ORIENTATIONS[orientation](picture), exif


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def padded_png(data, size):
    """The same picture in exactly `size` bytes, by a private chunk before the end."""
    return data[:-12] + chunk(b"zzZz", b"x" * (size - len(data) - 12)) + data[-12:]


def png_header(width, height):
    """A PNG that promises width × height pixels in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def jpeg_header(width, height):
    """A JPG that promises width × height pixels in a few bytes."""
    data = bytearray(encoded(Image.new("RGB", (8, 8), WHITE)))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def png_of_ink(width, height, inked):
    """A white canvas whose pixels `inked` are black."""
    picture = Image.new("L", (width, height), 255)
    for place in inked:
        picture.putpixel(place, 0)
    return encoded(picture, "PNG")
