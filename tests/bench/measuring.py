"""Timing: subjects in turn, medians with the least and the most; requests without a network in between."""

from __future__ import annotations

import gc
import io
import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder, run_wsgi_app

Work = Callable[[], object]
# CLOCK=cpu counts the processor time of this process alone: for a machine that others keep busy. A database server's
# share is missing then.
CLOCK = os.environ.get("CLOCK") or "wall"
now = time.process_time if CLOCK == "cpu" else time.perf_counter


@dataclass
class Sample:
    """Milliseconds of one subject."""

    taken: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    def __str__(self) -> str:
        return f"{written(self.median)} ({written(min(self.taken))}–{written(max(self.taken))})"


@dataclass(frozen=True)
class Row:
    """One line of the report. `measured` and `beside` are texts with their units; `met` None says nothing was asked."""

    name: str
    measured: str
    beside: str
    ratio: str
    goal: str
    met: bool | None


def written(figure: float) -> str:
    """Three figures that matter."""
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def interleaved(subjects: Mapping[str, Work], rounds: int, each: int = 1, warm: int = 3) -> dict[str, Sample]:
    """Every subject `each` times in turn, `rounds` times over, after `warm` calls that do not count."""
    samples = {name: Sample() for name in subjects}
    for work in subjects.values():
        for _ in range(warm):
            work()
    for _ in range(rounds):
        for name, work in subjects.items():
            gc.collect()
            for _ in range(each):
                begun = now()
                work()
                samples[name].taken.append((now() - begun) * 1000)
    return samples


class Visitor:
    """Sends requests of one signed-in account to a WSGI program in this process."""

    def __init__(self, program: Flask, secret: str, account: str) -> None:
        self._program = program
        content = {"_user_id": account, "_fresh": True, "csrf_token": "0123456789abcdef"}
        signer = program.session_interface.get_signing_serializer(program)  # type: ignore[attr-defined]
        self.cookie = f"session={signer.dumps(content)}"
        self.token = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps("0123456789abcdef")

    def get(self, path: str, status: int = 200) -> Callable[[], bytes]:
        """A call that asks for the page and reads it to the end; raises AssertionError for another status."""
        environ = EnvironBuilder(path=path, headers={"Cookie": self.cookie}).get_environ()
        return lambda: self._run(dict(environ), status)

    def post(self, path: str, form: Mapping[str, Any], status: int = 303) -> bytes:
        """Post a form with its token; raises AssertionError for another status."""
        body = urlencode([("csrf_token", self.token), *_pairs(form)]).encode()
        environ = EnvironBuilder(
            path=path,
            method="POST",
            headers={"Cookie": self.cookie},
            content_type="application/x-www-form-urlencoded",
            input_stream=io.BytesIO(body),
            content_length=len(body),
        ).get_environ()
        return self._run(environ, status)

    def _run(self, environ: dict[str, Any], status: int) -> bytes:
        chunks, answer, _headers = run_wsgi_app(self._program.wsgi_app, environ)
        body = b"".join(chunks)
        assert int(answer.split()[0]) == status, f"{environ['PATH_INFO']}: {answer} {body.decode()[-600:]}"
        return body


def _pairs(form: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, one) for key, value in form.items() for one in (value if isinstance(value, list) else [value])]
