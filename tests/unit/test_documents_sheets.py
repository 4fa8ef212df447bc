"""The two official sheets: all of their data, whole rows, fonts, watermark, pictures."""

import io

import pytest
from documents_samples import emptied, jpeg, numbered, pages, values
from pypdf import PdfReader

from app.documents.pictures import photo_svg
from app.documents.schemas import OpinionBlock

pytest_plugins = ["conftest_documents"]

A4_WIDTH, A4_HEIGHT = 595, 842
REVIEW_HEADINGS = [
    "基本情况",
    "学习培训经历",
    "工作经历",
    "任现职前主要专业技术工作业绩",
    "任现职后主要专业技术工作业绩",
    "著作、论文",
    "继续教育",
    "考核情况",
    "答辩情况",
    "本人述职",
    "个人承诺",
    "审核、评审与审批意见",
]
NOTICE_HEADS = ["序号", "姓名", "性别", "出生年月", "学历／专业", "现资格及时间"]
NOTICE_HEADS += ["申报资格／专业", "申报方式", "主要业绩"]


def opinion(label, **changes):
    return numbered(OpinionBlock) | {"label": label, "tally": None} | changes


def lines_at(pdf, page, words):
    """The heights on the page, from its top, at which `words` begin a piece of text."""
    found = []

    def visit(text, transformation, matrix, font, size):
        if text.strip().startswith(words):
            found.append(A4_HEIGHT - matrix[5] * transformation[3] - transformation[5])

    PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=visit)
    return found


def fonts_of(reader):
    resources = [page["/Resources"] for page in reader.pages]
    fonts = [font.get_object() for each in resources for font in each.get("/Font", {}).values()]
    return [font["/DescendantFonts"][0].get_object() for font in fonts]


def test_every_value_of_the_review_sheet_is_printed(sheets, review_data):
    text = "".join(pages(sheets.render("review_sheet", review_data)))
    wanted = values(review_data)
    assert len(wanted) > 100
    assert [word for word in wanted if word not in text] == []


def test_every_value_of_the_public_notice_sheet_is_printed(sheets, notice_data):
    text = "".join(pages(sheets.render("public_notice_sheet", notice_data)))
    assert [word for word in values(notice_data) if word not in text] == []


def test_the_review_sheet_prints_its_sections_in_the_order_of_the_official_form(sheets, review_data):
    text = "".join(pages(sheets.render("review_sheet", review_data))[1:])
    places = [text.index(heading) for heading in REVIEW_HEADINGS]
    assert places == sorted(places)


def test_the_cover_of_the_review_sheet_names_the_form_and_its_six_fields(sheets, review_data):
    cover = pages(sheets.render("review_sheet", review_data))[0]
    labels = [
        "专业技术职务任职资格",
        "评审表",
        "单位",
        "姓名",
        "现任专业技术职务",
        "评审任职资格",
        "申报专业",
        "填表时间",
        "编号",
    ]
    assert [label for label in labels if label not in cover] == []


def test_a_sheet_is_an_archival_pdf_on_a4_with_all_fonts_embedded(sheets, review_data, notice_data):
    for template, data, width in (
        ("review_sheet", review_data, A4_WIDTH),
        ("public_notice_sheet", notice_data, A4_HEIGHT),
    ):
        reader = PdfReader(io.BytesIO(sheets.render(template, data)), strict=True)
        metadata = reader.xmp_metadata.stream.get_data()
        assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in metadata
        assert {round(page.mediabox.width) for page in reader.pages} == {width}
        fonts = fonts_of(reader)
        assert {font["/BaseFont"].split("+")[1].partition("-")[0] for font in fonts} == {
            "NotoSerifCJKsc",
            "NotoSansCJKsc",
        }
        assert [font for font in fonts if "/FontFile3" not in font["/FontDescriptor"]] == []


def test_pages_are_numbered_and_carry_version_and_verification_code(sheets, review_data):
    review_data |= {"version": "7", "verification_code": "0a1b2c3d"}
    printed = pages(sheets.render("review_sheet", review_data))
    assert len(printed) > 2
    assert [page for page in printed if "第7版·校验码0a1b2c3d" not in page] == []
    for number, page in enumerate(printed[1:], start=2):
        assert f"第{number}页共{len(printed)}页" in page


def test_the_watermark_is_tiled_on_every_page(sheets, review_data, notice_data):
    for template, data in (("review_sheet", review_data), ("public_notice_sheet", notice_data)):
        printed = pages(sheets.render(template, data))
        assert [page for page in printed if page.count("示例水印文字") < 6] == []
        unmarked = pages(sheets.render(template, data | {"watermark": ""}))
        assert "示例水印文字" not in "".join(unmarked)
        assert len(unmarked) == len(printed)


def test_the_photo_is_in_the_sheet_byte_for_byte(sheets, review_data):
    photo = jpeg()
    review_data["basics"]["photo_svg"] = photo_svg(photo)
    page = PdfReader(io.BytesIO(sheets.render("review_sheet", review_data))).pages[1]
    assert [image.indirect_reference.get_object()._data for image in page.images] == [photo]
    assert "照片" not in page.extract_text()


