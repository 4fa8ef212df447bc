"""What of a pack contradicts itself or the catalog, and routes that cannot be walked, are told at their lines."""

from dataclasses import replace

import pytest
from plan_samples import changed, line_of, shangyu_text, shipped_catalog, told

TEXT = shangyu_text()

CONTRADICTIONS = [
    (
        ("applicant_deadline: 2023-03-31", "applicant_deadline: 2023-02-20"),
        "applicant_deadline: 2023-02",
        "The applicants' deadline 2023-02-20 is before the opening day; write 2023-02-21 or later.",
    ),
    (
        ("employer_deadline: 2023-04-21", "employer_deadline: 2023-03-30"),
        "employer_deadline: 2023-03",
        "The employers' deadline 2023-03-30 is before the applicants' deadline; write 2023-03-31 or later.",
    ),
    (
        ("paper_receiver: shangyu-hrss\n", ""),
        "code: shangyu",
        "Paper is asked for, but nobody receives it; name the organisation.",
    ),
    (
        ("  max_bytes: 1048576", "  max_bytes: 30721"),
        "  max_bytes: 30721",
        "No photo is larger than 30720 and smaller than 30721 bytes; write a larger limit.",
    ),
    (
        ('  max_ratio: "0.8"', '  max_ratio: "0.64"'),
        "  max_ratio:",
        "The largest ratio 0.64 is below the smallest, 0.65; write it the other way round.",
    ),
    (
        ('  max_ratio: "0.8"', "  max_ratio: null"),
        "  max_ratio:",
        "The smallest and the largest ratio are set together; write both or neither.",
    ),
    (
        ("  white_tolerance: 24", "  white_tolerance: null"),
        "  white_border:",
        "A white border needs white_tolerance and white_share; write both.",
    ),
    (("  white_tolerance: 24", "  white_tolerance: 256"), "  white_tolerance:", "A colour has 256 values; "),
    (('  white_share: "0.9"', "  white_share: 1.1"), "  white_share:", "A share is at most 1; "),
    (
        ("  opens_on: 通知未印", "  openson: 通知未印"),
        "  openson:",
        "openson is no value of the plan itself; write the reason at its row, or one of: applicant_deadline, ",
    ),
    (
        ("issuer: shangyu-hrss", "issuer: shangyu-hrs"),
        "issuer:",
        "shangyu-hrs is not in the catalog; add it there, or write one of: shangyu-hrss, ",
    ),
    (
        ("  - specialty: mechanical", "  - specialty: mechanics"),
        "  - specialty: mechanics",
        "mechanics is not in the catalog; add it there, or write one of: mechanical, ",
    ),
    (
        ("  - key: addressees", "  - key: title"),
        "  - key: title\n    part: 标题\n    text: 各有关",
        "title stands in two rows of this list; keep one, or write another.",
    ),
    (
        ("    clause: technician-school", "    clause: technican-school"),
        "    clause: technican-school",
        "There is no clause technican-school; add it to the clauses, or cite one of: technician-school, ",
    ),
    (
        ("    decided: 通知未印申报方式，只有一种申报途径；名称取其他通知通用的“正常申报”（R-163）。\n", ""),
        "  - mode: NORMAL",
        "Nothing says where this row comes from; cite its clause, or write `decided` and why.",
    ),
    (
        ("      education_not_in_registry:", "      education_unknown:"),
        "      education_unknown:",
        "There is no condition education_unknown; write one of: education_not_in_registry, insured_outside, modes, ",
    ),
    (
        ("        lowest: COLLEGE\n", ""),
        "      education_not_in_registry:",
        "The key lowest is missing here; add it.",
    ),
    (
        ('      insured_outside: "33"', "      insured_outside: 外省"),
        "      insured_outside:",
        "'外省' is not a region code; write its first digits in quotes.",
    ),
    (
        ("      titles: [assistant-engineer]", "      titles: assistant-engineer"),
        "      titles: assistant",
        "The value of the condition titles is wrong; write a list of names, ",
    ),
    (
        ("      titles: [assistant-engineer]", "      titles: [engineer]"),
        "      titles: [engineer]",
        "The condition titles names engineer, which cannot occur here; write one of: assistant-engineer",
    ),
    (
        ("      affiliation_levels: [CENTRAL, PROVINCE]", "      affiliation_levels: [NATIONAL]"),
        "      affiliation_levels: [NATIONAL]",
        "The condition affiliation_levels names NATIONAL, which cannot occur here; write one of: CENTRAL, ",
    ),
    (
        ("  - key: technician-college\n    title: technician", "  - key: technician-college\n    title: engineer"),
        "    title: engineer",
        "The plan does not offer engineer; add it to titles, or write one of: assistant-engineer, ",
    ),
    (
        ("    title: technician\n    mode: NORMAL", "    title: technician\n    mode: DIRECT"),
        "    mode: DIRECT",
        "The plan does not offer DIRECT; add it to modes, or write one of: NORMAL",
    ),
    (
        (
            "    education: [COLLEGE]\n    professional_years: 3",
            "    education: [SECONDARY_VOCATIONAL]\n    professional_years: 5",
        ),
        "  - key: assistant-secondary-vocational\n    title",
        "This path is the same as assistant-college; leave it out, or change what tells them apart.",
    ),
    (
        ("    education: [JUNIOR_MIDDLE]\n", "    education: [JUNIOR_MIDDLE]\n    major_match: SIMILAR\n"),
        "    major_match: SIMILAR",
        "Similar fields of study count as matched: write MATCHED.",
    ),
    (
        ("    education: [JUNIOR_MIDDLE]\n", "    education: [JUNIOR_MIDDLE]\n    current_title: worker\n"),
        "    current_title: worker",
        "worker is not in the catalog; add it there, or write one of: ",
    ),
    (
        ("    parameters:\n      years: 1\n", ""),
        "  - key: appraisal\n",
        "A value is missing.",
    ),
    (
        ("      months: 12", "      month: 12"),
        "      month: 12",
        "Unknown key; known here: months, in_payment, region.",
    ),
    (
        ("      max: 1000", "      max: 1200"),
        "      max: 1200",
        "The plan's statement_max_characters is 1000, here it is 1200; write the same.",
    ),
    (
        ('      region: "330604"\n    clause: scope', '      region: "990000"\n    clause: scope'),
        '      region: "990000"',
        "No region's code begins with 990000; write one of: ",
    ),
    (
        (
            "  - key: in-service\n    kind: IN_SERVICE\n",
            "  - key: in-service\n    kind: EMPLOYER_KIND\n    parameters:\n      kinds: [FACTORY]\n",
        ),
        "      kinds: [FACTORY]",
        "There is no kind of employer FACTORY; write one of: PUBLIC_INSTITUTION, ",
    ),
    (
        (
            "  - key: in-service\n    kind: IN_SERVICE\n",
            "  - key: in-service\n    kind: RECOMMENDERS\n    parameters:\n      n: 2\n      title: [doctor]\n",
        ),
        "      title: [doctor]",
        "doctor is not in the catalog; add it there, or write one of: ",
    ),
    (
        (
            "      titles: [technician]\n    clause: ability-technician",
            "      titles: [engineer]\n    clause: ability-technician",
        ),
        "      titles: [engineer]",
        "The condition titles names engineer, which cannot occur here; write one of: ",
    ),
    (
        ("titles:\n  - title: technician\n    clause: category-field\n", "titles:\n"),
        "    title: technician\n",
        "The plan does not offer technician; add it to titles, or write one of: assistant-engineer",
    ),
    (
        ("  - title: technician", "  - title: engineer\n    clause: category-field\n  - title: technician"),
        "  - title: engineer",
        "No path leads to engineer; add one to the paths, or leave the title out.",
    ),
    (
        (
            "modes:\n",
            "modes:\n  - mode: DIRECT\n    name: 直接申报\n    clause: category-field\n",
        ),
        "  - mode: DIRECT",
        "No path can be taken in the mode DIRECT; add one to the paths, or leave the mode out.",
    ),
]


