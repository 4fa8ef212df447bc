from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.identity import (
    IdentityNumber,
    check_credit_code,
    check_identity_number,
    mask_identity_number,
    mask_phone,
    parse_identity_number,
)

ON = date(2026, 11, 20)
LENGTH = "An identity number has %(wanted)s characters; this one has %(found)s. "
CARD = "Compare every character with the identity card."
LICENCE = "Enter it as printed on the licence."


def numbered(first_17: str) -> str:
    """The check digit by the table of GB 11643, independent of the library."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return first_17 + "10X98765432"[sum(int(digit) * w for digit, w in zip(first_17, weights, strict=True)) % 11]


def coded(first_17: str) -> str:
    """The check character by the table of GB 32100, independent of the library."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(letter) * pow(3, place, 31) for place, letter in enumerate(first_17))
    return first_17 + letters[(31 - total % 31) % 31]


valid_numbers = st.builds(
    lambda place, birth, order: numbered(f"{place:06d}{birth:%Y%m%d}{order:03d}"),
    st.integers(110000, 999999),
    st.dates(date(1900, 1, 1), ON),
    st.integers(0, 999),
)
MAN = numbered("33060419900101001")
WOMAN = numbered("33060419900101002")
WITH_X = next(
    number for number in (numbered(f"33060419851224{order:03d}") for order in range(1, 99)) if number[-1] == "X"
)


def messages(violations):
    return [violation.message for violation in violations]


@given(valid_numbers)
def test_any_valid_number_is_accepted_and_read(number):
    assert check_identity_number(number, ON) == []
    parsed = parse_identity_number(number)
    assert parsed == IdentityNumber(
        number,
        date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "FEMALE" if number[16] in "02468" else "MALE",
    )


@given(valid_numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_changed_character_is_refused(number, place, character):
    changed = number[:place] + character + number[place + 1 :]
    assert (check_identity_number(changed, ON) == []) is (changed == number)


def test_the_place_codes_of_districts_in_force_are_accepted():
    assert parse_identity_number(MAN) == IdentityNumber(MAN, date(1990, 1, 1), "MALE")
    assert parse_identity_number(WOMAN).sex == "FEMALE"


def test_a_lower_case_x_spaces_and_full_width_digits_are_normalised():
    full_width = WITH_X.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    typed = [WITH_X.lower(), f" {WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]}\n", full_width]
    assert [check_identity_number(text, ON) for text in typed] == [[], [], []]
    assert [parse_identity_number(text).number for text in typed] == [WITH_X] * 3


@pytest.mark.parametrize("text", ["", MAN[:15], MAN[:17], MAN + "0"])
def test_a_wrong_length_is_told_with_both_figures(text):
    [violation] = check_identity_number(text, ON)
    assert violation.message == LENGTH + CARD
    assert violation.params == {"found": len(text), "wanted": 18}
    assert violation.field == "identity_number"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (MAN[:3] + "A" + MAN[4:], "A"),
        (MAN[:3] + "X" + MAN[4:], "X"),
        (MAN[:17] + "Y", "Y"),
        ("O" + MAN[1:5] + "OI" + MAN[7:], "OI"),
        (MAN[:9] + "٣" + MAN[10:], "٣"),
    ],
)
def test_characters_out_of_place_are_named_without_the_digits_beside_them(text, found):
    [violation] = check_identity_number(text, ON)
    assert violation.message == (
        "An identity number is 17 digits and a last digit or X; this one contains “%(found)s”. " + CARD
    )
    assert violation.params == {"found": found}


@pytest.mark.parametrize("birth", ["19900230", "19901301", "19900100", "00000101", "20010229"])
def test_an_impossible_date_of_birth_is_refused(birth):
    [violation] = check_identity_number(numbered(f"330604{birth}001"), ON)
    assert violation.message.startswith("Places 7 to 14 of the identity number are %(found)s")
    assert violation.params == {"found": birth}


def test_the_first_of_january_1900_is_accepted_and_the_day_before_is_not():
    assert check_identity_number(numbered("33060419000101001"), ON) == []
    [violation] = check_identity_number(numbered("33060418991231001"), ON)
    assert violation.params == {"found": date(1899, 12, 31), "wanted": date(1900, 1, 1)}


