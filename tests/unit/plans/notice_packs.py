"""Shipped packs by code, with what they take from their parent plan; no database."""

from __future__ import annotations

from datetime import date
from functools import cache

from plan_samples import shipped_catalog

from app.core.eligibility import ApplicantFacts, Finding, Outcome, PathResult, Ruling, assess
from app.core.errors import Violation
from app.core.workflow import Subject
from app.documents.yaml_files import read_yaml
from app.plans.packs import Document, read_document
from app.plans.rules import Catalog, CatalogRow, check_document, completed, document_rules, inheriting
from config import PROJECT

PLANS = PROJECT / "seed" / "plans"


@cache
def whole(code: str) -> Document:
    """The plan as it will be published: its own rows, then its parent's."""
    written = read_yaml(PLANS / f"{code}.yaml").values
    parent = whole(written["parent"]) if written.get("parent") else None
    document, faults = read_document(completed(written, parent) if parent else written)
    assert faults == []
    return inheriting(document, parent) if parent else document


def faults_of(code: str) -> list[Violation]:
    parent = whole(code)["parent"]
    catalog: Catalog = {**shipped_catalog(), "review_plans": {parent: CatalogRow(1)} if parent else {}}
    return check_document(whole(code), catalog)


class Assessed:
    """What the plan's rules find of one person who applies for a title in a mode on a day."""

    def __init__(
        self,
        code: str,
        facts: ApplicantFacts,
        subject: Subject,
        submitted_on: date,
        rulings: dict[str, Ruling] | None = None,
    ) -> None:
        self.findings = assess(facts, document_rules(whole(code), subject, submitted_on), rulings or {})

    @property
    def qualification(self) -> Finding:
        """The finding that sums up the paths."""
        return self.findings[0]

    def path(self, key: str) -> PathResult:
        return next(row for row in self.findings[0].details if row.subject == f"path:{key}")

    @property
    def requirements(self) -> dict[str, Outcome]:
        """Outcome by requirement's key, of those that apply."""
        return {one.subject.removeprefix("requirement:"): one.outcome for one in self.findings[1:]}