@pytest.mark.parametrize(("change", "place", "sentence"), CONTRADICTIONS, ids=[case[2][:40] for case in CONTRADICTIONS])
def test_what_contradicts_the_plan_is_told_at_its_line(tmp_path, change, place, sentence):
    text = changed(TEXT, change)
    faults = told(tmp_path, text)
    assert any(fault.startswith(f"{line_of(text, place)}: {sentence}") for fault in faults), faults


ROUTES = [
    (
        (("    clause: procedure\n", "    clause: procedure\n    applies_when:\n      titles: [technician]\n"),),
        "routes:",
        "No route takes applications for assistant-engineer in the mode NORMAL; add one, or widen a condition.",
    ),
    (
        (("    clause: procedure\n", "    clause: procedure\n    applies_when:\n      title: [technician]\n"),),
        "      title: [technician]",
        "There is no condition title; write one of: modes, titles, employer_kinds, affiliation_levels, ",
    ),
    (
        (("        kind: AUDIT\n        holder: EMPLOYER", "        kind: INTERVIEW\n        holder: EMPLOYER"),),
        "      - printed_step: 2\n        name: 单位审核",
        "The route must begin with an audit, not with “单位审核”.",
    ),
    (
        (("        min_working_days: 5", "        min_working_days: 4"),),
        "      - printed_step: 2\n        name: 单位公示并报送",
        "“单位公示并报送” lasts 4 working days; at least 5 are required.",
    ),
    (
        (("      - printed_step: 4", "      - printed_step: 1"),),
        "      - printed_step: 1",
        "Printed step 1 follows printed step 3; printed steps must not fall.",
    ),
    (
        (("        kind: ISSUANCE", "        kind: REPORTING"),),
        "      - printed_step: 4\n        name: 制作电子证书",
        "The route ends with “制作电子证书”; it must end with issuance or a recommendation.",
    ),
    (
        (("        opens_review_sheet: true\n", ""),),
        "  - name: 区属初级评审",
        "The plan asks for paper copies, but no stage of “区属初级评审” opens the review sheet; say where it opens.",
    ),
    (
        (("        opens_review_sheet: true\n", ""),),
        "        gates:",
        "“初评委评审” waits for paper, but no stage before it opens the review sheet; say where it opens.",
    ),
    (
        (("paper_copies: 2", "paper_copies: 0"),),
        "        gates:",
        "“初评委评审” waits for paper, but the plan asks for none; write paper_copies.",
    ),
    (
        (
            ("fees:\n  - key: review\n    kind: REVIEW\n    amount_fen: 10000\n", "fees: []\n#"),
            ("    source: 浙价费", "#"),
            ("    payee: shangyu-hrss\n    decided: 通知未印金额", "#"),
        ),
        "        gates:",
        "“初评委评审” waits for a fee, but the plan has none; add it to the fees.",
    ),
    (
        (("        holder: HRSS_COUNTY\n        opens", "        holder: NAMED_ORGANISATION\n        opens"),),
        "      - printed_step: 3\n        name: 区人社局审核",
        "“区人社局审核” is held by a named organisation; please name it.",
    ),
    (
        (
            (
                "        holder: HRSS_COUNTY\n        opens",
                "        holder: HRSS_COUNTY\n        holder_organisation: shangyu-hrss\n        opens",
            ),
        ),
        "        holder_organisation:",
        "An organisation is named only for the holder NAMED_ORGANISATION; ",
    ),
    (
        (("      holder: ACCEPTING_COMMITTEE_OFFICE\n      signer", "      holder: HRSS_CITY\n      signer"),),
        "    - label: 评委会意见",
        "No stage is a REVIEW by HRSS_CITY; write the kind and holder of a stage of the routes.",
    ),
]


