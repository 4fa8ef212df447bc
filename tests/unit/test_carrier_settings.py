"""Settings of what carries messages: none by default, and a wrong one is told without repeating it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Settings, SettingsError, load_settings


def loaded(tmp_path: Path, **variables: str) -> Settings:
    return load_settings({"ZHIPING_DATA_DIR": str(tmp_path), **variables})


def test_without_settings_there_is_no_channel(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert (settings.sms_url, settings.sms_key, settings.smtp_url, settings.mail_sender) == ("", "", "", "")


def test_both_channels(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        ZHIPING_SMS_URL="https://sms.example.test/send",
        ZHIPING_SMS_KEY="k",
        ZHIPING_SMTP_URL="smtp://user:pass@mail.example.test:25",
        ZHIPING_MAIL_SENDER="zp@example.test",
    )
    assert settings.sms_url == "https://sms.example.test/send"
    assert settings.smtp_url == "smtp://user:pass@mail.example.test:25"
    assert (settings.sms_key, settings.mail_sender) == ("k", "zp@example.test")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIPING_SMS_URL", "sms.example.test/secret"),
        ("ZHIPING_SMS_URL", "ftp://secret"),
        ("ZHIPING_SMS_URL", "https://secret:port/"),
        ("ZHIPING_SMTP_URL", "https://secret"),
        ("ZHIPING_SMTP_URL", "smtp://"),
    ],
)
def test_an_address_of_no_use_is_told_by_its_variable_alone(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refusal:
        loaded(tmp_path, **{name: value}, ZHIPING_MAIL_SENDER="zp@example.test")
    assert "secret" not in str(refusal.value)


def test_mail_needs_a_sender(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ZHIPING_MAIL_SENDER"):
        loaded(tmp_path, ZHIPING_SMTP_URL="smtp://mail.example.test")
