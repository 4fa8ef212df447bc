"""Checks of the tables about employers, hours and posts."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.database.checks.case import (
    RETURNED,
    SENT,
    YEARS,
    Case,
    in_order,
    not_empty,
    not_negative,
    positive,
)
from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT

SENT_POSTS = {"status": "SUBMITTED", "submitted_at": MOMENT, "confirmer_id": NEW_PARENT}

CHECKS: Mapping[str, Case] = {
    "ck_employer_registrations_complete_once_submitted": Case(
        (SENT, {"status": "DRAFT"}),
        tuple({**SENT, name: None} for name in ("auditor_id", "submitted_at", "document_sha256")),
    ),
    "ck_employer_registrations_version_is_positive": positive("version"),
    "ck_employer_registrations_bound_once_passed": Case(
        ({**SENT, "status": "PASSED", "organisation_id": NEW_PARENT}, SENT), ({**SENT, "status": "PASSED"},)
    ),
    "ck_employer_name_changes_complete_once_submitted": Case(
        (SENT,), tuple({**SENT, name: None} for name in ("submitted_at", "document_sha256"))
    ),
    "ck_employer_name_changes_version_is_positive": positive("version"),
    "ck_employer_name_changes_submitted_at_once": Case((SENT,), ({**SENT, "status": "DRAFT"},)),
    "ck_employer_name_changes_another_name": Case(
        ({"former_name": "甲", "new_name": "乙"},),
        ({"former_name": "甲", "new_name": "甲"}, {"former_name": "甲", "new_name": ""}),
    ),
    "ck_organisations_merged_on_a_day": Case(
        ({"merged_into_id": NEW_PARENT, "merged_on": DAY, "active": False}, {}),
        ({"merged_into_id": NEW_PARENT, "active": False}, {"merged_on": DAY}),
    ),
    "ck_organisations_merged_into_another": Case(
        ({"id": 77, "merged_into_id": NEW_PARENT, "merged_on": DAY, "active": False},),
        ({"id": 78, "merged_into_id": 78, "merged_on": DAY, "active": False},),
    ),
    "ck_organisations_out_of_use_once_merged": Case(
        ({"merged_into_id": NEW_PARENT, "merged_on": DAY, "active": False}, {"active": True}),
        ({"merged_into_id": NEW_PARENT, "merged_on": DAY, "active": True},),
    ),
    "ck_hours_imports_of_an_employer_or_of_a_person": Case(
        ({"employer_id": None, "applicant_id": NEW_PARENT}, {"employer_id": NEW_PARENT, "applicant_id": None}),
        ({"employer_id": None, "applicant_id": None}, {"employer_id": NEW_PARENT, "applicant_id": NEW_PARENT}),
    ),
    "ck_hours_imports_has_rows": positive("row_count"),
    "ck_hours_imports_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63},)),
    "ck_hours_imports_proof_sha256_is_hex": Case(({"proof_sha256": "a" * 64},), ({"proof_sha256": "a" * 63},)),
    "ck_hours_imports_proof_not_empty": positive("proof_bytes"),
    "ck_hours_imports_reason_when_returned": Case(
        ({**RETURNED, "reason": "x"}, {**RETURNED, "status": "APPROVED", "reason": ""}),
        ({**RETURNED, "reason": ""},),
    ),
    "ck_hours_imports_decided_once_checked": Case(
        ({"status": "SUBMITTED", "decided_at": None}, {"status": "APPROVED", "decided_at": MOMENT}),
        ({"status": "SUBMITTED", "decided_at": MOMENT}, {"status": "APPROVED", "decided_at": None}),
    ),
    "ck_hours_records_hours_are_positive": positive("tenths"),
    "ck_hours_records_year_in_range": YEARS,
    "ck_hours_records_registered_only_while_standing": Case(
        ({"standing": True, "registered": True}, {"standing": False, "registered": False}),
        ({"standing": False, "registered": True},),
    ),
    "ck_post_quotas_year_in_range": YEARS,
    "ck_post_quotas_established_total_not_negative": Case(
        ({"established_total": 0, "post_total": 0},), ({"established_total": -1, "post_total": 0},)
    ),
    "ck_post_quotas_posts_within_the_establishment": Case(
        ({"established_total": 5, "post_total": 5}, {"established_total": 5, "post_total": 0}),
        ({"established_total": 5, "post_total": 6}, {"established_total": 5, "post_total": -1}),
    ),
    "ck_post_quotas_submitted_at_once_submitted": Case(
        ({"status": "DRAFT", "submitted_at": None}, SENT_POSTS), ({**SENT_POSTS, "submitted_at": None},)
    ),
    "ck_post_quotas_confirmer_once_submitted": Case(
        ({"status": "DRAFT", "confirmer_id": None}, SENT_POSTS), ({**SENT_POSTS, "confirmer_id": None},)
    ),
    "ck_post_quotas_reason_when_returned": Case(
        ({**SENT_POSTS, "status": "RETURNED", "opinion": "x"}, {**SENT_POSTS, "opinion": ""}),
        ({**SENT_POSTS, "status": "RETURNED", "opinion": ""},),
    ),
    "ck_post_quota_levels_ratio_within_the_whole": Case(
        ({"ratio": 0}, {"ratio": 10_000}), ({"ratio": -1}, {"ratio": 10_001})
    ),
    "ck_post_quota_levels_approved_not_negative": not_negative("approved"),
    "ck_post_quota_levels_actual_not_negative": not_negative("actual"),
    "ck_post_procedures_starts_before_it_ends": in_order("started_on", "ended_on"),
    "ck_post_procedures_place_is_given": not_empty("place"),
    "ck_post_selections_title_where_recommended": Case(
        ({"kind": "RECOMMENDED", "title_id": NEW_PARENT}, {"kind": "APPOINTED", "title_id": None}),
        ({"kind": "RECOMMENDED", "title_id": None}, {"kind": "APPOINTED", "title_id": NEW_PARENT}),
    ),
    "ck_post_selections_day_where_appointed": Case(
        ({"appointed_on": DAY}, {"kind": "RECOMMENDED", "title_id": NEW_PARENT, "appointed_on": None}),
        ({"kind": "APPOINTED", "appointed_on": None},),
    ),
    "ck_post_selections_application_where_recommended": Case(
        ({"kind": "RECOMMENDED", "title_id": NEW_PARENT, "application_id": NEW_PARENT},),
        ({"kind": "APPOINTED", "application_id": NEW_PARENT},),
    ),
    "ck_organisations_employers_alone_have_an_employer_kind": Case(
        (
            {"kind": "EMPLOYER", "employer_kind": "PUBLIC_INSTITUTION"},
            {"kind": "HRSS_DEPARTMENT", "employer_kind": None},
        ),
        (
            {"kind": "EMPLOYER", "employer_kind": None},
            {"kind": "HRSS_DEPARTMENT", "employer_kind": "PUBLIC_INSTITUTION"},
        ),
    ),
}
