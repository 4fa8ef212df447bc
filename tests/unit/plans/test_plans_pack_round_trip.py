"""What is written is read back the same, whatever people wrote into it."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_samples import changed, shangyu, shangyu_text

from app.core.photo import PhotoLimits
from app.documents.yaml_files import read_yaml
from app.plans.packs import PLAN_KEYS, SECTIONS, read_document, write_document
from app.plans.rules import check_document

SHANGYU = shangyu()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip)


def reread(folder, document):
    path = folder / "pack.yaml"
    path.write_text(write_document(document), encoding="utf-8", newline="")
    return read_document(read_yaml(path).values)


def test_the_shipped_pack_is_written_as_an_export_would_write_it():
    assert yaml.safe_load(write_document(SHANGYU)) == yaml.safe_load(shangyu_text())


def test_every_key_is_read_back(tmp_path):
    assert reread(tmp_path, SHANGYU) == (SHANGYU, [])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("packs")


@given(st.lists(TEXT, min_size=4, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_text_survives(folder, texts):
    document = copy.deepcopy(SHANGYU)
    document["name"], document["commitment_text"] = texts[0], texts[1]
    document["clauses"][0]["text"] = texts[2]
    document["decided"]["opens_on"] = texts[3]
    assert reread(folder, document) == (document, [])


def test_what_may_be_left_out_is_left_out():
    written = yaml.safe_load(write_document(SHANGYU))
    assert written["routes"][0]["stages"][0].keys() == {"printed_step", "name", "kind", "holder", "clause"}
    assert written["paths"][2].keys() == {"key", "title", "mode", "education", "professional_years", "clause"}


def test_a_plan_says_its_own_figures_even_where_the_table_has_a_default():
    figures = {"return_due_working_days", "statement_max_characters", "paper_due_working_days", "fee_due_working_days"}
    assert {key.name for key in PLAN_KEYS if key.required and key.default} == figures


def test_every_list_of_the_plan_is_part_of_a_pack():
    assert {section.name for section in SECTIONS} == {
        "clauses",
        "bases",
        "documents",
        "categories",
        "papers",
        "deadlines",
        "titles",
        "modes",
        "specialties",
        "committees",
        "attachments",
        "contacts",
        "paths",
        "requirements",
        "fees",
        "routes",
    }


LIMITS = st.one_of(st.none(), st.integers(0, 2_000_000))
RATIOS = st.one_of(st.none(), st.decimals(0, 2, places=2).map(str))


@given(least=LIMITS, most=LIMITS, low=RATIOS, high=RATIOS, white=st.booleans(), share=RATIOS, tolerance=LIMITS)
@settings(max_examples=300, deadline=None)
def test_photo_limits_without_faults_can_be_used(least, most, low, high, white, share, tolerance):
    photo = SHANGYU["photo"] | {
        "min_bytes": least,
        "max_bytes": most,
        "min_ratio": low,
        "max_ratio": high,
        "white_border": white,
        "white_share": share,
        "white_tolerance": tolerance,
    }
    document, faults = read_document({**SHANGYU, "photo": photo})
    faults += [fault for fault in check_document(document, NO_CATALOG) if fault.field.startswith("photo")]
    try:
        PhotoLimits.from_mapping(photo)
    except ValueError:
        assert faults
    if not faults:
        limits = PhotoLimits.from_mapping(document["photo"])
        assert (limits.min_bytes, limits.max_bytes) == (least, most)


NO_CATALOG = {
    table: {}
    for table in (
        "regions",
        "title_series",
        "professional_titles",
        "specialties",
        "contacts",
        "organisations",
        "review_committees",
    )
}


def test_a_ratio_may_be_written_as_a_number_and_is_kept_exactly():
    document, faults = read_document(yaml.safe_load(changed(shangyu_text(), ('min_ratio: "0.65"', "min_ratio: 0.65"))))
    assert faults == []
    assert document["photo"]["min_ratio"] == "0.65"
