"""Every constraint of our tables, violated once. Parametrised over the metadata: a new check needs its case here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Boolean, CheckConstraint, Column, Connection, Enum, Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.naming import _constraint_name_for_table

from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT, Rows, filler, our_tables

NO_SUCH_ROW = 999_999_999
LATER = MOMENT + dt.timedelta(microseconds=1)
NEXT_DAY = DAY + dt.timedelta(days=1)
UNDER_WAY = {"status": "UNDER_WAY", "stage_id": NEW_PARENT, "holder_id": NEW_PARENT, "submission_count": 1}

AUDITED_ENTRY = {"employer_id": NEW_PARENT, "submitted_at": MOMENT}
RUNNING = {"status": "RUNNING", "worker": "x", "seen_at": MOMENT}


class Case(NamedTuple):
    """The rows on the right side of a check's boundary, and the rows one step beyond it."""

    accepted: tuple[Mapping[str, Any], ...]
    refused: tuple[Mapping[str, Any], ...]


def _not_negative(column: str, **others: Any) -> Case:
    return Case(({column: 0, **others},), ({column: -1, **others},))


def _positive(column: str) -> Case:
    return Case(({column: 1},), ({column: 0}, {column: -1}))


def _in_order(first: str, last: str, **others: Any) -> Case:
    return Case(({first: DAY, last: DAY, **others},), ({first: NEXT_DAY, last: DAY, **others},))


_plan_days = {"opens_on": DAY, "applicant_deadline": DAY, "employer_deadline": DAY}


def _not_empty(column: str) -> Case:
    return Case(({column: "x"},), ({column: ""},))


INTERVIEWED = {"kind": "INTERVIEW", "result": "PASSED"}
RECOMMENDED = {"kind": "RECOMMENDATION", "result": "RECOMMENDED"}
CAME_BACK = {"kind": "RECOMMENDATION", "result": "APPROVED", "from_outside": True, "document_number": "1"}

SENT = {"status": "SUBMITTED", "auditor_id": NEW_PARENT, "submitted_at": MOMENT, "document_sha256": "x"}
RETURNED = {"status": "RETURNED", "decided_at": MOMENT}
YEARS = Case(({"year": 1950}, {"year": 2199}), ({"year": 1949}, {"year": 2200}))
SENT_POSTS = {"status": "SUBMITTED", "submitted_at": MOMENT, "confirmer_id": NEW_PARENT}
PROVEN = Case(
    ({"verification": "PROOF", "proof_id": NEW_PARENT}, {"verification": "REGISTRY"}, {"verification": "NONE"}),
    ({"verification": "PROOF", "proof_id": None},),
)

