"""Every screen of the access matrix, in its roles, at both sizes: nothing overflows or fails, everybody can use it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from seed.accounts import ACCOUNTS
from tests.e2e.inspection import faults_of, faults_on_paper, not_reached_by_tab
from tests.e2e.visitor import Visitor
from tests.integration.access.test_matrix import OPEN, endpoints, matrix

if TYPE_CHECKING:
    from flask import Flask

Visit = Callable[[str], Visitor]

# What no link leads to: answers to scripts, and addresses that a form or a provider opens.
NOT_LINKED = ("lookup", "state", "alive")
FOR_PROGRAMS = re.compile(r"\w+Api\.|OpenApiDocument\.")
FROM_FORMS = {
    "PublicNoticeView.new": "/notices/new?plan={plan}&rowid={row}",
    "PublicNoticeView.waiting_sheet": "",
    "OidcView.callback": "",
    # Half-way: a code was sent, or a second factor is asked for; the crawl of languages opens these.
    **dict.fromkeys(("ForgottenView.confirm_form", "PhoneView.confirm_form", "RegisterView.confirm_form"), ""),
    **dict.fromkeys(("OperatorPhoneView.confirm_form", "OperatorPhoneView.form"), ""),
    **dict.fromkeys(("SignInView.code", "SignInView.set_up", "ProfileView.edit"), ""),
}
# Screens that look different from row to row are opened this often.
OFTEN = {
    "AuditView.show": 5,
    "ProfileView.tab": 10,
    "MyApplicationView.show": 3,
    "PlanView.show": 2,
    "PostQuotaView.show": 2,
    "PlanDraftView.grid_form": 3,
}
# Where people work for hours: the Tab key is pressed all the way through.
MAIN = (
    "HomeView.index",
    "SignInView.login",
    "DashboardView.show",
    "AuditView.list",
    "AuditView.show",
    "PlanPageView.show",
    "WizardView.data",
    "ProfileView.tab",
    "FeeOrderView.show",
    "PublicNoticeView.list",
)
VISITORS = ("", *(account.username for account in ACCOUNTS if account.username != "employer2"))

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Walk:
    """One visitor's way through every screen that links lead to, each screen once or `OFTEN`."""

    def __init__(self, flask_app: Flask, visitor: Visitor, thorough: set[str]) -> None:
        self.visitor, self.thorough = visitor, thorough
        self.screens = flask_app.url_map.bind("localhost")
        self.seen: Counter[str] = Counter()
        self.known: set[str] = set()
        self.waiting: list[tuple[str, str]] = []
        self.faults: list[str] = []

    def go(self, starts: list[str]) -> None:
        """From these addresses on until no link leads to anything new."""
        for path in starts:
            self._offer(path)
        while self.waiting:
            endpoint, path = self.waiting.pop(0)
            if self.seen[endpoint] < OFTEN.get(endpoint, 1):
                self.seen[endpoint] += 1
                self._open(endpoint, path)

    def _offer(self, link: str) -> None:
        parts = urlsplit(link)
        if not parts.path or parts.path in self.known or not self.screens.test(parts.path, "GET"):
            return
        endpoint, _values = self.screens.match(parts.path, "GET")
        if endpoint != "static":
            self.known.add(parts.path)
            self.waiting.append((endpoint, f"{parts.path}?{parts.query}" if parts.query else parts.path))

    def _open(self, endpoint: str, path: str) -> None:
        page, where = self.visitor.page, f"{self.visitor.name or 'visitor'} at {path}"
        try:
            answer = page.goto(self.visitor.address + path)
        except Error as problem:
            if "Download is starting" not in str(problem):
                raise
            return
        assert answer is not None
        if answer.status >= 400:
            self.faults.append(f"{where}: {answer.status}")
        if "html" not in answer.headers.get("content-type", ""):
            return
        thorough = endpoint not in self.thorough
        self.thorough.add(endpoint)
        faults = self.visitor.faults
        if thorough and endpoint in MAIN:
            faults += [f"Tab passes by {control}" for control in not_reached_by_tab(page)]
        if thorough:
            faults += faults_on_paper(page)
        faults += faults_of(page, thorough=thorough)
        self.faults += [f"{where}: {fault}" for fault in faults]
        faults.clear()
        for link in page.eval_on_selector_all(
            "a[href], [data-href]", "all => all.map(one => one.dataset.href || one.getAttribute('href'))"
        ):
            self._offer(link)


def screens_of(flask_app: Flask, roles: set[str]) -> Iterator[str]:
    """Endpoints that these roles may GET and that links should lead to."""
    table = matrix()
    for endpoint, method, _path in endpoints(flask_app):
        allowed = table[endpoint]
        open_to = allowed == OPEN or (not isinstance(allowed, str) and bool({role.name for role in allowed} & roles))
        is_screen = not endpoint.endswith(NOT_LINKED) and not FOR_PROGRAMS.match(endpoint)
        if method == "GET" and open_to and is_screen and endpoint not in FROM_FORMS:
            yield endpoint


def test_every_screen_is_in_order_at_both_sizes(demo: Flask, demo_visit: Visit) -> None:
    roles = {account.username: account.role.name for account in ACCOUNTS}
    thorough: set[str] = set()
    faults, seen = [], set()
    for username in VISITORS:
        walk = Walk(demo, demo_visit(username), thorough)
        has_dashboard = username and roles[username] != "EMPLOYER_REGISTRANT"
        walk.go(["/", "/login/", *(["/dashboard/"] if has_dashboard else [])])
        faults += walk.faults
        seen |= set(walk.seen)
        walk.visitor.leave()
    held = {roles[username] for username in VISITORS if username}
    unseen = sorted(set(screens_of(demo, held)) - seen)
    assert not faults, "\n".join(faults)
    assert not unseen, "\n".join(unseen)
