"""Pictures and papers of invented people: a drawn portrait, a drawn signature, a one-page PDF."""

from __future__ import annotations

import io
import random

import typst
from PIL import Image, ImageDraw


def portrait(seed: int) -> bytes:
    """A JPEG of a drawn figure on white that satisfies R-115 to R-119: 480×640, between 30 K and 1 M."""
    dice = random.Random(seed)
    image = Image.new("RGB", (480, 640), "white")
    pen = ImageDraw.Draw(image)
    skin, coat = (236, 200, 172), (dice.randrange(30, 90), dice.randrange(50, 110), dice.randrange(90, 160))
    pen.ellipse((60, 470, 420, 900), fill=coat)
    pen.polygon([(205, 470), (275, 470), (240, 540)], fill="white")
    pen.rectangle((208, 400, 272, 490), fill=skin)
    pen.ellipse((150, 150, 330, 430), fill=skin)
    pen.pieslice((140, 125, 340, 400), 180, 360, fill=(40, 36, 34))
    for x in (200, 266):
        pen.ellipse((x, 275, x + 16, 289), fill=(40, 36, 34))
    pen.arc((205, 330, 275, 380), 20, 160, fill=(150, 80, 70), width=4)
    cloth = Image.new("L", image.size, 0)
    ImageDraw.Draw(cloth).ellipse((60, 470, 420, 900), fill=90)
    image.paste(Image.effect_noise(image.size, 60).convert("RGB"), mask=cloth)
    pen.polygon([(205, 470), (275, 470), (240, 540)], fill="white")
    pen.rectangle((208, 400, 272, 475), fill=skin)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def signature(seed: int) -> bytes:
    """A PNG of drawn strokes on a transparent ground, as the signature pad sends it."""
    dice = random.Random(seed)
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for stroke in range(7):
        left = 60 + stroke * 70
        points = [(left + step * 9, 60 + dice.randrange(0, 90)) for step in range(7)]
        pen.line(points, fill=(20, 24, 40, 255), width=6, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def paper(title: str, text: str, fonts_dir: str) -> bytes:
    """A one-page PDF that says plainly that it is invented."""
    source = (
        '#set page(paper: "a4", margin: 30mm)\n#set text(font: ("Noto Serif CJK SC"), size: 12pt, lang: "zh")\n'
        "#align(center, text(size: 20pt)[#sys.inputs.title])\n#v(12mm)\n#sys.inputs.text\n#v(20mm)\n"
        "#align(right)[本文件为演示数据，内容均为虚构。]"
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_dir])
    compiler = typst.Compiler(source.encode(), font_paths=fonts)
    pdf = compiler.compile(sys_inputs={"title": title, "text": text})
    assert isinstance(pdf, bytes)
    return pdf
