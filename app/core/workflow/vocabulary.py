"""The words of the workflow, each with its English label (a msgid)."""

from __future__ import annotations

from enum import StrEnum


class StageKind(StrEnum):
    """What a stage does; one class of behaviour each (R-199 to R-211)."""

    AUDIT = "AUDIT"
    PUBLIC_NOTICE = "PUBLIC_NOTICE"
    INTERVIEW = "INTERVIEW"
    RECOMMENDATION = "RECOMMENDATION"
    REVIEW = "REVIEW"
    CONFERMENT = "CONFERMENT"
    REPORTING = "REPORTING"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    ISSUANCE = "ISSUANCE"


class HolderKind(StrEnum):
    """Who must act at a stage; resolved to one organisation when the stage is entered."""

    EMPLOYER = "EMPLOYER"
    COMPETENT_DEPARTMENT = "COMPETENT_DEPARTMENT"
    TALENT_EXCHANGE_CENTRE = "TALENT_EXCHANGE_CENTRE"
    HRSS_COUNTY = "HRSS_COUNTY"
    HRSS_CITY = "HRSS_CITY"
    HRSS_PROVINCE = "HRSS_PROVINCE"
    ACCEPTING_COMMITTEE_OFFICE = "ACCEPTING_COMMITTEE_OFFICE"
    RECOMMENDING_COMMITTEE_OFFICE = "RECOMMENDING_COMMITTEE_OFFICE"
    NAMED_ORGANISATION = "NAMED_ORGANISATION"


class Decision(StrEnum):
    """What moves an application. CONCLUDE records the yes or no of a committee or of a conferring office, RECOMMEND
    that it was handed to a body outside, whose result is still to come."""

    SUBMIT = "SUBMIT"
    PASS = "PASS"
    RETURN = "RETURN"
    REJECT = "REJECT"
    RECOMMEND = "RECOMMEND"
    CONCLUDE = "CONCLUDE"
    SKIP = "SKIP"
    WITHDRAW = "WITHDRAW"
    UNDO = "UNDO"


class Status(StrEnum):
    """Where an application stands. REJECTED: an auditor refused it; NOT_APPROVED: the conclusion was no."""

    DRAFT = "DRAFT"
    UNDER_WAY = "UNDER_WAY"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    NOT_APPROVED = "NOT_APPROVED"
    COMPLETED = "COMPLETED"


class Gate(StrEnum):
    """What must have happened before a stage can be passed or concluded."""

    FEE_PAID = "FEE_PAID"
    PAPER_RECEIVED = "PAPER_RECEIVED"
    NOTICE_COMPLETED = "NOTICE_COMPLETED"


class ReturnTo(StrEnum):
    """To whom a stage sends an application back."""

    APPLICANT = "APPLICANT"
    PREVIOUS_STAGE = "PREVIOUS_STAGE"


class ResumeAt(StrEnum):
    """Where a corrected application goes on. FIRST_STAGE: the employer answers for every version."""

    FIRST_STAGE = "FIRST_STAGE"
    RETURNING_STAGE = "RETURNING_STAGE"


class StepStatus(StrEnum):
    """How the route's picture shows a printed step. SKIPPED: does not apply or will not be reached."""

    DONE = "DONE"
    NOW = "NOW"
    SKIPPED = "SKIPPED"
    TODO = "TODO"


WITH_APPLICANT = frozenset({Status.DRAFT, Status.RETURNED})
OPEN_STATUSES = WITH_APPLICANT | {Status.UNDER_WAY}
CLOSED_STATUSES = frozenset(Status) - OPEN_STATUSES

STAGE_KIND_LABELS = {
    StageKind.AUDIT: "Audit",
    StageKind.PUBLIC_NOTICE: "Public notice",
    StageKind.INTERVIEW: "Interview",
    StageKind.RECOMMENDATION: "Recommendation",
    StageKind.REVIEW: "Review",
    StageKind.CONFERMENT: "Conferment",
    StageKind.REPORTING: "Reporting of results",
    StageKind.ANNOUNCEMENT: "Announcement of results",
    StageKind.ISSUANCE: "Issuance",
}
HOLDER_KIND_LABELS = {
    HolderKind.EMPLOYER: "Employer",
    HolderKind.COMPETENT_DEPARTMENT: "Competent department",
    HolderKind.TALENT_EXCHANGE_CENTRE: "Talent-exchange centre",
    HolderKind.HRSS_COUNTY: "County HRSS department",
    HolderKind.HRSS_CITY: "City HRSS department",
    HolderKind.HRSS_PROVINCE: "Provincial HRSS department",
    HolderKind.ACCEPTING_COMMITTEE_OFFICE: "Office of the accepting committee",
    HolderKind.RECOMMENDING_COMMITTEE_OFFICE: "Office of the recommending committee",
    HolderKind.NAMED_ORGANISATION: "Named organisation",
}
DECISION_LABELS = {
    Decision.SUBMIT: "Submit",
    Decision.PASS: "Pass",
    Decision.RETURN: "Return",
    Decision.REJECT: "Reject",
    Decision.RECOMMEND: "Recommend to the body outside",
    Decision.CONCLUDE: "Record the conclusion",
    Decision.SKIP: "Skip",
    Decision.WITHDRAW: "Withdraw",
    Decision.UNDO: "Undo",
}
STATUS_LABELS = {
    Status.DRAFT: "Being filled in",
    Status.UNDER_WAY: "Under way",
    Status.RETURNED: "Returned for correction",
    Status.REJECTED: "Rejected",
    Status.WITHDRAWN: "Withdrawn",
    Status.NOT_APPROVED: "Not approved",
    Status.COMPLETED: "Procedure completed",
}
GATE_LABELS = {
    Gate.FEE_PAID: "Fee paid",
    Gate.PAPER_RECEIVED: "Paper received",
    Gate.NOTICE_COMPLETED: "Public notice completed",
}
RETURN_TO_LABELS = {
    ReturnTo.APPLICANT: "Back to the applicant",
    ReturnTo.PREVIOUS_STAGE: "Back to the previous stage",
}
RESUME_AT_LABELS = {
    ResumeAt.FIRST_STAGE: "Again from the first stage",
    ResumeAt.RETURNING_STAGE: "On from the stage that returned it",
}
STEP_STATUS_LABELS = {
    StepStatus.DONE: "Done",
    StepStatus.NOW: "Now",
    StepStatus.SKIPPED: "Not needed",
    StepStatus.TODO: "To do",
}
