"""What conditions, parameters and requirements of a plan say, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalog.queries import names_by_code
from app.console.cells import written
from app.console.formats import listed, parted
from app.console.layout import label
from app.core.eligibility import PARAMETERS, EducationLevel, Parameter, ParameterType, RequirementKind
from app.core.workflow import StageKind
from app.files.sizes import readable_size
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.plans.models import PlanRequirement, ReviewPlan, RouteStage


@dataclass(frozen=True)
class Names:
    """Printed names of what a plan names by code; a code without a name stands for itself."""

    titles: Mapping[str, str]
    regions: Mapping[str, str]
    modes: Mapping[str, str]
    categories: Mapping[str, str]
    departments: Mapping[str, str]

    def title(self, code: str) -> str:
        return self.titles.get(code, code)

    def region(self, code: str) -> str:
        return self.regions.get(code, code)


def names_of(plan: ReviewPlan) -> Names:
    """The names that the plan's conditions and parameters need, by three statements."""
    stages = [stage for route in plan.routes for stage in route.stages]
    lists = (plan.attachments, plan.papers, plan.deadlines, plan.requirements, plan.fees, plan.routes, stages)
    conditions = [row.applies_when for rows in lists for row in rows]
    figures = [row.parameters for row in plan.requirements]
    titles = {code for one in conditions for code in _texts(one.get("titles"))}
    titles |= {code for one in figures for code in _texts(one.get("title"))}
    titles |= {row.current_title for row in plan.paths if row.current_title}
    regions = {code for one in conditions for key in ("insured_outside", "regions") for code in _texts(one.get(key))}
    departments = {code for one in conditions for code in _texts(one.get("departments"))}
    regions |= {code for one in figures for code in _texts(one.get("region"))}
    return Names(
        names_by_code("professional_titles", titles),
        names_by_code("regions", {code.ljust(6, "0") for code in regions} | regions),
        {row.mode.name: row.name for row in plan.modes},
        {row.key: row.name for row in plan.categories},
        names_by_code("organisations", departments),
    )


def merged(many: Sequence[Names]) -> Names:
    """The names of several plans; where two call a mode differently, the first does."""
    tables = zip(*((one.titles, one.regions, one.modes, one.categories, one.departments) for one in many), strict=True)
    return Names(*({name: words for one in reversed(table) for name, words in one.items()} for table in tables))


def condition_words(condition: Mapping[str, Any], names: Names) -> str:
    """For whom a row applies; "" for everybody."""
    return parted(_condition(key, wanted, names) for key, wanted in condition.items())


def parameter_words(row: PlanRequirement, names: Names) -> str:
    """The figures of a requirement."""
    return figures_words(row.kind, row.parameters, names)


def figures_words(kind: RequirementKind, figures: Mapping[str, Any], names: Names) -> str:
    """The figures of a requirement of this kind."""
    given = [(one, figures[one.name]) for one in PARAMETERS[kind] if figures.get(one.name) is not None]
    if kind is RequirementKind.CONFIRMATION:
        return "".join(str(value) for _one, value in given)
    return parted(f"{_(one.label)}{_(': ')}{_figure(one, value, kind, names)}" for one, value in given)


def _condition(key: str, wanted: Any, names: Names) -> str:
    match key:
        case "modes":
            return _("mode: %(names)s", names=_named(wanted, names.modes))
        case "titles":
            return _("title: %(names)s", names=listed(map(names.title, _texts(wanted))))
        case "employer_kinds":
            return _("employer: %(names)s", names=members(wanted, EmployerKind))
        case "affiliation_levels":
            return _("affiliation: %(names)s", names=members(wanted, AffiliationLevel))
        case "departments":
            return _("competent department: %(names)s", names=_named(wanted, names.departments))
        case "regions":
            return _("region: %(names)s", names=listed(_region(one, names) for one in _texts(wanted)))
        case "categories":
            return _("category: %(names)s", names=_named(wanted, names.categories))
        case "established":
            return _("holds an established post") if wanted else _("holds no established post")
        case "named_in":
            return _("named in the list of: %(names)s", names=members(wanted, StageKind))
        case "file_hosted":
            return (
                _("file kept by a talent-exchange centre") if wanted else _("file not kept by a talent-exchange centre")
            )
        case "insured_outside":
            return _("social insurance paid outside %(region)s", region=_region(wanted, names))
        case "education_not_in_registry":
            words = {"year": wanted.get("since_year"), "level": members([wanted.get("lowest")], EducationLevel)}
            return _("highest education from before %(year)s or below %(level)s", **words)
    return f"{key}: {written(wanted)}"


def _named(wanted: Any, names: Mapping[str, str]) -> str:
    return listed(names.get(one, one) for one in _texts(wanted))


def _figure(one: Parameter, value: Any, kind: RequirementKind, names: Names) -> str:
    if one.name == "region":
        return _region(value, names)
    if one.choices is not None:
        return members([value], one.choices)
    if one.type is ParameterType.CODES:
        codes = _texts(value)
        return (
            members(codes, EmployerKind) if kind is RequirementKind.EMPLOYER_KIND else listed(map(names.title, codes))
        )
    return str(written(value))


def holder_words(stage: RouteStage) -> str:
    """Who acts at a stage."""
    return stage.holder_organisation.name if stage.holder_organisation else label(stage.holder)


def value_words(plan: ReviewPlan, name: str) -> str:
    """One value of the plan itself, by its name in the form."""
    first, _dot, last = name.partition(".")
    value = getattr(plan, first)
    if last:
        value = value.get(last)
    if value is None:
        return ""
    match last or first:
        case "min_bytes" | "max_bytes":
            return readable_size(value)
        case "min_width" | "min_height":
            return ngettext("%(num)s pixel", "%(num)s pixels", value)
        case "return_due_working_days" | "fee_due_working_days" | "paper_due_working_days":
            return ngettext("%(num)s working day", "%(num)s working days", value)
        case "statement_max_characters":
            return ngettext("%(num)s character", "%(num)s characters", value)
        case "paper_copies":
            return ngettext("%(num)s copy", "%(num)s copies", value)
    return str(written(value))


def _region(code: Any, names: Names) -> str:
    text = str(code)
    name = names.regions.get(text) or names.regions.get(text.ljust(6, "0"))
    return _("%(name)s (%(code)s)", name=name, code=text) if name else text


def members(wanted: Any, kind: type[Enum]) -> str:
    """The words of one name or several names of an enum's members."""
    return listed(label(kind[one]) if one in kind.__members__ else one for one in _texts(wanted))


def _texts(value: Any) -> Iterator[str]:
    """One text or a list of them, as texts."""
    many = value if isinstance(value, list | tuple) else [value]
    return (str(one) for one in many if one is not None)
