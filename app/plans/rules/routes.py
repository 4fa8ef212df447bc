"""Whether every application that a plan invites finds a route, and every route can be walked (R-199)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core.errors import Violation
from app.core.workflow import Gate, HolderKind, ResumeAt, ReturnTo, Stage, StageKind, check_route
from app.plans.packs import Document
from app.plans.rules.catalog import Catalog
from app.plans.rules.conditions import check_general_condition
from app.plans.rules.coverage import admits

Row = Mapping[str, Any]


def check_routes(document: Document, catalog: Catalog) -> Iterator[Violation]:
    """Faults of a whole plan's routes, stages, gates and of the sheet that follows them; fields are dotted paths."""
    certain = sound = True
    for index, route in enumerate(document["routes"]):
        field = f"routes.{index}"
        place, condition = f"{field}.applies_when", route["applies_when"]
        condition_faults = list(check_general_condition(place, condition, document, catalog))
        yield from condition_faults
        if not certain:
            message = "“%(name)s” is never taken, because a route before it has no condition; put it before that one."
            yield Violation(field, message, {"name": route["name"]})
        certain = certain and bool(route["applies_when"])
        sound = sound and not condition_faults
        yield from _stage_faults(field, route, document, catalog)
        if not condition_faults:
            yield from _walk_faults(field, route, document)
            yield from _ends(field, route, document)
    if sound:
        yield from _uncovered(document)
    yield from _opinion_faults(document)


def _stage_faults(field: str, route: Row, document: Document, catalog: Catalog) -> Iterator[Violation]:
    fees, copies = document["fees"], document["paper_copies"]
    opened = False
    for index, stage in enumerate(route["stages"]):
        place = f"{field}.stages.{index}"
        yield from check_general_condition(f"{place}.applies_when", stage["applies_when"], document, catalog)
        if stage["holder_organisation"] and stage["holder"] != HolderKind.NAMED_ORGANISATION.name:
            yield Violation(
                f"{place}.holder_organisation",
                "An organisation is named only for the holder NAMED_ORGANISATION; write that holder, or leave it out.",
            )
        if Gate.FEE_PAID.name in stage["gates"] and not fees:
            message = "“%(name)s” waits for a fee, but the plan has none; add it to the fees."
            yield Violation(f"{place}.gates", message, {"name": stage["name"]})
        if Gate.PAPER_RECEIVED.name in stage["gates"]:
            if not copies:
                message = "“%(name)s” waits for paper, but the plan asks for none; write paper_copies."
                yield Violation(f"{place}.gates", message, {"name": stage["name"]})
            elif not opened:
                message = (
                    "“%(name)s” waits for paper, but no stage before it opens the review sheet; say where it opens."
                )
                yield Violation(f"{place}.gates", message, {"name": stage["name"]})
        opened = opened or stage["opens_review_sheet"]
    if copies and not opened:
        message = (
            "The plan asks for paper copies, but no stage of “%(name)s” opens the review sheet; say where it opens."
        )
        yield Violation(field, message, {"name": route["name"]})


def _walk_faults(field: str, route: Row, document: Document) -> Iterator[Violation]:
    titles = _of_route(route, "titles", [row["title"] for row in document["titles"]])
    modes = _of_route(route, "modes", [row["mode"] for row in document["modes"]])
    for fault in check_route([_stage(index, row) for index, row in enumerate(route["stages"])], titles, modes):
        if fault.code != "CONDITION":
            place = f"{field}.stages.{fault.position - 1}" if fault.position else field
            yield Violation(place, fault.message, fault.params)


def _ends(field: str, route: Row, document: Document) -> Iterator[Violation]:
    """The employer begins, and nothing is forwarded before its public notice (R-184); a title ends with its issuance,
    one that is only recommended with the body that it is recommended to (R-276 to R-303)."""
    stages = route["stages"]
    if stages and stages[0]["holder"] != HolderKind.EMPLOYER.name:
        message = "“%(stage)s” begins the route, but the employer does not hold it; begin with the employer."
        yield Violation(f"{field}.stages.0", message, {"stage": stages[0]["name"]})
    forwarded = ""
    for index, stage in enumerate(stages):
        if stage["holder"] != HolderKind.EMPLOYER.name:
            forwarded = forwarded or stage["name"]
        elif forwarded and stage["kind"] == StageKind.PUBLIC_NOTICE.name:
            message = "“%(stage)s” comes after “%(before)s”; the employer's notice comes before it forwards."
            yield Violation(f"{field}.stages.{index}", message, {"stage": stage["name"], "before": forwarded})
    recommended = {row["title"] for row in document["titles"] if row["recommended"]}
    told = set()
    for title in _of_route(route, "titles", [row["title"] for row in document["titles"]]):
        applying = [place for place, stage in enumerate(stages) if admits(stage["applies_when"], titles=title)]
        last = applying[-1] if applying else None
        if last is None or stages[last]["kind"] != StageKind.RECOMMENDATION.name or last in told:
            continue
        if title not in recommended:
            told.add(last)
            message = (
                "The route ends for %(title)s with the recommendation “%(stage)s”; mark the title as only recommended, "
                "or go on to the issuance."
            )
            yield Violation(f"{field}.stages.{last}", message, {"title": title, "stage": stages[last]["name"]})
        elif not stages[last]["recipient"]:
            told.add(last)
            message = "“%(stage)s” recommends to a body outside; write to which one."
            yield Violation(f"{field}.stages.{last}.recipient", message, {"stage": stages[last]["name"]})


def _uncovered(document: Document) -> Iterator[Violation]:
    for title in (row["title"] for row in document["titles"]):
        for mode in (row["mode"] for row in document["modes"]):
            if not any(_takes(route, title, mode) for route in document["routes"]):
                yield Violation(
                    "routes",
                    "No route takes applications for %(title)s in the mode %(mode)s; add one, or widen a condition.",
                    {"title": title, "mode": mode},
                )


def _opinion_faults(document: Document) -> Iterator[Violation]:
    stages = {(stage["kind"], stage["holder"]) for route in document["routes"] for stage in route["stages"]}
    for index, opinion in enumerate(document["sheet"]["opinions"]):
        if (opinion["kind"], opinion["holder"]) not in stages:
            yield Violation(
                f"sheet.opinions.{index}",
                "No stage is a %(kind)s by %(holder)s; write the kind and holder of a stage of the routes.",
                {"kind": opinion["kind"], "holder": opinion["holder"]},
            )


def _of_route(route: Row, key: str, offered: Sequence[str]) -> list[str]:
    return [name for name in offered if name in route["applies_when"].get(key, offered)]


def _takes(route: Row, title: str, mode: str) -> bool:
    return bool(_of_route(route, "titles", [title]) and _of_route(route, "modes", [mode]))


def _stage(index: int, row: Row) -> Stage:
    return Stage(
        id=index,
        position=index + 1,
        printed_step=row["printed_step"],
        name=row["name"],
        kind=StageKind[row["kind"]],
        holder=HolderKind[row["holder"]],
        applies_when=row["applies_when"],
        gates=tuple(Gate[name] for name in row["gates"]),
        min_working_days=row["min_working_days"],
        due_working_days=row["due_working_days"],
        return_to=ReturnTo[row["return_to"]],
        resume_at=ResumeAt[row["resume_at"]],
        holder_name=row["holder_organisation"] or "",
    )
