"""The web edge of a command: one commit at its end, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, flash, redirect, url_for
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core.errors import Conflict
from app.extensions import db

RUNNING = "command_running"
RETRY = ("40001", "40P01", "55P03")
SEE_OTHER = 303


@contextmanager
def command() -> Iterator[None]:
    """Run one command and commit it; also usable as `@command()`. On any exception nothing is kept.

    Raises Conflict where a constraint shows that somebody else was faster, or where the database was busy.
    """
    session = db.session()
    if session.info.get(RUNNING):
        raise RuntimeError("a command is already running; only the outermost commits")
    session.info[RUNNING] = True
    try:
        yield
        session.commit()
    except IntegrityError as error:
        raise Conflict("Somebody else saved at the same moment. Please open the page again.") from error
    except OperationalError as error:
        if _is_busy(error):
            raise Conflict("Many people are saving at this moment. Nothing was changed; please try again.") from error
        raise
    finally:
        session.info.pop(RUNNING)
        session.rollback()


def redirect_after(message: str, endpoint: str, **values: Any) -> Any:
    """To the page that follows a command, which shows `message` (already in the reader's language) once."""
    flash(message, "success")
    answer: Response | Any = redirect(url_for(endpoint, **values), SEE_OTHER)
    return answer


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRY or "locked" in str(error.orig)
