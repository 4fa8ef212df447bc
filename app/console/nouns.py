"""What tables are called in a sentence after a number, for “still used by 3 review plans”."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

NOUN_LABELS: Mapping[str, str] = {
    "ab_api_key": "API keys",
    "ab_group_role": "groups of accounts",
    "ab_permission_view": "permissions",
    "ab_permission_view_role": "permissions of roles",
    "ab_user": "accounts",
    "ab_user_group": "members of groups",
    "ab_user_role": "roles of accounts",
    "account_sessions": "sessions of accounts",
    "annual_appraisals": "annual appraisals",
    "applicants": "applicants",
    "application_attachments": "attachments of applications",
    "application_entries": "achievements chosen in applications",
    "application_holdings": "stages of applications",
    "applications": "applications",
    "archive_entries": "archive entries",
    "committee_filings": "filings of committees",
    "committee_specialties": "specialties of committees",
    "committee_titles": "titles of committees",
    "contacts": "contacts",
    "education_records": "education records",
    "employment_records": "employment records",
    "entrustments": "entrustments",
    "fee_orders": "fee orders",
    "fee_standards": "fee standards",
    "finding_rulings": "rulings on findings",
    "list_namings": "entries of lists",
    "jobs": "background jobs",
    "organisations": "organisations",
    "outbox_messages": "messages",
    "paper_receipts": "paper receipts",
    "payments": "payments",
    "plan_attachments": "attachment kinds of plans",
    "plan_bases": "documents that plans rest on",
    "plan_categories": "application categories of plans",
    "plan_clauses": "clauses of plans",
    "plan_committees": "committees of plans",
    "plan_contacts": "contacts of plans",
    "plan_deadlines": "days and windows of plans",
    "plan_documents": "attachments of notices",
    "plan_modes": "application modes of plans",
    "plan_papers": "paper forms of plans",
    "plan_requirements": "requirements of plans",
    "plan_routes": "routes of plans",
    "plan_specialties": "specialties of plans",
    "plan_titles": "titles of plans",
    "professional_titles": "professional titles",
    "public_notice_entries": "entries of public notices",
    "public_notices": "public notices",
    "qualification_paths": "qualification paths",
    "recommenders": "recommenders in applications",
    "recovery_codes": "recovery codes",
    "regions": "regions",
    "stage_outcomes": "outcomes of stages",
    "review_committees": "review committees",
    "review_plans": "review plans",
    "review_results": "review results",
    "route_stages": "stages of routes",
    "saved_filters": "saved filters",
    "second_factors": "second factors",
    "specialties": "specialties",
    "stored_files": "files",
    "submissions": "submissions",
    "titles_held": "titles held",
}


def noun(table: str) -> str:
    """The word for a table's rows. Raises KeyError for a table that the list lacks."""
    return gettext(NOUN_LABELS[table])
