"""The tables that rules look into, and how a rule is written over them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Alias, ColumnElement, exists, or_

from app.access.scoping import RowRule
from app.applicants.models import Applicant, Profile, ProfileSection
from app.applications.models import Application, ApplicationEntry, ApplicationHolding, Submission
from app.archives.models import ArchiveEntry, EntryFile
from app.core.actor import Role
from app.employers.models import EmployerRegistration, NameChange
from app.fees.models import FeeOrder
from app.hours.models import HoursImport, HoursRecord
from app.organisations.models import Organisation
from app.plans.models import PlanRoute, ReviewPlan
from app.posts.models import PostQuota, PostSelection
from app.public_notices.models import PublicNotice, PublicNoticeEntry

Rules = dict[Role, RowRule]
# Who checks hours and confirms posts.
CONFIRMING = (Role.DEPARTMENT_AUDITOR, Role.HRSS_AUDITOR)


def _table(model: Any) -> Alias:
    """The model's table under a name of its own, so that no statement's table of the same name is meant by it."""
    return model.__table__.alias(f"scope_{model.__tablename__}")


APPLICATIONS = _table(Application)
SUBMISSIONS = _table(Submission)
CHOSEN = _table(ApplicationEntry)
HOLDINGS = _table(ApplicationHolding)
PEOPLE = _table(Applicant)
ENTRIES = _table(ArchiveEntry)
ENTRY_FILES = _table(EntryFile)
EMPLOYERS = _table(Organisation)
ORDERS = _table(FeeOrder)
REGISTRATIONS = _table(EmployerRegistration)
NAME_CHANGES = _table(NameChange)
PROFILES = _table(Profile)
PROFILE_SECTIONS = _table(ProfileSection)
PLANS = _table(ReviewPlan)
ROUTES = _table(PlanRoute)
NOTICES = _table(PublicNotice)
HOURS = _table(HoursRecord)
IMPORTS = _table(HoursImport)
QUOTAS = _table(PostQuota)
SELECTIONS = _table(PostSelection)
NOTICE_ENTRIES = _table(PublicNoticeEntry)


def any_row(*tables: Alias, where: Collection[ColumnElement[bool]]) -> ColumnElement[bool]:
    """EXISTS over these tables; every other table that `where` names is the enclosing statement's."""
    return exists().where(*where).correlate_except(*tables)


def either(first: RowRule, second: RowRule) -> RowRule:
    return lambda row: or_(first(row), second(row))
