"""When a stage applies: a condition is data, `{}` is always, and every key it has must hold.

    {"modes": ["NORMAL"], "titles": [...], "employer_kinds": [...], "affiliation_levels": [...],
     "departments": [...], "regions": ["3307"], "categories": [...],
     "named_in": ["INTERVIEW"], "file_hosted": true, "established": false,
     "on_leave": true}

`departments` are codes of the employer's competent department, `regions` the first digits of its region's code,
`categories` keys of the plan's 申报类型. `named_in` holds when the person is named in one of the lists (R-205);
`file_hosted` compares whether the person's file is hosted by a talent-exchange centre (R-90), `established` whether
they hold an established post, `on_leave` whether they are on leave from it to start a business (R-151); where that is
not known of a person, neither true nor false holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """The facts of one application that conditions look at."""

    mode: str = ""
    title_code: str = ""
    employer_kind: str = ""
    affiliation_level: str = ""
    department: str = ""
    region: str = ""
    category: str = ""
    named_in: frozenset[str] = frozenset()
    file_hosted: bool = False
    established: bool | None = None
    on_leave: bool | None = None


class ConditionError(ValueError):
    """`key` is unknown, or its value is not a filled list of strings (FLAGS: true or false)."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"condition {key!r} is unknown or has a value of the wrong kind")


FLAGS = frozenset({"file_hosted", "established", "on_leave"})
_HOLDS: dict[str, Callable[[Any, Subject], bool]] = {
    "modes": lambda wanted, subject: subject.mode in wanted,
    "titles": lambda wanted, subject: subject.title_code in wanted,
    "employer_kinds": lambda wanted, subject: subject.employer_kind in wanted,
    "affiliation_levels": lambda wanted, subject: subject.affiliation_level in wanted,
    "departments": lambda wanted, subject: subject.department in wanted,
    "regions": lambda wanted, subject: bool(subject.region) and subject.region.startswith(tuple(wanted)),
    "categories": lambda wanted, subject: subject.category in wanted,
    "named_in": lambda wanted, subject: not subject.named_in.isdisjoint(wanted),
    "file_hosted": lambda wanted, subject: subject.file_hosted is wanted,
    "established": lambda wanted, subject: subject.established is wanted,
    "on_leave": lambda wanted, subject: subject.on_leave is wanted,
}
CONDITION_KEYS = tuple(_HOLDS)


def check_condition(condition: Condition) -> None:
    """Raise ConditionError (a ValueError) for the first key that is unknown or has a wrong value."""
    for key, wanted in condition.items():
        if key not in _HOLDS:
            raise ConditionError(key)
        if not (isinstance(wanted, bool) if key in FLAGS else _is_list_of_strings(wanted)):
            raise ConditionError(key)


def matches(condition: Condition, subject: Subject) -> bool:
    """Whether every key of the condition holds for the subject; raises ConditionError for a bad one."""
    check_condition(condition)
    return all(_HOLDS[key](wanted, subject) for key, wanted in condition.items())


def _is_list_of_strings(wanted: object) -> bool:
    return isinstance(wanted, list | tuple) and bool(wanted) and all(isinstance(one, str) for one in wanted)
