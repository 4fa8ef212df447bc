"""经所在单位、主管部门认真审核 (R-107): the employer before the application, the department on every route."""

import pytest
from notice_packs import whole

DEPARTMENTS = ("COMPETENT_DEPARTMENT", "NAMED_ORGANISATION")


@pytest.mark.parametrize("code", ["taizhou-2020-quality-senior", "taizhou-2020-quality-full-senior"])
def test_a_plan_under_r_107_has_both_audits(code):
    plan = whole(code)
    assert any("R-107" in row["requirement"] for row in plan["clauses"])
    asked = [row for row in plan["requirements"] if row["kind"] == "PROFILE_APPROVED"]
    assert [row["applies_when"] for row in asked] == [{}]
    for route in plan["routes"]:
        audits = [
            stage["holder"] for stage in route["stages"] if stage["kind"] == "AUDIT" and not stage["applies_when"]
        ]
        assert audits[0] == "EMPLOYER"
        assert set(audits[1:]) & set(DEPARTMENTS), route["name"]
