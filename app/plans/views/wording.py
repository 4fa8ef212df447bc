"""What conditions, parameters and requirements of a plan say, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import partial
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalog.queries import names_by_code
from app.console.cells import written
from app.console.formats import listed, parted
from app.console.layout import label
from app.core.eligibility import PARAMETERS, EducationLevel, Parameter, RequirementKind
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
    series: Mapping[str, str]

    def title(self, code: str) -> str:
        return self.titles.get(code, code)

    def region(self, code: str) -> str:
        return self.regions.get(code, code)


def names_of(plan: ReviewPlan) -> Names:
    """The names that the plan's conditions and parameters need, by one statement for each table."""
    stages = [stage for route in plan.routes for stage in route.stages]
    lists = (plan.attachments, plan.papers, plan.deadlines, plan.requirements, plan.fees, plan.routes, stages)
    conditions = [row.applies_when for rows in lists for row in rows]
    held = {row.current_title for row in plan.paths if row.current_title}
    # Paths name their modes as well.
    return _names(plan, [*conditions, {"modes": ()}], [row.parameters for row in plan.requirements], held)


class Conditioned(Protocol):
    """A stage of the database, of the workflow, or of rows that are not saved yet."""

    @property
    def name(self) -> str: ...
    @property
    def applies_when(self) -> Mapping[str, Any]: ...


def step_notes(plan: ReviewPlan, stages: Sequence[Conditioned]) -> Callable[[Sequence[Conditioned]], str]:
    """`step_note` for stages of one route; nothing is looked up where none of them has a condition."""
    conditions = [stage.applies_when for stage in stages if stage.applies_when]
    names = _names(plan, conditions, [], set()) if conditions else Names({}, {}, {}, {}, {}, {})
    return partial(step_note, names)


def step_note(names: Names, shared: Sequence[Conditioned]) -> str:
    """For whom the stages of a printed step are, as the picture of the route says it; "" for everybody."""
    told = [(stage.name, condition_words(stage.applies_when, names)) for stage in shared if stage.applies_when]
    if len(shared) == 1:
        return "".join(_("only: %(condition)s", condition=words) for _stage, words in told)
    return parted(_("%(stage)s only: %(condition)s", stage=stage, condition=words) for stage, words in told)


def _names(
    plan: ReviewPlan,
    conditions: Sequence[Mapping[str, Any]],
    figures: Sequence[Mapping[str, Any]],
    titles: Collection[str],
) -> Names:
    wanted = {code for one in conditions for code in _texts(one.get("titles"))} | set(titles)
    wanted |= {code for one in figures for code in _texts(one.get("title"))}
    regions = {code for one in conditions for key in ("insured_outside", "regions") for code in _texts(one.get(key))}
    departments = {code for one in conditions for code in _texts(one.get("departments"))}
    departments |= {code for one in figures for code in _texts(one.get("exempt_departments"))}
    series = {code for one in figures for code in _texts(one.get("exempt_series"))}
    regions |= {code for one in figures for code in _texts(one.get("region"))}
    keys = {key for one in conditions for key in one}
    return Names(
        names_by_code("professional_titles", wanted),
        names_by_code("regions", {code.ljust(6, "0") for code in regions} | regions),
        {row.mode.name: row.name for row in plan.modes} if "modes" in keys else {},
        {row.key: row.name for row in plan.categories} if "categories" in keys else {},
        names_by_code("organisations", departments),
        names_by_code("title_series", series),
    )


def merged(many: Sequence[Names]) -> Names:
    """The names of several plans; where two call a mode differently, the first does."""
    tables = zip(*([getattr(one, table.name) for table in fields(Names)] for one in many), strict=True)
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
    return parted(f"{_(one.label)}{_(': ')}{_figure(one, value, names)}" for one, value in given)


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
        case "on_leave":
            return _("on leave to start a business") if wanted else _("not on leave to start a business")
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


def _figure(one: Parameter, value: Any, names: Names) -> str:
    if one.name == "region":
        return _region(value, names)
    if one.choices is not None:
        return members([value], one.choices)
    match one.name:
        case "kinds" | "excluded_kinds":
            return members(value, EmployerKind)
        case "exempt_departments":
            return _named(value, names.departments)
        case "exempt_series":
            return _named(value, names.series)
        case "title":
            return listed(map(names.title, _texts(value)))
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


def members(wanted: Any, *kinds: type[Enum]) -> str:
    """The words of one name or several names of members of one of the enums."""
    known = {name: member for kind in kinds for name, member in kind.__members__.items()}
    return listed(label(known[one]) if one in known else one for one in _texts(wanted))


def _texts(value: Any) -> Iterator[str]:
    """One text or a list of them, as texts."""
    many = value if isinstance(value, list | tuple) else [value]
    return (str(one) for one in many if one is not None)
