"""A gateway for text messages and a mail server of the test's own, on the loopback interface."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """`answers` are the statuses of the next requests, 200 after them; `asked` is what came in, in order."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None


@contextmanager
def sms_gateway() -> Iterator[Gateway]:
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.asked.append((dict(self.headers.items()), json.loads(body)))
            gateway.meanwhile()
            status = gateway.answers.pop(0) if gateway.answers else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        gateway.url = f"http://127.0.0.1:{port}/send"
        yield gateway


@dataclass
class MailServer:
    """`answers` are what RCPT TO of the next mails gets, 250 after them; `mails` are the mails taken, as they came."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "EHLO":
                    self.say("250-loopback")
                    self.say("250-8BITMIME")
                    self.say("250 AUTH PLAIN")
                elif verb == "AUTH":
                    server.users.append(line.split()[2])
                    self.say("235 welcome")
                elif verb == "RCPT":
                    self.say(server.answers.pop(0) if server.answers else "250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    server.mails.append(self.mail())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def mail(self) -> bytes:
            lines = []
            while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
                lines.append(line)
            return b"\n".join(lines)

    with served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as server.port:
        yield server


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index, misc]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