def test_a_birth_on_the_day_itself_is_accepted_and_on_the_day_after_is_not():
    assert check_identity_number(numbered("33060420261120001"), ON) == []
    tomorrow = numbered("33060420261121001")
    [violation] = check_identity_number(tomorrow, ON)
    assert violation.params == {"found": date(2026, 11, 21), "wanted": ON}
    assert parse_identity_number(tomorrow).birth_date == date(2026, 11, 21)


def test_a_wrong_last_character_is_told_without_the_one_that_fits():
    wrong = MAN[:17] + ("0" if MAN[17] != "0" else "1")
    [violation] = check_identity_number(wrong, ON, field="holder")
    assert violation.message == "The last character of the identity number does not fit the others. " + CARD
    assert (violation.field, violation.params) == ("holder", {})


def test_birth_date_and_last_character_are_told_together():
    right = numbered("33060418991231001")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    assert [message.split(" in ")[0] for message in messages(check_identity_number(wrong, ON))] == [
        "The date of birth",
        "The last character of the identity number does not fit the others. " + CARD,
    ]


def test_parsing_a_wrong_number_raises_its_violations():
    with pytest.raises(Invalid) as refusal:
        parse_identity_number("330604")
    assert list(refusal.value.violations) == check_identity_number("330604", ON)


def test_a_parsed_number_does_not_show_itself_in_logs():
    assert MAN not in repr(parse_identity_number(MAN))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("330604199001010012", "3306**********0012"),
        ("33060419900101001X", "3306**********001X"),
        ("330604900101001", "3306*******1001"),
        ("33060490010100", "*" * 14),
        ("E12345678", "*" * 9),
        ("", ""),
    ],
)
def test_identity_numbers_show_four_characters_at_each_end(text, masked):
    assert mask_identity_number(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13800001234", "138****1234"),
        ("+8613800001234", "+86*******1234"),
        ("1380000123", "*" * 10),
        ("82818137", "*" * 8),
        ("", ""),
    ],
)
def test_telephone_numbers_show_three_and_four_characters(text, masked):
    assert mask_phone(text) == masked


@pytest.mark.parametrize(
    "code", ["91110000600037341L", coded("12330604MB1234567"), coded("N23306046A1B2C3D4"), coded("Y13306047X9999999")]
)
def test_credit_codes_of_every_registering_authority_are_accepted(code):
    assert check_credit_code(code) == []
    assert check_credit_code(f" {code[:8]} {code[8:].lower()} ") == []


@given(
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
    st.integers(0, 17),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"),
)
def test_any_single_changed_character_of_a_credit_code_is_refused(organisation, place, character):
    code = coded("91330604" + organisation)
    changed = code[:place] + character + code[place + 1 :]
    assert (check_credit_code(changed) == []) is (changed == code)


@pytest.mark.parametrize("code", ["", "91110000600037341", "91110000600037341LL"])
def test_a_credit_code_of_the_wrong_length_is_told_with_both_figures(code):
    [violation] = check_credit_code(code)
    assert violation.message == (
        "A unified social credit code has %(wanted)s characters; this one has %(found)s. " + LICENCE
    )
    assert violation.params == {"found": len(code), "wanted": 18}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("91A10000600037341L", "A"),
        ("9111000060003734OL", "O"),
        ("I1110000600037341L", "I"),
        ("9111000A6000373ZSL", "AZS"),
    ],
)
def test_a_credit_code_with_characters_out_of_place_is_refused(code, found):
    [violation] = check_credit_code(code, field="employer_code")
    assert violation.message.startswith("A unified social credit code has digits in places 3 to 8")
    assert (violation.field, violation.params) == ("employer_code", {"found": found})


def test_a_credit_code_whose_last_character_does_not_fit_is_refused():
    assert messages(check_credit_code("91110000600037341M")) == [
        "The last character of the unified social credit code does not fit the others. "
        "Compare every character with the licence."
    ]
