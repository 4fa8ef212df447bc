"""Plan rows as plain data: the decision table of qualification paths and the list of requirements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from app.core.eligibility.parameters import (
    RowError,
    accepted_education,
    choice,
    choices,
    codes,
    flag,
    known_keys,
    read_parameters,
    text_value,
    years,
)
from app.core.eligibility.vocabulary import (
    Degree,
    EducationLevel,
    FieldMatch,
    Procedure,
    RequirementKind,
    SchoolClass,
    SkillLevel,
)

PathReader = Callable[[str, Any], Any]


@dataclass(frozen=True, kw_only=True)
class PathRule:
    """One way to a title. Every column that is filled must hold; empty columns ask for nothing.

    Education: any of `education` OR any of `degree` is accepted, and what is higher counts for what is lower: a
    diploma at or above the lowest level named, or a degree at or above the lowest degree named. So
    大学本科毕业或具备学士学位 is education [BACHELOR], degree [BACHELOR]; 高中及以下 is education
    [JUNIOR_MIDDLE, SENIOR_MIDDLE]; a graduate with three years may use the 大专 row. A degree counts only on
    rows that name a degree. A diploma counts when it was obtained by the day of submission. A class of technician
    schools beside a level says which level it equals, on every row of the plan: [COLLEGE, SENIOR_WORKER_CLASS] (R-58).

    `current_title` and `vocational` are codes, any of which is accepted. `tenure_years` run from the appointment when
    `appointed`, from obtaining the title otherwise. `skill_years` are professional work after the skill level was
    obtained. `unmatched_extra_years` are added to `professional_years` for a field of study that does not match the
    work (R-37). `major_match` MATCHED or UNMATCHED restricts the row to such fields; empty accepts any.
    `by_document` names the criteria document that holds the condition; such a row needs an auditor's confirmation.
    `mode` empty: every mode. `key` identifies the row within its plan; rulings refer to `subject`.
    """

    key: str
    title: str
    mode: str = ""
    education: tuple[EducationLevel | SchoolClass, ...] = ()
    degree: tuple[Degree, ...] = ()
    current_title: tuple[str, ...] = ()
    tenure_years: int = 0
    appointed: bool = False
    skill_level: SkillLevel | None = None
    skill_years: int = 0
    vocational: tuple[str, ...] = ()
    professional_years: int = 0
    major_match: FieldMatch | None = None
    unmatched_extra_years: int = 0
    procedure: Procedure = Procedure.REVIEW
    by_document: str = ""
    clause: str = ""

    def __post_init__(self) -> None:
        for name, needed in _NEEDS.items():
            if getattr(self, name) and not any(getattr(self, other) for other in needed):
                raise RowError(name, "Needs a value in %(other)s as well.", other=" / ".join(needed))
        if self.education and not any(isinstance(one, EducationLevel) for one in self.education):
            raise RowError("education", "Name the level of education that the class equals as well.")
        if Degree.NONE in self.degree:
            raise RowError("degree", "Leave the degree empty where none is asked for.")
        if self.major_match is FieldMatch.SIMILAR:
            raise RowError("major_match", "Similar fields of study count as matched: write MATCHED.")

    @property
    def subject(self) -> str:
        return f"path:{self.key}"

    @cached_property
    def lowest_level(self) -> EducationLevel | None:
        """The lowest level of education that is accepted; None where the row names none."""
        return min((one for one in self.education if isinstance(one, EducationLevel)), default=None)

    @cached_property
    def lowest_degree(self) -> Degree | None:
        return min(self.degree, default=None)

    @classmethod
    def from_mapping(cls, row: Mapping[str, Any], *, key: str) -> PathRule:
        """A row as a plan pack writes it. Raises RowError (a ValueError) naming the unknown key or bad value."""
        return cls(key=key, **_read(row, _PATH_COLUMNS, required=("title",)))


@dataclass(frozen=True, kw_only=True)
class RequirementRule:
    """One requirement. `waivable`: the notice says 原则上 or 一般.

    `parameters` are checked against `PARAMETERS[kind]` and completed with defaults. Raises RowError.
    """

    key: str
    kind: RequirementKind
    parameters: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""
    waivable: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", read_parameters(self.kind, self.parameters))

    @property
    def subject(self) -> str:
        return f"requirement:{self.key}"

    @classmethod
    def from_mapping(cls, row: Mapping[str, Any], *, key: str) -> RequirementRule:
        """A row as a plan pack writes it. Raises RowError (a ValueError) naming the unknown key or bad value."""
        return cls(key=key, **_read(row, _REQUIREMENT_COLUMNS, required=("kind",)))


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What applications of one title and mode are held against: years count to `cutoff_date`, insurance and bans to
    `submitted_on`. One `Rules` serves any number of people.

    `paths` may be all rows of the plan: those of other titles and modes are left out of account. `requirements` are
    those that hold for the application; `series` is the code of the plan's title series.
    Raises RowError when two rows share a subject.
    """

    title_code: str
    mode: str
    cutoff_date: date
    submitted_on: date
    paths: tuple[PathRule, ...] = ()
    requirements: tuple[RequirementRule, ...] = ()
    series: str = ""

    def __post_init__(self) -> None:
        seen: set[str] = set()
        rows: tuple[PathRule | RequirementRule, ...] = (*self.paths, *self.requirements)
        for row in rows:
            if row.subject in seen:
                raise RowError(row.subject, "Two rows share this key.")
            seen.add(row.subject)

    @cached_property
    def applicable_paths(self) -> tuple[PathRule, ...]:
        return tuple(row for row in self.paths if row.title == self.title_code and row.mode in ("", self.mode))

    @cached_property
    def equivalents(self) -> Mapping[SchoolClass, EducationLevel]:
        """The level that each class of technician schools equals, by the rows of the plan that name it (R-58)."""
        return {
            one: row.lowest_level
            for row in self.paths
            for one in row.education
            if isinstance(one, SchoolClass) and row.lowest_level
        }


