"""What every page shows around its content: menu, person, clock; the words for members of enums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeAlias

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from app.access.roles import IN_PERSON, may, permitted
from app.console.arguments import here
from app.console.formats import FILTERS, day, listed
from app.console.languages import LANGUAGES, language, language_links
from app.console.paging import shown_count
from app.console.pictures import route_picture
from app.console.session_time import session_time
from app.console.waiting import Waits, counted
from app.core import clock
from app.core.actor import Actor, Role

Words: TypeAlias = str | LazyString

ROLE_LABELS: Mapping[Role, str] = {
    Role.APPLICANT: "Applicant",
    Role.EMPLOYER_REGISTRANT: "Registering an employer",
    Role.EMPLOYER_OPERATOR: "Employer's operator",
    Role.DEPARTMENT_AUDITOR: "Competent department's auditor",
    Role.HRSS_AUDITOR: "HRSS auditor",
    Role.COMMITTEE_OFFICE: "Committee office",
    Role.EXPERT: "Expert",
    Role.PLAN_ADMINISTRATOR: "Plan administrator",
    Role.CATALOG_EDITOR: "Catalog editor",
    Role.FINANCE: "Finance",
    Role.SYSTEM_ADMINISTRATOR: "System administrator",
    Role.SECURITY_ADMINISTRATOR: "Security administrator",
    Role.AUDIT_VIEWER: "Log viewer",
    Role.PUBLIC: "Visitor",
    Role.SYSTEM: "Background job",
}

# What every page shows around its content; a screen that gave its template one of these would show another's name.
SURROUNDINGS = frozenset({"menu", "person", "banner", "stands_in", "language_tag", "languages", "here"})

_words: dict[tuple[type[Enum], str], Words] = {}
# Words of a group with (words, address, entry) of each of its screens.
_Groups: TypeAlias = "tuple[tuple[str, tuple[tuple[str, str, MenuEntry], ...]], ...]"


@dataclass(frozen=True)
class MenuEntry:
    """One screen in the menu; shown to whoever may do `verb` with `resource`.

    `label` is a lazy message. `badge` counts what waits there for the person signed in.
    """

    label: Words
    endpoint: str
    verb: str
    resource: str
    badge: Waits | Callable[[], int] | None = None


@dataclass(frozen=True)
class MenuGroup:
    """Screens that belong to one kind of work."""

    label: Words
    entries: tuple[MenuEntry, ...]


def register_labels(words: Mapping[Any, Words]) -> None:
    """Give members of enums their words: lazy messages, or plain msgids where a pure package keeps them."""
    _words.update({(type(member), member.name): text for member, text in words.items()})


def label(member: Enum | None) -> str:
    """The words of an enum's member in the reader's language; "" for None. Raises KeyError for an unknown member."""
    if member is None:
        return ""
    key = (type(member), member.name)
    told: dict[tuple[str, type[Enum], str], str] = g.setdefault("told_labels", {})
    place = (language(), *key)
    if place not in told:
        text = _words[key]
        told[place] = _(text) if isinstance(text, str) else str(text)
    return told[place]


def has_label(member: object) -> bool:
    """Whether words were registered for this member."""
    return isinstance(member, Enum) and (type(member), member.name) in _words


def register_layout(flask_app: Flask, menu: Sequence[MenuGroup] = ()) -> None:
    """Hand menu, person, clock, filters and the picture of a route to every template."""
    register_labels(ROLE_LABELS)
    flask_app.jinja_env.filters.update(FILTERS, label=label)
    flask_app.jinja_env.globals["route_picture"] = route_picture

    @lru_cache(maxsize=256)
    def groups(own: frozenset[Role], roles: frozenset[Role], _code: str, _root: str) -> _Groups:
        """The menu of whoever has these roles, in one language and below one address."""
        return _groups_for(own, roles, menu)

    flask_app.context_processor(lambda: _surroundings(groups))


def _surroundings(groups: Callable[[frozenset[Role], frozenset[Role], str, str], _Groups]) -> dict[str, Any]:
    """`menu`, `person`, `banner` and the languages; a page after a crash asks nobody and shows no more than these."""
    spoken = {"language_tag": LANGUAGES[language()].tag, "languages": language_links(), "here": here()}
    if g.get("plain_page"):
        return {**spoken, "menu": [], "person": None, "banner": "", "stands_in": None}
    actor: Actor = g.get("actor") or Actor.public()
    person = None
    if actor.account_id is not None:
        roles = listed(sorted(_(ROLE_LABELS[role]) for role in actor.roles))
        offered = current_app.config["ZHIPING"].oidc_providers and may(actor, "list", "ExternalIdentity")
        person = {
            "name": actor.name,
            "organisation": actor.organisation_name,
            "roles_label": roles,
            "session": _session(actor),
            "keys_url": url_for("ApiKeyView.list") if may(actor, "list", "ApiKey") else "",
            "identities_url": url_for("IdentitiesView.list") if offered else "",
            "delegation_url": url_for("DelegationView.show") if may(actor, "show", "Delegation") else "",
        }
    menu = _menu_of(groups(actor.own_roles, actor.roles, language(), request.script_root))
    return {**spoken, "menu": menu, "person": person, "banner": _clock_banner(), "stands_in": actor.stands_in}


def _session(actor: Actor) -> dict[str, Any] | None:
    """What a page needs to warn before the session ends."""
    found = session_time()
    if found is None or not may(actor, "show", "OwnAccount"):
        return None
    return {**found.seconds(), "url": url_for("SessionView.alive"), "sign_in": url_for("SignInView.login")}


def _groups_for(own: frozenset[Role], roles: frozenset[Role], menu: Sequence[MenuGroup]) -> _Groups:
    found = []
    for group in menu:
        held = [(own if one.resource in IN_PERSON else roles, one) for one in group.entries]
        entries = [one for roles_here, one in held if permitted(roles_here, one.verb, one.resource)]
        if entries:
            found.append((str(group.label), tuple((str(one.label), url_for(one.endpoint), one) for one in entries)))
    return tuple(found)


def _menu_of(groups: _Groups) -> list[dict[str, Any]]:
    here = (request.endpoint or "").partition(".")[0]
    badges = [entry.badge for _words, entries in groups for *_row, entry in entries]
    numbers = counted(tuple(badge for badge in badges if isinstance(badge, Waits)))
    return [
        {
            "label": words,
            "entries": [
                {
                    "label": entry_words,
                    "url": url,
                    "active": here == entry.endpoint.partition(".")[0],
                    "badge": _badge(entry.badge, numbers),
                }
                for entry_words, url, entry in entries
            ],
        }
        for words, entries in groups
    ]


def _badge(badge: Waits | Callable[[], int] | None, numbers: Mapping[Waits, int]) -> int | str:
    if badge is None:
        return 0
    return shown_count(numbers[badge] if isinstance(badge, Waits) else badge())


def _clock_banner() -> str:
    days = current_app.config["ZHIPING"].clock_offset_days
    if not days:
        return ""
    today = day(clock.today())
    if days > 0:
        return ngettext(
            "Demonstration clock: %(num)s day ahead of real time; today is %(today)s.",
            "Demonstration clock: %(num)s days ahead of real time; today is %(today)s.",
            days,
            today=today,
        )
    return ngettext(
        "Demonstration clock: %(num)s day behind real time; today is %(today)s.",
        "Demonstration clock: %(num)s days behind real time; today is %(today)s.",
        -days,
        today=today,
    )
