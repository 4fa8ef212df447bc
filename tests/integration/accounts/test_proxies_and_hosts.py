"""What a client claims about itself and about us is not believed, unless a proxy that we trust says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers import Browser
from tests.integration.accounts.conftest import enter

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_by_default_a_forwarded_address_is_not_believed(limited: Callable[..., Any]) -> None:
    browser = Browser(limited())
    statuses = [
        enter(browser, "wrong", f"nobody{number}", headers={"X-Forwarded-For": f"10.1.1.{number}"}).status_code
        for number in range(21)
    ]
    assert statuses == [400] * 20 + [429]


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw_and_not_the_one_that_was_claimed(
    limited: Callable[..., Any],
) -> None:
    browser = Browser(limited(trusted_proxies=1))

    def status(claimed: str, seen: str) -> int:
        headers = {"X-Forwarded-For": f"{claimed}, {seen}"}
        return int(enter(browser, "wrong", f"nobody-{claimed}", headers=headers).status_code)

    assert [status(f"9.9.9.{number}", "10.0.0.1") for number in range(21)] == [400] * 20 + [429]
    assert status("10.0.0.1", "10.0.0.2") == 400


@pytest.mark.parametrize("proxies", [0, 1])
def test_another_host_is_named_in_no_page_and_in_no_redirect(limited: Callable[..., Any], proxies: int) -> None:
    browser = Browser(limited(trusted_proxies=proxies))
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for page in ("/", "/login/", "/nowhere", "/accounts/list/", "/accounts/list"):
        answer = browser.get(page, headers=headers)
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    ("host", "status"), [("zhiping.example", 200), ("www.zhiping.example", 200), ("evil.example", 400), ("", 400)]
)
def test_where_hosts_are_named_any_other_is_refused(limited: Callable[..., Any], host: str, status: int) -> None:
    browser = Browser(limited(trusted_hosts=("zhiping.example", "www.zhiping.example")))
    answer = browser.get("/login/", headers={"Host": host})
    assert answer.status_code == status
    assert ("无法处理此请求。请返回上一页重试。" in answer.text) == (status == 400)
