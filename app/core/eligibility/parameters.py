"""What each kind of requirement may be given: one table, for the plan-pack validator and for generated forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar

from app.core.eligibility.vocabulary import EducationLevel, RequirementKind, SchoolClass

E = TypeVar("E", bound=Enum)
N = TypeVar("N", int, Decimal)
EnumClass = type[Enum]

MOST_YEARS = 60
EARLIEST_YEAR, LATEST_YEAR = 1950, 2199


class RowError(ValueError):
    """A plan row that cannot be read: `field` is its key (`parameters.months`), `message` a msgid, `params` its
    parameters. `str()` is the English sentence after the field."""

    def __init__(self, field: str, message: str, **params: Any) -> None:
        self.field, self.message, self.params = field, message, params
        super().__init__(f"{field}: {message % params if params else message}")


class ParameterType(Enum):
    WHOLE_NUMBER = "WHOLE_NUMBER"
    NUMBER = "NUMBER"
    FLAG = "FLAG"
    TEXT = "TEXT"
    CODES = "CODES"
    CHOICE = "CHOICE"


@dataclass(frozen=True)
class Parameter:
    """`label` is an English msgid; `choices` is the enum of a CHOICE; an optional one takes `default` when absent.

    Read values: WHOLE_NUMBER int, NUMBER Decimal, FLAG bool, TEXT str, CODES tuple of str, CHOICE enum member.
    """

    name: str
    type: ParameterType
    label: str
    required: bool = True
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    choices: EnumClass | None = None

    def read(self, field: str, value: Any) -> Any:
        """`value` as written in a pack or form, checked. Raises RowError at `field`."""
        match self.type:
            case ParameterType.WHOLE_NUMBER:
                return whole_number(field, value, self.minimum, self.maximum)
            case ParameterType.NUMBER:
                return number(field, value, self.minimum)
            case ParameterType.FLAG:
                return flag(field, value)
            case ParameterType.TEXT:
                return text_value(field, value)
            case ParameterType.CODES:
                return codes(field, value)
            case ParameterType.CHOICE:
                assert self.choices is not None
                return choice(field, value, self.choices)


_WHOLE, _NUMBER, _FLAG = ParameterType.WHOLE_NUMBER, ParameterType.NUMBER, ParameterType.FLAG
_TEXT, _CODES, _CHOICE = ParameterType.TEXT, ParameterType.CODES, ParameterType.CHOICE


PARAMETERS: dict[RequirementKind, tuple[Parameter, ...]] = {
    RequirementKind.NOT_CIVIL_SERVANT: (
        Parameter(
            "excluded_kinds",
            _CODES,
            "Kinds of employer whose staff may not apply",
            required=False,
            default=("CIVIL_SERVICE_MANAGED",),
        ),
    ),
    RequirementKind.IN_SERVICE: (),
    RequirementKind.EMPLOYER_KIND: (Parameter("kinds", _CODES, "Accepted kinds of employer"),),
    RequirementKind.WORK_REGION: (Parameter("region", _TEXT, "Region code or its first digits"),),
    RequirementKind.AFFILIATION: (),
    RequirementKind.SOCIAL_INSURANCE: (
        Parameter("months", _WHOLE, "Months of unbroken payment", minimum=1, maximum=12 * MOST_YEARS),
        Parameter("in_payment", _FLAG, "Must be paying at submission", required=False, default=False),
        Parameter("region", _TEXT, "Region code or its first digits", required=False),
    ),
    RequirementKind.NO_BAN: (),
    RequirementKind.CREDIT_CHECK: (),
    RequirementKind.POST_VACANCY: (),
    RequirementKind.NO_LOWER_PROCEDURE: (
        Parameter(
            "education",
            _CHOICE,
            "Lowest education with initial conferment",
            required=False,
            default=EducationLevel.SECONDARY_VOCATIONAL,
            choices=EducationLevel,
        ),
    ),
    RequirementKind.APPRAISAL: (Parameter("years", _WHOLE, "Number of latest years", minimum=1, maximum=MOST_YEARS),),
    RequirementKind.CE_HOURS: (
        Parameter("years", _WHOLE, "Number of latest years", minimum=1, maximum=MOST_YEARS),
        Parameter("total", _NUMBER, "Hours a year in all", required=False, default=Decimal(0), minimum=0),
        Parameter(
            "professional",
            _NUMBER,
            "Hours a year in professional subjects",
            required=False,
            default=Decimal(0),
            minimum=0,
        ),
        Parameter("public", _NUMBER, "Hours a year in public subjects", required=False, default=Decimal(0), minimum=0),
        Parameter("last_year", _WHOLE, "Last year that counts", False, None, EARLIEST_YEAR, LATEST_YEAR),
        Parameter(
            "registered_from",
            _WHOLE,
            "First year whose professional hours must be registered",
            False,
            None,
            EARLIEST_YEAR,
            LATEST_YEAR,
        ),
        Parameter(
            "old_rules_before",
            _WHOLE,
            "Years before this one by the rules of their time",
            False,
            None,
            EARLIEST_YEAR,
            LATEST_YEAR,
        ),
        Parameter("exempt_departments", _CODES, "Departments with rules of their own", required=False),
        Parameter("exempt_series", _CODES, "Title series with rules of their own", required=False),
        Parameter("by_document", _TEXT, "Document that holds the hours", required=False),
    ),
    RequirementKind.PROFILE_APPROVED: (),
    RequirementKind.ARCHIVE_SINCE: (
        Parameter("years", _WHOLE, "Number of latest years", minimum=1, maximum=MOST_YEARS),
        Parameter("present_post", _FLAG, "Or since the present post", required=False, default=True),
    ),
    RequirementKind.STATEMENT_LENGTH: (Parameter("max", _WHOLE, "Most characters", minimum=1),),
    RequirementKind.SELF_SCORE: (
        Parameter("min", _NUMBER, "Lowest self-score", minimum=0),
        Parameter("approved_by", _TEXT, "Body that approves the self-score", required=False),
    ),
    RequirementKind.RECOMMENDERS: (
        Parameter("n", _WHOLE, "Wanted number of recommenders", minimum=1),
        Parameter("title", _CODES, "Titles a recommender may hold"),
    ),
    RequirementKind.DEFENCE: (),
    RequirementKind.CONFIRMATION: (Parameter("text", _TEXT, "What an auditor confirms"),),
}


def read_parameters(kind: RequirementKind, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every parameter of `kind` with its checked or default value, read-only. Raises RowError."""
    table = PARAMETERS[kind]
    known_keys("parameters", given, (parameter.name for parameter in table))
    values = {}
    for parameter in table:
        field, value = f"parameters.{parameter.name}", given.get(parameter.name)
        if value is None and parameter.required:
            raise RowError(field, "A value is missing.")
        values[parameter.name] = parameter.default if value is None else parameter.read(field, value)
    return MappingProxyType(values)


