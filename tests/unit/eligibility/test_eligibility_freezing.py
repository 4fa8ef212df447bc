"""A finding that was frozen with a submission says the same when it is read again."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from app.core.eligibility import (
    Catalog,
    Code,
    Duration,
    FieldMatch,
    Finding,
    Outcome,
    PathKind,
    PathResult,
    Procedure,
    RequirementKind,
    Ruling,
    RulingKind,
    freeze,
    thaw,
    with_rulings,
)

PARAMS = {
    "found": Duration(2, 11, 30),
    "wanted": 3,
    "match": FieldMatch.UNMATCHED,
    "title": Code(Catalog.TITLE, "assistant-engineer"),
    "day": dt.date(2023, 6, 30),
    "score": Decimal("89.50"),
    "several": (FieldMatch.SIMILAR, "text"),
}


def way(subject: str, outcome: Outcome) -> PathResult:
    return PathResult(
        subject=subject,
        clause="years",
        procedure=Procedure.REVIEW,
        outcome=outcome,
        message=f"way {subject}",
        params={"wanted": 3},
        conditions=(),
    )


def paths(outcome: Outcome, *ways: PathResult) -> Finding:
    return Finding(
        kind=PathKind.QUALIFICATION_PATH,
        subject=ways[0].subject,
        outcome=outcome,
        message=ways[0].message,
        params=ways[0].params,
        details=ways,
    )


def requirement(outcome: Outcome, *, waivable: bool = False, ruling: Ruling | None = None) -> Finding:
    return Finding(
        kind=RequirementKind.SOCIAL_INSURANCE,
        subject="requirement:insurance",
        outcome=outcome,
        message="%(found)s of %(wanted)s",
        params=PARAMS,
        clause="insurance",
        waivable=waivable,
        ruling=ruling,
    )


@pytest.mark.parametrize(
    "finding",
    [
        requirement(Outcome.FAIL, waivable=True),
        requirement(Outcome.PASS, ruling=Ruling(RulingKind.WAIVED, "因公派驻外省")),
        paths(Outcome.FAIL, way("path:college", Outcome.FAIL), way("path:document", Outcome.EVIDENCE_NEEDED)),
    ],
)
def test_a_finding_comes_back_equal_through_json(finding):
    assert thaw(json.loads(json.dumps(freeze(finding)))) == finding


def test_a_figure_of_an_unknown_kind_is_refused():
    finding = Finding(
        kind=RequirementKind.IN_SERVICE, subject="x", outcome=Outcome.FAIL, message="m", params={"share": 0.5}
    )
    with pytest.raises(TypeError, match="float"):
        freeze(finding)


def test_a_waiver_settles_only_what_may_be_waived():
    waiver = {"requirement:insurance": Ruling(RulingKind.WAIVED, "因公派驻外省")}
    waived = with_rulings([requirement(Outcome.FAIL, waivable=True)], waiver)
    assert (waived[0].outcome, waived[0].ruling) == (Outcome.PASS, waiver["requirement:insurance"])
    strict = requirement(Outcome.FAIL)
    assert with_rulings([strict], waiver) == [strict]


def test_a_confirmation_settles_only_what_needs_evidence():
    confirmed = {"requirement:insurance": Ruling(RulingKind.CONFIRMED, "已核对原件")}
    assert with_rulings([requirement(Outcome.EVIDENCE_NEEDED)], confirmed)[0].outcome is Outcome.PASS
    failed = requirement(Outcome.FAIL, waivable=True)
    assert with_rulings([failed], confirmed) == [failed]


def test_confirming_another_way_makes_that_way_the_finding():
    finding = paths(Outcome.FAIL, way("path:college", Outcome.FAIL), way("path:document", Outcome.EVIDENCE_NEEDED))
    settled = with_rulings([finding], {"path:document": Ruling(RulingKind.CONFIRMED, "已核对证书")})[0]
    assert (settled.subject, settled.outcome, settled.message) == ("path:document", Outcome.PASS, "way path:document")


def test_a_confirmed_way_leaves_a_finding_alone_that_holds_already():
    finding = paths(Outcome.PASS, way("path:college", Outcome.PASS), way("path:document", Outcome.EVIDENCE_NEEDED))
    settled = with_rulings([finding], {"path:document": Ruling(RulingKind.CONFIRMED, "已核对证书")})[0]
    assert (settled.subject, settled.ruling) == ("path:college", None)
