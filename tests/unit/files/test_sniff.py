"""What a file is, by its first bytes."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from pictures import encoded, portrait

from app.core.photo import MEGABYTE
from app.files.sizes import readable_size
from app.files.sniff import MediaType, sniff


def workbook():
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("照片.jpg", "x")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_pictures_are_told_by_their_content(kind):
    assert sniff(encoded(portrait(60, 80), kind)) is MediaType[kind]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", MediaType.PDF),
        (b"\xef\xbb\xbf%PDF-1.4", MediaType.PDF),
        (b"\r\n\r\n%PDF-1.4", MediaType.PDF),
        (b"\0\0\0\x18ftypheic", MediaType.HEIC),
        (b"\0\0\0\x18ftypmp42", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MediaType.OFFICE_BINARY),
        (b"Rar!\x1a\x07\x01\0", MediaType.RAR),
        (b"7z\xbc\xaf\x27\x1c", MediaType.SEVEN_ZIP),
        (b"MM\0*", MediaType.TIFF),
        (b"<html>%PDF-1.4", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\xff\xd8", None),
        (b"", None),
        ("本人述职".encode(), None),
    ],
)
def test_a_head_is_told_or_left_unknown(head, kind):
    assert sniff(head) is kind


def test_an_office_document_is_told_from_another_archive():
    assert sniff(workbook()) is MediaType.OFFICE_XML
    assert sniff(archive()) is MediaType.ZIP


def test_every_kind_has_a_name_to_say():
    assert {kind: kind.spoken for kind in (MediaType.JPEG, MediaType.HEIC, MediaType.OFFICE_XML)} == {
        MediaType.JPEG: "JPG",
        MediaType.HEIC: "HEIC",
        MediaType.OFFICE_XML: "DOCX/XLSX/PPTX",
    }


@pytest.mark.parametrize(
    ("size", "spoken"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1025, "1.01 KB"),
        (30_720, "30 KB"),
        (MEGABYTE - 1, "1024 KB"),
        (10 * MEGABYTE, "10 MB"),
        (10 * MEGABYTE + 1, "10.01 MB"),
    ],
)
def test_a_size_is_spoken_so_that_one_byte_too_many_is_seen(size, spoken):
    assert readable_size(size) == spoken
