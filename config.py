"""Typed settings; the only reader of the environment. Every variable is listed in README.md."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.accounts.oidc.providers import Provider, read_providers

PROJECT = Path(__file__).resolve().parent
SEED_CHOICES = ("demo", "catalog", "none")
SECOND_FACTOR_CHOICES = ("required", "optional")
LEAST_LOG_DAYS = 180  # what the law asks for


class SettingsError(Exception):
    """A setting has no usable value; the message names the variable and what to write."""


@dataclass(frozen=True)
class Settings:
    """All that differs between installations. `data_dir` holds the database, files, fonts and keys.

    `second_factor` is whether the roles of offices and administrators must have one; sessions end `session_hours` after
    the sign-in, and after minutes in which nobody asked for anything; `access_log_days` are never fewer than 180.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    chain_key: bytes
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 8
    seed: str = "demo"
    clock_offset_days: int = 0
    secure_cookies: bool = False
    rate_limit_storage: str = "memory://"
    trusted_proxies: int = 0
    trusted_hosts: tuple[str, ...] = ()
    second_factor: str = "optional"
    session_hours: int = 12
    office_idle_minutes: int = 30
    applicant_idle_minutes: int = 120
    access_log_days: int = LEAST_LOG_DAYS
    oidc_providers: tuple[Provider, ...] = ()
    register_url: str = ""
    register_key: str = ""
    sms_url: str = ""
    sms_key: str = ""
    smtp_url: str = ""
    mail_sender: str = ""
    testing: bool = False

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def fonts_dir(self) -> Path:
        return self.data_dir / "fonts"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ZHIPING_* variables; keys are made once and kept in the data folder.

    Raises SettingsError where a value cannot be used.
    """
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("ZHIPING_DATA_DIR") or PROJECT / "var").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    seed = env.get("ZHIPING_SEED", "demo")
    if seed not in SEED_CHOICES:
        raise SettingsError(f"ZHIPING_SEED is {seed!r}; write one of: {', '.join(SEED_CHOICES)}")
    second_factor = env.get("ZHIPING_SECOND_FACTOR") or "required"
    if second_factor not in SECOND_FACTOR_CHOICES:
        choices = ", ".join(SECOND_FACTOR_CHOICES)
        raise SettingsError(f"ZHIPING_SECOND_FACTOR is {second_factor!r}; write one of: {choices}")
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env.get("ZHIPING_DATABASE_URL") or f"sqlite:///{data_dir / 'zhiping.db'}"),
        secret_key=env.get("ZHIPING_SECRET_KEY") or _kept_key(data_dir / "secret.key"),
        chain_key=(env.get("ZHIPING_CHAIN_KEY") or _kept_key(data_dir / "chain.key")).encode(),
        host=env.get("ZHIPING_HOST", "127.0.0.1"),
        port=_number(env, "ZHIPING_PORT", 8080),
        threads=_number(env, "ZHIPING_THREADS", 8),
        seed=seed,
        clock_offset_days=_number(env, "ZHIPING_CLOCK_OFFSET_DAYS", 0),
        secure_cookies=env.get("ZHIPING_SECURE_COOKIES", "") == "1",
        rate_limit_storage=env.get("ZHIPING_RATE_LIMIT_STORAGE") or "memory://",
        trusted_proxies=_number(env, "ZHIPING_TRUSTED_PROXIES", 0),
        trusted_hosts=tuple(env.get("ZHIPING_TRUSTED_HOSTS", "").replace(",", " ").split()),
        second_factor=second_factor,
        session_hours=_number(env, "ZHIPING_SESSION_HOURS", 12, least=1),
        office_idle_minutes=_number(env, "ZHIPING_OFFICE_IDLE_MINUTES", 30, least=5),
        applicant_idle_minutes=_number(env, "ZHIPING_APPLICANT_IDLE_MINUTES", 120, least=5),
        access_log_days=_number(env, "ZHIPING_ACCESS_LOG_DAYS", LEAST_LOG_DAYS, least=LEAST_LOG_DAYS),
        oidc_providers=_oidc_providers(env),
        register_url=_address(env, "ZHIPING_REGISTER_URL", ("https", "http")),
        register_key=env.get("ZHIPING_REGISTER_KEY", ""),
        sms_url=_address(env, "ZHIPING_SMS_URL", ("https", "http")),
        sms_key=env.get("ZHIPING_SMS_KEY", ""),
        smtp_url=_address(env, "ZHIPING_SMTP_URL", ("smtps", "smtp")),
        mail_sender=_sender(env),
    )


def _database_url(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def _address(env: Mapping[str, str], name: str, schemes: tuple[str, str]) -> str:
    """An address of one of these schemes, or "". What is in it may be secret and is not repeated."""
    text = env.get(name, "")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if text and not usable:
        raise SettingsError(f"{name} is no address; write one that begins with {schemes[0]}:// or {schemes[1]}://")
    return text


def _sender(env: Mapping[str, str]) -> str:
    sender = env.get("ZHIPING_MAIL_SENDER", "")
    if env.get("ZHIPING_SMTP_URL") and "@" not in sender:
        raise SettingsError("ZHIPING_SMTP_URL is set; write into ZHIPING_MAIL_SENDER who the e-mail comes from")
    return sender


def _oidc_providers(env: Mapping[str, str]) -> tuple[Provider, ...]:
    path = env.get("ZHIPING_OIDC_FILE")
    try:
        return read_providers(Path(path), env) if path else ()
    except ValueError as error:
        raise SettingsError(f"ZHIPING_OIDC_FILE: {error}") from error


def _number(env: Mapping[str, str], name: str, default: int, least: int | None = None) -> int:
    text = env.get(name) or str(default)
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}; write a whole number") from None
    if least is not None and number < least:
        raise SettingsError(f"{name} is {number}; write {least} or more")
    return number


def _kept_key(path: Path) -> str:
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_hex(32))
    return path.read_text().strip()
