"""Whether the parameters of a requirement name what exists."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.eligibility import RequirementKind, RequirementRule
from app.core.errors import Violation
from app.organisations.enums import EmployerKind
from app.plans.rules.catalog import Catalog, suggested

REGIONAL = {RequirementKind.WORK_REGION, RequirementKind.SOCIAL_INSURANCE}
EMPLOYER_KINDS = {"kinds", "excluded_kinds"}
TABLES = {
    RequirementKind.RECOMMENDERS: {"title": "professional_titles"},
    RequirementKind.CE_HOURS: {"exempt_departments": "organisations", "exempt_series": "title_series"},
}


def check_parameters(field: str, rule: RequirementRule, catalog: Catalog) -> Iterator[Violation]:
    """Regions, kinds of employer and titles that nobody can have; the kinds of the values are checked before."""
    region = rule.parameters["region"] if rule.kind in REGIONAL else None
    if region and not any(code.startswith(region) for code in catalog["regions"]):
        yield Violation(
            f"{field}.region",
            "No region's code begins with %(code)s; write one of: %(known)s.",
            {"code": region, "known": suggested(region, catalog["regions"])},
        )
    for name in EMPLOYER_KINDS & rule.parameters.keys():
        known = list(EmployerKind.__members__)
        for kind in rule.parameters[name]:
            if kind not in known:
                yield Violation(
                    f"{field}.{name}",
                    "There is no kind of employer %(kind)s; write one of: %(known)s.",
                    {"kind": kind, "known": ", ".join(known)},
                )
    for name, table in TABLES.get(rule.kind, {}).items():
        for code in rule.parameters[name] or ():
            if code not in catalog[table]:
                yield Violation(
                    f"{field}.{name}",
                    "%(code)s is not in the catalog; add it there, or write one of: %(known)s.",
                    {"code": code, "known": suggested(code, catalog[table])},
                )
