from hypothesis import given
from hypothesis import strategies as st

from app.core.diff import Change, changed_sections

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("id", max_size=2), inner, max_size=3),
    max_leaves=8,
)
submissions = st.dictionaries(st.sampled_from(["profile", "education", "statement"]), values)


def test_equal_submissions_have_no_changes():
    one = {"profile": {"name": "张三", "phones": ["1", "2"]}, "education": [{"id": 1, "school": "甲"}]}
    assert changed_sections(one, {"education": [{"school": "甲", "id": 1}], "profile": one["profile"]}) == []


def test_fields_are_named_by_their_way_down():
    before = {"statement": "旧", "profile": {"name": "张三", "post": {"title": "技术员", "since": "2019-07-01"}}}
    after = {"statement": "新", "profile": {"name": "张三", "post": {"title": "助理工程师", "since": "2019-07-01"}}}
    assert changed_sections(before, after) == [
        Change("statement", (), "旧", "新"),
        Change("profile", ("post", "title"), "技术员", "助理工程师"),
    ]


def test_entries_are_compared_by_id_whatever_their_order():
    before = {"education": [{"id": 7, "school": "甲"}, {"id": 8, "school": "乙"}, {"id": 9, "school": "丙"}]}
    after = {"education": [{"id": 10, "school": "丁"}, {"id": 8, "school": "乙校"}, {"id": 7, "school": "甲"}]}
    assert changed_sections(before, after) == [
        Change("education", (8, "school"), "乙", "乙校"),
        Change("education", (9,), {"id": 9, "school": "丙"}, None),
        Change("education", (10,), None, {"id": 10, "school": "丁"}),
    ]


def test_entries_without_ids_are_compared_by_position():
    before = {"work": [{"post": "甲"}, {"post": "乙"}]}
    after = {"work": [{"post": "甲"}, {"post": "丙"}, {"post": "丁"}]}
    assert changed_sections(before, after) == [
        Change("work", (1, "post"), "乙", "丙"),
        Change("work", (2,), None, {"post": "丁"}),
    ]


def test_position_is_used_when_an_id_is_missing_repeated_or_no_name():
    for ids in ([1, None], [1, 1], [1, [2]]):
        before = {"work": [{"id": name, "post": "甲"} for name in ids]}
        after = {"work": [{"id": name, "post": "乙"} for name in ids]}
        assert changed_sections(before, after) == [
            Change("work", (0, "post"), "甲", "乙"),
            Change("work", (1, "post"), "甲", "乙"),
        ]


def test_entries_inside_entries_are_followed():
    before = {"archive": [{"id": "a", "evidence": [{"id": "x", "sha256": "1"}]}]}
    after = {"archive": [{"id": "a", "evidence": [{"id": "x", "sha256": "2"}]}]}
    assert changed_sections(before, after) == [Change("archive", ("a", "evidence", "x", "sha256"), "1", "2")]


def test_the_first_and_the_last_entry_of_a_list_are_told_as_entries():
    entry = {"id": 1, "school": "甲"}
    assert changed_sections({"education": []}, {"education": [entry]}) == [Change("education", (1,), None, entry)]
    assert changed_sections({"education": [entry]}, {"education": []}) == [Change("education", (1,), entry, None)]


def test_a_list_of_plain_values_is_one_value():
    assert changed_sections({"choices": ["A", "B"]}, {"choices": ["B"]}) == [Change("choices", (), ["A", "B"], ["B"])]
    assert changed_sections({"choices": []}, {"choices": ["B"]}) == [Change("choices", (), [], ["B"])]


def test_sections_and_fields_that_come_and_go_are_told():
    before = {"gone": "x", "profile": {"former_name": "李四"}}
    after = {"profile": {"ethnicity": "汉族"}, "come": {"a": 1}}
    assert changed_sections(before, after) == [
        Change("gone", (), "x", None),
        Change("profile", ("former_name",), "李四", None),
        Change("profile", ("ethnicity",), None, "汉族"),
        Change("come", (), None, {"a": 1}),
    ]


def test_absent_and_none_are_the_same_and_true_is_not_one():
    assert changed_sections({"a": {"x": None}}, {"a": {}, "b": None}) == []
    assert changed_sections({"a": 1}, {"a": True}) == [Change("a", (), 1, True)]
    assert changed_sections({"a": [0, [1]]}, {"a": [0, [True]]}) == [Change("a", (), [0, [1]], [0, [True]])]
    assert changed_sections({"a": [{"x": 0}, 1]}, {"a": [{"x": False}, 1]}) == [
        Change("a", (), [{"x": 0}, 1], [{"x": False}, 1])
    ]


def test_a_value_that_becomes_another_kind_is_one_change():
    assert changed_sections({"a": {"x": 1}}, {"a": [1]}) == [Change("a", (), {"x": 1}, [1])]


@given(submissions)
def test_nothing_differs_from_itself(submission):
    assert changed_sections(submission, submission) == []


@given(submissions, submissions)
def test_the_way_back_tells_the_same_changes_turned_round(before, after):
    there = {
        repr((change.section, change.path, change.before, change.after)) for change in changed_sections(before, after)
    }
    back = {
        repr((change.section, change.path, change.after, change.before)) for change in changed_sections(after, before)
    }
    assert there == back
