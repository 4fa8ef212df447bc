"""What each check accepts and refuses, by the name of the check; a module for each subject."""

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.database.checks import applications, employers, people, plans
from tests.integration.database.checks.case import Case

CHECKS: Mapping[str, Case] = {**people.CHECKS, **employers.CHECKS, **plans.CHECKS, **applications.CHECKS}
