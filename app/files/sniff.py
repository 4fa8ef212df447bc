"""What a file is, by its first bytes; its name and the browser's word are never asked (R-116, R-146)."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 1024
"""How much of the beginning `sniff` wants."""


class MediaType(StrEnum):
    """Kinds that can be told apart. JPEG, PNG and PDF are accepted somewhere; the others get a name to refuse by."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    GIF = "image/gif"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"
    OFFICE_XML = "application/vnd.openxmlformats-officedocument"
    OFFICE_BINARY = "application/x-ole-storage"
    ZIP = "application/zip"
    RAR = "application/vnd.rar"
    SEVEN_ZIP = "application/x-7z-compressed"

    @property
    def spoken(self) -> str:
        """How a message names the kind; the same in every language."""
        return _SPOKEN.get(self, self.name)


_SPOKEN = {
    MediaType.JPEG: "JPG",
    MediaType.OFFICE_XML: "DOCX/XLSX/PPTX",
    MediaType.OFFICE_BINARY: "DOC/XLS/PPT",
    MediaType.SEVEN_ZIP: "7Z",
}

_PREFIXES = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"GIF87a", MediaType.GIF),
    (b"GIF89a", MediaType.GIF),
    (b"BM", MediaType.BMP),
    (b"II*\0", MediaType.TIFF),
    (b"MM\0*", MediaType.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MediaType.OFFICE_BINARY),
    (b"Rar!\x1a\x07", MediaType.RAR),
    (b"7z\xbc\xaf\x27\x1c", MediaType.SEVEN_ZIP),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"ppt/", b"docProps/")
_ZIP_NAME_OFFSET = 30


def sniff(head: bytes) -> MediaType | None:
    """The kind of the file that begins with `head` (`HEAD_BYTES` are enough), or None if it is none of ours.

    A byte-order mark or white space before `%PDF-` is forgiven, as some scanners write it; nothing else is.
    """
    for prefix, kind in _PREFIXES:
        if head.startswith(prefix):
            return kind
    if head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0").startswith(b"%PDF-"):
        return MediaType.PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return MediaType.HEIC
    if head.startswith(b"PK\x03\x04"):
        return MediaType.OFFICE_XML if head[_ZIP_NAME_OFFSET:].startswith(_OFFICE_PARTS) else MediaType.ZIP
    return None
