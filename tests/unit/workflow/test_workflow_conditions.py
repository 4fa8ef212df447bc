"""When a stage applies."""

import pytest

from app.core.workflow import ConditionError, Subject, check_condition, matches

SUBJECT = Subject(
    mode="NORMAL",
    title_code="ENGINEER",
    employer_kind="PUBLIC_INSTITUTION",
    affiliation_level="CITY",
    named_in=frozenset({"INTERVIEW", "DEFENCE"}),
    file_hosted=True,
)


def test_an_empty_condition_always_holds():
    assert matches({}, SUBJECT)
    assert matches({}, Subject())


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"modes": ["EXCEPTIONAL", "NORMAL"]}, True),
        ({"modes": ["EXCEPTIONAL"]}, False),
        ({"titles": ["ENGINEER"]}, True),
        ({"titles": ["SENIOR_ENGINEER"]}, False),
        ({"employer_kinds": ["PUBLIC_INSTITUTION"]}, True),
        ({"employer_kinds": ["NON_PUBLIC_ENTERPRISE"]}, False),
        ({"affiliation_levels": ["CITY", "COUNTY"]}, True),
        ({"affiliation_levels": ["COUNTY"]}, False),
        ({"named_in": ["INTERVIEW"]}, True),
        ({"named_in": ["OTHER", "DEFENCE"]}, True),
        ({"named_in": ["OTHER"]}, False),
        ({"file_hosted": True}, True),
        ({"file_hosted": False}, False),
        ({"modes": ["NORMAL"], "titles": ["ENGINEER"]}, True),
        ({"modes": ["NORMAL"], "titles": ["SENIOR_ENGINEER"]}, False),
        ({"modes": ["EXCEPTIONAL"], "titles": ["ENGINEER"]}, False),
    ],
)
def test_every_key_of_a_condition_must_hold(condition, holds):
    assert matches(condition, SUBJECT) is holds


def test_a_fact_that_is_not_known_matches_no_value():
    assert not matches({"affiliation_levels": ["CITY"]}, Subject())
    assert not matches({"named_in": ["INTERVIEW"]}, Subject())
    assert matches({"file_hosted": False}, Subject())


@pytest.mark.parametrize(
    ("condition", "key"),
    [
        ({"moods": ["NORMAL"]}, "moods"),
        ({"modes": ["EXCEPTIONAL"], "moods": ["NORMAL"]}, "moods"),
        ({"modes": "NORMAL"}, "modes"),
        ({"titles": []}, "titles"),
        ({"titles": ["ENGINEER", 7]}, "titles"),
        ({"named_in": True}, "named_in"),
        ({"file_hosted": "yes"}, "file_hosted"),
        ({"file_hosted": 1}, "file_hosted"),
    ],
)
def test_a_condition_that_cannot_be_read_names_its_key(condition, key):
    for read in (check_condition, lambda unread: matches(unread, SUBJECT)):
        with pytest.raises(ValueError, match=repr(key)) as caught:
            read(condition)
        assert isinstance(caught.value, ConditionError)
        assert caught.value.key == key
