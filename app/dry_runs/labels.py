"""Words of dry runs: the columns of the sheet of facts, what they take, the figures of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, EnumMeta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.applications.labels import figure_codes, finding_text
from app.console.formats import listed
from app.console.languages import LANGUAGES, in_language, officially
from app.console.layout import Words, label
from app.core.eligibility import AppraisalResult, Code, Degree, EducationLevel, FieldMatch, SkillLevel, thaw
from app.dry_runs.sheets import plain
from app.organisations.enums import AffiliationLevel, EmployerKind

A_DAY = _("a day, like 2026/11/20")
YES_OR_NO = _("yes or no")
HEADERS: Mapping[str, Words] = {
    "reference": _("Number of the person"),
    "name": _("Name of the person"),
    "title": _("Title that is applied for"),
    "mode": _("Mode of applying"),
    "education": _("Highest education"),
    "degree": _("Degree held"),
    "graduated_on": _("Day of graduation"),
    "match": _("Whether the field of study matches"),
    "professional_since": _("Professional work since"),
    "held_title": _("Present title held"),
    "obtained_on": _("Present title obtained on"),
    "appointed_on": _("Appointed to it on"),
    "skill_level": _("Skill level held"),
    "skill_on": _("Skill level obtained on"),
    "employer_kind": _("Nature of the employer"),
    "affiliation_level": _("Affiliation of the employer"),
    "region": _("Place of work"),
    "insurance_from": _("Social insurance from"),
    "insurance_to": _("Social insurance to"),
    "civil_servant": _("Is a civil servant"),
    "in_service": _("Is in service"),
    "established": _("Holds an established post"),
    "file_hosted": _("File hosted by a talent-exchange centre"),
    "appraisals": _("Appraisals by year"),
    "hours": _("Hours of continuing education by year"),
    "vacancies": _("Vacant posts"),
    "credit": _("Credit check is clear"),
    "banned": _("Is banned from applying"),
    "characters": _("Characters of the work statement"),
    "self_score": _("Score by the person's own count"),
}
TAKES: Mapping[str, Words | type[Enum]] = {
    "reference": _("any number or text, each once"),
    "name": _("shown with asterisks"),
    "title": _("a title of the plan"),
    "mode": _("a mode of the plan"),
    "education": EducationLevel,
    "degree": Degree,
    "graduated_on": A_DAY,
    "match": FieldMatch,
    "professional_since": A_DAY,
    "held_title": _("a title of the catalog"),
    "obtained_on": A_DAY,
    "appointed_on": A_DAY,
    "skill_level": SkillLevel,
    "skill_on": A_DAY,
    "employer_kind": EmployerKind,
    "affiliation_level": AffiliationLevel,
    "region": _("the code or the name of a region"),
    "insurance_from": A_DAY,
    "insurance_to": _("a day; empty while it goes on"),
    "civil_servant": YES_OR_NO,
    "in_service": YES_OR_NO,
    "established": YES_OR_NO,
    "file_hosted": YES_OR_NO,
    "appraisals": AppraisalResult,
    "hours": _(
        "year:professional/industry/general, like 2022:60/18/12; 2021:72/18/6; after a further / the registered "
        "professional hours, then yes or no for accepted by the rules of the year: 2019:60/18/12/60/yes"
    ),
    "vacancies": _("a number"),
    "credit": YES_OR_NO,
    "banned": YES_OR_NO,
    "characters": _("a number"),
    "self_score": _("a number"),
}
# Shorter than on other screens, as people write them in a sheet.
SHORT: Mapping[Enum, Words] = {
    FieldMatch.MATCHED: _("matching"),
    FieldMatch.SIMILAR: _("similar"),
    FieldMatch.UNMATCHED: _("not matching"),
    AppraisalResult.EXCELLENT: _("excellent"),
    AppraisalResult.QUALIFIED: _("qualified"),
    AppraisalResult.BASICALLY_QUALIFIED: _("basically qualified"),
    AppraisalResult.UNQUALIFIED: _("unqualified"),
    AppraisalResult.NOT_GRADED: _("not graded"),
}
MEMBERS: tuple[type[Enum], ...] = (
    EducationLevel,
    Degree,
    FieldMatch,
    SkillLevel,
    AppraisalResult,
    EmployerKind,
    AffiliationLevel,
)


def headers() -> dict[str, str]:
    """The key of each header, in every language of the program."""
    found = {}
    for code in LANGUAGES:
        with in_language(code):
            found.update({plain(words): key for key, words in HEADERS.items()})
    return found


def shown_headers() -> dict[str, str]:
    """The office's header of each column."""
    with officially():
        return {key: str(words) for key, words in HEADERS.items()}


def member_words() -> dict[type[Enum], dict[str, Enum]]:
    """The members of each kind by their names and by their words in every language."""
    found: dict[type[Enum], dict[str, Enum]] = {kind: {} for kind in MEMBERS}
    for code in LANGUAGES:
        with in_language(code):
            for kind in MEMBERS:
                for one in kind:
                    found[kind].update({plain(word): one for word in (label(one), SHORT.get(one, one.name), one.name)})
    return found


def takes(key: str) -> str:
    """What a column takes, in words."""
    what = TAKES[key]
    if not isinstance(what, EnumMeta):
        return str(what)
    members: list[Enum] = list(what)
    words = listed(str(SHORT.get(one) or label(one)) for one in members)
    if key == "appraisals":
        return gettext(
            "year:result, like 2022:%(example)s; one of: %(words)s",
            example=SHORT[AppraisalResult.QUALIFIED],
            words=words,
        )
    return words


def codes_of(findings: Iterable[Mapping[str, Any]]) -> set[Code]:
    """The codes whose printed names the sentences of frozen findings need."""
    return figure_codes(thaw(one) for one in findings)


def sentence(frozen: Mapping[str, Any], names: Mapping[Code, str]) -> str:
    """A frozen finding as people read it."""
    return finding_text(thaw(frozen), names)
