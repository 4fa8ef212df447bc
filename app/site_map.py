"""SCREENS and APIS: every menu entry, screen and resource in order. To find one, start here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask_babel import lazy_gettext as _

from app.applicants import queries as applicants
from app.archives.queries import waiting_here
from app.audits import queries as audits
from app.console.layout import MenuEntry, MenuGroup
from app.employers import queries as employers
from app.fees import queries as fees
from app.hours import queries as hours
from app.messages.queries import UNREAD
from app.posts import queries as posts
from app.public_notices import queries as notices

# Every view of the program, in the order of the packages ("package.views:ClassName").
SCREENS: tuple[str, ...] = (
    "accounts.views:AccountView",
    "accounts.views:AssignedAccountView",
    "accounts.views:DelegationView",
    "accounts.views:LanguageView",
    "accounts.views:ApiKeyView",
    "accounts.views:SessionView",
    "accounts.views:SecondFactorView",
    "accounts.views:AccessRecordView",
    "accounts.views:OidcView",
    "accounts.views:IdentitiesView",
    "catalog.views:ProfessionalTitleView",
    "catalog.views:SpecialtyView",
    "catalog.views:TitleSeriesView",
    "catalog.views:TitleLevelView",
    "catalog.views:RegionView",
    "catalog.views:ContactView",
    "catalog.views:HolidayOverrideView",
    "organisations.views:OrganisationView",
    "committees.views:CommitteeFilingView",
    "committees.views:EntrustmentView",
    "committees.views:ReviewCommitteeView",
    "committees.views:CommitteeCatalogView",
    "plans.views:PlanView",
    "plans.views:PlanDraftView",
    "plans.views:PlanCommandView",
    "plans.views:PlanAmendView",
    "plans.views:PlanCompareView",
    "applicants.views:ProfileView",
    "applicants.views:ProfileAuditView",
    "applicants.views:ProfileAuditedView",
    "archives.views:EntryFieldView",
    "archives.views:EntryKindView",
    "archives.views:ArchiveView",
    "archives.views:ArchiveAuditView",
    "archives.views:ArchiveAuditedView",
    "hours.views:HoursImportView",
    "posts.views:PostQuotaView",
    "applications.views:FileView",
    "employers.views:EmployerRegistrationView",
    "employers.views:RegistrationAuditView",
    "employers.views:RegistrationAuditedView",
    "employers.views:NameChangeAuditView",
    "employers.views:StaffView",
    "employers.views:OperatorView",
    "employers.views:NameChangeView",
    "employers.views:MergerView",
    "employers.views:FileCentreView",
    "employers.views:HostedFileView",
    "applications.views:WizardView",
    "public_notices.views:PublicNoticeView",
    "fees.views:FeeOrderView",
    "dry_runs.views:DryRunView",
    "audits.views:AuditView",
    "audits.views:PaperView",
    "audits.views:ListNamingView",
    "reviews.views:ReviewResultView",
    "reviews.views:StageOutcomeView",
    "decisions.views:DecisionRecordView",
    "dashboard.views:DashboardView",
    "portal.views:RegisterView",
    "portal.views:ForgottenView",
    "portal.views:PhoneView",
    "portal.views:OperatorPhoneView",
    "portal.views:PlanPageView",
    "portal.views:SelfCheckView",
    "portal.views:OwnHoursView",
    "portal.views:MyApplicationView",
    "portal.views:MessagesView",
    "portal.views:JobsView",
)

# Every resource of the API under /api/v1/, in the same order.
APIS: tuple[str, ...] = (
    "console.api_openapi:OpenApiDocument",
    "accounts.api:SecurityApi",
    "catalog.api:RegionApi",
    "catalog.api:TitleSeriesApi",
    "catalog.api:TitleLevelApi",
    "catalog.api:ProfessionalTitleApi",
    "catalog.api:SpecialtyApi",
    "catalog.api:WorkingDayApi",
    "organisations.api:OrganisationApi",
    "committees.api:ReviewCommitteeApi",
    "plans.api:PlanApi",
    "audits.api:AuditApi",
    "portal.api:SelfCheckApi",
    "portal.api:PhotoCheckApi",
    "portal.api:MyApplicationApi",
)

# The menu, grouped by work; an entry is shown to whoever may use it.
MENU: tuple[MenuGroup, ...] = (
    MenuGroup(_("Overview"), (MenuEntry(_("Dashboard"), "DashboardView.show", "show", "Dashboard"),)),
    MenuGroup(
        _("My application"),
        (
            MenuEntry(_("My applications"), "MyApplicationView.list", "list", "MyApplication"),
            MenuEntry(_("Personal data"), "ProfileView.show", "show", "Profile"),
            MenuEntry(_("Hours of continuing education"), "OwnHoursView.list", "list", "Hours"),
            MenuEntry(_("My performance archive"), "ArchiveView.list", "list", "ArchiveEntry"),
        ),
    ),
    MenuGroup(
        _("Audit"),
        (
            MenuEntry(_("Personal data to audit"), "ProfileAuditView.list", "list", "ProfileAudit", applicants.WAITING),
            MenuEntry(_("Archive audits"), "ArchiveAuditView.list", "list", "ArchiveEntryAudit", waiting_here),
            MenuEntry(_("Applications to audit"), "AuditView.list", "list", "Application", audits.waiting_here),
            MenuEntry(
                _("Notices and forwarding"), "PublicNoticeView.list", "list", "PublicNotice", notices.waiting_here
            ),
        ),
    ),
    MenuGroup(
        _("Employers"),
        (
            MenuEntry(
                _("Registration of the employer"), "EmployerRegistrationView.show", "show", "EmployerRegistration"
            ),
            MenuEntry(_("Staff"), "StaffView.list", "list", "Staff", employers.UNCONFIRMED),
            MenuEntry(
                _("Registrations of employers"),
                "RegistrationAuditView.list",
                "list",
                "EmployerRegistrationAudit",
                employers.REQUESTS,
            ),
            MenuEntry(_("People whose files we keep"), "HostedFileView.list", "list", "HostedFile"),
            MenuEntry(_("Operators of the employer"), "OperatorView.list", "list", "EmployerOperator"),
            MenuEntry(_("Name of the employer"), "NameChangeView.show", "show", "NameChange"),
            MenuEntry(_("Merge employers"), "MergerView.new", "merge", "EmployerMerger"),
        ),
    ),
    MenuGroup(
        _("Hours and posts"),
        (
            MenuEntry(_("Imports of hours"), "HoursImportView.list", "list", "HoursImport", hours.WAITING),
            MenuEntry(_("Posts of public institutions"), "PostQuotaView.list", "list", "PostQuota", posts.WAITING),
        ),
    ),
    MenuGroup(
        _("Fees"), (MenuEntry(_("Fees and payments"), "FeeOrderView.list", "list", "FeeOrder", fees.open_count),)
    ),
    MenuGroup(
        _("Supervision"),
        (
            MenuEntry(_("Log"), "DecisionRecordView.list", "list", "DecisionRecord"),
            MenuEntry(_("Access log"), "AccessRecordView.list", "list", "AccessRecord"),
        ),
    ),
    MenuGroup(_("Review plans"), (MenuEntry(_("Review plans"), "PlanView.list", "list", "ReviewPlan"),)),
    MenuGroup(
        _("Catalog"),
        (
            MenuEntry(_("Organisations"), "OrganisationView.list", "list", "Organisation"),
            MenuEntry(_("Review committees"), "ReviewCommitteeView.list", "list", "ReviewCommittee"),
            MenuEntry(_("Filings of autonomous review"), "CommitteeFilingView.list", "list", "CommitteeFiling"),
            MenuEntry(_("Entrusted reviews"), "EntrustmentView.list", "list", "Entrustment"),
            MenuEntry(_("Professional titles"), "ProfessionalTitleView.list", "list", "ProfessionalTitle"),
            MenuEntry(_("Specialties of the catalog"), "SpecialtyView.list", "list", "Specialty"),
            MenuEntry(_("Title series"), "TitleSeriesView.list", "list", "TitleSeries"),
            MenuEntry(_("Title levels"), "TitleLevelView.list", "list", "TitleLevel"),
            MenuEntry(_("Regions"), "RegionView.list", "list", "Region"),
            MenuEntry(_("Contacts of offices"), "ContactView.list", "list", "Contact"),
            MenuEntry(_("Kinds of achievements"), "EntryKindView.list", "list", "EntryKind"),
            MenuEntry(_("Exchanged days"), "HolidayOverrideView.list", "list", "HolidayOverride"),
        ),
    ),
    MenuGroup(
        _("Accounts"),
        (
            MenuEntry(_("Accounts"), "AccountView.list", "list", "Account"),
            MenuEntry(_("Assigned accounts"), "AssignedAccountView.list", "list", "AssignedAccount"),
        ),
    ),
    MenuGroup(
        _("Messages"),
        (
            MenuEntry(_("Messages"), "MessagesView.list", "list", "Message", UNREAD),
            MenuEntry(_("My jobs"), "JobsView.list", "list", "Job"),
        ),
    ),
)


def register(appbuilder: Any) -> None:
    """Register every screen and every resource once."""
    for screen in (*SCREENS, *APIS):
        module, _colon, name = screen.partition(":")
        appbuilder.add_view_no_menu(getattr(import_module(f"app.{module}"), name))