CHECKS: Mapping[str, Case] = {
    "ck_account_sessions_seen_after_it_began": Case(
        ({"created_at": MOMENT, "seen_at": MOMENT},), ({"created_at": LATER, "seen_at": MOMENT},)
    ),
    "ck_second_factors_last_step_not_negative": _not_negative("last_step"),
    "ck_applicants_confirmed_by_an_employer": Case(
        ({"employer_id": NEW_PARENT, "employer_confirmed_at": MOMENT}, {"employer_id": NEW_PARENT}, {}),
        ({"employer_confirmed_at": MOMENT},),
    ),
    "ck_employer_registrations_complete_once_submitted": Case(
        (SENT, {"status": "DRAFT"}),
        tuple({**SENT, name: None} for name in ("auditor_id", "submitted_at", "document_sha256")),
    ),
    "ck_employer_registrations_version_is_positive": _positive("version"),
    "ck_employer_registrations_bound_once_passed": Case(
        ({**SENT, "status": "PASSED", "organisation_id": NEW_PARENT}, SENT), ({**SENT, "status": "PASSED"},)
    ),
    "ck_employer_name_changes_complete_once_submitted": Case(
        (SENT,), tuple({**SENT, name: None} for name in ("submitted_at", "document_sha256"))
    ),
    "ck_employer_name_changes_version_is_positive": _positive("version"),
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
    "ck_jobs_done_not_negative": _not_negative("done"),
    "ck_jobs_total_not_negative": _not_negative("total"),
    "ck_jobs_done_within_total": Case(({"done": 3, "total": 3}, {"done": 3, "total": 0}), ({"done": 4, "total": 3},)),
    "ck_jobs_version_is_positive": _positive("version"),
    "ck_jobs_worker_while_running": Case(
        ({"status": "WAITING", "worker": None}, RUNNING),
        ({**RUNNING, "worker": None}, {"status": "WAITING", "worker": "x"}),
    ),
    "ck_jobs_seen_while_running": Case((RUNNING,), ({**RUNNING, "seen_at": None},)),
    "ck_jobs_finished_when_ended": Case(
        ({"status": "CANCELLED", "finished_at": MOMENT}, {"status": "WAITING", "finished_at": None}),
        ({"status": "CANCELLED", "finished_at": None}, {"status": "WAITING", "finished_at": MOMENT}),
    ),
    "ck_jobs_error_when_failed": Case(
        ({"status": "FAILED", "finished_at": MOMENT, "error": {}},),
        ({"status": "FAILED", "finished_at": MOMENT, "error": None}, {"status": "WAITING", "error": {}}),
    ),
    "ck_jobs_result_when_done": Case(
        ({"status": "DONE", "finished_at": MOMENT, "result": {}},),
        ({"status": "DONE", "finished_at": MOMENT, "result": None},),
    ),
    "ck_hours_imports_of_an_employer_or_of_a_person": Case(
        ({"employer_id": None, "applicant_id": NEW_PARENT}, {"employer_id": NEW_PARENT, "applicant_id": None}),
        ({"employer_id": None, "applicant_id": None}, {"employer_id": NEW_PARENT, "applicant_id": NEW_PARENT}),
    ),
    "ck_hours_imports_has_rows": _positive("row_count"),
    "ck_hours_imports_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63},)),
    "ck_hours_imports_proof_sha256_is_hex": Case(({"proof_sha256": "a" * 64},), ({"proof_sha256": "a" * 63},)),
    "ck_hours_imports_proof_not_empty": _positive("proof_bytes"),
    "ck_hours_imports_reason_when_returned": Case(
        ({**RETURNED, "reason": "x"}, {**RETURNED, "status": "APPROVED", "reason": ""}),
        ({**RETURNED, "reason": ""},),
    ),
    "ck_hours_imports_decided_once_checked": Case(
        ({"status": "SUBMITTED", "decided_at": None}, {"status": "APPROVED", "decided_at": MOMENT}),
        ({"status": "SUBMITTED", "decided_at": MOMENT}, {"status": "APPROVED", "decided_at": None}),
    ),
    "ck_hours_records_hours_are_positive": _positive("tenths"),
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
    "ck_post_quota_levels_approved_not_negative": _not_negative("approved"),
    "ck_post_quota_levels_actual_not_negative": _not_negative("actual"),
    "ck_post_procedures_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_post_procedures_place_is_given": _not_empty("place"),
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
    "ck_appointment_letters_proof_where_proven": PROVEN,
    "ck_appointment_letters_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_applications_held_only_while_under_way": Case(
        ({"status": "DRAFT"}, {"status": "COMPLETED", "submission_count": 1}, UNDER_WAY),
        ({"status": "DRAFT", "holder_id": NEW_PARENT}, {**UNDER_WAY, "status": "COMPLETED"}),
    ),
    "ck_applications_held_while_under_way": Case((UNDER_WAY,), ({**UNDER_WAY, "holder_id": None},)),
    "ck_applications_staged_while_under_way": Case((UNDER_WAY,), ({**UNDER_WAY, "stage_id": None},)),
    "ck_applications_submitted_once": Case(
        (
            {"status": "DRAFT", "submission_count": 0},
            {"status": "WITHDRAWN", "submission_count": 0},
            {"status": "RETURNED", "submission_count": 1},
        ),
        (
            {**UNDER_WAY, "submission_count": 0},
            {"status": "RETURNED", "submission_count": 0},
            {"status": "REJECTED", "submission_count": 0},
            {"status": "NOT_APPROVED", "submission_count": 0},
            {"status": "COMPLETED", "submission_count": 0},
        ),
    ),
    "ck_applications_version_is_positive": _positive("version"),
    "ck_archive_entries_employer_once_submitted": Case(
        ({"status": "DRAFT"}, {"status": "SUBMITTED", "employer_id": NEW_PARENT, "submitted_at": MOMENT}),
        ({"status": "SUBMITTED", "submitted_at": MOMENT}, {"status": "REJECTED", "submitted_at": MOMENT}),
    ),
    "ck_archive_entries_approved_number_not_negative": _not_negative("approved_number"),
    "ck_archive_entries_approved_once_passed": Case(
        ({**AUDITED_ENTRY, "status": "PASSED", "approved_number": 1}, {**AUDITED_ENTRY, "status": "RETURNED"}),
        ({**AUDITED_ENTRY, "status": "PASSED", "approved_number": 0},),
    ),
    "ck_archive_entries_people_are_positive": _positive("people"),
    "ck_archive_entries_rank_is_positive": Case(({"rank": 1, "people": 1},), ({"rank": 0, "people": 1},)),
    "ck_archive_entries_rank_within_people": Case(
        ({"rank": 2, "people": 2}, {"rank": None, "people": 2}),
        ({"rank": 3, "people": 2}, {"rank": 1, "people": None}),
    ),
    "ck_archive_entries_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_archive_entries_submitted_at_once_submitted": Case(
        ({"status": "DRAFT"}, {"status": "SUBMITTED", "employer_id": NEW_PARENT, "submitted_at": MOMENT}),
        ({"status": "SUBMITTED", "employer_id": NEW_PARENT}, {"status": "RETURNED", "employer_id": NEW_PARENT}),
    ),
    "ck_decision_records_opinion_when_passed": Case(
        ({"action": "PASS", "opinion": "同意"}, {"action": "RETURN", "opinion": ""}),
        ({"action": "PASS", "opinion": ""},),
    ),
    "ck_decision_records_reason_when_rejected": Case(
        ({"action": "REJECT", "reason": "年限不足"}, {"action": "RETURN", "reason": ""}),
        ({"action": "REJECT", "reason": ""},),
    ),
    "ck_decision_records_sequence_is_positive": _positive("sequence"),
    "ck_delegations_not_to_oneself": Case(({},), ({"delegator_id": 1, "delegate_id": 1},)),
    "ck_delegations_starts_before_it_ends": _in_order("first_day", "last_day"),
    "ck_delegations_version_is_positive": _positive("version"),
    "ck_education_records_starts_before_it_ends": Case(
        ({"started_on": DAY, "graduated_on": NEXT_DAY}, {"started_on": None, "graduated_on": DAY}),
        ({"started_on": DAY, "graduated_on": DAY},),
    ),
    "ck_education_records_proof_where_proven": PROVEN,
    "ck_employment_records_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_entrustments_one_committee_or_body": Case(
        ({"body": "示例协会"}, {"body": "", "committee_id": NEW_PARENT}),
        ({"body": ""}, {"body": "示例协会", "committee_id": NEW_PARENT}),
    ),
    "ck_entrustments_starts_before_it_ends": _in_order("valid_from", "valid_until"),
    "ck_entry_fields_a_number_is_text": Case(
        ({"type": "TEXT", "is_number": True}, {"type": "NUMBER", "is_number": False}),
        ({"type": "NUMBER", "is_number": True},),
    ),
    "ck_entry_fields_choices_of_a_choice": Case(
        ({"type": "CHOICE", "choices": "甲\n乙"}, {"type": "TEXT", "choices": ""}),
        ({"type": "CHOICE", "choices": ""}, {"type": "TEXT", "choices": "甲"}),
    ),
    "ck_entry_versions_number_is_positive": _positive("number"),
    "ck_entry_versions_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63},)),
    "ck_fee_orders_amount_not_negative": _not_negative("amount_fen"),
    "ck_fee_standards_amount_not_negative": _not_negative("amount_fen"),
    "ck_finding_rulings_reason_is_given": Case(({"reason": "证书已核实"},), ({"reason": ""},)),
    "ck_insurance_periods_proof_where_proven": PROVEN,
    "ck_insurance_periods_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_list_namings_list_name_is_given": _not_empty("list_name"),
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
    "ck_outbox_messages_exactly_one_recipient": Case(
        (
            {"applicant_id": NEW_PARENT},
            {"applicant_id": None, "organisation_id": NEW_PARENT},
            {"applicant_id": None, "phone": "13800001234"},
        ),
        (
            {"applicant_id": None},
            {"applicant_id": NEW_PARENT, "organisation_id": NEW_PARENT},
            {"applicant_id": NEW_PARENT, "phone": "13800001234"},
        ),
    ),
    "ck_outbox_messages_tries_not_negative": _not_negative("tries"),
    "ck_outbox_messages_sent_at_when_sent": Case(
        ({"status": "SENT", "sent_at": MOMENT}, {"status": "WAITING", "sent_at": None}),
        ({"status": "SENT", "sent_at": None}, {"status": "WAITING", "sent_at": MOMENT}),
    ),
    "ck_outbox_messages_error_when_failed": Case(
        ({"status": "FAILED", "error": "x"}, {"status": "WAITING", "error": ""}), ({"status": "FAILED", "error": ""},)
    ),
    "ck_verification_codes_ten_a_day": Case(({"number": 1}, {"number": 10}), ({"number": 0}, {"number": 11})),
    "ck_verification_codes_five_attempts": Case(
        ({"attempts": 0}, {"attempts": 5}), ({"attempts": -1}, {"attempts": 6})
    ),
    "ck_verification_codes_nothing_kept_once_used": Case(
        ({"used_at": MOMENT, "payload": None}, {"used_at": None, "payload": {}}), ({"used_at": MOMENT, "payload": {}},)
    ),
    "ck_paper_receipts_copies_are_positive": _positive("copies"),
    "ck_payments_amount_not_negative": _not_negative("amount_fen"),
    "ck_payments_voucher_number_is_given": Case(({"voucher_number": "0"},), ({"voucher_number": ""},)),
    "ck_plan_attachments_max_bytes_is_positive": _positive("max_bytes"),
    "ck_plan_attachments_max_files_is_positive": _positive("max_files"),
    "ck_profile_sections_content_once_approved": Case(
        ({"status": "APPROVED", "approved": {}}, {"status": "DRAFT"}), ({"status": "APPROVED", "approved": None},)
    ),
    "ck_profile_sections_content_once_sent": Case(
        ({"status": "SUBMITTED", "content": {}}, {"status": "DRAFT"}),
        ({"status": "SUBMITTED", "content": None}, {"status": "RETURNED", "reason": "缺页", "content": None}),
    ),
    "ck_profile_sections_reason_when_returned": Case(
        ({"status": "RETURNED", "content": {}, "reason": "缺页"}, {"status": "DRAFT", "reason": ""}),
        ({"status": "RETURNED", "content": {}, "reason": ""},),
    ),
    "ck_profile_sections_version_is_positive": _positive("version"),
    "ck_profiles_version_is_positive": _positive("version"),
    "ck_public_notice_entries_objections_are_answered": Case(
        (
            {"outcome": None, "outcome_note": ""},
            {"outcome": "NO_OBJECTION", "outcome_note": ""},
            {"outcome": "OBJECTION_UPHELD", "outcome_note": "属实"},
        ),
        (
            {"outcome": "OBJECTION_UPHELD", "outcome_note": ""},
            {"outcome": "OBJECTION_DISMISSED", "outcome_note": ""},
        ),
    ),
    "ck_public_notices_starts_before_it_ends": _in_order("starts_on", "last_day"),
    "ck_public_notices_working_days_are_positive": _positive("working_days"),
    "ck_qualification_paths_professional_years_not_negative": _not_negative("professional_years"),
    "ck_qualification_paths_unmatched_extra_years_not_negative": _not_negative("unmatched_extra_years"),
    "ck_regions_code_has_six_digits": Case(({"code": "330604"},), ({"code": "33060"}, {"code": ""})),
    "ck_applications_self_score_not_negative": _not_negative("self_score"),
    "ck_plan_deadlines_receiving_names_its_holder": Case(
        ({"holder": "EMPLOYER"}, {"holder": None, "organisation_id": NEW_PARENT}, {"kind": "REVIEW", "holder": None}),
        ({"holder": None},),
    ),
    "ck_plan_deadlines_starts_before_it_ends": _in_order("starts_on", "due_on"),
    "ck_plan_deadlines_window_has_a_first_day": Case(
        ({"kind": "WINDOW", "starts_on": DAY}, {"kind": "REVIEW"}), ({"kind": "WINDOW"},)
    ),
    "ck_plan_papers_copies_are_positive": _positive("copies"),
    "ck_review_committees_autonomous_alone_have_a_unit": Case(
        ({"kind": "AUTONOMOUS", "organisation_id": NEW_PARENT}, {"kind": "AUTONOMOUS"}, {"kind": "ORDINARY"}),
        ({"kind": "ORDINARY", "organisation_id": NEW_PARENT},),
    ),
    "ck_review_committees_filing_starts_before_it_ends": _in_order("filed_from", "filed_until"),
    "ck_review_committees_version_is_positive": _positive("version"),
    "ck_review_plans_no_plan_is_its_own_parent": Case(({"parent_id": None},), ({"id": 77, "parent_id": 77},)),
    "ck_review_plans_applicants_before_employers": Case(
        (_plan_days,), ({**_plan_days, "applicant_deadline": NEXT_DAY},)
    ),
    "ck_review_plans_copies_not_negative": _not_negative("paper_copies"),
    "ck_review_plans_opens_before_applicant_deadline": Case((_plan_days,), ({**_plan_days, "opens_on": NEXT_DAY},)),
    "ck_review_plans_published_at_once_published": Case(
        ({"status": "DRAFT"}, {"status": "PUBLISHED", "published_at": MOMENT}),
        ({"status": "PUBLISHED"}, {"status": "CLOSED"}),
    ),
    "ck_review_results_present_within_members": Case(({"members": 9},), ({"members": 8},)),
    "ck_review_results_votes_add_up": Case(
        ({"agree": 7, "against": 1, "abstain": 1},),
        ({"agree": 7, "against": 1, "abstain": 0}, {"agree": 8, "against": 1, "abstain": 1}),
    ),
    "ck_review_results_votes_not_negative": Case(
        ({"agree": 9, "against": 0, "abstain": 0},),
        (
            {"agree": -1, "against": 9, "abstain": 1},
            {"agree": 9, "against": -1, "abstain": 1},
            {"agree": 9, "against": 1, "abstain": -1},
        ),
    ),
    "ck_route_stages_min_working_days_not_negative": _not_negative("min_working_days"),
    "ck_route_stages_named_holder_has_its_organisation": Case(
        ({"holder": "NAMED_ORGANISATION", "holder_organisation_id": NEW_PARENT}, {"holder": "EMPLOYER"}),
        ({"holder": "NAMED_ORGANISATION"}, {"holder": "EMPLOYER", "holder_organisation_id": NEW_PARENT}),
    ),
    "ck_external_identities_issuer_is_not_empty": _not_empty("issuer"),
    "ck_external_identities_subject_is_not_empty": _not_empty("subject"),
    "ck_sanctions_bans_have_a_last_day": Case(
        ({"kind": "APPLICATION_BAN", "started_on": DAY, "ended_on": DAY}, {"kind": "OPEN_CASE", "ended_on": None}),
        ({"kind": "APPLICATION_BAN", "ended_on": None},),
    ),
    "ck_sanctions_starts_before_it_ends": _in_order("started_on", "ended_on"),
    "ck_saved_filters_arguments_are_not_empty": _not_empty("arguments"),
    "ck_saved_filters_name_is_not_empty": _not_empty("name"),
    "ck_skill_certificates_proof_where_proven": PROVEN,
    "ck_stage_outcomes_document_where_its_kind_needs_one": Case(
        (
            {**INTERVIEWED, "document_number": ""},
            {"kind": "ISSUANCE", "result": "ISSUED", "document_number": "1"},
            {**RECOMMENDED, "document_number": ""},
        ),
        (
            {"kind": "ISSUANCE", "result": "ISSUED", "document_number": ""},
            {"kind": "REPORTING", "result": "REPORTED", "document_number": ""},
            {"kind": "ANNOUNCEMENT", "result": "ANNOUNCED", "document_number": ""},
            {**CAME_BACK, "document_number": ""},
        ),
    ),
    "ck_stage_outcomes_only_recommendations_come_back": Case(
        (INTERVIEWED, CAME_BACK), ({**INTERVIEWED, "from_outside": True, "document_number": "1"},)
    ),
    "ck_stage_outcomes_result_of_its_kind": Case(
        (
            INTERVIEWED,
            RECOMMENDED,
            CAME_BACK,
            {"kind": "REVIEW", "result": "NOT_APPROVED"},
            {"kind": "CONFERMENT", "result": "APPROVED"},
        ),
        (
            {"kind": "INTERVIEW", "result": "APPROVED"},
            {"kind": "REVIEW", "result": "PASSED"},
            {**RECOMMENDED, "from_outside": True, "document_number": "1"},
            {**CAME_BACK, "from_outside": False},
            {"kind": "AUDIT", "result": "PASSED"},
        ),
    ),
    "ck_stored_files_not_empty": _positive("size_bytes"),
    "ck_stored_files_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63}, {"sha256": ""})),
    "ck_submissions_version_is_positive": _positive("version"),
    "ck_title_levels_rank_is_positive": _positive("rank"),
    "ck_vocational_qualifications_proof_where_proven": PROVEN,
}


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


