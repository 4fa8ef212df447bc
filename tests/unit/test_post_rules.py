"""Vacancies in whole numbers, one below, on and one above each boundary; what a year's posts must be."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.posts.enums import PostLevel, PostStep, SelectionKind
from app.posts.rules import (
    LevelFigures,
    check_quota,
    check_step,
    level_of,
    over_vacancy,
    percent,
    read_percent,
    vacancies,
)

FULL, ASSOCIATE, INTERMEDIATE, JUNIOR = PostLevel
DAY = dt.date(2023, 3, 1)


def levels(*figures):
    return {level: LevelFigures(*one) for level, one in zip(PostLevel, figures, strict=True)}


@pytest.mark.parametrize(
    ("employed", "ratio", "available"),
    [
        (9, 1000, 0),
        (10, 1000, 1),
        (11, 1000, 1),
        (19, 1000, 1),
        (20, 1000, 2),
        (3, 3333, 0),
        (3, 3334, 1),
        (300, 3333, 99),
        (1, 9999, 0),
        (1, 10000, 1),
        (0, 10000, 0),
        (7, 0, 0),
        (29, 700, 2),
        (100, 2900, 29),
        (100, 5800, 58),
    ],
)
def test_what_can_be_employed_is_the_whole_part_of_ratio_times_all_employed(employed, ratio, available):
    found = vacancies(levels((ratio,), (0,), (0,), (0, 0, employed)))
    assert found[FULL].available == available
    assert found[FULL].vacant == available


@pytest.mark.parametrize(("actual", "vacant"), [(3, 2), (5, 0), (6, -1)])
def test_vacancies_are_that_number_less_those_employed_at_the_level(actual, vacant):
    found = vacancies(levels((0,), (2500, 0, actual), (0,), (0, 0, 20 - actual)))
    assert (found[ASSOCIATE].available, found[ASSOCIATE].vacant) == (5, vacant)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.just(0), st.integers(0, 10_000)), min_size=4, max_size=4))
def test_the_whole_part_never_rounds_up(rows):
    figures = levels(*rows)
    employed = sum(one.actual for one in figures.values())
    for level, one in vacancies(figures).items():
        assert one.available * 10_000 <= figures[level].ratio * employed < (one.available + 1) * 10_000


@pytest.mark.parametrize(
    ("text", "ratio"),
    [("12.5", 1250), ("12.5%", 1250), ("30 ％", 3000), ("0.01", 1), ("100", 10000), ("0", 0), ("7.05", 705)],
)
def test_ratios_are_read_to_the_hundredth_and_written_again(text, ratio):
    assert read_percent(text) == ratio
    assert read_percent(percent(ratio)) == ratio


@pytest.mark.parametrize("text", ["", "x", "-1", "1.234", "1.", "1,5", "１２", "1e2", "1000"])
def test_what_is_no_ratio(text):
    assert read_percent(text) is None


@pytest.mark.parametrize(("vacant", "refused"), [(2, True), (3, False), (4, False), (-1, True), (0, True)])
def test_holders_and_recommended_people_are_at_most_the_vacancies(vacant, refused):
    chosen = [
        (ASSOCIATE, SelectionKind.APPOINTED),
        (ASSOCIATE, SelectionKind.RECOMMENDED),
        (ASSOCIATE, SelectionKind.RECOMMENDED),
        (FULL, SelectionKind.APPOINTED),
    ]
    found = over_vacancy(ASSOCIATE, vacant, chosen)
    assert found == ({"vacant": vacant, "holders": 1, "recommended": 2} if refused else None)
    assert over_vacancy(JUNIOR, vacant, chosen) is None


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("FULL_SENIOR", FULL),
        ("ASSOCIATE_SENIOR", ASSOCIATE),
        ("INTERMEDIATE", INTERMEDIATE),
        ("ASSISTANT", JUNIOR),
        ("TECHNICIAN", JUNIOR),
    ],
)
def test_the_posts_of_each_title_level(code, level):
    assert level_of(code) is level


def fields(year=2023, established=20, posts=20, ratios=(1000, 3000, 4000, 2000), approved=(2, 6, 8, 4)):
    rows = [(ratio, count, 1) for ratio, count in zip(ratios, approved, strict=True)]
    return [one.field for one in check_quota(year, established, posts, levels(*rows))]


def test_the_edges_of_a_years_figures():
    assert fields() == []
    assert fields(ratios=(1000, 3000, 4000, 2001)) == [""]
    assert fields(approved=(2, 6, 8, 5)) == ["post_total"]
    assert fields(established=19) == ["post_total"]
    assert fields(year=1999) == ["year"]
    assert fields(year=2000) == []
    assert fields(established=-1) == ["established_total"]
    assert fields(ratios=(-1, 0, 0, 0)) == ["ratio_FULL_SENIOR"]
    assert fields(ratios=(0, 10_001, 0, 0)) == ["ratio_ASSOCIATE_SENIOR"]
    assert fields(approved=(0, 0, -1, 0)) == ["approved_INTERMEDIATE"]


def step(kind, started_on=DAY, ended_on=DAY, place="公告栏", others=()):
    return [one.field for one in check_step(started_on, ended_on, place, kind, others)]


def test_steps_come_in_their_order():
    published = [(PostStep.PUBLISHED, DAY)]
    assert step(PostStep.PUBLISHED) == []
    assert step(PostStep.COMPETITION) == ["step"]
    assert step(PostStep.COMPETITION, others=published) == []
    earlier = DAY - dt.timedelta(days=1)
    assert step(PostStep.COMPETITION, earlier, others=published) == ["started_on"]
    assert step(PostStep.PUBLICITY, others=published) == ["step"]
    assert step(PostStep.PUBLISHED, DAY, earlier) == ["ended_on"]
    assert step(PostStep.PUBLISHED, place=" ") == ["place"]