@pytest.mark.parametrize(("changes", "place", "sentence"), ROUTES, ids=[case[2][:40] for case in ROUTES])
def test_a_route_that_cannot_be_walked_is_told_at_its_line(tmp_path, changes, place, sentence):
    text = changed(TEXT, *changes)
    faults = told(tmp_path, text)
    assert any(fault.startswith(f"{line_of(text, place)}: {sentence}") for fault in faults), faults


def test_a_route_after_one_without_condition_is_never_taken(tmp_path):
    second = TEXT[TEXT.index("  - name: 区属初级评审") :].replace("区属初级评审", "另一流程")
    text = TEXT + second
    sentence = "“另一流程” is never taken, because a route before it has no condition; put it before that one."
    assert told(tmp_path, text) == [f"{line_of(text, '  - name: 另一流程')}: {sentence}"]


def test_a_code_that_is_no_longer_in_use_or_of_another_series_is_told(tmp_path):
    catalog = {table: dict(rows) for table, rows in shipped_catalog().items()}
    catalog["specialties"]["mechanical"] = replace(catalog["specialties"]["mechanical"], active=False)
    catalog["professional_titles"]["technician"] = replace(
        catalog["professional_titles"]["technician"], series="health"
    )
    faults = told(tmp_path, TEXT, catalog)
    assert f"{line_of(TEXT, '  - specialty: mechanical')}: mechanical is no longer in use; write another." in faults
    other = (
        "technician belongs to the series health; the plan is of engineering. Write one of that series, or say in "
        "`decided` why the notice puts it here."
    )
    assert f"{line_of(TEXT, '  - title: technician')}: {other}" in faults
    # Its title and the two of its three paths that give no reason of their own.
    assert len([fault for fault in faults if fault.endswith(other)]) == 3


def test_a_title_of_another_series_stands_where_its_row_says_why(tmp_path):
    catalog = {table: dict(rows) for table, rows in shipped_catalog().items()}
    catalog["professional_titles"]["technician"] = replace(
        catalog["professional_titles"]["technician"], series="health"
    )
    line = "  - title: technician\n"
    assert told(tmp_path, changed(TEXT, (line, f"{line}    decided: 通知列在这里\n")), catalog) == []
