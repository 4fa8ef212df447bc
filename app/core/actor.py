"""Who acts: a person in the roles they hold, a visitor without sign-in, or the system in the background."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of the permission tables; the three administrators (三员) never overlap in one account."""

    APPLICANT = "APPLICANT"
    EMPLOYER_REGISTRANT = "EMPLOYER_REGISTRANT"
    EMPLOYER_OPERATOR = "EMPLOYER_OPERATOR"
    DEPARTMENT_AUDITOR = "DEPARTMENT_AUDITOR"
    HRSS_AUDITOR = "HRSS_AUDITOR"
    COMMITTEE_OFFICE = "COMMITTEE_OFFICE"
    EXPERT = "EXPERT"
    PLAN_ADMINISTRATOR = "PLAN_ADMINISTRATOR"
    CATALOG_EDITOR = "CATALOG_EDITOR"
    FINANCE = "FINANCE"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR"
    SECURITY_ADMINISTRATOR = "SECURITY_ADMINISTRATOR"
    AUDIT_VIEWER = "AUDIT_VIEWER"
    PUBLIC = "PUBLIC"
    SYSTEM = "SYSTEM"


# 三员: none of them goes together with any other role.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_VIEWER})


@dataclass(frozen=True)
class StandIn:
    """For whom somebody stands in: the colleague, the roles handed over, those that the actor lacks, to which day."""

    account_id: int
    name: str
    roles: frozenset[Role]
    gained: frozenset[Role]
    last_day: dt.date


@dataclass(frozen=True)
class Actor:
    """Who acts, for which organisation, as which applicant; ids are the rows', None where there is none.

    `roles` hold those of the colleague that the actor stands in for, too.
    """

    account_id: int | None
    name: str
    roles: frozenset[Role]
    organisation_id: int | None = None
    organisation_name: str = ""
    applicant_id: int | None = None
    stands_in: StandIn | None = None

    @property
    def own_roles(self) -> frozenset[Role]:
        """The roles that the account itself holds."""
        return self.roles - self.stands_in.gained if self.stands_in else self.roles

    @classmethod
    def public(cls) -> Actor:
        """A visitor without sign-in."""
        return cls(None, "", frozenset({Role.PUBLIC}))

    @classmethod
    def system(cls, name: str) -> Actor:
        """A background job, named as the log should show it."""
        return cls(None, name, frozenset({Role.SYSTEM}))

    def has(self, role: Role) -> bool:
        """Whether the actor holds the role."""
        return role in self.roles