def known_keys(field: str, mapping: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raises RowError at the first key that is not known."""
    names = tuple(known)
    for key in mapping:
        if key not in names:
            raise RowError(
                f"{field}.{key}" if field else str(key),
                "Unknown key; known here: %(known)s.",
                known=", ".join(names) or "–",
            )


def whole_number(field: str, value: Any, minimum: int | None = 0, maximum: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowError(field, "%(value)s is not a whole number.", value=repr(value))
    if maximum is not None and value > maximum:
        raise RowError(field, "%(value)s is above %(maximum)s.", value=value, maximum=maximum)
    return _at_least(field, value, minimum)


def years(field: str, value: Any) -> int:
    return whole_number(field, value, 0, MOST_YEARS)


def number(field: str, value: Any, minimum: int | None = 0) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise RowError(field, "%(value)s is not a number.", value=repr(value))
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise RowError(field, "%(value)s is not a number.", value=repr(value))
    return _at_least(field, exact, minimum)


def flag(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RowError(field, "%(value)s is neither true nor false.", value=repr(value))
    return value


def text_value(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise RowError(field, "%(value)s is not text; write codes in quotes.", value=repr(value))
    if not value.strip():
        raise RowError(field, "A value is missing.")
    return value


def codes(field: str, value: Any) -> tuple[str, ...]:
    """One code or a list of codes, any of which is accepted."""
    if isinstance(value, list | tuple):
        if not value:
            raise RowError(field, "A value is missing.")
        return tuple(text_value(field, item) for item in value)
    return (text_value(field, value),)


def choice(field: str, value: Any, members: type[E]) -> E:
    """An enum member, or its name as packs write it."""
    return _one_of(field, value, members.__members__)


def choices(field: str, value: Any, members: type[E]) -> tuple[E, ...]:
    """One member or a list of members, any of which is accepted."""
    if isinstance(value, list | tuple):
        return tuple(choice(field, item, members) for item in value)
    return (choice(field, value, members),)


def accepted_education(field: str, value: Any) -> EducationLevel | SchoolClass:
    """A level of education or a class of a technician school, or the name of one."""
    known: dict[str, EducationLevel | SchoolClass] = {**EducationLevel.__members__, **SchoolClass.__members__}
    return _one_of(field, value, known)


def _one_of(field: str, value: Any, known: Mapping[str, E]) -> E:
    if isinstance(value, Enum) and value in known.values():
        return known[value.name]
    if isinstance(value, str) and value in known:
        return known[value]
    raise RowError(
        field,
        "%(value)s is not one of %(choices)s.",
        value=value if isinstance(value, str) else repr(value),
        choices=", ".join(known),
    )


def _at_least(field: str, value: N, minimum: int | None) -> N:
    if minimum is not None and value < minimum:
        raise RowError(field, "%(value)s is below %(minimum)s.", value=value, minimum=minimum)
    return value
