import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.chain import GENESIS, canonical_json, digest, link, verify

KEY = b"the key of a test"

scalars = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
payloads = st.dictionaries(
    st.text("abc序号", max_size=3),
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy"), inner), max_leaves=5
    ),
    max_size=4,
)
bodies_of_decisions = st.dictionaries(st.sampled_from(["序号", "decision", "reason"]), scalars)


def sealed(bodies):
    records, previous = [], GENESIS
    for body in bodies:
        previous = link(KEY, previous, body)
        records.append((body, previous))
    return records


def test_canonical_json_is_sorted_close_and_unescaped():
    assert canonical_json({"意见": "同意", "b": [1, None, True], "a": {"y": (), "x": "𬭎"}}) == (
        '{"a":{"x":"𬭎","y":[]},"b":[1,null,true],"意见":"同意"}'.encode()
    )


def test_moments_are_written_in_utc_with_microseconds_and_dates_as_iso():
    shanghai = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    same = datetime(2026, 11, 20, tzinfo=UTC)
    expected = b'{"at":"2026-11-20T00:00:00.000000+00:00","on":"2026-11-20"}'
    assert canonical_json({"at": shanghai, "on": date(2026, 11, 20)}) == expected
    assert canonical_json({"on": date(2026, 11, 20), "at": same}) == expected


def test_text_enumerations_are_their_value():
    class Decision(StrEnum):
        PASS = "PASS"

    assert canonical_json({"decision": Decision.PASS}) == b'{"decision":"PASS"}'


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), Decimal(1), b"x", {1, 2}, object(), datetime(2026, 11, 20), {1: "x"}, {None: "x"}],  # noqa: DTZ001
)
def test_values_without_one_spelling_are_refused_at_any_depth(value):
    for payload in (value, {"a": value}, {"a": [{"b": value}]}):
        with pytest.raises(TypeError):
            canonical_json(payload)


@given(payloads)
def test_a_payload_read_back_from_json_has_the_same_bytes(payload):
    assert canonical_json(json.loads(canonical_json(payload))) == canonical_json(payload)


@given(payloads)
def test_the_order_of_keys_does_not_matter(payload):
    assert digest(dict(reversed(payload.items()))) == digest(payload)


def test_the_digest_is_plain_sha256():
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


def test_a_link_is_the_hmac_of_the_previous_link_and_the_payload():
    first = link(KEY, GENESIS, {"a": 1})
    assert GENESIS == "0" * 64
    assert first == hmac.new(KEY, b"0" * 64 + b'{"a":1}', "sha256").hexdigest()
    assert link(KEY, first, {"a": 1}) != first
    assert link(b"another key", GENESIS, {"a": 1}) != first


@pytest.mark.parametrize("previous", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n"])
def test_a_previous_link_of_another_shape_is_refused(previous):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        link(KEY, previous, {})


def test_an_empty_key_is_refused():
    with pytest.raises(ValueError, match="key"):
        link(b"", GENESIS, {})


def test_an_empty_chain_is_whole():
    assert verify(KEY, []) is None


@given(st.lists(bodies_of_decisions, max_size=6))
def test_an_untouched_chain_is_whole_and_another_key_breaks_it_at_once(bodies):
    records = sealed(bodies)
    assert verify(KEY, records) is None
    assert verify(b"another key", records) == (0 if bodies else None)


@given(st.lists(bodies_of_decisions, min_size=1, max_size=6), st.data())
def test_a_changed_field_is_found_where_it_stands(bodies, data):
    records = sealed(bodies)
    index = data.draw(st.integers(0, len(records) - 1))
    body, stored = records[index]
    key = data.draw(st.sampled_from([*body, "added"]))
    changed = body | {key: data.draw(scalars)}
    assume(canonical_json(changed) != canonical_json(body))
    records[index] = (changed, stored)
    assert verify(KEY, records) == index


@given(st.lists(bodies_of_decisions, min_size=2, max_size=6), st.data())
def test_a_removed_record_is_found_unless_it_was_the_last(bodies, data):
    records = sealed(bodies)
    index = data.draw(st.integers(0, len(records) - 2))
    del records[index]
    assert verify(KEY, records) == index


@given(st.lists(bodies_of_decisions, min_size=2, max_size=6), st.data())
def test_two_records_in_another_order_are_found(bodies, data):
    records = sealed(bodies)
    index = data.draw(st.integers(0, len(records) - 2))
    other = data.draw(st.integers(index + 1, len(records) - 1))
    records[index], records[other] = records[other], records[index]
    assert verify(KEY, records) == index


@given(st.lists(bodies_of_decisions, min_size=2, max_size=6), st.data())
def test_bodies_exchanged_under_their_links_are_found(bodies, data):
    records = sealed(bodies)
    index = data.draw(st.integers(0, len(records) - 2))
    (one, one_link), (two, two_link) = records[index : index + 2]
    assume(canonical_json(one) != canonical_json(two))
    records[index : index + 2] = [(two, one_link), (one, two_link)]
    assert verify(KEY, records) == index


@given(st.lists(bodies_of_decisions, min_size=1, max_size=6), bodies_of_decisions, st.data())
def test_an_inserted_record_is_found_even_with_a_link_copied_from_its_neighbour(bodies, extra, data):
    records = sealed(bodies)
    index = data.draw(st.integers(0, len(records) - 1))
    records.insert(index, (extra, records[index][1]))
    copy = canonical_json(extra) == canonical_json(records[index + 1][0])
    assert verify(KEY, records) == (index + 1 if copy else index)


@pytest.mark.parametrize("stored", ["", "意见", "0" * 64])
def test_a_replaced_link_is_found(stored):
    records = sealed([{"a": 1}, {"a": 2}, {"a": 3}])
    records[1] = (records[1][0], stored)
    assert verify(KEY, records) == 1


def test_a_payload_that_could_never_have_been_sealed_is_a_broken_link():
    records = sealed([{"a": 1}, {"a": 2}])
    records[1] = ({"a": 2.5}, records[1][1])
    assert verify(KEY, records) == 1


def test_a_tail_cut_off_is_not_found_by_the_chain_alone():
    assert verify(KEY, sealed([{"a": 1}, {"a": 2}])[:1]) is None
