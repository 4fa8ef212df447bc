"""Vocabulary of posts."""

from __future__ import annotations

from enum import StrEnum


class PostLevel(StrEnum):
    """正高级, 副高级, 中级, 初级及未定级 (R-238)."""

    FULL_SENIOR = "FULL_SENIOR"
    ASSOCIATE_SENIOR = "ASSOCIATE_SENIOR"
    INTERMEDIATE = "INTERMEDIATE"
    JUNIOR = "JUNIOR"


class QuotaStatus(StrEnum):
    """A year's quota: kept by the employer, checked by the competent or the HRSS department (R-242)."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    CONFIRMED = "CONFIRMED"
    RETURNED = "RETURNED"


class PostStep(StrEnum):
    """公布岗位信息, 个人申报竞聘, 材料公示, 单位考核推荐 (R-210), in their order."""

    PUBLISHED = "PUBLISHED"
    COMPETITION = "COMPETITION"
    PUBLICITY = "PUBLICITY"
    RESULT = "RESULT"


class SelectionKind(StrEnum):
    """已具有任职资格直接办理聘任, or 同意推荐参加评审 (R-240)."""

    APPOINTED = "APPOINTED"
    RECOMMENDED = "RECOMMENDED"