def _name(table: Table, constraint: Any) -> str:
    return str(_constraint_name_for_table(constraint, table))


def _checks() -> Iterator[tuple[Table, str]]:
    for table in our_tables():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint) and not constraint._type_bound:  # type: ignore[attr-defined]
                yield table, _name(table, constraint)


def _uniques() -> Iterator[tuple[Table, UniqueConstraint]]:
    """Flask-AppBuilder's own unnamed ones are left to it."""
    for table in our_tables():
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.name is not None:
                yield table, constraint


def _unique_indexes() -> Iterator[tuple[Table, Index]]:
    for table in our_tables():
        yield from ((table, index) for index in table.indexes if index.unique)


def _columns(kind: str) -> Iterator[Column[Any]]:
    for table in our_tables():
        for column in table.columns:
            if column.foreign_keys if kind == "key" else isinstance(column.type, Enum):
                yield column


CHECKED = sorted(_checks(), key=lambda pair: pair[1])
UNIQUE = sorted(_uniques(), key=lambda pair: str(pair[1].name))
INDEXED = sorted(_unique_indexes(), key=lambda pair: str(pair[1].name))
ENUMS = sorted(_columns("enum"), key=str)
KEYS = sorted(_columns("key"), key=str)


def _refused_by(connection: Connection, name: str, columns: tuple[str, ...], error: IntegrityError) -> bool:
    """Whether it was this constraint; SQLite names a unique constraint by its columns."""
    if connection.dialect.name == "postgresql":
        return bool(error.orig.diag.constraint_name == name)  # type: ignore[union-attr]
    said = str(error.orig)
    return said in (f"CHECK constraint failed: {name}", f"UNIQUE constraint failed: {', '.join(columns)}")