def test_without_photo_and_signature_their_places_stay_open(sheets, review_data):
    review_data["basics"]["photo_svg"] = ""
    review_data["commitment"]["signature_svg"] = ""
    reader = PdfReader(io.BytesIO(sheets.render("review_sheet", review_data)))
    assert [image for page in reader.pages for image in page.images] == []
    assert "照片" in reader.pages[1].extract_text()


def test_the_signature_stands_with_the_commitment(sheets, review_data):
    reader = PdfReader(io.BytesIO(sheets.render("review_sheet", review_data)))
    page = next(page for page in reader.pages if "承诺人签字" in page.extract_text())
    assert [image.image.size for image in page.images] == [(200, 80)]


def test_a_statement_of_1000_characters_is_printed_whole_over_two_pages(sheets, review_data):
    statement = "".join(chr(0x4E00 + place) for place in range(1000))
    assert len(statement) == 1000
    review_data["work_statement"] = statement
    review_data["watermark"] = ""
    printed = pages(sheets.render("review_sheet", review_data))
    pieces = [page for page in printed if statement[0] in page or statement[-1] in page]
    assert len(pieces) == 2
    assert statement[:200] in pieces[0]
    assert statement[-200:] in pieces[1]
    assert [character for character in statement if not any(character in page for page in pieces)] == []


def test_paragraphs_of_a_statement_stay_paragraphs(sheets, review_data):
    review_data["work_statement"] = "第一段示例。\n第二段示例。"
    pdf = sheets.render("review_sheet", review_data)
    page = next(number for number, text in enumerate(pages(pdf)) if "第一段" in text)
    (first,), (second,) = lines_at(pdf, page, "第一段"), lines_at(pdf, page, "第二段")
    assert second > first


def test_30_employment_rows_keep_their_order_and_repeat_the_head_on_the_next_page(sheets, review_data):
    row = review_data["employment"][0]
    review_data["employment"] = [row | {"employer": f"示例单位{number:02}\n第二行\n第三行"} for number in range(1, 31)]
    review_data["watermark"] = ""
    printed = pages(sheets.render("review_sheet", review_data))
    holding = [page for page in printed if "示例单位" in page]
    text = "".join(printed)
    places = [text.index(f"示例单位{number:02}") for number in range(1, 31)]
    assert places == sorted(places)
    assert len(holding) > 1
    assert [page for page in holding if "工作单位及部门" not in page] == []


def test_an_empty_list_prints_one_blank_row_as_tall_as_a_written_one(sheets, review_data):
    blank = review_data | {"education": []}
    written = review_data | {"education": review_data["education"][:1]}
    gaps = []
    for data in (blank, written):
        pdf = sheets.render("review_sheet", data)
        (above,), (below,) = lines_at(pdf, 1, "学习培训经历"), lines_at(pdf, 1, "工作经历")
        gaps.append(below - above)
    assert gaps[0] >= gaps[1]
    assert gaps[0] < gaps[1] + 12


def test_sheets_without_any_value_still_print_every_label(sheets, review_data, notice_data):
    review = "".join(pages(sheets.render("review_sheet", emptied(review_data))))
    assert [heading for heading in REVIEW_HEADINGS[:-1] if heading not in review] == []
    notice = "".join(pages(sheets.render("public_notice_sheet", emptied(notice_data))))
    assert [head for head in NOTICE_HEADS if head not in notice] == []


def test_only_the_opinions_in_the_data_are_printed_in_their_order(sheets, review_data):
    labels = ["单位意见", "县级人社部门意见", "审批部门意见"]
    review_data["opinions"] = [opinion(label) for label in labels]
    text = "".join(pages(sheets.render("review_sheet", review_data)))
    places = [text.index(label) for label in labels]
    assert places == sorted(places)
    assert "主管部门" not in text
    assert "总人数" not in text


def test_an_opinion_with_a_tally_prints_the_five_counts(sheets, review_data):
    tally = {"members": "25", "present": "23", "agree": "20", "against": "2", "abstain": "1"}
    review_data["opinions"] = [opinion("评委会意见", tally=tally)]
    text = "".join(pages(sheets.render("review_sheet", review_data)))
    assert "总人数25出席23赞成20反对2弃权1" in text


def test_the_public_notice_stands_before_the_opinion_of_the_employer(sheets, review_data):
    review_data["opinions"] = [opinion("单位意见", public_notice="五个工作日无异议。", text="同意推荐。")]
    text = "".join(pages(sheets.render("review_sheet", review_data)))
    assert text.index("公示情况：五个工作日无异议。") < text.index("同意推荐。")
    review_data["opinions"] = [opinion("单位意见", public_notice="")]
    assert "公示情况" not in "".join(pages(sheets.render("review_sheet", review_data)))


