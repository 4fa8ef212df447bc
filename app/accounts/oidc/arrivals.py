"""Who came: a provider's claims in, a person or a legal person out, or why neither."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.accounts.oidc.providers import RESIDENT, Provider, Values
from app.core.errors import Refused
from app.core.identity import EARLIEST_BIRTH, check_credit_code
from app.core.identity_kinds import IdentityKind, check_identity
from app.core.text import tidy

LONGEST_SUBJECT = 255
LONGEST_NAME = 60
LONGEST_ORGANISATION = 120
LONGEST_PHONE = 30


class Kind(StrEnum):
    """Whose account it is at the provider: 个人账号, 法人账号."""

    PERSONAL = "PERSONAL"
    LEGAL_PERSON = "LEGAL_PERSON"


@dataclass(frozen=True)
class Arrival:
    """What a provider says of whoever came. `issuer` and `subject` together name the account there for good.

    A person has an identity number and its kind, a legal person the name and code of its organisation; of a legal
    person `name` is the person who acts for it, "" where the provider does not say. `sex` and `birth_date` are as told,
    "" and None where they are not.
    """

    provider: str
    issuer: str
    subject: str
    kind: Kind
    name: str
    identity_kind: str = ""
    identity_number: str = field(default="", repr=False)
    sex: str = ""
    birth_date: dt.date | None = None
    phone: str = ""
    organisation_name: str = ""
    credit_code: str = ""


def read_arrival(provider: Provider, claims: Mapping[str, Any], today: dt.date) -> Arrival:
    """The arrival that verified claims describe. Raises Refused where they do not say enough, or what cannot be."""
    names, label = provider.claims, provider.label_zh
    for name, accepted in names.required:
        if _text(claims, name) not in accepted:
            raise Refused("Your account with “%(provider)s” is not verified there far enough.", provider=label)
    subject = _text(claims, names.subject)
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Refused("“%(provider)s” did not say which account you have there.", provider=label)
    common: dict[str, Any] = {"provider": provider.key, "issuer": str(claims["iss"]), "subject": subject}
    common["name"] = tidy(_text(claims, names.name))[:LONGEST_NAME]
    kind = _kind(provider, claims)
    if kind is Kind.LEGAL_PERSON:
        return Arrival(kind=kind, **common, **_organisation(provider, claims))
    if not common["name"]:
        raise Refused("“%(provider)s” did not tell your name, which an account here needs.", provider=label)
    return Arrival(kind=kind, **common, **_identity(provider, claims, today))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: full width or not, with or without spaces, whichever dot is in it."""
    return _plain(one) == _plain(other)


def _kind(provider: Provider, claims: Mapping[str, Any]) -> Kind:
    names = provider.claims
    value = _text(claims, names.kind)
    if not names.kind or value in names.personal:
        return Kind.PERSONAL
    if value in names.legal_person:
        return Kind.LEGAL_PERSON
    raise Refused(
        "“%(provider)s” did not say whether this is a person's account or a legal person's.", provider=provider.label_zh
    )


def _organisation(provider: Provider, claims: Mapping[str, Any]) -> dict[str, Any]:
    name = tidy(_text(claims, provider.claims.organisation_name))
    code = "".join(_text(claims, provider.claims.credit_code).split()).upper()
    if not 0 < len(name) <= LONGEST_ORGANISATION:
        raise Refused("“%(provider)s” did not tell the name of the organisation.", provider=provider.label_zh)
    if check_credit_code(code):
        raise Refused(
            "The unified social credit code that “%(provider)s” told is not valid. Please have it corrected there.",
            provider=provider.label_zh,
        )
    return {"organisation_name": name, "credit_code": code}


def _identity(provider: Provider, claims: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    names, kind = provider.claims, RESIDENT
    if names.identity_kind:
        kind = _meant(names.identity_kinds, _text(claims, names.identity_kind))
    number = "".join(unicodedata.normalize("NFKC", _text(claims, names.identity_number)).split()).upper()
    if not kind or check_identity(IdentityKind[kind], number, today):
        raise Refused(
            "“%(provider)s” did not tell a valid identity number, by which a person is known here. Please complete the "
            "identity check there.",
            provider=provider.label_zh,
        )
    phone = tidy(_text(claims, names.phone))
    return {
        "identity_kind": kind,
        "identity_number": number,
        "sex": _meant(names.sexes, _text(claims, names.sex)),
        "birth_date": _day(_text(claims, names.birth_date), today),
        "phone": phone if len(phone) <= LONGEST_PHONE else "",
    }


def _meant(meanings: Iterable[tuple[str, Values]], value: str) -> str:
    """What a value of the provider's means here; "" for one that the settings do not have."""
    return next((name for name, values in meanings if value in values), "")


def _day(text: str, today: dt.date) -> dt.date | None:
    """1990-03-12 or 19900312 as a day on which somebody living can be born; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST_BIRTH <= day <= today else None


def _text(claims: Mapping[str, Any], name: str) -> str:
    """A claim as text; "" for one that is missing or is no plain value."""
    value = claims.get(name) if name else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name)
    return "".join("·" if one in "·•‧・．.∙⋅" else one for one in folded if not one.isspace()).casefold()
