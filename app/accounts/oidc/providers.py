"""Which providers there are: read from the file that ZHIPING_OIDC_FILE names; a new one needs no code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from app.core.identity import Sex
from app.core.identity_kinds import IdentityKind

DISCOVERY = "/.well-known/openid-configuration"
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
# The one kind of identity number that arrives where a provider names none: 居民身份证.
RESIDENT = IdentityKind.RESIDENT.name

Values = tuple[str, ...]


@dataclass(frozen=True)
class Claims:
    """What the provider calls what Zhiping must know of an account; "" for what it does not tell.

    `kind` names the claim that tells a person's account from a legal person's; without it all are persons'.
    `identity_kinds` are (kind of document as Zhiping calls it, the values that mean it). `sex` and `birth_date` count
    for documents whose number does not carry them. `required` are claims that must have one of these values, such as
    the level of the provider's own identity check.
    """

    name: str
    subject: str = "sub"
    kind: str = ""
    personal: Values = ()
    legal_person: Values = ()
    identity_number: str = ""
    identity_kind: str = ""
    identity_kinds: tuple[tuple[str, Values], ...] = ()
    sex: str = ""
    sexes: tuple[tuple[str, Values], ...] = ()
    birth_date: str = ""
    phone: str = ""
    organisation_name: str = ""
    credit_code: str = ""
    required: tuple[tuple[str, Values], ...] = ()


@dataclass(frozen=True)
class Provider:
    """One provider; `key` is part of its addresses here and never changes once people came in by it.

    `issuer` "" takes whatever the document at `metadata_url` says. `client_auth` "" lets the library choose.
    """

    key: str
    label_zh: str
    label_en: str
    metadata_url: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: Values
    claims: Claims
    client_auth: str = ""


def read_providers(path: Path, env: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of the file, in its order; raises ValueError with one line that says where what is wrong."""
    import yaml
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    wrong = best_match(Draft202012Validator(SHAPE).iter_errors(written))
    if wrong is not None:
        raise ValueError(f"{path}, {wrong.json_path.removeprefix('$.')}: {wrong.message}")
    providers = tuple(_provider(one, f"{path}, provider “{one['key']}”", env) for one in written["providers"])
    keys = [one.key for one in providers]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{path}: two providers have the key “{key}”")
    return providers


def _provider(one: Mapping[str, Any], where: str, env: Mapping[str, str]) -> Provider:
    secret = env.get(one["client_secret_env"], "")
    if not secret:
        raise ValueError(f"{where}: the variable {one['client_secret_env']} with the client's secret is not set")
    issuer = one.get("issuer", "")
    metadata_url = one.get("metadata_url") or issuer.rstrip("/") + DISCOVERY
    for address in filter(None, (issuer, metadata_url)):
        if not is_safe(address):
            raise ValueError(f"{where}: {address!r} is no address that begins with https://")
    if "openid" not in one["scopes"]:
        raise ValueError(f"{where}: scopes lacks “openid”")
    return Provider(
        key=one["key"],
        label_zh=one["label"]["zh"],
        label_en=one["label"]["en"],
        metadata_url=metadata_url,
        issuer=issuer,
        client_id=one["client_id"],
        client_secret=secret,
        scopes=tuple(one["scopes"]),
        claims=_claims(one["claims"], where),
        client_auth=one.get("client_auth", ""),
    )


def _claims(one: Mapping[str, Any], where: str) -> Claims:
    kind, identity_kind, sex = (one.get(name, {}) for name in ("kind", "identity_kind", "sex"))
    claims = Claims(
        name=one["name"],
        subject=one.get("subject", "sub"),
        kind=kind.get("claim", ""),
        personal=tuple(kind.get("personal", ())),
        legal_person=tuple(kind.get("legal_person", ())),
        identity_number=one.get("identity_number", ""),
        identity_kind=identity_kind.get("claim", ""),
        identity_kinds=_by_name(identity_kind.get("values", {})),
        sex=sex.get("claim", ""),
        sexes=_by_name(sex.get("values", {})),
        birth_date=one.get("birth_date", ""),
        phone=one.get("phone", ""),
        organisation_name=one.get("organisation_name", ""),
        credit_code=one.get("credit_code", ""),
        required=_by_name(one.get("required", {})),
    )
    if twice := set(claims.personal) & set(claims.legal_person):
        raise ValueError(f"{where}: {sorted(twice)[0]!r} means a person and a legal person in claims.kind")
    if (claims.personal or not claims.kind) and not claims.identity_number:
        raise ValueError(f"{where}: persons are known by claims.identity_number, which is missing")
    if claims.legal_person and not (claims.organisation_name and claims.credit_code):
        raise ValueError(f"{where}: legal persons are known by claims.organisation_name and claims.credit_code")
    return claims


def _by_name(written: Mapping[str, Collection[str]]) -> tuple[tuple[str, Values], ...]:
    return tuple((name, tuple(values)) for name, values in written.items())


def is_safe(address: str) -> bool:
    """Whether secrets may be sent there: https, or this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
    )


_TEXT = {"type": "string", "minLength": 1, "maxLength": 300}
_TEXTS = {"type": "array", "items": _TEXT, "minItems": 1}
_LISTS = {"type": "object", "additionalProperties": _TEXTS}


def _lists_of(names: Iterable[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(names, _TEXTS)}


SHAPE: Mapping[str, Any] = {
    "type": "object",
    "required": ["providers"],
    "additionalProperties": False,
    "properties": {"providers": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/provider"}}},
    "$defs": {
        "provider": {
            "type": "object",
            "required": ["key", "label", "client_id", "client_secret_env", "claims", "scopes"],
            "anyOf": [{"required": ["issuer"]}, {"required": ["metadata_url"]}],
            "additionalProperties": False,
            "properties": {
                "key": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,30}$"},
                "label": {
                    "type": "object",
                    "required": ["zh", "en"],
                    "additionalProperties": False,
                    "properties": {"zh": _TEXT, "en": _TEXT},
                },
                "issuer": _TEXT,
                "metadata_url": _TEXT,
                "client_id": _TEXT,
                "client_secret_env": _TEXT,
                "client_auth": {"enum": ["client_secret_basic", "client_secret_post"]},
                "scopes": _TEXTS,
                "claims": {"$ref": "#/$defs/claims"},
            },
        },
        "claims": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "subject": _TEXT,
                "name": _TEXT,
                "kind": {
                    "type": "object",
                    "required": ["claim", "personal", "legal_person"],
                    "additionalProperties": False,
                    "properties": {"claim": _TEXT, "personal": _TEXTS, "legal_person": _TEXTS},
                },
                "identity_number": _TEXT,
                "identity_kind": {
                    "type": "object",
                    "required": ["claim", "values"],
                    "additionalProperties": False,
                    "properties": {"claim": _TEXT, "values": _lists_of(IdentityKind)},
                },
                "sex": {
                    "type": "object",
                    "required": ["claim", "values"],
                    "additionalProperties": False,
                    "properties": {"claim": _TEXT, "values": _lists_of(get_args(Sex))},
                },
                "birth_date": _TEXT,
                "phone": _TEXT,
                "organisation_name": _TEXT,
                "credit_code": _TEXT,
                "required": _LISTS,
            },
        },
    },
}
