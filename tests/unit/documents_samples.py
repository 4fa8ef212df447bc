"""Data and readings for the tests of the sheets. Nobody in it is real."""

import io
import re
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin, get_type_hints

from PIL import Image
from pypdf import PdfReader

from app.documents.pictures import photo_svg, signature_svg

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates/sheets"


def numbered(schema):
    """Data of a schema: two rows in each list, and in every string a value that occurs nowhere else ("v007")."""
    count = iter(range(1, 1000))

    def build(hint, key=""):
        if hint is str:
            return PICTURES[key]() if key in PICTURES else f"v{next(count):03}"
        if get_origin(hint) is list:
            return [build(get_args(hint)[0]) for _ in range(2)]
        if get_args(hint):
            return build(next(member for member in get_args(hint) if member is not NoneType))
        return {key: build(member, key) for key, member in get_type_hints(hint).items()}

    return build(schema)


def emptied(value):
    """The same shape with no string, no row and no vote in it."""
    if isinstance(value, dict):
        return {key: emptied(member) for key, member in value.items()}
    return [] if isinstance(value, list) else "" if isinstance(value, str) else None


def values(data):
    """Every string in the data that is no picture."""
    if isinstance(data, str):
        return [] if data.startswith("<svg") else [data]
    members = data.values() if isinstance(data, dict) else data
    return [word for member in members for word in values(member)]


def jpeg(mode="RGB", size=(240, 320)):
    stream = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(stream, "JPEG")
    return stream.getvalue()


def png():
    stream = io.BytesIO()
    Image.new("RGBA", (200, 80), (0, 0, 0, 96)).save(stream, "PNG")
    return stream.getvalue()


PICTURES = {"photo_svg": lambda: photo_svg(jpeg()), "signature_svg": lambda: signature_svg(png())}


def pages(pdf):
    """The text of each page without any white space."""
    return [re.sub(r"[\s\u200b]", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
