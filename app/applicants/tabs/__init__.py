"""The tabs of a profile in their order; a new one is a module with its TAB and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from app.applicants.tabs import (
    appraisals,
    education,
    employment,
    identity,
    insurance,
    integrity,
    skills,
    titles,
    vocational,
    work,
)
from app.applicants.tabs.parts import RowList, Tab

TABS: Mapping[str, Tab] = {
    tab.key: tab
    for tab in (
        identity.TAB,
        work.TAB,
        education.TAB,
        employment.TAB,
        titles.TAB,
        vocational.TAB,
        skills.TAB,
        appraisals.TAB,
        insurance.TAB,
        integrity.TAB,
    )
}

__all__ = ["TABS", "RowList", "Tab"]
