"""Which passwords are tried first: by how many pieces they consist of."""

from __future__ import annotations

import pytest

from app.accounts.passwords import common_words, pieces
from app.accounts.rules import FEWEST_PIECES, check_new_password

COMMON = (
    "password1234",
    "P@ssw0rd2023",
    "qwertyuiop123",
    "1qaz2wsx3edc4rfv",
    "aaaaaaaaaaaaaaa",
    "x" * 127 + "1",
    "abcabcabcabc",
    "abcdefghijklmnop",
    "987654321000",
    "iloveyou5201314",
    "woaini1314520",
    "zhangwei19900101",
    "liufang20231231",
    "wangfang123456",
    "Zhejiang@2023",
    "shaoxing12333",
    "admin@123456",
    "Aa123456789!",
    "ＱＷＥＲＴＹ１２３４５６",
)
GOOD = (
    "Correct-Horse-9",
    "four horses at the bridge",
    "xkcdtrombonist",
    "woxihuanchipingguo",
    "我家门口有三棵老槐树和一口井",
    "blaue Wiese im Wind",
    "7f3kq9w2m1xz",
)


@pytest.mark.parametrize("password", COMMON)
def test_common_words_runs_repetitions_and_days_are_few_pieces(password: str) -> None:
    assert pieces(password) < FEWEST_PIECES


@pytest.mark.parametrize("password", GOOD)
def test_sentences_and_random_characters_are_many(password: str) -> None:
    assert pieces(password) >= FEWEST_PIECES
    assert check_new_password(password, password, "", "somebody", ("王芳",)) == []


@pytest.mark.parametrize(("password", "found"), [("password" + "kxwqz", 6), ("password" + "kxwq", 5)])
def test_what_follows_a_common_word_counts_by_its_characters(password: str, found: int) -> None:
    assert pieces(password) == found


def test_a_long_password_is_cut_in_no_time_and_the_list_is_some_thousand_words() -> None:
    assert pieces("k9" * 2 + "w" * 3 + "Zq7-" * 30) > FEWEST_PIECES
    assert 1_000 < len(common_words()) < 10_000
    assert all(word == word.lower() for word in common_words())


@pytest.mark.parametrize(
    ("password", "others"),
    [("the-FANG-at-the-door", ()), ("my name is 王芳 of course", ("王芳",)), ("ｆａｎｇ of the mountains", ())],
)
def test_the_user_name_and_the_persons_name_are_not_in_it(password: str, others: tuple[str, ...]) -> None:
    (violation,) = check_new_password(password, password, "", "fang", others)
    assert violation.message == "The password may not contain the user name or the person's name."


def test_a_name_of_one_character_forbids_nothing() -> None:
    assert check_new_password(GOOD[1], GOOD[1], "", "a", ("", " ", "b")) == []
