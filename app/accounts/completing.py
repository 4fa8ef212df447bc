"""The last step of every sign-in, whichever way the account has proved itself."""

from __future__ import annotations

from typing import Any

from flask import redirect, session, url_for
from flask_login import login_user

from app.access.models import Account
from app.accounts.services import settle_language
from app.console.commands import command
from app.console.languages import CHOICE


def complete_sign_in(account: Account, next_page: str = "") -> Any:
    """Begin the session of an account that has proved itself, and go to `next_page` (ours) or home."""
    login_user(account)
    with command():
        spoken = settle_language(account, session.get(CHOICE, ""))
    if spoken:
        session[CHOICE] = spoken
    return redirect(next_page or url_for("HomeView.index"))
