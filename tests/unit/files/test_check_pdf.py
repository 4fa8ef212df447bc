"""Which PDFs may be kept."""

import io
import random
import zlib

import pikepdf
import pytest
from pictures import encoded, portrait
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from app.core.errors import Invalid
from app.core.photo import MEGABYTE
from app.files import pdf
from app.files.pdf import PdfFacts, check_pdf

LIMIT = 10 * MEGABYTE
DAMAGED = "The PDF is damaged or incomplete and cannot be opened. Export or scan it again and upload the new file."
PASSWORD = "The PDF can only be opened with a password. Remove the password and upload it again."
NO_PAGES = "The PDF has no pages. Export or scan it again and upload the new file."
SCRIPT = (
    "The PDF contains scripts (JavaScript or a dynamic form), which are not accepted. "
    "Print it to a new PDF and upload that."
)
LAUNCH = (
    "The PDF contains an action that starts another program, which is not accepted. "
    "Print it to a new PDF and upload that."
)
COMPLEX = "The PDF is too complex to be checked. Print it to a new PDF and upload that, or split it into several files."


def document(pages=1, change=None, **options):
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def by_hand(catalog=b"", pages=b"<</Type/Pages/Kids[3 0 R]/Count 1>>", more=()):
    """A PDF written out, so that names can be disguised and counts can lie; object 4 and on are `more`."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        pages,
        b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
        *more,
    ]
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)


def messages(content, limit=LIMIT):
    with pytest.raises(Invalid) as refusal:
        check_pdf(content, limit, "attachment")
    assert {violation.field for violation in refusal.value.violations} == {"attachment"}
    return [violation.message for violation in refusal.value.violations]


def test_a_sound_pdf_gives_its_pages_from_bytes_and_from_a_path(tmp_path):
    content = document(3)
    path = tmp_path / "0123"
    path.write_bytes(content)
    assert check_pdf(content, LIMIT) == PdfFacts(pages=3, encrypted=False)
    assert check_pdf(path, LIMIT) == PdfFacts(pages=3, encrypted=False)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + document(),
        b"\r\n" + document(),
        document() + b"<!-- added by a gateway -->",
        document(object_stream_mode=ObjectStreamMode.generate),
        document(linearize=True),
        by_hand(),
    ],
    ids=["byte-order mark", "line break", "trailing text", "object streams", "linearised", "by hand"],
)
def test_harmless_peculiarities_are_accepted(content):
    assert check_pdf(content, LIMIT) == PdfFacts(pages=1, encrypted=False)


def test_ten_megabytes_are_accepted_and_one_byte_more_is_not():
    scan = random.Random(5).randbytes(LIMIT - 1_200)
    content = document(
        change=lambda made: made.Root.update(Dictionary(Scan=made.make_stream(scan))), compress_streams=False
    )
    padding = LIMIT - len(content)
    assert 0 < padding < 1_000
    assert check_pdf(content + b"\n" * padding, LIMIT).pages == 1
    with pytest.raises(Invalid) as refusal:
        check_pdf(content + b"\n" * (padding + 1), LIMIT)
    (violation,) = refusal.value.violations
    assert violation.params == {"found": "10.01 MB", "wanted": "10 MB"}


def test_a_picture_renamed_to_pdf_is_refused_by_what_it_is(tmp_path):
    path = tmp_path / "学历证书.pdf"
    path.write_bytes(encoded(portrait(60, 80)))
    with pytest.raises(Invalid) as refusal:
        check_pdf(path, LIMIT)
    (violation,) = refusal.value.violations
    assert violation.params == {"found": "JPG"}


@pytest.mark.parametrize("content", [b"", b"plain text named .pdf", b"<html>%PDF-1.4"])
def test_what_is_no_known_file_is_refused_as_not_a_pdf(content):
    assert messages(content) == [
        "The file is not a PDF, whatever its name says. Save or scan the document as PDF and upload that."
    ]


@pytest.mark.parametrize("mode", [{}, {"object_stream_mode": ObjectStreamMode.generate}, {"linearize": True}])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_truncated_pdf_is_refused(mode, kept):
    content = document(40, **mode)
    assert messages(content[: int(len(content) * kept)]) == [DAMAGED]


def test_a_pdf_with_a_hole_in_the_middle_is_refused():
    content = document(50)
    third, half = len(content) // 3, len(content) // 2
    assert messages(content[:third] + bytes(half - third) + content[half:]) == [DAMAGED]


def test_a_pdf_whose_packed_objects_cannot_be_unpacked_is_refused():
    packed = b"<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length 4>>stream\nxxxx\nendstream"
    assert messages(by_hand(more=[packed])) == [DAMAGED]


def test_a_header_without_a_document_is_refused():
    assert messages(b"%PDF-1.7\n%%EOF\n") == [DAMAGED]


def test_a_pdf_that_needs_a_password_is_refused():
    assert messages(document(encryption=pikepdf.Encryption(owner="owner", user="user"))) == [PASSWORD]


def test_a_pdf_that_is_only_locked_against_changes_is_accepted_and_told():
    locked = document(2, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert check_pdf(locked, LIMIT) == PdfFacts(pages=2, encrypted=True)


def test_a_pdf_without_pages_is_refused():
    assert messages(document(0)) == [NO_PAGES]


def script(made):
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def on_opening(made):
    made.Root.OpenAction = script(made)


def in_the_name_tree(made):
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script(made)])))


def on_a_page(made):
    made.pages[0].obj.AA = Dictionary(O=made.make_indirect(script(made)))


def behind_a_link(made):
    made.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=script(made))])


def in_a_rendition(made):
    made.Root.OpenAction = Dictionary(S=Name.Rendition, JS=made.make_stream(b"app.alert(1)"))


def in_a_stream_dictionary(made):
    made.Root.Form = made.make_stream(b"", A=script(made))


def as_a_dynamic_form(made):
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"))


@pytest.mark.parametrize(
    "change",
    [
        on_opening,
        in_the_name_tree,
        on_a_page,
        behind_a_link,
        in_a_rendition,
        in_a_stream_dictionary,
        as_a_dynamic_form,
    ],
)
@pytest.mark.parametrize("mode", [ObjectStreamMode.disable, ObjectStreamMode.generate])
def test_a_script_is_refused_wherever_it_stands(change, mode):
    assert messages(document(change=change, object_stream_mode=mode)) == [SCRIPT]


def test_a_script_is_refused_though_its_name_is_disguised():
    content = by_hand(b"/OpenAction<</S/Java#53cript/#4a#53(app.alert\\(1\\))>>")
    assert b"JavaScript" not in content
    assert b"JS" not in content
    assert messages(content) == [SCRIPT]


def test_an_encrypted_script_is_refused():
    locked = document(change=on_opening, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert messages(locked) == [SCRIPT]


def test_an_action_that_starts_a_program_is_refused():
    def launching(made):
        made.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))

    assert messages(document(change=launching)) == [LAUNCH]


def test_all_that_is_wrong_is_told_together():
    def both(made):
        on_opening(made)
        made.Root.AA = Dictionary(WC=Dictionary(S=Name.Launch, F=String("cmd.exe")))

    assert messages(document(0, change=both)) == [NO_PAGES, LAUNCH, SCRIPT]


def test_words_and_addresses_that_only_mention_scripts_are_accepted():
    def mentioning(made):
        made.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.cn/JavaScript/JS /Launch"))
        made.docinfo = made.make_indirect(Dictionary(Title=String("/JS /XFA /JavaScript")))

    assert check_pdf(document(change=mentioning), LIMIT).pages == 1


def test_an_embedded_file_is_accepted_as_in_an_electronic_invoice():
    def embedding(made):
        made.attachments["发票.xml"] = b"<invoice/>"

    assert check_pdf(document(change=embedding), LIMIT).pages == 1


@pytest.mark.parametrize("count", [0, 2, 1_000_000])
def test_a_page_count_that_lies_is_refused(count):
    assert messages(by_hand(pages=b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count)) == [DAMAGED]


def test_a_page_tree_that_contains_itself_is_refused():
    assert messages(by_hand(pages=b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")) == [DAMAGED]


def test_a_pdf_that_unpacks_beyond_the_memory_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 192 * MEGABYTE)
    packer = zlib.compressobj(1)
    bomb = packer.compress(b"9 0 [") + b"".join(packer.compress(b"0 " * MEGABYTE) for _ in range(100)) + packer.flush()
    packed = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(bomb), bomb)
    assert messages(by_hand(more=[packed]))[0] in {DAMAGED, COMPLEX}


def test_a_page_tree_beyond_the_memory_allowed_is_refused_and_the_log_says_why(monkeypatch, caplog):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 192 * MEGABYTE)
    count = 300_000
    assert messages(by_hand(pages=b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count))) == [COMPLEX]
    assert "MemoryError" in caplog.text


def test_a_pdf_that_takes_more_processor_time_than_allowed_is_refused(monkeypatch, caplog):
    monkeypatch.setattr(pdf, "CPU_SECONDS", 1)
    assert messages(by_hand(more=[b"[/JS[[[[[[[[]]]]]]]]]"] * 120_000)) == [COMPLEX]
    assert "SIG" in caplog.text


def test_a_pdf_that_takes_longer_than_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.001)
    assert messages(document()) == [COMPLEX]
