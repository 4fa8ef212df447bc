"""Partial keys, and what a row needs so that the value under test breaks no second rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.integration.database.checks.case import AUDITED_ENTRY, RETURNED, SENT, UNDER_WAY
from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT


class Partial(NamedTuple):
    """Rows that a partial unique index counts, and rows with the same key that it does not."""

    counted: tuple[Mapping[str, Any], ...]
    uncounted: tuple[Mapping[str, Any], ...]


PARTIAL_INDEXES: Mapping[str, Partial] = {
    "uq_employer_name_changes_open": Partial(
        ({"status": "SUBMITTED"}, {"status": "RETURNED"}), ({"status": "PASSED"}, {"status": "REJECTED"})
    ),
    "uq_applications_one_for_a_person_and_plan": Partial(
        ({"status": "DRAFT"}, UNDER_WAY, {"status": "REJECTED", "submission_count": 1}),
        ({"status": "WITHDRAWN"},),
    ),
    "uq_applications_one_live_for_a_person_level_and_year": Partial(
        (
            UNDER_WAY,
            {"status": "RETURNED", "submission_count": 1},
            {"status": "COMPLETED", "submission_count": 1},
        ),
        (
            {"status": "DRAFT"},
            {"status": "WITHDRAWN"},
            {"status": "REJECTED", "submission_count": 1},
            {"status": "NOT_APPROVED", "submission_count": 1},
        ),
    ),
    "uq_application_holdings_one_open": Partial(({"left_at": None},), ({"left_at": MOMENT},)),
    "uq_entry_fields_one_number": Partial(({"is_number": True},), ({"is_number": False},)),
    "uq_recommenders_one_for_a_certificate": Partial(({},), ()),
    "uq_hours_imports_one_of_an_employer": Partial(
        ({"status": "SUBMITTED"}, {"status": "APPROVED", "decided_at": MOMENT}), ({**RETURNED, "reason": "x"},)
    ),
    "uq_hours_imports_one_of_a_person": Partial(
        ({"employer_id": None}, {"employer_id": None, "status": "APPROVED", "decided_at": MOMENT}),
        ({**RETURNED, "employer_id": None, "reason": "x"},),
    ),
    "uq_hours_records_one_for_a_training": Partial(
        ({"standing": True}, {"standing": True, "registered": True}), ({"standing": False},)
    ),
    "uq_post_selections_one_for_a_person": Partial(({"released_at": None},), ({"released_at": MOMENT},)),
    "uq_stage_outcomes_one_standing": Partial(({"retracted_at": None},), ({"retracted_at": MOMENT},)),
    "uq_fee_orders_one_for_an_application": Partial(
        ({"status": "OPEN"}, {"status": "PAID"}), ({"status": "CANCELLED"},)
    ),
}
# What else a row needs so that the value under test breaks no second rule.
ENUM_NEEDS: Mapping[str, Mapping[str, Any]] = {
    "applications.status": {"submission_count": 1},
    "archive_entries.status": {**AUDITED_ENTRY, "approved_number": 1},
    "employer_registrations.status": SENT,
    "hours_imports.status": {"decided_at": MOMENT, "reason": "x"},
    "post_quotas.status": {"submitted_at": MOMENT, "confirmer_id": NEW_PARENT, "opinion": "x"},
    "post_selections.kind": {"title_id": NEW_PARENT},
    "organisations.kind": {"employer_kind": None},
    "public_notice_entries.outcome": {"outcome_note": "无异议"},
    "profile_sections.status": {"content": {}, "approved": {}, "reason": "缺页"},
    "review_plans.status": {"published_at": MOMENT},
    **{
        f"{table}.verification": {"proof_id": NEW_PARENT}
        for table in (
            "appointment_letters",
            "education_records",
            "insurance_periods",
            "skill_certificates",
            "vocational_qualifications",
        )
    },
}
KEY_NEEDS: Mapping[str, Mapping[str, Any]] = {
    "applications.holder_id": UNDER_WAY,
    "entrustments.committee_id": {"body": ""},
    "organisations.merged_into_id": {"merged_on": DAY, "active": False},
    "hours_imports.applicant_id": {"employer_id": None},
    "post_selections.application_id": {"kind": "RECOMMENDED", "title_id": NEW_PARENT},
    "post_selections.title_id": {"kind": "RECOMMENDED"},
    "outbox_messages.organisation_id": {"applicant_id": None},
    "review_committees.organisation_id": {"kind": "AUTONOMOUS"},
    "route_stages.holder_organisation_id": {"holder": "NAMED_ORGANISATION"},
}
