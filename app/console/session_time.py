"""How long the session of a page lasts, which the page warns of before it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import g

SESSION_TIME = "session_time"  # where a request keeps it


@dataclass(frozen=True)
class SessionTime:
    """At this moment: when the session ends if nobody does anything, and when it ends at the latest."""

    now: dt.datetime
    idle_end: dt.datetime
    last_end: dt.datetime

    def seconds(self) -> dict[str, int]:
        """Until its end, and until its end at the latest."""
        left = min(self.idle_end, self.last_end) - self.now
        return {"left": int(left.total_seconds()), "most": int((self.last_end - self.now).total_seconds())}


def session_time() -> SessionTime | None:
    """That of the request's session; None where nobody is signed in."""
    found: SessionTime | None = g.get(SESSION_TIME)
    return found