_NEEDS: dict[str, tuple[str, ...]] = {
    "tenure_years": ("current_title",),
    "appointed": ("current_title",),
    "skill_years": ("skill_level",),
    "major_match": ("education", "degree"),
    "unmatched_extra_years": ("education", "degree"),
}

_PATH_COLUMNS: dict[str, PathReader] = {
    "title": text_value,
    "mode": text_value,
    "education": lambda name, value: _several(name, value, accepted_education),
    "degree": lambda name, value: choices(name, value, Degree),
    "current_title": codes,
    "tenure_years": years,
    "appointed": flag,
    "skill_level": lambda name, value: choice(name, value, SkillLevel),
    "skill_years": years,
    "vocational": codes,
    "professional_years": years,
    "major_match": lambda name, value: choice(name, value, FieldMatch),
    "unmatched_extra_years": years,
    "procedure": lambda name, value: choice(name, value, Procedure),
    "by_document": text_value,
    "clause": text_value,
}

_REQUIREMENT_COLUMNS: dict[str, PathReader] = {
    "kind": lambda name, value: choice(name, value, RequirementKind),
    "parameters": lambda name, value: _mapping(name, value),
    "clause": text_value,
    "waivable": flag,
}

assert {"key", *_PATH_COLUMNS} == {column.name for column in fields(PathRule)}


def _read(row: Mapping[str, Any], columns: Mapping[str, PathReader], required: tuple[str, ...]) -> dict[str, Any]:
    known_keys("", row, columns)
    for name in required:
        if _is_empty(row.get(name)):
            raise RowError(name, "A value is missing.")
    return {name: columns[name](name, value) for name, value in row.items() if not _is_empty(value)}


def _several(name: str, value: Any, read: PathReader) -> tuple[Any, ...]:
    return tuple(read(name, one) for one in (value if isinstance(value, list | tuple) else [value]))


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RowError(name, "%(value)s is not a list of named values.", value=repr(value))
    return value
