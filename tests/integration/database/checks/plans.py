"""Checks of the tables about plans and the catalog."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.database.checks.case import NEXT_DAY, Case, in_order, not_negative, positive
from tests.integration.database.rows import DAY, MOMENT, NEW_PARENT

PLAN_DAYS = {"opens_on": DAY, "applicant_deadline": DAY, "employer_deadline": DAY}

CHECKS: Mapping[str, Case] = {
    "ck_entrustments_one_committee_or_body": Case(
        ({"body": "示例协会"}, {"body": "", "committee_id": NEW_PARENT}),
        ({"body": ""}, {"body": "示例协会", "committee_id": NEW_PARENT}),
    ),
    "ck_entrustments_starts_before_it_ends": in_order("valid_from", "valid_until"),
    "ck_fee_standards_amount_not_negative": not_negative("amount_fen"),
    "ck_plan_attachments_max_bytes_is_positive": positive("max_bytes"),
    "ck_plan_attachments_max_files_is_positive": positive("max_files"),
    "ck_qualification_paths_professional_years_not_negative": not_negative("professional_years"),
    "ck_qualification_paths_unmatched_extra_years_not_negative": not_negative("unmatched_extra_years"),
    "ck_regions_code_has_six_digits": Case(({"code": "330604"},), ({"code": "33060"}, {"code": ""})),
    "ck_plan_deadlines_receiving_names_its_holder": Case(
        ({"holder": "EMPLOYER"}, {"holder": None, "organisation_id": NEW_PARENT}, {"kind": "REVIEW", "holder": None}),
        ({"holder": None},),
    ),
    "ck_plan_deadlines_starts_before_it_ends": in_order("starts_on", "due_on"),
    "ck_plan_deadlines_window_has_a_first_day": Case(
        ({"kind": "WINDOW", "starts_on": DAY}, {"kind": "REVIEW"}), ({"kind": "WINDOW"},)
    ),
    "ck_plan_papers_copies_are_positive": positive("copies"),
    "ck_review_committees_autonomous_alone_have_a_unit": Case(
        ({"kind": "AUTONOMOUS", "organisation_id": NEW_PARENT}, {"kind": "AUTONOMOUS"}, {"kind": "ORDINARY"}),
        ({"kind": "ORDINARY", "organisation_id": NEW_PARENT},),
    ),
    "ck_review_committees_filing_starts_before_it_ends": in_order("filed_from", "filed_until"),
    "ck_review_committees_version_is_positive": positive("version"),
    "ck_review_plans_no_plan_is_its_own_parent": Case(({"parent_id": None},), ({"id": 77, "parent_id": 77},)),
    "ck_review_plans_applicants_before_employers": Case((PLAN_DAYS,), ({**PLAN_DAYS, "applicant_deadline": NEXT_DAY},)),
    "ck_review_plans_copies_not_negative": not_negative("paper_copies"),
    "ck_review_plans_opens_before_applicant_deadline": Case((PLAN_DAYS,), ({**PLAN_DAYS, "opens_on": NEXT_DAY},)),
    "ck_review_plans_published_at_once_published": Case(
        ({"status": "DRAFT"}, {"status": "PUBLISHED", "published_at": MOMENT}),
        ({"status": "PUBLISHED"}, {"status": "CLOSED"}),
    ),
    "ck_route_stages_min_working_days_not_negative": not_negative("min_working_days"),
    "ck_route_stages_named_holder_has_its_organisation": Case(
        ({"holder": "NAMED_ORGANISATION", "holder_organisation_id": NEW_PARENT}, {"holder": "EMPLOYER"}),
        ({"holder": "NAMED_ORGANISATION"}, {"holder": "EMPLOYER", "holder_organisation_id": NEW_PARENT}),
    ),
    "ck_title_levels_rank_is_positive": positive("rank"),
}
