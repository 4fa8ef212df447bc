"""Pictures inside sheets: a sheet takes SVG text, so that no temporary file is needed."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageOps

JPEG_QUALITY = 95
EXIF_ORIENTATION = 0x0112


def photo_svg(jpeg: bytes) -> str:
    """SVG text holding an identity photo, its bytes unchanged where they can be printed as they are.

    CMYK photos (PDF/A-2b refuses them) and photos turned by EXIF are written anew as upright RGB.
    Raises PIL.UnidentifiedImageError when `jpeg` is no picture.
    """
    with Image.open(io.BytesIO(jpeg)) as picture:
        upright = picture.getexif().get(EXIF_ORIENTATION, 1) == 1
        if picture.format == "JPEG" and picture.mode in ("RGB", "L") and upright:
            return _wrap(jpeg, "image/jpeg", picture.size)
        turned = ImageOps.exif_transpose(picture).convert("RGB")
    stream = io.BytesIO()
    turned.save(stream, "JPEG", quality=JPEG_QUALITY)
    return _wrap(stream.getvalue(), "image/jpeg", turned.size)


def signature_svg(png: bytes) -> str:
    """SVG text holding a handwritten signature drawn on a transparent or white ground.

    Raises PIL.UnidentifiedImageError when `png` is no picture.
    """
    with Image.open(io.BytesIO(png)) as picture:
        upright = picture.convert("RGBA")
    stream = io.BytesIO()
    upright.save(stream, "PNG")
    return _wrap(stream.getvalue(), "image/png", upright.size)


def _wrap(content: bytes, media_type: str, size: tuple[int, int]) -> str:
    width, height = size
    encoded = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media_type};base64,{encoded}"/></svg>'
    )
