"""The protocol, by Authlib: how a person is sent to a provider, and what is believed of what comes back.

The provider's document and keys are kept in the process for an hour; a token under an unknown key, or under a known
one that does not fit, has the keys read anew once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App, OAuthError
from flask import current_app
from joserfc.errors import BadSignatureError, JoseError
from requests import RequestException
from requests.exceptions import JSONDecodeError

from app.accounts.oidc.providers import Provider, is_safe
from app.core.errors import DomainError

log = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 5
SECONDS_OF_LEEWAY = 60
KEPT_SECONDS = 60 * 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Signatures that nobody but the provider can make; never “none”, never one by the secret that both sides know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


class Unreachable(DomainError):
    """The provider does not answer, or not in time (503)."""

    status = 503
    message = (
        "“%(provider)s” cannot be reached at the moment, so nothing was done. Please try again in a minute, or sign in "
        "with your password."
    )


class Unverified(DomainError):
    """The provider's answer does not prove who came (502)."""

    status = 502
    message = (
        "What “%(provider)s” answered could not be verified, so nothing was done. Please start again; if it stays so, "
        "tell the administrator of the system."
    )


class NoLongerGood(DomainError):
    """The provider says that this way through it is used up (400)."""

    message = "This sign-in through “%(provider)s” has been used already or took too long. Please start again."


@dataclass(frozen=True)
class Departure:
    """Where to send the person, and what must be known when they come back."""

    url: str
    state: str
    nonce: str
    verifier: str


def depart(provider: Provider, callback: str) -> Departure:
    """A way to the provider and back to `callback`, with state, nonce and PKCE (S256).

    Raises Unreachable, and Unverified where the provider's document is not what the settings promise.
    """
    with _trouble(provider):
        made = _client(provider).create_authorization_url(callback)
    return Departure(made["url"], made["state"], made["nonce"], made["code_verifier"])


def identify(provider: Provider, callback: str, code: str, nonce: str, verifier: str) -> dict[str, Any]:
    """What the provider says of whoever came back with `code`, verified: signature, issuer, audience, time, nonce.

    Claims that the token lacks are asked of the provider. Raises Unreachable, Unverified, NoLongerGood.
    """
    with _trouble(provider):
        client = _client(provider)
        token = client.fetch_access_token(redirect_uri=callback, code=code, code_verifier=verifier)
        if "id_token" not in token:
            raise ValueError("no ID token")
        claims = _verified(client, token, nonce)
        if _lacking(provider, claims) and client.server_metadata.get("userinfo_endpoint"):
            told = dict(client.userinfo(token=token))
            if told.get("sub") != claims["sub"]:
                raise ValueError("userinfo about somebody else")
            claims = {**told, **claims}
        return claims


def issuer_of(provider: Provider) -> str:
    """The issuer as the provider's document names it; raises as `depart` does."""
    with _trouble(provider):
        return str(_client(provider).server_metadata["issuer"])


def _verified(client: Any, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    def parsed() -> dict[str, Any]:
        options = {
            "iss": {"essential": True, "value": client.server_metadata["issuer"]},
            "aud": {"essential": True, "value": client.client_id},
        }
        return dict(client.parse_id_token(token, nonce, options, leeway=SECONDS_OF_LEEWAY))

    try:
        return parsed()
    except BadSignatureError:
        client.fetch_jwk_set(force=True)
        return parsed()


def _lacking(provider: Provider, claims: Mapping[str, Any]) -> bool:
    """Whether the token leaves out something that the settings name for such an account."""
    names = provider.claims
    wanted = [names.kind, names.name, *(name for name, _values in names.required)]
    if names.kind and claims.get(names.kind) in names.legal_person:
        wanted += [names.organisation_name, names.credit_code]
    else:
        wanted += [names.identity_number, names.identity_kind, names.sex, names.birth_date, names.phone]
    return any(name and name not in claims for name in wanted)


def _client(provider: Provider) -> Any:
    """The library's client with the provider's document of at most an hour ago."""
    clients: dict[Provider, tuple[float, Any]] = current_app.extensions.setdefault("oidc_clients", {})
    read_at, client = clients.get(provider, (0.0, None))
    if client is None or time.monotonic() - read_at > KEPT_SECONDS:
        options = {"token_endpoint_auth_method": provider.client_auth} if provider.client_auth else {}
        client = FlaskOAuth2App(
            FlaskIntegration(provider.key),
            provider.key,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.metadata_url,
            client_kwargs={
                "scope": " ".join(provider.scopes),
                "code_challenge_method": "S256",
                "default_timeout": SECONDS_TO_ANSWER,
                **options,
            },
        )
        _check(client.load_server_metadata(), provider)
        clients[provider] = time.monotonic(), client
    return client


def _check(document: dict[str, Any], provider: Provider) -> None:
    """Raises ValueError where the provider's document is another's, or leads where no secret may be sent."""
    if not document.get("issuer") or document["issuer"] != (provider.issuer or document["issuer"]):
        raise ValueError(f"the document is of the issuer {document.get('issuer')!r}")
    for name in ENDPOINTS:
        if not is_safe(str(document.get(name, ""))):
            raise ValueError(f"{name} is {document.get(name)!r}")
    offered = document.get("id_token_signing_alg_values_supported") or ["RS256"]
    document["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]
    if not document["id_token_signing_alg_values_supported"]:
        raise ValueError(f"no signature is good enough: {offered}")


@contextmanager
def _trouble(provider: Provider) -> Iterator[None]:
    """Whatever goes wrong on the way to the provider and back, as a refusal; the log says what it was."""
    try:
        yield
    except OAuthError as error:
        log.warning("provider %s refused: %s", provider.key, error.error)
        refusal = NoLongerGood if error.error == "invalid_grant" else Unverified
        raise refusal(provider=provider.label_zh) from error
    except (JoseError, JSONDecodeError, ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("provider %s is not believed: %s: %s", provider.key, type(error).__name__, error)
        raise Unverified(provider=provider.label_zh) from error
    except RequestException as error:
        log.warning("provider %s does not answer: %s", provider.key, type(error).__name__)
        raise Unreachable(provider=provider.label_zh) from error
