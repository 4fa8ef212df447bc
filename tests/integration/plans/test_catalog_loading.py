"""Reference data from YAML: complete, loaded once, refused with its faults."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.applicants.queries import title_names
from app.catalog.models import Contact, HolidayOverride, ProfessionalTitle, Region, Specialty, TitleLevel, TitleSeries
from app.catalog.services import load_catalog, load_table
from app.committees.models import ReviewCommittee
from app.committees.services import load_committees
from app.documents.yaml_files import FileFaults
from app.organisations.models import Organisation
from app.organisations.services import load_organisations
from app.plans.queries import named_rows
from config import PROJECT

CATALOG = PROJECT / "seed" / "catalog"


def file(folder: Path, text: str, name: str = "rows.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def counts(session):
    models = (Region, TitleLevel, ProfessionalTitle, Specialty, Contact, HolidayOverride, Organisation, ReviewCommittee)
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


def by_code(session, model, code):
    return session.scalars(select(model).where(model.code == code)).one()


def test_the_shipped_catalog_stands_as_the_notice_says(session):
    county = by_code(session, Region, "330604")
    assert (county.name, county.parent.name, county.parent.parent.name) == ("上虞区", "绍兴市", "浙江省")
    levels = session.execute(select(TitleLevel.rank, TitleLevel.code, TitleLevel.name).order_by(TitleLevel.rank)).all()
    assert [tuple(level) for level in levels] == [
        (1, "TECHNICIAN", "员级"),
        (2, "ASSISTANT", "助理级"),
        (3, "INTERMEDIATE", "中级"),
        (4, "ASSOCIATE_SENIOR", "副高级"),
        (5, "FULL_SENIOR", "正高级"),
    ]
    of_engineers = select(ProfessionalTitle).join(TitleLevel).where(ProfessionalTitle.series.has(code="engineering"))
    titles = session.scalars(of_engineers.order_by(TitleLevel.rank)).all()
    assert [title.name for title in titles] == ["技术员", "助理工程师", "工程师", "高级工程师", "正高级工程师"]
    contact = by_code(session, Contact, "shangyu-hrss-professionals")
    assert (contact.phone, contact.address) == ("82818137", "曹娥街道嘉和路168号人力资源大楼1103室")
    committee = by_code(session, ReviewCommittee, "shangyu-engineering-junior")
    assert committee.office.region.code == "330604"


def test_loading_again_adds_nothing(session):
    before = counts(session)
    assert load_catalog(CATALOG) + load_organisations(CATALOG) + load_committees(CATALOG) == 0
    assert counts(session) == before


def test_loading_again_keeps_what_an_editor_changed(session):
    by_code(session, Contact, "shangyu-hrss-professionals").phone = "82210000"
    session.delete(by_code(session, ProfessionalTitle, "senior-engineer"))
    session.commit()
    assert load_catalog(CATALOG) == 1
    assert by_code(session, Contact, "shangyu-hrss-professionals").phone == "82210000"
    assert by_code(session, ProfessionalTitle, "senior-engineer").name == "高级工程师"


def test_a_row_may_refer_to_a_row_above_it(session, tmp_path):
    text = (
        '- {code: "410100", name: 郑州市, level: CITY, parent: "410000"}\n'
        '- {code: "410102", name: 中原区, level: COUNTY, parent: "410100"}\n'
    )
    assert load_table(file(tmp_path, text), Region) == 2
    assert by_code(session, Region, "410102").parent.parent.name == "河南省"


def test_holidays_are_told_apart_by_their_day(session, tmp_path):
    path = file(tmp_path, "- {day: 2027-02-05, is_working: false, source: 通知}\n")
    assert (load_table(path, HolidayOverride, "day"), load_table(path, HolidayOverride, "day")) == (1, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {code: a, name: b, colour: red}\n", "1: Unknown key; known here: active, code, name, series."),
        ("- code: a\n", "1: The key name is missing here; add it."),
        ("- {code: a, name: x, series: engineering}\n- {code: 1, name: y, series: engineering}\n", "2: 1 is not text"),
        (
            "- {code: a, name: x, series: engineering}\n- {code: a, name: y, series: engineering}\n",
            "2: a stands in two rows of this list; keep one, or write another.",
        ),
        (
            "- code: a\n  name: x\n  series: medicine\n",
            "3: There is no medicine in title_series; load it first, or write the code of a row that is there.",
        ),
        ("code: a\n", "1: The file holds no list of rows; begin every row with “- ”."),
        ("- a\n", "1: 'a' is not a row; write its values as `key: value`, one on each line."),
        ("- {code: a, name: x, series: engineering, active: 1}\n", "1: 1 is neither true nor false."),
    ],
)
def test_a_row_that_cannot_be_used_is_told_at_its_line_and_nothing_is_loaded(session, tmp_path, text, told):
    before = counts(session)
    with pytest.raises(FileFaults) as refused:
        load_table(file(tmp_path, text), Specialty)
    assert any(line.startswith(f"rows.yaml:{told}") for line in str(refused.value).splitlines())
    assert counts(session) == before


def test_a_row_that_refers_to_one_below_it_is_told(session, tmp_path):
    text = (
        '- {code: "410102", name: 中原区, level: COUNTY, parent: "410100"}\n'
        '- {code: "410100", name: 郑州市, level: CITY}\n'
    )
    with pytest.raises(FileFaults, match=r"rows\.yaml:1: There is no 410100 in regions"):
        load_table(file(tmp_path, text), Region)


def test_a_title_whose_name_several_series_share_comes_with_its_series(session):
    names = title_names()
    assert (names["engineer"], names["curator-library"]) == ("工程师", "馆员（图书资料）")
    assert len(set(names.values())) == len(names)


def test_a_plan_is_offered_titles_of_its_own_series_first_and_others_with_their_series(session):
    engineering = by_code(session, TitleSeries, "engineering")
    offered = named_rows("professional_titles", engineering.id)
    assert {name for _code, name in offered[:5]} == {"技术员", "助理工程师", "工程师", "高级工程师", "正高级工程师"}
    assert ("associate-chief-pharmacist", "副主任药师（卫生技术）") in offered[5:]
    assert len(offered) == session.scalar(select(func.count()).select_from(ProfessionalTitle))


COMMITTEE = "- {code: %s, name: %s, level: JUNIOR, series: engineering, region: '330604', office: shangyu-hrss%s}\n"


def test_a_committee_is_loaded_with_the_scope_that_its_row_lists_or_without_one(session, tmp_path):
    scope = ", titles_reviewed: [technician], titles_recommended: [engineer, technician], specialties: [food]"
    text = COMMITTEE % ("a", "甲评委会", scope) + COMMITTEE % ("b", "乙评委会", "")
    file(tmp_path, text, "review_committees.yaml")
    assert load_committees(tmp_path) == 2
    one, other = by_code(session, ReviewCommittee, "a"), by_code(session, ReviewCommittee, "b")
    assert [title.code for title in one.titles_reviewed] == ["technician"]
    assert [title.code for title in one.titles_recommended] == ["technician", "engineer"]
    assert [specialty.code for specialty in one.specialties_covered] == ["food"]
    assert (other.titles, other.specialties) == ([], [])
    assert load_committees(tmp_path) == 0
    session.expire_all()
    assert len(one.titles) == 3


def test_what_is_wrong_with_a_scope_is_told_with_its_line(session, tmp_path):
    text = COMMITTEE % ("a", "甲评委会", "") + COMMITTEE % ("b", "乙评委会", ", specialties: [food, nothing]")
    text += COMMITTEE % ("c", "丙评委会", ", titles_reviewed: technician")
    file(tmp_path, text, "review_committees.yaml")
    with pytest.raises(FileFaults) as refusal:
        load_committees(tmp_path)
    assert [fault.field for fault in refusal.value.violations] == [
        "review_committees.yaml:2",
        "review_committees.yaml:3",
    ]
    assert refusal.value.violations[0].params["code"] == "nothing"


def test_the_shipped_committee_covers_what_its_plan_offers(session):
    one = by_code(session, ReviewCommittee, "shangyu-engineering-junior")
    assert [title.code for title in one.titles_reviewed] == ["technician", "assistant-engineer"]
    assert len(one.specialties_covered) == 28
    assert (one.filing_number, one.filed_from, one.filed_until) == ("", None, None)
