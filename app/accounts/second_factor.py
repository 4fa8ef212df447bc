"""The second factor: six digits of an authenticator app (TOTP, RFC 6238), recovery codes for when it is lost.

No secret is stored. It follows from the row's salt and the key of the installation that is never changed, the one of
the log's chains: whoever has the database alone can make no code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from base64 import b32encode

import pyotp
import segno
from flask import current_app
from sqlalchemy import delete, func, select, update

from app.access.enums import AccessKind
from app.access.models import Account
from app.access.scoping import acting
from app.access.services import record_access, record_of_account
from app.accounts import queries, services, sessions
from app.accounts.models import RecoveryCode, SecondFactor
from app.accounts.rules import NEEDS_SECOND_FACTOR
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, Refused, Violation
from app.extensions import db

ISSUER = "职评"
STEPS_AROUND = 1  # a code of half a minute before or after will do: clocks differ
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
WRONG_CODE = "This code is wrong, has expired or was used already. Please enter the one that the app shows now."


def is_needed(account: Account) -> bool:
    """Whether the account must have a second factor by its roles: where the setting says so, never on demo data."""
    if current_app.config["ZHIPING"].second_factor != "required" or current_app.config.get("DEMO_SIGN_IN"):
        return False
    return any(Role(role.name) in NEEDS_SECOND_FACTOR for role in account.roles)


def new_salt() -> str:
    """What a new secret is made from; harmless by itself."""
    return secrets.token_hex(16)


def secret_of(account: Account, salt: str) -> str:
    """The secret of an authenticator app, in Base32."""
    return b32encode(_keyed("second factor", account.id, salt)[:SECRET_BYTES]).decode()


def qr_code(account: Account, salt: str) -> str:
    """The secret as a QR code: an SVG element without style or script."""
    address = pyotp.TOTP(secret_of(account, salt)).provisioning_uri(name=account.username, issuer_name=ISSUER)
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return drawn


def of(account_id: int | None) -> SecondFactor | None:
    """The second factor of an account; None where it has none."""
    return db.session.scalars(select(SecondFactor).where(SecondFactor.account_id == account_id)).one_or_none()


def codes_left(account_id: int | None) -> int:
    """How many recovery codes are unused."""
    statement = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(statement.select_from(RecoveryCode)) or 0


def set_up(account: Account, salt: str, code: str) -> list[str]:
    """Bind an app that shows the right code; the recovery codes, which nothing can show again.

    Raises Invalid for a wrong code, Refused where the account has a second factor already.
    """
    if of(account.id) is not None:
        raise Refused("This account has a second factor already.")
    step = _step_of(secret_of(account, salt), code)
    if step is None:
        raise Invalid([Violation("code", WRONG_CODE)])
    db.session.add(SecondFactor(account_id=account.id, salt=salt, last_step=step, confirmed_at=clock.now()))
    db.session.flush()
    record_of_account(AccessKind.FACTOR_SET_UP, account, by_itself=True)
    return _new_codes(account.id)


def take(account: Account, factor: SecondFactor, code: str) -> bool:
    """Whether a code of the app or a recovery code is right; it is good for nothing afterwards."""
    step = _step_of(secret_of(account, factor.salt), code)
    if step is not None:
        later = update(SecondFactor).where(SecondFactor.id == factor.id, SecondFactor.last_step < step)
        return _wrote_one(later.values(last_step=step))
    unused = update(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.code_hash == _hash_of(account.id, code),
        RecoveryCode.used_at.is_(None),
    )
    if not _wrote_one(unused.values(used_at=clock.now())):
        return False
    record_of_account(AccessKind.RECOVERY_CODE_USED, account, by_itself=True)
    return True


def prove(account: Account, factor: SecondFactor, code: str) -> bool:
    """As `take`, while signing in: a wrong code counts into the lock of the account like a wrong password."""
    right = take(account, factor, code)
    if not right:
        services.count_failure(account)
    return right


def renew_codes(code: str) -> list[str]:
    """New recovery codes of the actor's account in place of the old ones. Raises Invalid for a wrong code."""
    account = _own_with(code)
    record_access(AccessKind.RECOVERY_CODES_MADE, account.name, about=account.id)
    return _new_codes(account.id)


def remove(code: str) -> None:
    """Take the actor's own second factor away; who must have one sets up another at once. Raises Invalid for a wrong
    code."""
    account = _own_with(code)
    _forget(account.id)
    record_access(AccessKind.FACTOR_REMOVED, account.name, about=account.id)


def reset(account_id: int) -> Account:
    """Take away the second factor that somebody lost, and end their sessions; the next sign-in sets up a new one.

    Raises OutOfScope, Refused for one's own and where there is none.
    """
    if account_id == acting(db.session).account_id:
        raise Refused("Nobody can reset their own second factor; another security administrator does it.")
    account = queries.load(account_id)
    if of(account_id) is None:
        raise Refused("This account has no second factor.")
    _forget(account_id)
    sessions.end_all_of(account)
    record_of_account(AccessKind.FACTOR_RESET, account)
    return account


def forget(account: Account) -> None:
    """Take the second factor away from an account that has just proved whose it is."""
    had_one = of(account.id) is not None
    _forget(account.id)
    if had_one:
        record_of_account(AccessKind.FACTOR_REMOVED, account, by_itself=True)


def _own_with(code: str) -> Account:
    account = queries.load(acting(db.session).account_id or 0)
    factor = of(account.id)
    if factor is None or not take(account, factor, code):
        raise Invalid([Violation("code", WRONG_CODE)])
    return account


def _step_of(secret: str, code: str) -> int | None:
    """The time step that a code of the app belongs to; None for a wrong one. The demonstration clock does not count:
    telephones keep real time."""
    now = clock.now() - dt.timedelta(days=clock.offset())
    totp, digits = pyotp.TOTP(secret), "".join(code.split()).encode()
    middle, found = totp.timecode(now), None
    for step in range(middle - STEPS_AROUND, middle + STEPS_AROUND + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits):
            found = step
    return found


def _new_codes(account_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    made = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.add_all([RecoveryCode(account_id=account_id, code_hash=_hash_of(account_id, one)) for one in made])
    db.session.flush()
    return [f"{one[:5]}-{one[5:]}" for one in made]


def _forget(account_id: int) -> None:
    for model in (RecoveryCode, SecondFactor):
        db.session.execute(delete(model).where(model.account_id == account_id))


def _hash_of(account_id: int, code: str) -> str:
    plain = "".join(char for char in code.lower() if char.isalnum())
    return _keyed("recovery code", account_id, plain).hex()


def _keyed(purpose: str, account_id: int, text: str) -> bytes:
    key: bytes = current_app.config["ZHIPING"].chain_key
    return hmac.digest(key, f"{purpose}\0{account_id}\0{text}".encode(), hashlib.sha256)


def _wrote_one(statement: object) -> bool:
    written = db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]
    return bool(written.rowcount == 1)
