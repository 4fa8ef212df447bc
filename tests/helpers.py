"""Helpers that several tests share."""

from __future__ import annotations

import contextvars
import datetime as dt
import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import yaml
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core.clock import OFFICE_ZONE

if TYPE_CHECKING:
    from flask import Flask

    from app.access.models import Account
    from app.plans.models import ReviewPlan

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def text_of(response: Any) -> str:
    """The page's text without tags, white space folded."""
    page = re.sub(r"<(script|style).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@dataclass
class Statements:
    """What was sent to the database."""

    sent: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.sent)

    def __str__(self) -> str:
        return "\n".join(self.sent)


@contextmanager
def count_statements(engine: Engine) -> Iterator[Statements]:
    """Collect the statements that `engine` executes inside the block (not BEGIN, COMMIT, PRAGMA)."""
    statements = Statements()

    def collect(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("PRAGMA"):
            statements.sent.append(statement)

    event.listen(engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", collect)


class Browser(FlaskClient):
    """A test client whose every request starts from nothing, even inside an application context.

    Flask would reuse a context that is already pushed, and with it the user of the request before. A streamed answer
    is read to its end there.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("buffered", True)
        if self.preserve_context:
            return super().open(*args, **kwargs)
        return contextvars.Context().run(super().open, *args, **kwargs)

    def token(self, page: str) -> str:
        """The CSRF token that the first form of `page` carries."""
        found = TOKEN.search(self.get(page).get_data(as_text=True))
        assert found, f"{page} has no form with a token"
        return found[1]


def session_identity(program: Flask, account: Account) -> str:
    """What a cookie carries of a session that is begun here for an account, as after a sign-in."""
    from app.access.scoping import act_as
    from app.accounts import sessions
    from app.accounts.enums import SessionKind
    from app.core.actor import Actor
    from app.extensions import db

    def begun() -> str:
        with program.app_context():
            act_as(db.session, Actor.system("tests"))
            identity = sessions.identity(account, sessions.begin(account, SessionKind.BROWSER))
            db.session.commit()
            return identity

    return contextvars.Context().run(begun)


def office_moment(text: str) -> dt.datetime:
    """`2023-09-01 09:00` by the office's clock, as an aware moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def one_page_pdf() -> bytes:
    """The smallest PDF that is sound."""
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_yaml(path: Path) -> Any:
    """What a file of the repository holds, read by libyaml: ten times as fast as the reader that tells lines."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def work_off() -> int:
    """Run every job that waits, as a consumer does; how many were done or refused."""
    from app.tasks.queue import queue
    from app.tasks.running import run

    done = 0
    while (job_id := queue().next()) is not None:
        done += run(job_id)
    return done


def review_early(plan: ReviewPlan) -> None:
    """Give a plan one warning: its review begins a day before the employers' deadline."""
    from app.plans.enums import DeadlineKind
    from app.plans.models import PlanDeadline

    last = plan.employer_deadline
    days = {"starts_on": last - dt.timedelta(days=1), "due_on": last + dt.timedelta(days=30)}
    row = PlanDeadline(position=1, key="review", name="评审时间", kind=DeadlineKind.REVIEW, decided="测试", **days)
    plan.deadlines.append(row)
