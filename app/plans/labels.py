"""What screens call the vocabulary and the parts of a plan."""

from __future__ import annotations

from itertools import pairwise

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.console.layout import Words, register_labels
from app.core.eligibility import LABELS
from app.core.workflow import GATE_LABELS, HOLDER_KIND_LABELS, RESUME_AT_LABELS, RETURN_TO_LABELS, STAGE_KIND_LABELS
from app.plans.enums import (
    ApplicationMode,
    AssessmentMethod,
    DeadlineKind,
    FeeKind,
    PaperSize,
    PlanStatus,
    WizardStep,
)

STATUS_LABELS = {
    PlanStatus.DRAFT: _("Draft plan"),
    PlanStatus.PUBLISHED: _("Published plan"),
    PlanStatus.CLOSED: _("Closed plan"),
    PlanStatus.ARCHIVED: _("Archived plan"),
}
MODE_LABELS = {
    ApplicationMode.NORMAL: _("Normal application"),
    ApplicationMode.SELF_SCORED: _("Self-scored application"),
    ApplicationMode.TITLE_CONVERSION: _("Title conversion"),
    ApplicationMode.CONCURRENT_TITLE: _("Concurrent title"),
    ApplicationMode.CONVERSION_OR_CONCURRENT: _("Title conversion or concurrent title"),
    ApplicationMode.EXCEPTIONAL: _("Exceptional application"),
    ApplicationMode.DIRECT: _("Direct application"),
    ApplicationMode.LANDMARK_ACHIEVEMENT: _("Application by landmark achievement"),
    ApplicationMode.SKILLED_TALENT: _("Application of skilled talent"),
    ApplicationMode.VOCATIONAL_QUALIFICATION: _("Application by vocational qualification"),
    ApplicationMode.INITIAL_CONFERMENT: _("Application for initial conferment"),
}
METHOD_LABELS = {
    AssessmentMethod.REVIEW: _("Review by a committee"),
    AssessmentMethod.EXAM: _("By examination instead of review"),
    AssessmentMethod.EXAM_AND_REVIEW: _("Examination and review"),
    AssessmentMethod.INTERVIEW_REVIEW: _("Review with an interview"),
    AssessmentMethod.ENTRUSTED_REVIEW: _("Entrusted review"),
    AssessmentMethod.INITIAL_CONFERMENT: _("Conferment without review"),
}
DEADLINE_LABELS = {
    DeadlineKind.RECEIVING: _("Last day of receiving"),
    DeadlineKind.WINDOW: _("Window for applicants"),
    DeadlineKind.REVIEW: _("Time of the review"),
}
PAPER_LABELS = {PaperSize.A4: _("A4"), PaperSize.A3: _("A3")}
STEP_LABELS = {
    WizardStep.PHOTO: _("Upload the ID photo"),
    WizardStep.COMMITMENT: _("Sign the commitment"),
    WizardStep.DATA: _("Fill in the application data"),
    WizardStep.ENTRIES: _("Choose the achievements"),
    WizardStep.ATTACHMENTS: _("Upload the attachments"),
    WizardStep.PREVIEW: _("Preview and submit"),
}
FEE_LABELS = {
    FeeKind.RECOMMENDATION: _("Recommendation fee"),
    FeeKind.REVIEW: _("Review fee"),
}
SECTION_LABELS = {
    "clauses": _("Clauses of the notice"),
    "bases": _("Documents the notice rests on"),
    "documents": _("Attachments of the notice"),
    "titles": _("Titles offered"),
    "categories": _("Application categories"),
    "modes": _("Application modes"),
    "specialties": _("Specialties offered"),
    "committees": _("Accepting committees"),
    "attachments": _("Kinds of attachment"),
    "papers": _("Other paper forms"),
    "deadlines": _("Further days and windows"),
    "contacts": _("Contacts of the plan"),
    "paths": _("Education and years of work"),
    "requirements": _("Other requirements"),
    "fees": _("Fees of the plan"),
    "routes": _("Routes of the plan"),
    "stages": _("Stages of the route"),
}
# What is no list of rows of its own, by the first part of its path.
PART_LABELS: dict[str, Words] = {
    "photo": _("Limits of the ID photo"),
    "review_rules": _("Rules of the review meeting"),
    "sheet": _("The printed review sheet"),
    "opinions": _("Opinions on the review sheet"),
    "decided": _("What the notice does not print"),
    "employers": _("Employers of the region"),
    "plan": _("The plan and its notice"),
}
COLUMN_LABELS: dict[str, Words] = {
    "code": _("Plan code"),
    "name": _("Name in the plan"),
    "year": _("Plan year"),
    "status": _("Plan status"),
    "region": _("Plan region"),
    "series": _("Title series"),
    "issuer": _("Issued by the office"),
    "notice_title": _("Title of the notice"),
    "notice_number": _("Number of the notice"),
    "notice_date": _("Date of the notice"),
    "notice_text": _("Text of the notice"),
    "notes": _("Notes of the office"),
    "parent": _("Plan that it defers to"),
    "takes_applications": _("Takes applications itself"),
    "paper_size": _("Size of the paper"),
    "paper_binding": _("Binding of the paper"),
    "covers": _("What the category covers"),
    "recommended": _("Only recommended"),
    "method": _("How it is judged"),
    "option": _("Option on the platform"),
    "subject": _("Answers for"),
    "number": _("Number as printed"),
    "summary": _("What it holds"),
    "organisation": _("One organisation"),
    "starts_on": _("First day"),
    "due_on": _("Last day"),
    "copies": _("Number of copies"),
    "size": _("Size of the paper"),
    "binding": _("Binding of the paper"),
    "provided_by": _("Provided by"),
    "recipient": _("Recommended to"),
    "opens_on": _("First day for applicants"),
    "applicant_deadline": _("Last day for applicants"),
    "employer_deadline": _("Last day for employers"),
    "seniority_cutoff_date": _("Years counted to"),
    "return_due_working_days": _("Days to correct a return"),
    "statement_max_characters": _("Longest work statement"),
    "commitment_title": _("Title of the commitment"),
    "commitment_text": _("Text of the commitment"),
    "paper_receiver": _("Paper goes to"),
    "paper_copies": _("Paper copies"),
    "paper_due_working_days": _("Days to hand in paper"),
    "fee_due_working_days": _("Days to pay the fee"),
    "formats": _("File formats"),
    "min_bytes": _("File larger than"),
    "max_bytes": _("File smaller than"),
    "min_width": _("Wider than"),
    "min_height": _("Higher than"),
    "min_ratio": _("Lowest ratio of width to height"),
    "max_ratio": _("Highest ratio of width to height"),
    "white_border": _("White background asked for"),
    "white_tolerance": _("Deviation that still counts as white"),
    "white_share": _("Share of white pixels"),
    "watermark": _("Watermark"),
    "sheet_issuer": _("Body named on the sheet"),
    "key": _("Key"),
    "part": _("Heading in the notice"),
    "text": _("Printed text"),
    "requirement": _("Requirement numbers"),
    "step": _("Quoted in the step"),
    "clause": _("Clause it rests on"),
    "decided": _("Decided by this system"),
    "title": _("Title of the plan"),
    "mode": _("Mode of application"),
    "specialty": _("Plan specialty"),
    "committee": _("Accepting committee"),
    "hint": _("Note for applicants"),
    "required": _("Must be uploaded"),
    "applies_when": _("Applies when"),
    "max_files": _("Most files"),
    "max_size": _("Largest file"),
    "contact": _("Contact of an office"),
    "education": _("Education (any of them)"),
    "degree": _("Degree (any of them)"),
    "current_title": _("Title already held"),
    "tenure_years": _("Tenure in years"),
    "appointed": _("Counted from the appointment"),
    "skill_level": _("Lowest skill level"),
    "skill_years": _("Years since the skill level"),
    "vocational": _("Vocational qualification (code)"),
    "professional_years": _("Professional years"),
    "major_match": _("Field of study must be"),
    "unmatched_extra_years": _("Extra years if unmatched"),
    "procedure": _("Procedure"),
    "by_document": _("Document with the conditions"),
    "kind": _("Kind of the row"),
    "parameters": _("Figures"),
    "waivable": _("Auditors may waive it"),
    "amount_fen": _("Amount in yuan"),
    "source": _("Source"),
    "payee": _("Payee of the fee"),
    "printed_step": _("Printed step"),
    "holder": _("Who acts"),
    "holder_organisation": _("Organisation named"),
    "gates": _("Needed before passing"),
    "min_working_days": _("Fewest working days"),
    "due_working_days": _("Due in working days"),
    "return_to": _("Returns to"),
    "resume_at": _("Resumes at"),
    "opens_review_sheet": _("Opens the review sheet"),
    "label": _("Name of the field"),
    "signer_label": _("Who signs"),
    "seal": _("Seal"),
    "rule": _("Rule"),
    "value": _("Value"),
    "field": _("Value without a printed source"),
    "reason": _("Reason of the decision"),
}
RULE_LABELS: dict[str, Words] = {
    "filing_years": _("Years for which a committee is filed"),
    "expert_term_years": _("Years for which an expert serves"),
    "odd_experts": _("An odd number of experts"),
    "least_experts": _("Fewest experts"),
    "outside_share": _("Share of experts from outside"),
    "quorum_share": _("Share of experts who must attend"),
    "least_group": _("Fewest experts of a specialty group"),
    "secret_ballot": _("Secret ballot"),
    "proxy_votes": _("Votes by proxy allowed"),
    "pass_share": _("Share of votes for a pass"),
    "announcement_working_days": _("Working days of the result notice"),
    "retention_years": _("Years for which files are kept"),
}

# One after the other: members of two vocabularies may be equal as texts.
for _words in (
    LABELS,
    GATE_LABELS,
    HOLDER_KIND_LABELS,
    RESUME_AT_LABELS,
    RETURN_TO_LABELS,
    STAGE_KIND_LABELS,
    STATUS_LABELS,
    MODE_LABELS,
    STEP_LABELS,
    FEE_LABELS,
    METHOD_LABELS,
    DEADLINE_LABELS,
    PAPER_LABELS,
):
    register_labels(_words)


def place(field: str) -> str:
    """Where a fault stands: the field `routes.0.stages.2.gates` is row 1 of the routes, row 3 of the stages, the gates.

    Names that no screen shows are left out.
    """
    known = {**RULE_LABELS, **COLUMN_LABELS, **PART_LABELS, **SECTION_LABELS}
    parts = [*field.split("."), ""]
    named = [_part(known[part], follower) for part, follower in pairwise(parts) if part in known]
    return gettext(", ").join(named)


def _part(words: Words, follower: str) -> str:
    if follower.isdecimal():
        return gettext("%(section)s, row %(row)s", section=words, row=int(follower) + 1)
    return str(words)
