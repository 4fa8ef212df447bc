"""Loading review committees that people wrote as YAML."""

from __future__ import annotations

from pathlib import Path

from app.catalog.services import load_table
from app.committees.models import ReviewCommittee


def load_committees(folder: Path) -> int:
    """Add the committees of `review_committees.yaml` that are not there yet; the number added. See `load_table`."""
    return load_table(folder / f"{ReviewCommittee.__tablename__}.yaml", ReviewCommittee)