def _refuse(rows: Rows, connection: Connection, table: Table, name: str, values: Mapping[str, Any], *key: str) -> None:
    savepoint = connection.begin_nested()
    with pytest.raises(IntegrityError) as refusal:
        rows.add_to(table, **values)
    savepoint.rollback()
    columns = tuple(f"{table.name}.{column}" for column in key)
    assert _refused_by(connection, name, columns, refusal.value), refusal.value.orig


def test_every_check_has_a_case_and_every_case_its_check() -> None:
    assert {name for _table, name in CHECKED} == set(CHECKS)
    assert {index.name for _table, index in INDEXED} == set(PARTIAL_INDEXES)


@pytest.mark.parametrize(("table", "name"), CHECKED, ids=[name for _table, name in CHECKED])
def test_a_check_accepts_its_boundary_and_refuses_one_step_beyond(
    rows: Rows, connection: Connection, table: Table, name: str
) -> None:
    case = CHECKS[name]
    for values in case.accepted:
        rows.add_to(table, **values)
    for values in case.refused:
        _refuse(rows, connection, table, name, values)


@pytest.mark.parametrize(("table", "constraint"), UNIQUE, ids=[str(one.name) for _table, one in UNIQUE])
def test_a_key_is_taken_once_and_only_as_a_whole(
    rows: Rows, connection: Connection, table: Table, constraint: UniqueConstraint
) -> None:
    columns = list(constraint.columns)
    key = {column.name: rows.parent(column) if column.foreign_keys else _filled(column, 7) for column in columns}
    if table.name == "regions":
        key = {"code": "330604"}
    rows.add_to(table, **key)
    _refuse(rows, connection, table, str(constraint.name), key, *key)
    for column in columns:
        rows.add_to(table, **{**key, column.name: _another(rows, column, key[column.name])})


