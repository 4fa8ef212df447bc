"""Which facts a plan's rules look at, so that a form asks for these and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.core.eligibility.rows import PathRule, RequirementRule
from app.core.eligibility.vocabulary import RequirementKind

FACTS: Mapping[RequirementKind, tuple[str, ...]] = {
    RequirementKind.NOT_CIVIL_SERVANT: ("civil_servant", "employer_kind"),
    RequirementKind.IN_SERVICE: ("in_service",),
    RequirementKind.EMPLOYER_KIND: ("employer_kind",),
    RequirementKind.WORK_REGION: ("work_region",),
    RequirementKind.AFFILIATION: ("affiliation", "work_region"),
    RequirementKind.SOCIAL_INSURANCE: ("insurance", "work_region"),
    RequirementKind.NO_BAN: ("bans",),
    RequirementKind.CREDIT_CHECK: ("credit_clear",),
    RequirementKind.POST_VACANCY: ("established_post", "post_vacancies"),
    RequirementKind.NO_LOWER_PROCEDURE: ("education", "employment"),
    RequirementKind.APPRAISAL: ("appraisals",),
    RequirementKind.CE_HOURS: ("continuing_education",),
    RequirementKind.PROFILE_APPROVED: ("profile_approved",),
    RequirementKind.ARCHIVE_SINCE: ("achievements", "present_post_since"),
    RequirementKind.STATEMENT_LENGTH: ("statement_characters",),
    RequirementKind.SELF_SCORE: ("self_score",),
    RequirementKind.RECOMMENDERS: ("recommenders",),
    RequirementKind.DEFENCE: ("defence_passed",),
    RequirementKind.CONFIRMATION: (),
}


def used_facts(paths: Iterable[PathRule], requirements: Iterable[RequirementRule]) -> frozenset[str]:
    """The names of the fields of `ApplicantFacts` that some row looks at."""
    facts = {name for row in paths for name in _of_path(row)}
    for row in requirements:
        facts.update(FACTS[row.kind])
        if row.parameters.get("exempt_departments"):
            facts.add("department")
    return frozenset(facts)


def _of_path(row: PathRule) -> Iterator[str]:
    if row.education or row.degree:
        yield "education"
    if row.professional_years or row.unmatched_extra_years or row.skill_years:
        yield "employment"
    if row.current_title:
        yield "titles"
    if row.skill_level:
        yield "skills"
    if row.vocational:
        yield "vocational"
