"""A real browser goes to a provider and back: our own Content-Security-Policy stops no step of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import served
from tests.integration.oidc.conftest import LABEL, PERSON, settings_of, use
from tests.integration.oidc.own_provider import own_provider

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_person_signs_in_by_the_button_and_finds_how(
    flask_app: Flask, csrf_on: None, chromium: Browser, size: tuple[int, int]
) -> None:
    with own_provider() as provider, served(flask_app) as address:
        provider.claims = dict(PERSON)
        use(flask_app, settings_of(provider.issuer))
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/login/?next=/profile/")
        page.get_by_role("button", name=f"用{LABEL}账号登录").click()
        page.wait_for_url(f"{address}/profile/")
        assert page.get_by_text("王芳").first.is_visible()
        page.locator("details.person summary").click()
        page.get_by_role("link", name="登录方式").click()
        page.wait_for_url(f"{address}/account/identities/")
        assert page.locator(".card", has_text="个人账号").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert complaints == []
        context.close()
