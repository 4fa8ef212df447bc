"""What every measurement needs: the program, the bare routes, who is signed in, the rows found so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Engine

from app.access.models import Account
from app.extensions import db
from config import Settings
from tests.bench.filling import Filled
from tests.bench.measuring import Row, Sample, Visitor, written
from tests.helpers import session_identity


@dataclass
class Bench:
    """One run over one database. `pool` gives applications that a decision may use up."""

    settings: Settings
    program: Flask
    bare: Flask
    engine: Engine
    filled: Filled
    pool: Iterator[int]
    rows: list[Row] = field(default_factory=list)
    medians: dict[str, float] = field(default_factory=dict)

    def visitor(self, account: str, bare: bool = False) -> Visitor:
        """Somebody signed in to the program, or to the bare routes."""
        program = self.bare if bare else self.program
        with self.program.app_context():
            row = db.session.get_one(Account, self.filled.accounts[account])
        return Visitor(program, self.settings.secret_key, session_identity(self.program, row))

    def compared(self, name: str, sample: Sample, beside: Sample, goal: float, what: str = "bare") -> None:
        """A row of milliseconds beside those of something plain; the goal is the greatest ratio."""
        ratio = sample.median / beside.median
        goal_text = f"≤ {goal:g} × {what}"
        self.rows.append(Row(name, f"{sample} ms", f"{beside} ms", f"{ratio:.2f}", goal_text, ratio <= goal))

    def limited(
        self, name: str, figure: float, unit: str, goal: float, least: bool = False, measured: str = ""
    ) -> None:
        """A row of one figure; the goal is the most, or with `least` the least, that it may be."""
        met = figure >= goal if least else figure <= goal
        text = measured or f"{written(figure)} {unit}"
        self.rows.append(Row(name, text, "", "", f"{'≥' if least else '≤'} {goal:g} {unit}", met))

    def skipped(self, name: str, why: str) -> None:
        """A row that could not be measured."""
        self.rows.append(Row(name, why, "", "", "", None))
