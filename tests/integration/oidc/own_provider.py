"""A provider of our own that keeps strictly to the protocol, and breaks it in one way where a test asks for that.

It asks nobody anything: whoever is sent there comes back at once, as `subject`. It checks the client's secret, the
address to come back to, PKCE (S256) and that a code is used once.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "zhiping", "a secret of the client"
METADATA, AUTHORIZE, TOKEN, KEYS, USERINFO = (
    "/.well-known/openid-configuration",
    "/authorize",
    "/token",
    "/keys",
    "/userinfo",
)


def new_key(kid: str) -> RSAKey:
    """A key to sign with."""
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig", "alg": "RS256"})


@functools.cache
def first_key() -> RSAKey:
    """The key that every provider begins with: making one takes longer than most tests."""
    return new_key("first")


@dataclass
class OwnProvider:
    """What the provider does; tests change it while it runs."""

    issuer: str
    subject: str = "subject-1"
    claims: dict[str, Any] = field(default_factory=dict)
    told_by_userinfo: dict[str, Any] | None = None
    key: Any = field(default_factory=first_key)
    published: list[Any] | None = None
    algorithm: str = "RS256"
    change_token: Callable[[dict[str, Any]], Any] = lambda _claims: None
    change_answer: Callable[[dict[str, Any]], Any] = lambda _answer: None
    change_metadata: Callable[[dict[str, Any]], Any] = lambda _document: None
    waits: dict[str, float] = field(default_factory=dict)
    fails: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + AUTHORIZE,
            "token_endpoint": self.issuer + TOKEN,
            "jwks_uri": self.issuer + KEYS,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }
        if self.told_by_userinfo is not None:
            document["userinfo_endpoint"] = self.issuer + USERINFO
        self.change_metadata(document)
        return document

    def keys(self) -> dict[str, Any]:
        return {"keys": [one.as_dict(private=False) for one in self.published or [self.key]]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert asked["nonce"]
        assert asked["state"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Status and answer of the token endpoint."""
        named = f"Basic {base64.b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}"
        by_form = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if authorization != named and not by_form:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(sent["code"], None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        self.change_token(claims)
        answer = {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.signed(claims),
        }
        self.change_answer(answer)
        return 200, answer

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm}
        if self.algorithm == "none":
            return ".".join([_part(header), _part(claims), ""])
        key = OctKey.import_key(CLIENT_SECRET.ljust(32)) if self.algorithm == "HS256" else self.key
        if getattr(key, "kid", None):
            header["kid"] = key.kid
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@contextmanager
def own_provider() -> Iterator[OwnProvider]:
    """The provider, serving on the loopback address until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = self._asked()
            if path == AUTHORIZE:
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            if self._trouble(path):
                return
            found: dict[str, Callable[[], Any]] = {
                METADATA: provider.metadata,
                KEYS: provider.keys,
                USERINFO: lambda: provider.told_by_userinfo,
            }
            self._answer(200, found[path]())

        def do_POST(self) -> None:
            path, _asked = self._asked()
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if not self._trouble(path):
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(*provider.token(sent, self.headers.get("Authorization", "")))

        def _asked(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

        def _trouble(self, path: str) -> bool:
            released.wait(provider.waits.get(path, 0))
            if path in provider.fails:
                self._answer(provider.fails[path], {"error": "server_error"})
            return path in provider.fails

        def _answer(self, status: int, content: Any) -> None:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except BrokenPipeError:
                return

        def log_message(self, *_args: Any) -> None:
            return

    released = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OwnProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()
