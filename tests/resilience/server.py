"""The program as it is really run: `python run.py` in a process of its own, and clients in front of it."""

from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from config import PROJECT, Settings

SECRET = "not a secret: a key for tests only"
CHAIN_KEY = "a chain key for tests only"
START_SECONDS = 90
Upload = tuple[str, bytes]


@dataclass
class Server:
    """One data folder and one database, served as often as the test likes; `variables` are further settings."""

    data_dir: Path
    database_url: str
    variables: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        """The settings that the process runs with, for looking at the same data from here."""
        return Settings(
            data_dir=self.data_dir,
            database_url=self.database_url,
            secret_key=SECRET,
            chain_key=CHAIN_KEY.encode(),
            seed="none",
            testing=True,
        )

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "ZHIPING_DATA_DIR": str(self.data_dir),
            "ZHIPING_DATABASE_URL": self.database_url,
            "ZHIPING_SECRET_KEY": SECRET,
            "ZHIPING_CHAIN_KEY": CHAIN_KEY,
            "ZHIPING_SEED": "none",
            **self.variables,
        }

    def start(self) -> Server:
        """Start, and come back once it answers; whatever it said is in `server.log` of the data folder."""
        self.port = _free_port()
        with (self.data_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(PROJECT / "run.py")],
                env={**self.environ, "ZHIPING_PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(30) == -signal.SIGKILL

    def stop(self) -> None:
        """End the process if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`flask …` over the same data, as an operator types it."""
        command = [sys.executable, "-m", "flask", "--app", "run:flask_app", *arguments]
        return subprocess.run(
            command, env=self.environ, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
        )

    def limit_file_size(self, size: int) -> None:
        """From now on no file of the process grows beyond `size` bytes; RLIM_INFINITY lifts the limit."""
        assert self.process is not None
        _soft, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, hard))

    def log(self) -> str:
        """What the process printed."""
        return (self.data_dir / "server.log").read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            return Client(self.port).get("/login/").status == 200
        except OSError:
            return False


@dataclass(frozen=True)
class Answer:
    """Status, headers and text of one answer."""

    status: int
    headers: Mapping[str, str]
    text: str


class Client:
    """One person's connection; signed in by a session cookie made with the server's key, so that nobody waits."""

    def __init__(self, port: int, identity: str = "") -> None:
        """`identity` is that of a session; "" is a visitor."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookie, self._token = _session(identity)

    def get(self, path: str) -> Answer:
        """GET; raises OSError or HTTPException where no whole answer came."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str], files: Mapping[str, Upload] | None = None) -> Answer:
        """POST a form with its token; raises as `get`."""
        body, kind = _form({**fields, "csrf_token": self._token}, files or {})
        return self._ask("POST", path, body, {"Content-Type": kind})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        self._connection.request(method, path, body, {**headers, "Cookie": f"session={self._cookie}"})
        answer = self._connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())


def _session(identity: str) -> tuple[str, str]:
    """A session cookie of ours and the form token that belongs to it."""
    signer = Flask("cookies")
    signer.secret_key = SECRET
    raw = uuid.uuid4().hex
    content = {"csrf_token": raw, **({"_user_id": identity, "_fresh": True} if identity else {})}
    serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
    assert serializer is not None
    return str(serializer.dumps(content)), str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw))


def _form(fields: Mapping[str, str], files: Mapping[str, Upload]) -> tuple[bytes, str]:
    if not files:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, (file_name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        parts.append(f"--{boundary}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode())
        parts += [content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
