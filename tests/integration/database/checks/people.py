"""Checks of the tables about people and accounts."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.database.checks.case import (
    LATER,
    NEXT_DAY,
    PROVEN,
    Case,
    in_order,
    not_empty,
    not_negative,
    positive,
)
from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT

CHECKS: Mapping[str, Case] = {
    "ck_account_sessions_seen_after_it_began": Case(
        ({"created_at": MOMENT, "seen_at": MOMENT},), ({"created_at": LATER, "seen_at": MOMENT},)
    ),
    "ck_second_factors_last_step_not_negative": not_negative("last_step"),
    "ck_applicants_confirmed_by_an_employer": Case(
        ({"employer_id": NEW_PARENT, "employer_confirmed_at": MOMENT}, {"employer_id": NEW_PARENT}, {}),
        ({"employer_confirmed_at": MOMENT},),
    ),
    "ck_appointment_letters_proof_where_proven": PROVEN,
    "ck_appointment_letters_starts_before_it_ends": in_order("started_on", "ended_on"),
    "ck_delegations_not_to_oneself": Case(({},), ({"delegator_id": 1, "delegate_id": 1},)),
    "ck_delegations_starts_before_it_ends": in_order("first_day", "last_day"),
    "ck_delegations_version_is_positive": positive("version"),
    "ck_education_records_starts_before_it_ends": Case(
        ({"started_on": DAY, "graduated_on": NEXT_DAY}, {"started_on": None, "graduated_on": DAY}),
        ({"started_on": DAY, "graduated_on": DAY},),
    ),
    "ck_education_records_proof_where_proven": PROVEN,
    "ck_employment_records_starts_before_it_ends": in_order("started_on", "ended_on"),
    "ck_insurance_periods_proof_where_proven": PROVEN,
    "ck_insurance_periods_starts_before_it_ends": in_order("started_on", "ended_on"),
    "ck_verification_codes_ten_a_day": Case(({"number": 1}, {"number": 10}), ({"number": 0}, {"number": 11})),
    "ck_verification_codes_five_attempts": Case(
        ({"attempts": 0}, {"attempts": 5}), ({"attempts": -1}, {"attempts": 6})
    ),
    "ck_verification_codes_nothing_kept_once_used": Case(
        ({"used_at": MOMENT, "payload": None}, {"used_at": None, "payload": {}}), ({"used_at": MOMENT, "payload": {}},)
    ),
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
    "ck_profile_sections_version_is_positive": positive("version"),
    "ck_profiles_version_is_positive": positive("version"),
    "ck_external_identities_issuer_is_not_empty": not_empty("issuer"),
    "ck_external_identities_subject_is_not_empty": not_empty("subject"),
    "ck_sanctions_bans_have_a_last_day": Case(
        ({"kind": "APPLICATION_BAN", "started_on": DAY, "ended_on": DAY}, {"kind": "OPEN_CASE", "ended_on": None}),
        ({"kind": "APPLICATION_BAN", "ended_on": None},),
    ),
    "ck_sanctions_starts_before_it_ends": in_order("started_on", "ended_on"),
    "ck_saved_filters_arguments_are_not_empty": not_empty("arguments"),
    "ck_saved_filters_name_is_not_empty": not_empty("name"),
    "ck_skill_certificates_proof_where_proven": PROVEN,
    "ck_stored_files_not_empty": positive("size_bytes"),
    "ck_stored_files_sha256_is_hex": Case(({"sha256": "a" * 64},), ({"sha256": "a" * 63}, {"sha256": ""})),
    "ck_vocational_qualifications_proof_where_proven": PROVEN,
}
