"""Continuing education: hours by year and kind (R-249 to R-255)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.core.eligibility.case import Case
from app.core.eligibility.facts import ContinuingEducationHours
from app.core.eligibility.findings import Verdict, evidence, failed, passed
from app.core.eligibility.performance import latest_years
from app.core.eligibility.vocabulary import HoursSubject

Parameters = Mapping[str, Any]
Minimums = Mapping[HoursSubject, Decimal]


def ce_hours(parameters: Parameters, case: Case) -> Verdict:
    """Each year of the window reaches each minimum on its own (R-249, R-250).

    From `registered_from` on only registered professional hours count (R-251). A year before `old_rules_before` that
    was accepted under the rules of its time counts whatever its figures are (R-252). Departments and series with rules
    of their own (R-253), and hours that stand in a document (R-254), are for the auditor.
    """
    series, departments = parameters["exempt_series"] or (), parameters["exempt_departments"] or ()
    if case.rules.series in series or case.facts.department in departments:
        return evidence(
            "Continuing education follows the requirements of this profession's own authority. Attach its certificate "
            "of hours; an auditor confirms it."
        )
    years = latest_years(case.rules, parameters["years"], parameters["last_year"])
    registered = case.facts.continuing_education or {}
    unsure: dict[str, list[str]] = {"missing": [], "unregistered": [], "old": []}
    for year in years:
        if (hours := registered.get(year)) is None:
            unsure["missing"].append(str(year))
            continue
        doubt = _held_against(hours, year, parameters)
        if isinstance(doubt, Verdict):
            return doubt
        if doubt:
            unsure[doubt].append(str(year))
    return _unsure(unsure, parameters) or passed(
        "Continuing education in %(found)s reaches the hours asked for.",
        found=tuple(str(year) for year in years),
        **{subject.value.lower(): wanted for subject, wanted in _minimums(parameters).items()},
    )


def _held_against(hours: ContinuingEducationHours, year: int, parameters: Parameters) -> Verdict | str:
    """A failure of one year, or why it needs evidence ("unregistered", "old"), or "" where it is in order."""
    old = parameters["old_rules_before"] is not None and year < parameters["old_rules_before"]
    if old and hours.accepted is not None:
        return "" if hours.accepted else _not_accepted(year)
    registered_only = parameters["registered_from"] is not None and year >= parameters["registered_from"]
    known = registered_only and hours.registered_professional is not None
    for subject, wanted in _minimums(parameters).items():
        entered = _hours(hours, subject, hours.professional)
        found = _hours(hours, subject, hours.registered_professional or Decimal(0)) if known else entered
        if found < wanted:
            return "old" if old else _short(year, subject, found, wanted, entered)
    return "unregistered" if registered_only and not known else ""


def _unsure(years: Mapping[str, list[str]], parameters: Parameters) -> Verdict | None:
    if years["missing"]:
        return evidence(
            "No continuing education hours of %(missing)s are registered; the latest %(wanted)s years are asked for. "
            "Attach the certificate of hours.",
            missing=tuple(years["missing"]),
            wanted=parameters["years"],
        )
    if parameters["by_document"]:
        return evidence(
            "The hours asked for in each of the latest %(wanted)s years stand in %(document)s. Attach the certificate "
            "of hours; an auditor confirms it.",
            wanted=parameters["years"],
            document=parameters["by_document"],
        )
    if years["unregistered"]:
        return evidence(
            "It is not known how many professional hours of %(missing)s are registered in the registration system. "
            "Attach the certificate of hours from that system.",
            missing=tuple(years["unregistered"]),
        )
    if years["old"]:
        return evidence(
            "The hours of %(missing)s are below today's figures and count by the rules of their time. Attach the "
            "certificate of those years; an auditor confirms it.",
            missing=tuple(years["old"]),
        )
    return None


def _short(year: int, subject: HoursSubject, found: Decimal, wanted: Decimal, entered: Decimal) -> Verdict:
    figures = {"year": str(year), "subject": subject, "found": found, "wanted": wanted}
    if entered >= wanted:
        return failed(
            "Continuing education in %(year)s, %(subject)s: %(found)s hours with only registered professional hours "
            "counted; %(wanted)s are asked for. Have the other hours registered.",
            **figures,
        )
    return failed(
        "Continuing education in %(year)s, %(subject)s: %(found)s hours; %(wanted)s are asked for. Register the "
        "missing hours.",
        **figures,
    )


def _not_accepted(year: int) -> Verdict:
    return failed(
        "The continuing education of %(year)s was not accepted under the rules of its time. If that is wrong, have the "
        "record corrected.",
        year=str(year),
    )


def _minimums(parameters: Parameters) -> Minimums:
    return {
        HoursSubject.TOTAL: parameters["total"],
        HoursSubject.PROFESSIONAL: parameters["professional"],
        HoursSubject.PUBLIC: parameters["public"],
    }


def _hours(year: ContinuingEducationHours, subject: HoursSubject, professional: Decimal) -> Decimal:
    public = year.industry_public + year.general_public
    match subject:
        case HoursSubject.TOTAL:
            return professional + public
        case HoursSubject.PROFESSIONAL:
            return professional
        case HoursSubject.PUBLIC:
            return public
