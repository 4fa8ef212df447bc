"""Loading organisations that people wrote as YAML."""

from __future__ import annotations

from pathlib import Path

from app.catalog.services import load_table
from app.organisations.models import Organisation


def load_organisations(folder: Path) -> int:
    """Add the organisations of `organisations.yaml` that are not there yet; the number added. See `load_table`."""
    return load_table(folder / f"{Organisation.__tablename__}.yaml", Organisation)
