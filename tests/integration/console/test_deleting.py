"""Deleting from generated screens."""

import html

import pytest


def test_a_row_that_nothing_uses_is_deleted_by_post(editor, regions, read):
    from app.catalog.models import Region

    answer = editor.post(f"/trial/regions/delete/{regions[3]}", follow_redirects=True)
    assert "已删除“台州市”" in html.unescape(answer.get_data(as_text=True))
    assert [row.id for row in read(Region)] == regions[:3]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_nothing_but_a_post_deletes(editor, regions, read, method):
    from app.catalog.models import Region

    answer = getattr(editor, method)(f"/trial/regions/delete/{regions[3]}")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert len(read(Region)) == 4


def test_a_row_that_is_used_is_kept_and_the_sentence_says_by_what(editor, regions, store, read):
    from app.catalog.enums import ContactKind
    from app.catalog.models import Contact, Region

    store(
        *[
            Contact(code=f"c{n}", kind=ContactKind.HRSS, office="市局", phone="1", address="路", region_id=regions[0])
            for n in range(2)
        ]
    )
    answer = editor.post(f"/trial/regions/delete/{regions[0]}")
    assert answer.status_code == 400
    page = html.unescape(answer.get_data(as_text=True))
    assert f"/trial/regions/edit/{regions[0]}" in page
    assert "“浙江省”不能删除：仍被 2 条联系方式、3 个地区使用。请先修改或删除这些记录。" in page
    assert len(read(Region)) == 4


def test_a_row_used_by_what_the_person_may_not_see_is_kept_as_well(editor, people, store, read):
    from app.access.scoping import act_as
    from app.applicants.models import Applicant
    from app.catalog.enums import RegionLevel
    from app.catalog.models import Region
    from app.core.actor import Actor
    from app.extensions import db

    (region,) = store(Region(code="330604", name="上虞区", level=RegionLevel.COUNTY))
    with editor.application.app_context():
        act_as(db.session, Actor.system("tests"))
        db.session.get(Applicant, people[0][0]).file_region_id = region
        db.session.commit()
    answer = editor.post(f"/trial/regions/delete/{region}")
    assert answer.status_code == 400
    assert "名申报人" in answer.get_data(as_text=True)
    assert len(read(Region)) == 1


@pytest.mark.parametrize("key", ["99999", "abc", "-1", "1e3", "٣", "9" * 40])
def test_deleting_what_is_not_there_is_not_found(editor, regions, key):
    assert editor.post(f"/trial/regions/delete/{key}").status_code == 404


def test_every_table_that_points_at_another_has_a_word():
    from app.console.nouns import NOUN_LABELS
    from app.extensions import Model

    pointing = {table.name for table in Model.metadata.sorted_tables if table.foreign_keys}
    assert pointing - set(NOUN_LABELS) == set()
    assert set(NOUN_LABELS) - pointing == set()
