"""Words that facts, plan rows and findings share. Values are the names that plan packs write.

Plain `Enum`, never `StrEnum`: a bachelor's education and a bachelor's degree must not be equal, nor share a
key in `LABELS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class OrderedEnum(Enum):
    """Members compare in the order in which they are written; other types raise TypeError."""

    def __init__(self, _value: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, type(self)) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, type(self)) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, type(self)) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, type(self)) else NotImplemented


class Outcome(Enum):
    """`severity`: PASS 0, EVIDENCE_NEEDED 1, FAIL 2."""

    PASS = "PASS"
    FAIL = "FAIL"
    EVIDENCE_NEEDED = "EVIDENCE_NEEDED"

    def __init__(self, name: str) -> None:
        self.severity = {"PASS": 0, "EVIDENCE_NEEDED": 1, "FAIL": 2}[name]


class EducationLevel(OrderedEnum):
    JUNIOR_MIDDLE = "JUNIOR_MIDDLE"
    SENIOR_MIDDLE = "SENIOR_MIDDLE"
    SECONDARY_VOCATIONAL = "SECONDARY_VOCATIONAL"
    COLLEGE = "COLLEGE"
    BACHELOR = "BACHELOR"
    POSTGRADUATE = "POSTGRADUATE"


class SchoolClass(Enum):
    """Classes of technician schools (技工院校), which a plan's rows set beside the level that they equal (R-58)."""

    INTERMEDIATE_WORKER_CLASS = "INTERMEDIATE_WORKER_CLASS"
    SENIOR_WORKER_CLASS = "SENIOR_WORKER_CLASS"
    SKILLED_TECHNICIAN_CLASS = "SKILLED_TECHNICIAN_CLASS"


class Degree(OrderedEnum):
    NONE = "NONE"
    BACHELOR = "BACHELOR"
    SECOND_BACHELOR = "SECOND_BACHELOR"
    MASTER = "MASTER"
    DOCTOR = "DOCTOR"


class FieldMatch(Enum):
    """Whether a field of study fits the work: 对口, 相近, 不对口. SIMILAR counts as MATCHED (R-36)."""

    MATCHED = "MATCHED"
    SIMILAR = "SIMILAR"
    UNMATCHED = "UNMATCHED"


class SkillLevel(OrderedEnum):
    JUNIOR_WORKER = "JUNIOR_WORKER"
    INTERMEDIATE_WORKER = "INTERMEDIATE_WORKER"
    SENIOR_WORKER = "SENIOR_WORKER"
    SKILLED_TECHNICIAN = "SKILLED_TECHNICIAN"
    SENIOR_SKILLED_TECHNICIAN = "SENIOR_SKILLED_TECHNICIAN"


class DatePrecision(Enum):
    DAY = "DAY"
    MONTH = "MONTH"


class AppraisalResult(Enum):
    EXCELLENT = "EXCELLENT"
    QUALIFIED = "QUALIFIED"
    BASICALLY_QUALIFIED = "BASICALLY_QUALIFIED"
    UNQUALIFIED = "UNQUALIFIED"
    NOT_GRADED = "NOT_GRADED"


class HoursSubject(Enum):
    """What a continuing-education minimum counts; PUBLIC is industry and general public hours together."""

    TOTAL = "TOTAL"
    PROFESSIONAL = "PROFESSIONAL"
    PUBLIC = "PUBLIC"


class Procedure(Enum):
    REVIEW = "REVIEW"
    INITIAL_CONFERMENT = "INITIAL_CONFERMENT"


class RequirementKind(Enum):
    NOT_CIVIL_SERVANT = "NOT_CIVIL_SERVANT"
    IN_SERVICE = "IN_SERVICE"
    EMPLOYER_KIND = "EMPLOYER_KIND"
    WORK_REGION = "WORK_REGION"
    AFFILIATION = "AFFILIATION"
    SOCIAL_INSURANCE = "SOCIAL_INSURANCE"
    NO_BAN = "NO_BAN"
    CREDIT_CHECK = "CREDIT_CHECK"
    POST_VACANCY = "POST_VACANCY"
    NO_LOWER_PROCEDURE = "NO_LOWER_PROCEDURE"
    APPRAISAL = "APPRAISAL"
    CE_HOURS = "CE_HOURS"
    PROFILE_APPROVED = "PROFILE_APPROVED"
    ARCHIVE_SINCE = "ARCHIVE_SINCE"
    STATEMENT_LENGTH = "STATEMENT_LENGTH"
    SELF_SCORE = "SELF_SCORE"
    RECOMMENDERS = "RECOMMENDERS"
    DEFENCE = "DEFENCE"
    CONFIRMATION = "CONFIRMATION"


class PathKind(Enum):
    """The kind of the one finding that sums up all path rows."""

    QUALIFICATION_PATH = "QUALIFICATION_PATH"


class ConditionKind(Enum):
    """The parts of one path row."""

    EDUCATION = "EDUCATION"
    MAJOR_MATCH = "MAJOR_MATCH"
    CURRENT_TITLE = "CURRENT_TITLE"
    TENURE_YEARS = "TENURE_YEARS"
    SKILL_LEVEL = "SKILL_LEVEL"
    SKILL_YEARS = "SKILL_YEARS"
    VOCATIONAL = "VOCATIONAL"
    PROFESSIONAL_YEARS = "PROFESSIONAL_YEARS"
    BY_DOCUMENT = "BY_DOCUMENT"