def test_an_undated_opinion_leaves_room_for_the_date(sheets, review_data):
    review_data["opinions"] = [opinion("单位意见", date="")]
    assert "年月日" in "".join(pages(sheets.render("review_sheet", review_data)))


def test_an_opinion_block_of_ordinary_length_stays_on_one_page(sheets, review_data):
    review_data["opinions"] = [
        opinion(f"意见{number:02}", text=f"始{number:02}" + "文" * 400, date=f"日{number:02}") for number in range(12)
    ]
    printed = pages(sheets.render("review_sheet", review_data | {"watermark": ""}))
    for number in range(12):
        (page,) = (page for page in printed if f"始{number:02}" in page)
        assert f"日{number:02}" in page


def test_an_opinion_longer_than_a_page_is_printed_to_its_signature(sheets, review_data):
    review_data["opinions"] = [opinion("单位意见", text="始" + "文" * 3000 + "终", signer="示例签字人")]
    text = "".join(pages(sheets.render("review_sheet", review_data | {"watermark": ""})))
    assert text.count("文") >= 3000
    assert text.index("始文") < text.index("文终") < text.index("示例签字人")


def test_the_head_of_the_public_notice_sheet_is_on_every_page(sheets, notice_data):
    row = notice_data["rows"][0]
    notice_data["rows"] = [row | {"number": str(number)} for number in range(1, 61)]
    printed = pages(sheets.render("public_notice_sheet", notice_data))
    assert len(printed) > 2
    assert [page for page in printed if any(head not in page for head in NOTICE_HEADS)] == []
    assert f"第2页共{len(printed)}页" in printed[1]


def test_rows_of_the_public_notice_sheet_do_not_split(sheets, notice_data):
    row = notice_data["rows"][0]
    notice_data["rows"] = [
        row | {"name": f"名{number:03}", "performance": f"甲{number:03}\n乙{number:03}\n丙{number:03}\n丁{number:03}"}
        for number in range(60)
    ]
    printed = pages(sheets.render("public_notice_sheet", notice_data))
    for number in range(60):
        (page,) = (page for page in printed if f"名{number:03}" in page)
        assert all(f"{mark}{number:03}" in page for mark in "甲乙丙丁")


def test_a_performance_longer_than_a_page_runs_on_to_the_next(sheets, notice_data):
    notice_data["rows"][0]["performance"] = "\n".join(f"业绩{number:03}" for number in range(120))
    pdf = sheets.render("public_notice_sheet", notice_data)
    printed = pages(pdf)
    assert [number for number in range(120) if f"业绩{number:03}" not in "".join(printed)] == []
    heights = [height for page in range(len(printed)) for height in lines_at(pdf, page, "业绩")]
    assert len(heights) == 120
    assert max(heights) < A4_HEIGHT - 40


def test_the_foot_of_the_public_notice_sheet_states_period_days_and_where_to_object(sheets, notice_data):
    notice_data |= {"starts_on": "2023年3月17日", "ends_on": "2023年3月23日", "working_days": "5"}
    notice_data |= {"telephone": "0575-00000000", "email": "hr@example.org", "organisation": "示例公司"}
    last = pages(sheets.render("public_notice_sheet", notice_data))[-1]
    assert "公示时间：2023年3月17日至2023年3月23日，共5个工作日。" in last
    assert "受理电话：0575-00000000电子信箱：hr@example.org" in last
    assert "示例公司（单位盖章）" in last


@pytest.mark.parametrize(
    "words", ['#eval("1")', "*bold*", "<script>x", "$x^2$", "@ref", "`code`", "//c", "--", "\\u{41}"]
)
def test_markup_in_the_data_prints_literally(sheets, review_data, notice_data, words):
    review_data["basics"]["health"] = words
    review_data["work_statement"] = words
    notice_data["rows"][0]["performance"] = words
    assert "".join(pages(sheets.render("review_sheet", review_data))).count(words) == 2
    assert words in "".join(pages(sheets.render("public_notice_sheet", notice_data)))


def test_rare_characters_of_names_are_printed(sheets, review_data, notice_data):
    rare = "𬭎堃䶮㛃𠅤𣲗珺"
    review_data["basics"]["name"] = review_data["cover"]["name"] = rare
    notice_data["rows"][0]["name"] = rare
    assert "".join(pages(sheets.render("review_sheet", review_data))).count(rare) >= 2
    assert rare in "".join(pages(sheets.render("public_notice_sheet", notice_data)))


def test_an_identity_number_stays_whole_and_a_long_address_is_broken(sheets, review_data):
    review_data["basics"]["identity_number"] = "330602199204080029"
    review_data["publications"][0]["publication"] = "https://example.org/" + "a" * 200
    reader = PdfReader(io.BytesIO(sheets.render("review_sheet", review_data)))
    assert "330602199204080029" in reader.pages[1].extract_text()
    text = "".join(page.extract_text() for page in reader.pages)
    assert "a" * 60 not in text
    assert "\u200b" not in text
