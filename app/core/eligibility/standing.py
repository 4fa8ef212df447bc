"""Requirements on who the applicant is: service, employer, place, insurance, bans, posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.eligibility.case import Case
from app.core.eligibility.facts import InsurancePeriod
from app.core.eligibility.findings import Verdict, evidence, failed, passed
from app.core.eligibility.vocabulary import Catalog, Code
from app.core.eligibility.years import Duration, spans

Parameters = Mapping[str, Any]

_PROVINCE_DIGITS = 2


def within(code: str, region: str) -> bool:
    """Whether a six-digit region code lies in `region`: 330604 in 330604, 330600, 330000, 3306, 33."""
    while len(region) > _PROVINCE_DIGITS and region.endswith("00"):
        region = region[:-2]
    return code.startswith(region)


def not_civil_servant(parameters: Parameters, case: Case) -> Verdict:
    """Neither civil servants and staff managed as such (R-16), nor the staff of such an employer (R-17)."""
    kind = case.facts.employer_kind
    if kind and kind in parameters["excluded_kinds"]:
        return failed(
            "Kind of employer: %(found)s; its staff may not apply for a title.", found=Code(Catalog.EMPLOYER_KIND, kind)
        )
    if case.facts.civil_servant is None:
        return evidence(
            "It is not stated whether the applicant is a civil servant or managed as one. State it in the personal "
            "information."
        )
    if case.facts.civil_servant:
        return failed("Civil servants, and staff managed as civil servants, may not apply for a title.")
    return passed("Neither a civil servant nor managed as one.")


def in_service(_parameters: Parameters, case: Case) -> Verdict:
    """Only staff in service (R-13)."""
    if case.facts.in_service is None:
        return evidence("It is not stated whether the applicant is in service. State it in the personal information.")
    if not case.facts.in_service:
        return failed("Only staff in service may apply; the record says that the applicant is not in service.")
    return passed("In service.")


def employer_kind(parameters: Parameters, case: Case) -> Verdict:
    wanted = tuple(Code(Catalog.EMPLOYER_KIND, code) for code in parameters["kinds"])
    if not case.facts.employer_kind:
        return evidence(
            "The kind of employer is not known; this plan asks for %(wanted)s. The employer enters it in its own "
            "record.",
            wanted=wanted,
        )
    found = Code(Catalog.EMPLOYER_KIND, case.facts.employer_kind)
    if found in wanted:
        return passed("Kind of employer: %(found)s, as this plan asks.", found=found)
    return failed(
        "Kind of employer: %(found)s; this plan asks for %(wanted)s. Choose a plan or a mode for this kind of "
        "employer.",
        found=found,
        wanted=wanted,
    )


def work_region(parameters: Parameters, case: Case) -> Verdict:
    """Within `region`, a whole province, city or county (R-13)."""
    wanted = Code(Catalog.REGION, parameters["region"])
    if not case.facts.work_region:
        return evidence(
            "The region of work is not known; this plan is for %(wanted)s. The employer enters it in its own record.",
            wanted=wanted,
        )
    found = Code(Catalog.REGION, case.facts.work_region)
    if within(found.code, wanted.code):
        return passed("Works in %(found)s, as this plan asks.", found=found)
    return failed(
        "Works in %(found)s; this plan is for %(wanted)s. Apply under the plan of the region of work.",
        found=found,
        wanted=wanted,
    )


def affiliation(_parameters: Parameters, case: Case) -> Verdict:
    """Insurance, personnel file and labour relation in one region, else the insurance's employer applies (R-22)."""
    relations = case.facts.affiliation
    if relations is None:
        return evidence(
            "The regions of social insurance, personnel file and labour relation are not known. Enter them in the "
            "personal information."
        )
    figures = {
        "insurance": Code(Catalog.REGION, relations.insurance),
        "file": Code(Catalog.REGION, relations.personnel_file),
        "labour": Code(Catalog.REGION, relations.labour),
    }
    if len({relations.insurance, relations.personnel_file, relations.labour}) == 1:
        return passed("Social insurance, personnel file and labour relation are all in %(insurance)s.", **figures)
    if not case.facts.work_region:
        return evidence(
            "Social insurance is in %(insurance)s, the personnel file in %(file)s, the labour relation in %(labour)s, "
            "and the region of the applying employer is not known. The employer enters it in its own record.",
            **figures,
        )
    if within(relations.insurance, case.facts.work_region):
        return passed(
            "Social insurance is in %(insurance)s, the personnel file in %(file)s, the labour relation in %(labour)s; "
            "the employer where the insurance is paid applies.",
            **figures,
        )
    return failed(
        "Social insurance is in %(insurance)s, the personnel file in %(file)s, the labour relation in %(labour)s; they "
        "should be in one region. Apply through the employer that pays the social insurance.",
        **figures,
    )


