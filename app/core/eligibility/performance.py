"""Requirements on what the applicant has done: appraisals, hours, achievements, scores, recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.core.eligibility.case import Case
from app.core.eligibility.findings import Verdict, evidence, failed, passed
from app.core.eligibility.rows import Rules
from app.core.eligibility.vocabulary import AppraisalResult, Catalog, Code
from app.core.eligibility.years import add_months

Parameters = Mapping[str, Any]

_GOOD = {AppraisalResult.EXCELLENT, AppraisalResult.QUALIFIED}


def latest_years(rules: Rules, count: int, last_year: int | None = None) -> tuple[int, ...]:
    """The last `count` calendar years that had ended both at the cut-off and at submission, earliest first.

    A plan of June 2021 with its cut-off at the end of 2021 and four years means 2017 to 2020 (R-250); `last_year`
    is the last of them where the notice names it.
    """
    last = last_year or (min(rules.cutoff_date, rules.submitted_on) + timedelta(days=1)).year - 1
    return tuple(range(last - count + 1, last + 1))


def appraisal(parameters: Parameters, case: Case) -> Verdict:
    """Every one of the latest years qualified or better (R-50); a year without a grade is for the auditor."""
    years = latest_years(case.rules, parameters["years"])
    results = case.facts.appraisals or {}
    for year in years:
        result = results.get(year, AppraisalResult.NOT_GRADED)
        if result not in _GOOD and result is not AppraisalResult.NOT_GRADED:
            return failed(
                "Annual appraisal of %(year)s: %(found)s; qualified or better is asked for in the latest %(wanted)s "
                "years. If the result is wrong, correct it in the personal information.",
                year=str(year),
                found=result,
                wanted=parameters["years"],
            )
    missing = tuple(
        str(year) for year in years if results.get(year, AppraisalResult.NOT_GRADED) is AppraisalResult.NOT_GRADED
    )
    if missing:
        return evidence(
            "No graded annual appraisal of %(missing)s has been entered; the latest %(wanted)s years are asked for. "
            "Enter it in the personal information or attach the appraisal form.",
            missing=missing,
            wanted=parameters["years"],
        )
    return passed(
        "Annual appraisals of %(found)s qualified or better, as asked for in the latest %(wanted)s years.",
        found=tuple(str(year) for year in years),
        wanted=parameters["years"],
    )


def archive_since(parameters: Parameters, case: Case) -> Verdict:
    """Achievements of the latest years before the cut-off or of the present post, whichever reaches back further
    (R-53)."""
    if not case.facts.achievements:
        return evidence(
            "No achievement has been chosen from the performance archive. Choose those of the latest %(wanted)s years.",
            wanted=parameters["years"],
        )
    post = case.facts.present_post_since if parameters["present_post"] else None
    by_years = add_months(case.rules.cutoff_date, -12 * parameters["years"])
    earliest: date = min(by_years, post) if post else by_years
    old = [entry for entry in case.facts.achievements if entry.achieved_on < earliest]
    if not old:
        return passed("All achievements date from %(wanted)s or later.", wanted=earliest)
    first = min(old, key=lambda entry: entry.achieved_on)
    figures = {"name": first.name, "found": first.achieved_on, "wanted": earliest, "count": len(old)}
    if parameters["present_post"] and post is None:
        return evidence(
            "Achievements older than %(wanted)s: %(count)s, the oldest “%(name)s” of %(found)s. Enter since when the "
            "present post has been held, or remove them.",
            **figures,
        )
    return failed(
        "Achievements older than %(wanted)s: %(count)s, the oldest “%(name)s” of %(found)s. Remove them from this "
        "application.",
        **figures,
    )


def statement_length(parameters: Parameters, case: Case) -> Verdict:
    found, most = case.facts.statement_characters, parameters["max"]
    if not found:
        return evidence(
            "The work statement has not been written; at most %(wanted)s characters are accepted.", wanted=most
        )
    if found > most:
        return failed(
            "The work statement has %(found)s characters; at most %(wanted)s are accepted. Shorten it by %(over)s.",
            found=found,
            wanted=most,
            over=found - most,
        )
    return passed(
        "The work statement has %(found)s characters; at most %(wanted)s are accepted.",
        found=found,
        wanted=most,
    )


def self_score(parameters: Parameters, case: Case) -> Verdict:
    """At least the plan's threshold (R-164), where the notice says so as approved by a body (R-56)."""
    found, lowest, body = case.facts.self_score, parameters["min"], parameters["approved_by"]
    if found is None:
        return evidence(
            "No self-score has been entered; at least %(wanted)s is asked for. Fill in the self-score sheet.",
            wanted=lowest,
        )
    if found < lowest:
        return failed(
            "The self-score is %(found)s; at least %(wanted)s is asked for. Check the self-score sheet for items left "
            "out.",
            found=found,
            wanted=lowest,
        )
    if body:
        return evidence(
            "The self-score is %(found)s; at least %(wanted)s is asked for, as approved by %(body)s. An auditor "
            "confirms the approved score.",
            found=found,
            wanted=lowest,
            body=body,
        )
    return passed("The self-score is %(found)s; at least %(wanted)s is asked for.", found=found, wanted=lowest)


def recommenders(parameters: Parameters, case: Case) -> Verdict:
    """In service, of the same or a similar specialty, holding one of the titles (R-93)."""
    wanted = {
        "wanted": parameters["n"],
        "titles": tuple(Code(Catalog.TITLE, code) for code in parameters["title"]),
    }
    if case.facts.recommenders is None:
        return evidence(
            "No recommender has been entered; %(wanted)s holding %(titles)s are asked for. Enter them with the "
            "application.",
            **wanted,
        )
    suited = [
        (person.in_service, person.related_specialty)
        for person in case.facts.recommenders
        if person.title in parameters["title"]
    ]
    sure = sum(answers == (True, True) for answers in suited)
    possible = sum(False not in answers for answers in suited)
    if sure >= parameters["n"]:
        return passed(
            "Recommenders in service, of the same or a similar specialty: %(found)s; %(wanted)s holding %(titles)s are "
            "asked for.",
            found=sure,
            **wanted,
        )
    if possible >= parameters["n"]:
        return evidence(
            "Recommenders known to be in service and of the same or a similar specialty: %(found)s; %(wanted)s holding "
            "%(titles)s are asked for. An auditor confirms the others.",
            found=sure,
            **wanted,
        )
    return failed(
        "Recommenders in service, of the same or a similar specialty: %(found)s; %(wanted)s holding %(titles)s are "
        "asked for. Find further recommenders.",
        found=possible,
        **wanted,
    )
