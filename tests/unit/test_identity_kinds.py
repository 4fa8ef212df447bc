"""Numbers of every kind of identity document (R-14): what each accepts, and one step beyond."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.cn import ric

from app.core.errors import Invalid
from app.core.identity_kinds import Identity, IdentityKind, carries_birth, check_identity, identity_of

ON = date(2026, 11, 20)
KIND = IdentityKind


def numbered(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


SPECIMEN = "911124198108030024"  # of the 2023 card: Beijing, Canada, born on 3 August 1981, a woman
HONG_KONG, MACAO, TAIWAN = (
    numbered(f"{place}0000199003120{order}") for place, order in (("81", "15"), ("82", "24"), ("83", "15"))
)
RESIDENT = numbered("33060419900312001")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (KIND.RESIDENT, RESIDENT),
        (KIND.RESIDENT, numbered("99990019900312001")),
        (KIND.FOREIGN_RESIDENT, SPECIMEN),
        (KIND.FOREIGN_RESIDENT, "CAN110081080310"),
        (KIND.HK_MACAO_PERMIT, "H12345678"),
        (KIND.HK_MACAO_PERMIT, "m1234567801"),
        (KIND.HK_MACAO_RESIDENT, HONG_KONG),
        (KIND.HK_MACAO_RESIDENT, MACAO),
        (KIND.TAIWAN_PERMIT, "１２３４５６７８"),
        (KIND.TAIWAN_RESIDENT, TAIWAN),
        (KIND.TALENT_CARD, "ZJ1234"),
        (KIND.TALENT_CARD, "ZJ-2023-1234567890"),
    ],
)
def test_a_number_as_printed_has_nothing_wrong(kind: IdentityKind, number: str) -> None:
    assert check_identity(kind, number, ON) == []


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (KIND.FOREIGN_RESIDENT, SPECIMEN[:-1]),
        (KIND.FOREIGN_RESIDENT, SPECIMEN[:-1] + "5"),
        (KIND.FOREIGN_RESIDENT, RESIDENT),
        (KIND.FOREIGN_RESIDENT, numbered("99990019900312001")),
        (KIND.FOREIGN_RESIDENT, "CA1100810803101"),
        (KIND.FOREIGN_RESIDENT, "CAN11008108031"),
        (KIND.FOREIGN_RESIDENT, "CAN1100810803101"),
        (KIND.HK_MACAO_PERMIT, "H1234567"),
        (KIND.HK_MACAO_PERMIT, "H123456789"),
        (KIND.HK_MACAO_PERMIT, "H12345678901"),
        (KIND.HK_MACAO_PERMIT, "K12345678"),
        (KIND.HK_MACAO_PERMIT, "12345678"),
        (KIND.HK_MACAO_RESIDENT, TAIWAN),
        (KIND.HK_MACAO_RESIDENT, HONG_KONG[:-1] + ("1" if HONG_KONG[-1] != "1" else "2")),
        (KIND.TAIWAN_PERMIT, "1234567"),
        (KIND.TAIWAN_PERMIT, "123456789"),
        (KIND.TAIWAN_RESIDENT, HONG_KONG),
        (KIND.TALENT_CARD, "ZJ123"),
        (KIND.TALENT_CARD, "ZJABC123"),
        (KIND.TALENT_CARD, "ZJ-2023-12345678901"),
        (KIND.TALENT_CARD, "ZJ1234_5"),
    ],
)
def test_one_step_beyond_is_told_at_the_field(kind: IdentityKind, number: str) -> None:
    violations = check_identity(kind, number, ON, field="holder")
    assert [one.field for one in violations] == ["holder"]


@pytest.mark.parametrize("number", [SPECIMEN, HONG_KONG, MACAO, TAIWAN])
def test_what_is_on_another_document_is_no_resident_number(number: str) -> None:
    """One person under two kinds would be two people."""
    [violation] = check_identity(KIND.RESIDENT, number, ON)
    assert "choose that kind of document" in violation.message


def test_a_birth_in_the_future_is_told_for_every_number_that_carries_one() -> None:
    today, tomorrow = (numbered(f"8100002026112{day}001") for day in (0, 1))
    assert check_identity(KIND.HK_MACAO_RESIDENT, today, ON) == []
    assert len(check_identity(KIND.HK_MACAO_RESIDENT, tomorrow, ON)) == 1


@pytest.mark.parametrize(
    ("kind", "number", "read"),
    [
        (KIND.FOREIGN_RESIDENT, SPECIMEN, (SPECIMEN, date(1981, 8, 3), "FEMALE")),
        (KIND.FOREIGN_RESIDENT, "can110081080310", ("CAN110081080310", None, None)),
        (KIND.HK_MACAO_RESIDENT, HONG_KONG, (HONG_KONG, date(1990, 3, 12), "MALE")),
        (KIND.HK_MACAO_RESIDENT, MACAO, (MACAO, date(1990, 3, 12), "FEMALE")),
        (KIND.HK_MACAO_PERMIT, "h1234567802", ("H12345678", None, None)),
        (KIND.HK_MACAO_PERMIT, "H12345678", ("H12345678", None, None)),
        (KIND.TAIWAN_PERMIT, " 1234 5678 ", ("12345678", None, None)),
        (KIND.TALENT_CARD, "zj-1234", ("ZJ-1234", None, None)),
        (KIND.TALENT_CARD, "H1234567802", ("H1234567802", None, None)),
    ],
)
def test_the_number_is_kept_as_printed_and_a_reissue_is_the_same_person(
    kind: IdentityKind, number: str, read: tuple[str, date | None, str | None]
) -> None:
    assert identity_of(kind, number) == Identity(kind, *read)  # type: ignore[arg-type]
    assert carries_birth(kind, number) is (read[1] is not None)


def test_a_number_is_not_shown_by_accident() -> None:
    assert "H12345678" not in repr(identity_of(KIND.HK_MACAO_PERMIT, "H12345678"))


def test_a_wrong_number_cannot_be_kept() -> None:
    with pytest.raises(Invalid):
        identity_of(KIND.RESIDENT, RESIDENT[:-1])