def social_insurance(parameters: Parameters, case: Case) -> Verdict:
    """Unbroken months of local payment up to submission (R-45..R-47).

    Local is within `region`, by default within the region of work. Months paid in another province
    need the applicant's own proof where they make up what is missing; those paid elsewhere in the province do not
    count.
    """
    local = parameters["region"] or case.facts.work_region
    if case.facts.insurance is None or not local:
        return evidence(
            "No social insurance data are available; %(wanted)s months of unbroken payment are asked for. Attach the "
            "proof of payment.",
            wanted=parameters["months"],
        )
    here = [period for period in case.facts.insurance if within(period.region, local)]
    outside = [
        period for period in case.facts.insurance if period.region[:_PROVINCE_DIGITS] != local[:_PROVINCE_DIGITS]
    ]
    run, paying = _latest_run(here, case), _is_paying(here, case)
    figures = {
        "found": run.total_months,
        "wanted": parameters["months"],
        "region": Code(Catalog.REGION, local),
        "submitted": case.rules.submitted_on,
    }
    if _suffices(run, paying, parameters):
        return passed(
            "%(found)s months of unbroken payment in %(region)s up to %(submitted)s; %(wanted)s are asked for.",
            **figures,
        )
    both = [*here, *outside]
    if outside and _suffices(_latest_run(both, case), _is_paying(both, case), parameters):
        return evidence(
            "%(found)s months of unbroken payment in %(region)s up to %(submitted)s; %(wanted)s are asked for, reached "
            "only with payment in another province. Attach that province's proof of payment.",
            **figures,
        )
    if parameters["in_payment"] and not paying:
        return failed(
            "Social insurance in %(region)s is not being paid on %(submitted)s; current payment is asked for. Ask the "
            "employer to resume payment.",
            **figures,
        )
    return failed(
        "%(found)s months of unbroken payment in %(region)s up to %(submitted)s; %(wanted)s are asked for. If months "
        "are missing, ask the employer to check the insurance record.",
        **figures,
    )


def _latest_run(periods: Iterable[InsurancePeriod], case: Case) -> Duration:
    runs = spans(periods, case.rules.submitted_on)
    return runs[-1].duration if runs else Duration()


def _is_paying(periods: Iterable[InsurancePeriod], case: Case) -> bool:
    day = case.rules.submitted_on
    return any(period.first_day <= day and (period.last_day is None or period.last_day >= day) for period in periods)


def _suffices(run: Duration, paying: bool, parameters: Parameters) -> bool:
    return run.total_months >= parameters["months"] and (paying or not parameters["in_payment"])


def no_ban(_parameters: Parameters, case: Case) -> Verdict:
    """No ban in force on the day of submission (R-267)."""
    if case.facts.bans is None:
        return evidence(
            "Application bans and penalties have not been checked. An auditor confirms that there are none."
        )
    day = case.rules.submitted_on
    last_days = [ban.last_day for ban in case.facts.bans if ban.first_day <= day <= ban.last_day]
    if last_days:
        return failed(
            "A ban is in force until %(found)s; an application submitted on %(submitted)s is not accepted. Apply after "
            "that day.",
            found=max(last_days),
            submitted=day,
        )
    return passed("No ban in force on %(submitted)s.", submitted=day)


def credit_check(_parameters: Parameters, case: Case) -> Verdict:
    if case.facts.credit_clear is None:
        return evidence("The credit check has no result yet. An auditor carries it out and confirms it.")
    if not case.facts.credit_clear:
        return failed(
            "The credit check found a record of serious discredit. Have the record repaired or corrected first."
        )
    return passed("The credit check found nothing.")


def post_vacancy(_parameters: Parameters, case: Case) -> Verdict:
    """Staff in established posts need a vacant post of the level applied for (R-257, R-258)."""
    if case.facts.established_post is None:
        return evidence(
            "It is not stated whether the post is an established one. State it in the personal information."
        )
    if not case.facts.established_post:
        return passed("Not an established post, so that no vacancy is asked for.")
    if case.facts.post_vacancies is None:
        return evidence(
            "The number of vacant posts is not known. Attach the post information sheet; an auditor confirms it."
        )
    if case.facts.post_vacancies < 1:
        return failed(
            "Vacant posts of this level: %(found)s; at least one is asked for. The employer checks its post quota.",
            found=case.facts.post_vacancies,
        )
    return passed("Vacant posts of this level: %(found)s.", found=case.facts.post_vacancies)


def profile_approved(_parameters: Parameters, case: Case) -> Verdict:
    """The employer has passed the personal information (R-104, R-107)."""
    if case.facts.profile_approved is None:
        return evidence("It is not known whether the employer has passed the personal information.")
    if not case.facts.profile_approved:
        return failed(
            "The employer has not passed the personal information as it stands now. Submit it on the page of the "
            "personal information, and apply once it has passed."
        )
    return passed("The employer has passed the personal information.")


def defence(_parameters: Parameters, case: Case) -> Verdict:
    """A defence before the committee (R-263)."""
    if case.facts.defence_passed is None:
        return evidence("The defence has no result yet. Time and place are announced separately.")
    if not case.facts.defence_passed:
        return failed("The defence was not passed.")
    return passed("The defence was passed.")
