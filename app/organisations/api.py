"""单位目录 over the API."""

from __future__ import annotations

from app.console.api_lists import CodedResource, by_code_of, by_flag, by_member, by_name
from app.console.api_shapes import Shape, flag, member, reference, text
from app.console.interface import ScopedInterface
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation


class OrganisationApi(CodedResource):
    """Employers, departments, HRSS departments, talent-exchange centres, committee offices."""

    resource_name = "organisations"
    class_permission_name = "Organisation"
    datamodel = ScopedInterface(Organisation)
    shape = Shape(
        "Organisation",
        {
            "code": text(),
            "name": text(),
            "kind": member(OrganisationKind),
            "employer_kind": member(EmployerKind, nullable=True),
            "affiliation": member(AffiliationLevel),
            "credit_code": text(nullable=True),
            "region": reference(),
            "department": reference(nullable=True),
            "phone": text(),
            "address": text(),
            "active": flag(),
        },
    )
    filters = (
        by_name(),
        by_member("kind", OrganisationKind, "The kind of organisation"),
        by_member("employer_kind", EmployerKind, "The kind of employer"),
        by_code_of("region", "The code of the region"),
        by_code_of("department", "The code of the competent department"),
        by_flag("active", "Whether it is in use"),
    )
