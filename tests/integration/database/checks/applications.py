"""Checks of the tables about applications, archives and the log."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.database.checks.case import (
    AUDITED_ENTRY,
    UNDER_WAY,
    Case,
    in_order,
    not_empty,
    not_negative,
    positive,
)
from tests.integration.database.rows import MOMENT, NEW_PARENT

RUNNING = {"status": "RUNNING", "worker": "x", "seen_at": MOMENT}
INTERVIEWED = {"kind": "INTERVIEW", "result": "PASSED"}
RECOMMENDED = {"kind": "RECOMMENDATION", "result": "RECOMMENDED"}
CAME_BACK = {"kind": "RECOMMENDATION", "result": "APPROVED", "from_outside": True, "document_number": "1"}

CHECKS: Mapping[str, Case] = {
    "ck_jobs_done_not_negative": not_negative("done"),
    "ck_jobs_total_not_negative": not_negative("total"),
    "ck_jobs_done_within_total": Case(({"done": 3, "total": 3}, {"done": 3, "total": 0}), ({"done": 4, "total": 3},)),
    "ck_jobs_version_is_positive": positive("version"),
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
    "ck_applications_version_is_positive": positive("version"),
    "ck_archive_entries_employer_once_submitted": Case(
        ({"status": "DRAFT"}, {"status": "SUBMITTED", "employer_id": NEW_PARENT, "submitted_at": MOMENT}),
        ({"status": "SUBMITTED", "submitted_at": MOMENT}, {"status": "REJECTED", "submitted_at": MOMENT}),
    ),
    "ck_archive_entries_approved_number_not_negative": not_negative("approved_number"),
    "ck_archive_entries_approved_once_passed": Case(
        ({**AUDITED_ENTRY, "status": "PASSED", "approved_number": 1}, {**AUDITED_ENTRY, "status": "RETURNED"}),
        ({**AUDITED_ENTRY, "status": "PASSED", "approved_number": 0},),
    ),
    "ck_archive_entries_people_are_positive": positive("people"),
    "ck_archive_entries_rank_is_positive": Case(({"rank": 1, "people": 1},), ({"rank": 0, "people": 1},)),
    "ck_archive_entries_rank_within_people": Case(
        ({"rank": 2, "people": 2}, {"rank": None, "people": 2}),
        ({"rank": 3, "people": 2}, {"rank": 1, "people": None}),
    ),
    "ck_archive_entries_starts_before_it_ends": in_order("started_on", "ended_on"),
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
    "ck_decision_records_sequence_is_positive": positive("sequence"),
    "ck_entry_fields_a_number_is_text": Case(
        ({"type": "TEXT", "is_number": True}, {"type": "NUMBER", "is_number": False}),
        ({"type": "NUMBER", "is_number": True},),
    ),
    "ck_entry_fields_choices_of_a_choice": Case(
        ({"type": "CHOICE", "choices": "甲\n乙"}, {"type": "TEXT", "choices": ""}),
        ({"type": "CHOICE", "choices": ""}, {"type": "TEXT", "choices": "甲"}),
    ),
    "ck_entry_versions_number_is_positive": positive("number"),
    "ck_entry_versions_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63},)),
    "ck_fee_orders_amount_not_negative": not_negative("amount_fen"),
    "ck_finding_rulings_reason_is_given": Case(({"reason": "证书已核实"},), ({"reason": ""},)),
    "ck_list_namings_list_name_is_given": not_empty("list_name"),
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
    "ck_outbox_messages_tries_not_negative": not_negative("tries"),
    "ck_outbox_messages_sent_at_when_sent": Case(
        ({"status": "SENT", "sent_at": MOMENT}, {"status": "WAITING", "sent_at": None}),
        ({"status": "SENT", "sent_at": None}, {"status": "WAITING", "sent_at": MOMENT}),
    ),
    "ck_outbox_messages_error_when_failed": Case(
        ({"status": "FAILED", "error": "x"}, {"status": "WAITING", "error": ""}), ({"status": "FAILED", "error": ""},)
    ),
    "ck_paper_receipts_copies_are_positive": positive("copies"),
    "ck_payments_amount_not_negative": not_negative("amount_fen"),
    "ck_payments_voucher_number_is_given": Case(({"voucher_number": "0"},), ({"voucher_number": ""},)),
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
    "ck_public_notices_starts_before_it_ends": in_order("starts_on", "last_day"),
    "ck_public_notices_working_days_are_positive": positive("working_days"),
    "ck_applications_self_score_not_negative": not_negative("self_score"),
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
    "ck_submissions_version_is_positive": positive("version"),
}