class RulingKind(Enum):
    WAIVED = "WAIVED"
    CONFIRMED = "CONFIRMED"


class Catalog(Enum):
    """Where the printed name of a code is found."""

    TITLE = "TITLE"
    REGION = "REGION"
    EMPLOYER_KIND = "EMPLOYER_KIND"
    VOCATIONAL_QUALIFICATION = "VOCATIONAL_QUALIFICATION"


@dataclass(frozen=True)
class Code:
    """A code among a finding's figures; `wording.text` asks its caller for the printed name."""

    catalog: Catalog
    code: str


LABELS: dict[Enum, str] = {
    Outcome.PASS: "Met",
    Outcome.FAIL: "Not met",
    Outcome.EVIDENCE_NEEDED: "Evidence needed",
    EducationLevel.JUNIOR_MIDDLE: "Junior middle school",
    EducationLevel.SENIOR_MIDDLE: "Senior middle school",
    EducationLevel.SECONDARY_VOCATIONAL: "Secondary vocational school",
    EducationLevel.COLLEGE: "Junior college",
    EducationLevel.BACHELOR: "Undergraduate education",
    EducationLevel.POSTGRADUATE: "Postgraduate education",
    SchoolClass.INTERMEDIATE_WORKER_CLASS: "Intermediate workers' class of a technician school",
    SchoolClass.SENIOR_WORKER_CLASS: "Senior workers' class of a technician school",
    SchoolClass.SKILLED_TECHNICIAN_CLASS: "Skilled technicians' class of a technician school",
    Degree.NONE: "No degree",
    Degree.BACHELOR: "Bachelor's degree",
    Degree.SECOND_BACHELOR: "Second bachelor's degree",
    Degree.MASTER: "Master's degree",
    Degree.DOCTOR: "Doctor's degree",
    FieldMatch.MATCHED: "Field of study matches the work",
    FieldMatch.SIMILAR: "Field of study is similar to the work",
    FieldMatch.UNMATCHED: "Field of study does not match the work",
    SkillLevel.JUNIOR_WORKER: "Junior skilled worker",
    SkillLevel.INTERMEDIATE_WORKER: "Intermediate skilled worker",
    SkillLevel.SENIOR_WORKER: "Senior skilled worker",
    SkillLevel.SKILLED_TECHNICIAN: "Skilled technician",
    SkillLevel.SENIOR_SKILLED_TECHNICIAN: "Senior skilled technician",
    DatePrecision.DAY: "Known to the day",
    DatePrecision.MONTH: "Known to the month",
    AppraisalResult.EXCELLENT: "Appraised as excellent",
    AppraisalResult.QUALIFIED: "Appraised as qualified",
    AppraisalResult.BASICALLY_QUALIFIED: "Appraised as basically qualified",
    AppraisalResult.UNQUALIFIED: "Appraised as unqualified",
    AppraisalResult.NOT_GRADED: "Appraised without a grade",
    HoursSubject.TOTAL: "all subjects",
    HoursSubject.PROFESSIONAL: "professional subjects",
    HoursSubject.PUBLIC: "industry and general public subjects",
    Procedure.REVIEW: "Review by committee",
    Procedure.INITIAL_CONFERMENT: "Initial conferment",
    RequirementKind.NOT_CIVIL_SERVANT: "Not a civil servant",
    RequirementKind.IN_SERVICE: "In service",
    RequirementKind.EMPLOYER_KIND: "Kind of employer",
    RequirementKind.WORK_REGION: "Region of work",
    RequirementKind.AFFILIATION: "Personnel affiliation",
    RequirementKind.SOCIAL_INSURANCE: "Social insurance",
    RequirementKind.NO_BAN: "No application ban",
    RequirementKind.CREDIT_CHECK: "Credit check",
    RequirementKind.POST_VACANCY: "Vacant post",
    RequirementKind.NO_LOWER_PROCEDURE: "Not open to initial conferment",
    RequirementKind.APPRAISAL: "Annual appraisal",
    RequirementKind.CE_HOURS: "Continuing education hours",
    RequirementKind.PROFILE_APPROVED: "Personal information passed by the employer",
    RequirementKind.ARCHIVE_SINCE: "Age of achievements",
    RequirementKind.STATEMENT_LENGTH: "Length of the work statement",
    RequirementKind.SELF_SCORE: "Self-score",
    RequirementKind.RECOMMENDERS: "Number of recommenders",
    RequirementKind.DEFENCE: "Defence before the committee",
    RequirementKind.CONFIRMATION: "Confirmed by an auditor",
    PathKind.QUALIFICATION_PATH: "Education and years",
    ConditionKind.EDUCATION: "Education or degree",
    ConditionKind.MAJOR_MATCH: "Match of the field of study",
    ConditionKind.CURRENT_TITLE: "Present title",
    ConditionKind.TENURE_YEARS: "Tenure",
    ConditionKind.SKILL_LEVEL: "Skill level",
    ConditionKind.SKILL_YEARS: "Years of work after the skill level",
    ConditionKind.VOCATIONAL: "Vocational qualification",
    ConditionKind.PROFESSIONAL_YEARS: "Years of professional work",
    ConditionKind.BY_DOCUMENT: "Criteria document",
    RulingKind.WAIVED: "Waived by an auditor",
    RulingKind.CONFIRMED: "Evidence confirmed by an auditor",
}
"""Plain English msgids; web code translates them, e.g. `lazy_gettext(LABELS[Degree.MASTER])`."""
