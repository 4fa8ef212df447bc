from dataclasses import FrozenInstanceError

import pytest

from app.core.actor import Actor, Role


def test_the_roles_are_those_of_the_permission_tables_with_the_visitor_and_the_system():
    # EMPLOYER_REGISTRANT is ours: an operator whose employer is not admitted yet may only register it.
    assert set(Role) == {
        "APPLICANT",
        "EMPLOYER_REGISTRANT",
        "EMPLOYER_OPERATOR",
        "DEPARTMENT_AUDITOR",
        "HRSS_AUDITOR",
        "COMMITTEE_OFFICE",
        "EXPERT",
        "PLAN_ADMINISTRATOR",
        "CATALOG_EDITOR",
        "FINANCE",
        "SYSTEM_ADMINISTRATOR",
        "SECURITY_ADMINISTRATOR",
        "AUDIT_VIEWER",
        "PUBLIC",
        "SYSTEM",
    }


def test_an_actor_has_its_own_roles_only():
    auditor = Actor(7, "王五", frozenset({Role.HRSS_AUDITOR, Role.FINANCE}), 3, "某区人社局")
    assert [role for role in Role if auditor.has(role)] == [Role.HRSS_AUDITOR, Role.FINANCE]
    assert (auditor.organisation_id, auditor.organisation_name, auditor.applicant_id) == (3, "某区人社局", None)


def test_a_visitor_and_a_background_job_are_nobody_in_particular():
    assert Actor.public() == Actor(None, "", frozenset({Role.PUBLIC}), None, "", None)
    assert Actor.system("close-due") == Actor(None, "close-due", frozenset({Role.SYSTEM}), None, "", None)


def test_an_actor_cannot_be_given_a_role_afterwards():
    actor = Actor.public()
    with pytest.raises(FrozenInstanceError):
        actor.roles = frozenset({Role.SYSTEM_ADMINISTRATOR})
