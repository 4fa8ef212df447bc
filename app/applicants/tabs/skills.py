"""职业技能等级 (R-59 to R-61)."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from app.applicants.forms import MemberSelect, Needed, RowForm, SectionForm, day, proof, rows, short_text
from app.applicants.labels import ROW_LABELS
from app.applicants.models import SkillCertificate
from app.applicants.rules import CHOOSE, Context, Draft, given, not_in_future
from app.applicants.tabs.parts import RowList, Tab
from app.core.eligibility.vocabulary import SkillLevel
from app.core.errors import Violation


class SkillForm(RowForm):
    skill_level = MemberSelect(ROW_LABELS["skill_level"], [Needed()], SkillLevel)
    occupation = short_text(ROW_LABELS["occupation"], 60)
    certificate_number = short_text(ROW_LABELS["certificate_number"], 60)
    obtained_on = day(ROW_LABELS["obtained_on"], needed=True)
    proof = proof()


class SkillsForm(SectionForm):
    skills = rows(SkillForm, "skills")


def _check(draft: Draft, context: Context) -> Iterator[Violation]:
    for row in draft.rows["skills"]:
        yield from given(row, "skill_level", message=CHOOSE)
        yield from given(row, "obtained_on")
        yield from not_in_future(row.field("obtained_on"), row["obtained_on"], context.today)


TAB = Tab(
    key="skills",
    title=_("Skill levels"),
    form=SkillsForm,
    check=_check,
    lists=(
        RowList(
            "skills",
            SkillCertificate,
            ("skill_level", "occupation", "certificate_number", "obtained_on"),
            _("Add a certificate"),
            _("If you hold none, save the page empty."),
        ),
    ),
    facts=frozenset({"skills"}),
)
