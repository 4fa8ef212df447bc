import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import count_characters, over_limit


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("本人述职", 4),
        ("专业，工作。", 6),
        ("BIM 2023年", 8),
        ("一\n二\r\n三\t四", 4),
        ("　一　二　", 2),
        ("一\u00a0二\u2009三\u2028四\x85五", 5),
        ("一\u200b二\u200c三\u200d四\u2060五\ufeff六\u00ad七", 7),
        ("一\x00二\x1f三", 3),
        ("𬭎", 1),
        ("𬭎𠮷", 2),
        ("葛\U000e0100", 1),
        ("e\u0301", 1),
        ("é", 1),
    ],
)
def test_characters_that_can_be_seen_are_counted(text, count):
    assert count_characters(text) == count


@pytest.mark.parametrize(("length", "over"), [(999, False), (1_000, False), (1_001, True)])
@pytest.mark.parametrize("character", ["业", "𬭎", "。"])
@pytest.mark.parametrize("between", ["", " ", "\n", "　\u200b"])
def test_a_statement_of_1000_characters_is_within_the_limit_and_of_1001_is_over(length, over, character, between):
    text = between.join([character] * length) + between
    assert count_characters(text) == length
    assert over_limit(text, 1_000) is over


@given(st.text(), st.text())
def test_the_count_of_two_texts_is_the_sum(one, other):
    assert count_characters(one + other) == count_characters(one) + count_characters(other)


@given(st.text())
def test_no_white_space_is_ever_counted(text):
    assert count_characters("".join(text.split())) == count_characters(text)
    assert count_characters("".join(letter for letter in text if letter.isspace())) == 0
