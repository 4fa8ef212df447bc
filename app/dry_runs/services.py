"""Dry runs: started for a plan of one's own, carried out as a background job."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import current_app

from app.access.scoping import acting
from app.applications.models import printed_number
from app.applications.rules import facts_from_submission, subject_from_submission
from app.core.errors import Invalid, OutOfScope, Refused, Violation
from app.core.workflow import Subject
from app.documents.sheet_rows import read_rows
from app.dry_runs import queries
from app.dry_runs.labels import headers, member_words, shown_headers
from app.dry_runs.rules import Person, Tally
from app.dry_runs.sheets import FactSheet, Words, plain
from app.extensions import db
from app.files.services import store
from app.files.sizes import readable_size
from app.files.store import NO_ROOM, StorageFull
from app.plans import queries as plans
from app.plans.models import ReviewPlan
from app.plans.packs import Document, document_of
from app.plans.rules import PlanRules, inheriting
from app.plans.services import own_plan
from app.tasks import queries as jobs
from app.tasks.models import Job
from app.tasks.running import Work
from app.tasks.services import enqueue

KIND = "dry_run"
SHEET_BYTES = 32 * 1024 * 1024
RESULT_BYTES = 2 * 1024**3
MOST_OPEN = 3
# Rows of a sheet that are read before it is accepted; the job reads them all.
READ_AT_ONCE = 300


@dataclass(frozen=True)
class Asked:
    """What everybody would apply for ("" is what each applies for), and on which day it would be submitted."""

    submitted_on: dt.date
    title: str = ""
    mode: str = ""


def over_applications(plan_id: int, plan_ids: Sequence[int], asked: Asked) -> Job:
    """A dry run of an own plan over the applications submitted under other own plans.

    Raises OutOfScope, Invalid where no such plan is chosen or nothing was submitted, Refused beyond three at once.
    """
    plan = _asked_plan(plan_id, asked)
    own = {key for key, _name, _count in queries.plans_with_applications(acting(db.session).organisation_id)}
    if not plan_ids or not own.issuperset(plan_ids):
        raise Invalid([Violation("plans", "Please choose plans of your office under which somebody has applied.")])
    return _enqueue(plan, asked, {"plans": sorted(plan_ids)})


def over_sheet(plan_id: int, stream: BinaryIO, name: str, asked: Asked) -> Job:
    """A dry run of an own plan over the persons of a sheet of facts; `stream` can be sought.

    Raises OutOfScope, Invalid for what is wrong with the header or the first rows, Refused, TooLarge.
    """
    plan = _asked_plan(plan_id, asked)
    first = itertools.islice(read_rows(stream), READ_AT_ONCE)
    for _person in FactSheet(first, words_of(plan), asked.title, asked.mode).persons():
        pass
    stream.seek(0)
    try:
        kept = store().put(stream, SHEET_BYTES)
    except Refused as refused:
        raise Invalid([Violation("facts", refused.message, refused.params)]) from refused
    return _enqueue(plan, asked, {"sheet": kept.sha256, "file": name[-120:]})


def run(work: Work) -> dict[str, Any]:
    """The job: everybody of the population before the plan's rules as they stand now.

    The result names the file of all rows by its SHA-256. Raises OutOfScope where the plan is gone, Invalid for a sheet.
    """
    plan = own_plan(_known(work.subject_id))
    asked = Asked(
        dt.date.fromisoformat(work.parameters["submitted_on"]), work.parameters["title"], work.parameters["mode"]
    )
    rules, tally = PlanRules(effective_document(plan)), Tally()
    done, unreadable = 0, 0
    try:
        with tempfile.TemporaryFile(dir=current_app.config["ZHIPING"].data_dir) as kept:
            with gzip.GzipFile(fileobj=kept, mode="wb", compresslevel=1, mtime=0) as packed:
                for persons, size, total in _population(plan, asked, work.parameters):
                    rows = [tally.count(person, rules.of(person.subject, asked.submitted_on)) for person in persons]
                    packed.write("".join(f"{_dumped(row)}\n" for row in rows).encode())
                    done += size
                    unreadable += size - len(rows)
                    work.step(done, total)
            kept.seek(0)
            stored = store().put(cast(BinaryIO, kept), RESULT_BYTES)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise
    return {**tally.result(), "unreadable": unreadable, "rows": stored.sha256, "plan_version": plan.version}


def rows_of(job: Job) -> Iterator[list[Any]]:
    """The rows of a finished dry run, one at a time, as `Tally.count` gave them. Raises ContentMissing."""
    if job.kind != KIND or job.result is None:
        raise OutOfScope
    with store().open(job.result["rows"]) as kept, gzip.open(kept) as lines:
        for line in lines:
            yield json.loads(line)


def effective_document(plan: ReviewPlan) -> Document:
    """The plan as it will be published, with what it takes from the plan that it defers to (R-11)."""
    own, parent = document_of(plan), plans.parent_of(plan)
    return inheriting(own, parent) if parent else own


def words_of(plan: ReviewPlan) -> Words:
    """What the cells of a sheet for this plan may say."""
    titles = {word: row.title.code for row in plan.titles for word in (row.title.code, row.title.name, row.name)}
    modes = {word: row.mode.name for row in plan.modes for word in (row.mode.name, row.name, row.option)}
    return Words(
        titles=_plain(titles),
        modes=_plain(modes),
        held_titles=_plain({word: code for code, name in _named("professional_titles") for word in (name, code)}),
        regions=_regions(),
        members=member_words(),
        headers=headers(),
        shown=shown_headers(),
    )


def _asked_plan(plan_id: int, asked: Asked) -> ReviewPlan:
    plan = own_plan(plan_id)
    offered = {row.title.code for row in plan.titles} | {""}, {row.mode.name for row in plan.modes} | {""}
    if asked.title not in offered[0] or asked.mode not in offered[1]:
        raise Invalid([Violation("title", "The plan does not offer this title or this mode.")])
    return plan


def _enqueue(plan: ReviewPlan, asked: Asked, population: Mapping[str, Any]) -> Job:
    if jobs.open_count(KIND) >= MOST_OPEN:
        raise Refused("You have %(most)s dry runs under way. Please wait until one of them is done.", most=MOST_OPEN)
    parameters = {
        "title": asked.title,
        "mode": asked.mode,
        "submitted_on": asked.submitted_on.isoformat(),
        **population,
    }
    return enqueue(KIND, plan.name, parameters, plan.id)


Chunk = tuple[list[Person], int, int]


def _population(plan: ReviewPlan, asked: Asked, parameters: Mapping[str, Any]) -> Iterator[Chunk]:
    """(persons, rows read, rows in all or 0) at a time."""
    if "sheet" in parameters:
        yield from _sheet_persons(plan, asked, parameters["sheet"])
        return
    total = queries.how_many(parameters["plans"])
    seen = 0
    for rows in queries.newest_submissions(parameters["plans"]):
        persons = [person for row in rows if (person := _submitted(asked, row)) is not None]
        seen += len(rows)
        yield persons, len(rows), max(total, seen)


def _sheet_persons(plan: ReviewPlan, asked: Asked, sha256: str) -> Iterator[Chunk]:
    with store().open(sha256) as stream:
        persons = FactSheet(read_rows(stream), words_of(plan), asked.title, asked.mode).persons()
        while chunk := list(itertools.islice(persons, queries.CHUNK)):
            yield chunk, len(chunk), 0


def _submitted(asked: Asked, row: tuple[int, int, Mapping[str, Any]]) -> Person | None:
    """One submission as a person; None where its content is not what submissions are."""
    application_id, year, content = row
    try:
        facts, subject = facts_from_submission(content), subject_from_submission(content)
        name: str = content["person"]["name"]
    except (KeyError, TypeError, ValueError):
        return None
    return Person(printed_number(year, application_id), name, facts, _fixed(subject, asked))


def _fixed(subject: Subject, asked: Asked) -> Subject:
    if not (asked.title or asked.mode):
        return subject
    return replace(subject, title_code=asked.title or subject.title_code, mode=asked.mode or subject.mode)


def _plain(words: Mapping[str, str]) -> dict[str, str]:
    return {plain(word): code for word, code in words.items() if word}


def _named(table: str) -> list[tuple[str, str]]:
    return plans.named_rows(table, None)


def _regions() -> dict[str, str]:
    """Codes and names of regions; a name that several have is left out."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, name in _named("regions"):
        word = plain(name)
        if word in found:
            twice.add(word)
        found[word] = code
    codes = {code: code for code in found.values()}
    return {**{word: code for word, code in found.items() if word not in twice}, **codes}


def _dumped(row: Sequence[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _known(plan_id: int | None) -> int:
    if plan_id is None:
        raise OutOfScope
    return plan_id


def sheet_limit() -> str:
    """The most that a sheet may have, in words."""
    return readable_size(SHEET_BYTES)
