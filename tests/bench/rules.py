"""Rows about rules: what one person costs, alone and from the frozen JSON as a dry run reads it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

import yaml

from app.applications.rules import facts_from_submission, subject_from_submission
from app.core import eligibility as rules
from app.core.eligibility import assess
from app.core.records import plain
from app.core.workflow import Subject
from app.plans.packs import read_document
from app.plans.rules import PlanRules
from config import PROJECT
from tests.bench.bench import Bench
from tests.bench.measuring import interleaved

PACK = PROJECT / "seed" / "plans" / "jinhua-2023-construction.yaml"
PEOPLE = 1_000
ROUNDS = 9
DAY = dt.date(2023, 9, 1)


def measure(bench: Bench) -> None:
    """People of every title and mode in turn, with as much in their records as notices ask for."""
    name = "assess, per person, Jinhua plan"
    if not PACK.exists():
        bench.skipped(name, f"{PACK.name} is not there")
        return
    document, _faults = read_document(yaml.safe_load(PACK.read_text(encoding="utf-8")))
    read_once = PlanRules(document)
    people = list(islice(_people(document), PEOPLE))
    contents = [json.dumps({"facts": plain(facts), "subject": plain(subject)}) for facts, subject in people]
    held = [(facts, read_once.of(subject, DAY)) for facts, subject in people]

    def alone() -> None:
        for facts, against in held:
            assess(facts, against)

    def from_json() -> None:
        for text in contents:
            content = json.loads(text)
            assess(facts_from_submission(content), read_once.of(subject_from_submission(content), DAY))

    found = interleaved({"alone": alone, "from JSON": from_json}, ROUNDS)
    bench.limited(name, found["alone"].median / PEOPLE, "ms", 0.5)
    bench.limited("The same from the JSON of a submission", found["from JSON"].median / PEOPLE, "ms", 0.6)


def _people(document: dict[str, Any]) -> Any:
    subjects = cycle(
        Subject(mode=mode["mode"], title_code=title["title"], employer_kind=kind, region="330702")
        for title in document["titles"]
        for mode in document["modes"]
        for kind in ("NON_PUBLIC_ENTERPRISE", "PUBLIC_INSTITUTION")
    )
    for number, subject in enumerate(subjects):
        yield _facts(number, subject), subject


def _facts(number: int, subject: Subject) -> rules.ApplicantFacts:
    start = dt.date(2006 + number % 12, 1 + number % 12, 1)
    levels = (rules.EducationLevel.SECONDARY_VOCATIONAL, rules.EducationLevel.COLLEGE, rules.EducationLevel.BACHELOR)
    return rules.ApplicantFacts(
        education=tuple(
            rules.EducationRecord(level=level, graduated_on=start, match=list(rules.FieldMatch)[number % 3])
            for level in levels[: 1 + number % 3]
        ),
        employment=(
            rules.EmploymentRecord(started_on=start, ended_on=dt.date(2019, 6, 30)),
            rules.EmploymentRecord(started_on=dt.date(2019, 9, 1 + number % 28)),
        ),
        titles=(
            rules.TitleHeld(
                code="assistant-engineer",
                obtained_on=dt.date(2017, 5, 1),
                appointed_on=dt.date(2018 + number % 4, 1, 1),
            ),
        ),
        skills=(rules.SkillRecord(rules.SkillLevel.SENIOR_WORKER, dt.date(2019, 1, 1)),),
        vocational=(),
        appraisals=dict.fromkeys(range(2018, 2023), rules.AppraisalResult.QUALIFIED),
        continuing_education={
            year: rules.ContinuingEducationHours(Decimal(60 + number % 5), Decimal(12), Decimal(18))
            for year in range(2018, 2023)
        },
        civil_servant=False,
        in_service=True,
        employer_kind=subject.employer_kind,
        work_region=subject.region,
        affiliation=rules.Affiliation("330702", "330702", "330702"),
        insurance=(rules.InsurancePeriod(started_on=start, region="330702"),),
        established_post=False,
        bans=(),
        statement_characters=800,
        self_score=Decimal(110 + number % 20),
        recommenders=(rules.RecommenderFacts("senior-engineer", True, True),) * (number % 3),
        achievements=tuple(rules.AchievementDate("工程", dt.date(2019 + part, 1, 1)) for part in range(4)),
    )
