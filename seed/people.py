"""Invented demo people. Identity numbers are valid by checksum and carry a region code that was never assigned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from stdnum.cn import ric

from app.applicants.enums import Sex
from app.core.eligibility import Degree, EducationLevel, FieldMatch
from config import PROJECT

UNASSIGNED_REGION = "999900"


class Stop(StrEnum):
    """Where on the way a demo application stops."""

    NONE = "NONE"
    DRAFT = "DRAFT"
    EMPLOYER_AUDIT = "EMPLOYER_AUDIT"
    RETURNED_BY_EMPLOYER = "RETURNED_BY_EMPLOYER"
    BEFORE_NOTICE = "BEFORE_NOTICE"
    NOTICE_RUNNING = "NOTICE_RUNNING"
    NOTICE_OVER = "NOTICE_OVER"
    HRSS_AUDIT = "HRSS_AUDIT"
    RETURNED_BY_HRSS = "RETURNED_BY_HRSS"
    FEE_OPEN = "FEE_OPEN"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    CONCLUDED = "CONCLUDED"
    ANNOUNCED = "ANNOUNCED"
    COMPLETED = "COMPLETED"
    NOT_APPROVED = "NOT_APPROVED"
    REJECTED = "REJECTED"


@dataclass(frozen=True)
class Person:
    """One demo applicant: a schooling, years of professional work, a title to apply for, where the way stops."""

    key: str
    name: str
    sex: Sex
    born: dt.date
    level: EducationLevel
    degree: Degree
    match: FieldMatch
    field_of_study: str
    years: int
    title: str
    stop: Stop
    employer: str

    @property
    def identity_number(self) -> str:
        """18 digits: unassigned region, birth date, order number (odd for men), check digit."""
        order = int(self.key) * 2 + (1 if self.sex is Sex.MALE else 0)
        body = f"{UNASSIGNED_REGION}{self.born:%Y%m%d}{order:03d}"
        return body + ric.calc_check_digit(body + "0")


def _read(row: dict[str, Any]) -> Person:
    kinds = {"sex": Sex, "level": EducationLevel, "degree": Degree, "match": FieldMatch, "stop": Stop}
    values: dict[str, Any] = {name: kinds[name][value] if name in kinds else value for name, value in row.items()}
    return Person(**values)


PEOPLE = tuple(_read(row) for row in yaml.safe_load((PROJECT / "seed" / "people.yaml").read_text(encoding="utf-8")))
