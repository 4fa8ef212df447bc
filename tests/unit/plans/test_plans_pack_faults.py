"""Every kind of fault of a pack is told at its line, with what to write instead; all of them at once."""

import pytest
from plan_samples import changed, line_of, shangyu_text, told

TEXT = shangyu_text()


def test_the_shipped_pack_has_no_fault(tmp_path):
    assert told(tmp_path, TEXT) == []


SHAPE = [
    (("year: 2023\n", "year: 2023\ncolour: red\n"), "colour: red", "Unknown key; known here: applicant_deadline, "),
    (("fee_due_working_days: 10\n", ""), "code: shangyu", "The key fee_due_working_days is missing here; add it."),
    (("year: 2023\n", "year: 二〇二三\n"), "year: 二", "'二〇二三' is not a whole number."),
    (("year: 2023\n", "year:\n"), "year:", "A value is missing."),
    (("paper_copies: 2", "paper_copies: -1"), "paper_copies: -1", "-1 is below 0."),
    (("paper_copies: 2", "paper_copies: 3000000000"), "paper_copies: 3", "3000000000 is above 2147483647."),
    (("paper_copies: 2", "paper_copies: yes"), "paper_copies: yes", "True is not a whole number."),
    (
        ("opens_on: 2023-02-21", "opens_on: 21.2.2023"),
        "opens_on:",
        "'21.2.2023' is not a date; write it as 2023-06-30.",
    ),
    (
        ("opens_on: 2023-02-21", "opens_on: 2023-02-21 09:00:00"),
        "opens_on:",
        "datetime.datetime(2023, 2, 21, 9, 0) is not a date; write it as 2023-06-30.",
    ),
    (('region: "330604"', "region: 330604"), "region: 330604", "330604 is not text; write codes in quotes."),
    (
        ("code: shangyu-2023", "code: 上虞-2023"),
        "code: 上虞",
        "'上虞-2023-engineering-junior-1' is not a plan code; write small letters, digits and hyphens.",
    ),
    (
        ("code: shangyu-2023", f"code: {'a' * 100}"),
        "code: aaa",
        "The text has 121 characters, at most 80 are allowed; shorten it.",
    ),
    (("  formats: [JPG, JPEG]", "  formats: JPG"), "  formats: JPG", "'JPG' is not a list; write [ … ]."),
    (("  formats: [JPG, JPEG]", "  formats: []"), "  formats: []", "A value is missing."),
    (("  min_width: 215\n", ""), "photo:", "The key min_width is missing here; add it."),
    (('  min_ratio: "0.65"', "  min_ratio: small"), "  min_ratio:", "'small' is not a number."),
    (("    value: 2/3", "    value: two thirds"), "    value: two", "'two thirds' is not a share; write it as “2/3”."),
    (("    value: 2/3", "    value: 4/3"), "    value: 4/3", "'4/3' is not a share; write it as “2/3”."),
    (("  quorum_share:\n", "  quorum:\n"), "  quorum:", "Unknown key; known here: announcement_working_days, "),
    (
        ("    - label: 单位意见\n      kind: AUDIT", "    - label: 单位意见\n      kind: OPINION"),
        "      kind: OPINION",
        "OPINION is not one of AUDIT, PUBLIC_NOTICE, ",
    ),
    (
        ("titles:\n  - title: technician", "titles:\n  - technician\n  - title: technician"),
        "  - technician",
        "'technician' is not a row; write its values as `key: value`, one on each line.",
    ),
    (
        (
            "contacts:\n  - contact: shangyu-hrss-professionals\n    subject: 纸质材料报送\n    clause: paper-delivery",
            "contacts: 82818137",
        ),
        "contacts:",
        "82818137 is not a list of rows; begin every row with “- ”.",
    ),
    (
        ("    clause: technician-bachelor\n", ""),
        "  - key: technician-bachelor\n    title",
        "The key clause is missing here; add it.",
    ),
    (
        ("  - mode: NORMAL", "  - mode: USUAL"),
        "  - mode: USUAL",
        "USUAL is not one of NORMAL, SELF_SCORED, ",
    ),
    (
        ("education: [SECONDARY_VOCATIONAL, COLLEGE]", "education: [SECONDARY_VOCATIONAL, KOLLEG]"),
        "    education: [SECONDARY_VOCATIONAL, KOLLEG]",
        "KOLLEG is not one of JUNIOR_MIDDLE, ",
    ),
    (
        ("gates: [FEE_PAID, PAPER_RECEIVED]", "gates: [FEE, PAPER_RECEIVED]"),
        "        gates:",
        "FEE is not one of FEE_PAID, PAPER_RECEIVED, ",
    ),
    (
        ("        opens_review_sheet: true", "        opens_review_sheet: 1"),
        "        opens_review_sheet: 1",
        "1 is neither true nor false.",
    ),
    (
        ('    parameters:\n      region: "330604"', "    parameters: 330604"),
        "    parameters: 330604",
        "330604 is not a list of named values.",
    ),
    (
        ('      region: "330604"\n    clause: scope', "      region: 2023-06-30\n    clause: scope"),
        "      region: 2023",
        "datetime.date(2023, 6, 30) is not text, a number, true or false; write text in quotes.",
    ),
    (("  opens_on: 通知未印", "  opens_on: ''\n  year: 通知未印"), "  opens_on: ''", "A value is missing."),
]


@pytest.mark.parametrize(("change", "place", "sentence"), SHAPE, ids=[case[2][:40] for case in SHAPE])
def test_a_value_of_the_wrong_kind_is_told_at_its_line(tmp_path, change, place, sentence):
    text = changed(TEXT, change)
    faults = told(tmp_path, text)
    assert any(fault.startswith(f"{line_of(text, place)}: {sentence}") for fault in faults), faults


def test_all_faults_are_told_at_once_in_the_order_of_the_lines(tmp_path):
    text = changed(
        TEXT,
        ("year: 2023\n", "year: x\n"),
        ("applicant_deadline: 2023-03-31", "applicant_deadline: 2022-03-31"),
        ("  min_width: 215", "  min_width: wide"),
        ("  min_height: 300", "  min_height: high"),
        ("    clause: technician-school", "    clause: nothing"),
        ("      max: 1000", "      max: 900"),
    )
    lines = [int(fault.partition(":")[0]) for fault in told(tmp_path, text)]
    places = ("year: x", "applicant_deadline:", "  min_width", "  min_height", "    clause: nothing", "      max: 900")
    assert lines == [line_of(text, place) for place in places]


def test_a_row_that_is_wrong_hides_no_fault_of_other_rows_and_invents_none(tmp_path):
    text = changed(
        TEXT,
        ("  - key: technician-college\n    title: technician", "  - key: technician-college\n    title: 1"),
        ("    clause: assistant-junior-middle", "    clause: nothing"),
    )
    assert [fault.partition(": ")[2][:30] for fault in told(tmp_path, text)] == [
        "1 is not text; write codes in ",
        "There is no clause nothing; ad",
    ]


@pytest.mark.parametrize("text", ["", "[]", "年度计划", "null"])
def test_a_file_that_holds_no_plan_is_told_so(tmp_path, text):
    assert any("is not a row; write its values as `key: value`" in fault for fault in told(tmp_path, text))
