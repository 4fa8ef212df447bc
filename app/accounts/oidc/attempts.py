"""Ways to a provider and back that this browser has begun, kept in its session: each is good once, for ten minutes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import session

from app.access.models import Account
from app.accounts.oidc.protocol import Departure
from app.core import clock
from app.core.errors import Refused

BEGUN, PROVED = "oidc_begun", "oidc_proved"
SECONDS = 10 * 60
MOST = 3  # tabs at once; the cookie that keeps them is small


@dataclass(frozen=True)
class Attempt:
    """`next_page` is where the person wanted to go, `linking` the signed-in account that asked for another way in."""

    provider: str
    nonce: str
    verifier: str
    begun_at: int
    next_page: str
    linking: str


def remember(provider: str, departure: Departure, next_page: str = "", linking: str = "") -> None:
    """Keep what must be known when the person comes back; of many the newest."""
    attempt = Attempt(provider, departure.nonce, departure.verifier, _now(), next_page, linking)
    begun = {**session.get(BEGUN, {}), departure.state: asdict(attempt)}
    newest = sorted(begun, key=lambda state: begun[state]["begun_at"])[-MOST:]
    session[BEGUN] = {state: begun[state] for state in newest}


def take(provider: str, state: str) -> Attempt:
    """The attempt that `state` names, which is used up by this. Raises Refused for another browser's, a used one, one
    of another provider, and one that took too long."""
    begun = dict(session.get(BEGUN, {}))
    kept = begun.pop(state, None)
    session[BEGUN] = begun
    if kept is None or kept["provider"] != provider:
        raise Refused(
            "This sign-in was not begun in this browser, or has been used already. Please start again from the "
            "sign-in page."
        )
    if _now() - kept["begun_at"] > SECONDS:
        raise Refused("This sign-in took longer than ten minutes. Please start again from the sign-in page.")
    return Attempt(**kept)


def note_proof(account: Account) -> None:
    """Remember that the account's person came from a provider just now."""
    session[PROVED] = {"account": account.id, "at": _now()}


def is_proved(account_id: int | None) -> bool:
    """Whether the account's person came from a provider in this browser within the last ten minutes."""
    proved = session.get(PROVED) or {}
    return proved.get("account") == account_id and 0 <= _now() - proved["at"] <= SECONDS


def _now() -> int:
    return int(clock.now().timestamp())