def _filled(column: Column[Any], number: int) -> Any:
    """A value that also keeps the checks of its column."""
    match column.table.name, column.name:
        case "hours_records" | "post_quotas", "year":
            return 2000 + number
        case "hours_imports", "sha256":
            return f"{number:064d}"
    return filler(column, number)


def _another(rows: Rows, column: Column[Any], value: Any) -> Any:
    if column.foreign_keys:
        return rows.parent(column)
    if isinstance(column.type, Enum):
        return column.type.enums[1]
    if isinstance(column.type, Boolean):
        return not value
    return value[:-1] + "X" if isinstance(value, str) else _filled(column, 8)


@pytest.mark.parametrize(("table", "index"), INDEXED, ids=[str(one.name) for _table, one in INDEXED])
def test_a_partial_key_is_taken_once_among_the_rows_that_count(
    rows: Rows, connection: Connection, table: Table, index: Index
) -> None:
    case = PARTIAL_INDEXES[str(index.name)]
    names = [column.name for column in index.columns]
    for first in case.counted:
        key = {
            column.name: rows.parent(column) if column.foreign_keys else _filled(column, 7) for column in index.columns
        }
        rows.add_to(table, **first, **key)
        for second in case.counted:
            _refuse(rows, connection, table, str(index.name), {**second, **key}, *names)
        for beside in case.uncounted:
            rows.add_to(table, **beside, **key)
            rows.add_to(table, **beside, **key)


@pytest.mark.parametrize("column", KEYS, ids=str)
def test_no_row_refers_to_a_row_that_is_not_there(rows: Rows, connection: Connection, column: Column[Any]) -> None:
    needs = KEY_NEEDS.get(str(column), {})
    rows.add_to(column.table, **needs, **{column.name: rows.parent(column)} if column.name not in needs else {})
    with pytest.raises(IntegrityError) as refusal:
        rows.add_to(column.table, **{**needs, column.name: NO_SUCH_ROW})
    assert re.search("foreign key constraint", str(refusal.value.orig), re.IGNORECASE)


@pytest.mark.parametrize("column", ENUMS, ids=str)
def test_an_enum_column_refuses_any_other_text(rows: Rows, connection: Connection, column: Column[Any]) -> None:
    assert isinstance(column.type, Enum)
    name = f"ck_{column.table.name}_{column.type.name}"
    needs = ENUM_NEEDS.get(str(column), {})
    for text in ("NO_SUCH_MEMBER", "", column.type.enums[0].lower()):
        _refuse(rows, connection, column.table, name, {**needs, column.name: text})
