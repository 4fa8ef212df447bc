"""A real browser goes to a provider and back: our own Content-Security-Policy stops no step of the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import served
from tests.integration.oidc.conftest import CODE, COMPANY, LABEL, PERSON, row, settings_of, use
from tests.integration.oidc.own_provider import own_provider

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

__all__ = ["row"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("size", [(1366, 768), (390, 844)]),
    pytest.mark.usefixtures("csrf_on"),
]


@contextmanager
def arrived(
    flask_app: Flask, chromium: Browser, size: tuple[int, int], claims: dict[str, str], wanted: str = ""
) -> Iterator[tuple[Page, str]]:
    """Whoever pressed the provider's button and has come back with these claims; the page, and where we are served."""
    with own_provider() as provider, served(flask_app) as address:
        provider.claims = dict(claims)
        use(flask_app, settings_of(provider.issuer))
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/login/{wanted}")
        page.get_by_role("button", name=f"用{LABEL}账号登录").click()
        yield page, address
        assert page.evaluate(OVERFLOW) == 0
        assert complaints == []
        context.close()


def test_a_person_signs_in_by_the_button_and_finds_how(
    flask_app: Flask, chromium: Browser, size: tuple[int, int]
) -> None:
    with arrived(flask_app, chromium, size, PERSON, "?next=/profile/") as (page, address):
        page.wait_for_url(f"{address}/profile/")
        assert page.get_by_text("王芳").first.is_visible()
        page.locator("details.person summary").click()
        page.get_by_role("link", name="登录方式").click()
        page.wait_for_url(f"{address}/account/identities/")
        assert page.locator(".card", has_text="个人账号").is_visible()


def test_a_legal_person_acts_for_its_employer(
    flask_app: Flask, chromium: Browser, size: tuple[int, int], row: Callable[..., int]
) -> None:
    from app.organisations.models import Organisation

    row(Organisation, kind="EMPLOYER", credit_code=CODE, name=COMPANY["corpname"])
    with arrived(flask_app, chromium, size, COMPANY) as (page, address):
        page.wait_for_url(f"{address}/dashboard/")
        assert page.get_by_text(COMPANY["corpname"]).first.is_visible()
        page.goto(f"{address}/archive-audits/list/")
        assert page.get_by_role("heading", name="业绩档案审核").is_visible()


def test_a_legal_person_whose_employer_is_not_here_yet_registers_it(
    flask_app: Flask, chromium: Browser, size: tuple[int, int]
) -> None:
    with arrived(flask_app, chromium, size, COMPANY) as (page, address):
        page.wait_for_url(f"{address}/employers/register/")
        told: Any = {name: page.locator(f"[name={name}]").input_value() for name in ("name", "credit_code")}
        assert told == {"name": COMPANY["corpname"], "credit_code": CODE}
