"""Zhiping 职评: professional-title applications and reviews, from the notice to the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings) -> Flask:
    """The whole program over `settings`; touches no table."""
    from app.wiring import build

    return build(settings)
