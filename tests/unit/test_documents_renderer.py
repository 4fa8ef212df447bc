"""The renderer: same bytes from any thread, and errors that say what is wrong."""

import ast
import base64
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from documents_samples import ROOT, TEMPLATES, jpeg, pages, png
from PIL import Image, UnidentifiedImageError

from app.documents.pictures import photo_svg, signature_svg
from app.documents.renderer import SheetError, SheetRenderer, UnprintableCharacter

pytest_plugins = ["conftest_documents"]


def template(folder, text, name="sample"):
    (folder / f"{name}.typ").write_text(text, encoding="utf-8")
    return folder


def test_equal_data_gives_equal_bytes_whatever_the_order_of_its_keys(sheets, font_directory, review_data):
    turned = dict(reversed(review_data.items()))
    assert list(turned) != list(review_data)
    first = sheets.render("review_sheet", review_data)
    assert sheets.render("review_sheet", turned) == first
    assert SheetRenderer(TEMPLATES, font_directory).render("review_sheet", review_data) == first


def test_two_threads_render_what_one_renders_in_turn(sheets, review_data, notice_data):
    work = [("review_sheet", review_data | {"version": str(number)}) for number in range(6)]
    work += [("public_notice_sheet", notice_data | {"issued_on": str(number)}) for number in range(6)]
    serial = [sheets.render(*each) for each in work]
    assert len(set(serial)) == len(work)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda each: sheets.render(*each), work * 2)) == serial * 2


def test_a_character_that_no_font_has_is_refused_by_name(sheets, review_data):
    review_data["basics"]["name"] = "示例😀"
    with pytest.raises(UnprintableCharacter) as refusal:
        sheets.render("review_sheet", review_data)
    assert refusal.value.characters == ("😀",)
    assert refusal.value.status == 400
    assert str(refusal.value) == (
        "The sheet review_sheet cannot print: 😀 (U+1F600). Replace these characters and try again."
    )


def test_all_missing_characters_are_named_once_and_invisible_ones_by_code(sheets, notice_data):
    notice_data["title"] = "公示表😀"
    notice_data["note"] = "😀示例\uf0b7"
    notice_data["rows"][1]["performance"] = "☑ 完成 😀"
    with pytest.raises(UnprintableCharacter) as refusal:
        sheets.render("public_notice_sheet", notice_data)
    assert sorted(refusal.value.characters) == ["☑", "\uf0b7", "😀"]
    assert "U+F0B7" in refusal.value.params["characters"].split(", ")


def test_an_unknown_template_is_refused_by_name(sheets):
    for name in ("no_such_sheet", "../sheets/review_sheet", "lib.typ", ""):
        with pytest.raises(SheetError) as refusal:
            sheets.render(name, {})
        assert str(refusal.value) == f"There is no sheet template {name}."
        assert refusal.value.status == 500


def test_data_that_lacks_a_key_is_refused_with_the_key_and_the_place(sheets, review_data):
    del review_data["cover"]["issuer"]
    with pytest.raises(SheetError) as refusal:
        sheets.render("review_sheet", review_data)
    assert type(refusal.value) is SheetError
    assert 'key "issuer"' in str(refusal.value)
    assert str(refusal.value).startswith("The sheet review_sheet cannot be printed: ")
    assert re.search(r"review_sheet\.typ:\d+:\d+", refusal.value.diagnostic)


def test_the_hint_of_a_faulty_template_is_passed_on(font_directory, tmp_path):
    renderer = SheetRenderer(template(tmp_path, "#my-cell"), font_directory)
    with pytest.raises(SheetError) as refusal:
        renderer.render("sample", {})
    assert refusal.value.params["error"] == "unknown variable: my-cell"
    assert "subtraction" in refusal.value.params["hint"]
    assert str(refusal.value).endswith(f"({refusal.value.params['hint']}).")


def test_a_template_cannot_read_outside_its_folder(font_directory, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "sheets"
    folder.mkdir()
    renderer = SheetRenderer(template(folder, '#read("../secret.txt")'), font_directory)
    with pytest.raises(SheetError):
        renderer.render("sample", {})


def test_a_folder_without_fonts_is_refused_before_anything_is_printed(tmp_path):
    with pytest.raises(SheetError) as refusal:
        SheetRenderer(TEMPLATES, tmp_path)
    assert str(refusal.value) == (f"No Song and Hei fonts in {tmp_path}. Run: python -m app.documents.fonts {tmp_path}")


def test_the_sheets_compile_without_a_warning(sheets, review_data, notice_data, caplog):
    sheets.render("review_sheet", review_data)
    sheets.render("public_notice_sheet", notice_data)
    assert caplog.records == []


def test_a_warning_of_a_template_is_logged(font_directory, tmp_path, caplog):
    renderer = SheetRenderer(template(tmp_path, '#set text(font: "No Such Face")\n示例'), font_directory)
    renderer.render("sample", {})
    assert [record.args for record in caplog.records] == [("sample", "unknown font family: no such face")]


def test_no_template_uses_a_package_from_the_network():
    templates = sorted(TEMPLATES.glob("*.typ"))
    assert len(templates) >= 3
    assert [path.name for path in templates if re.search(r"#(import|include)\s+\"@", path.read_text())] == []


def test_a_photo_that_can_be_printed_as_it_is_keeps_its_bytes():
    photo = jpeg()
    assert base64.b64encode(photo).decode() in photo_svg(photo)
    assert 'viewBox="0 0 240 320"' in photo_svg(photo)


def test_a_cmyk_photo_can_be_printed(sheets, review_data):
    review_data["basics"]["photo_svg"] = photo_svg(jpeg("CMYK"))
    assert len(pages(sheets.render("review_sheet", review_data))) > 1


def test_a_photo_turned_by_exif_stands_upright(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (320, 240)).save(path, exif=turned)
    assert 'viewBox="0 0 240 320"' in photo_svg(path.read_bytes())


def test_what_is_no_picture_is_refused():
    with pytest.raises(UnidentifiedImageError):
        photo_svg(b"not a picture")
    with pytest.raises(UnidentifiedImageError):
        signature_svg(b"<svg/>")
    assert signature_svg(png()).startswith("<svg")


def messages_of_the_renderer():
    tree = ast.parse((ROOT / "app/documents/renderer.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "message":
            yield ast.literal_eval(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "SheetError":
            yield ast.literal_eval(node.args[0])


def test_every_message_of_the_sheets_has_its_chinese_with_the_same_parameters():
    with Path(ROOT / "app/translations/parts/documents.po").open("rb") as part:
        chinese = {message.id: message.string for message in read_po(part) if message.id}
    told = set(messages_of_the_renderer())
    assert told == set(chinese)
    for english, translated in chinese.items():
        assert set(re.findall(r"%\(\w+\)s", english)) == set(re.findall(r"%\(\w+\)s", translated))
