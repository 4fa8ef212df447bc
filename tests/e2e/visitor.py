"""Somebody at a real browser. Every page that is shown is looked over at once."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Dialog, Download, Locator, Request, Response, expect

CHINESE = re.compile(r"[一-鿿]")
WIDE = {"width": 1366, "height": 768}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Chromium shows a PDF with pages of its own.
OF_THE_BROWSER = ("chrome://", "chrome-extension://")
# Tests are never timed: a busy machine may take its time.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
PICTURES = os.environ.get("ZHIPING_TEST_PICTURES", "")


class Visitor:
    """Signed in at 1366×768. Collects what must not happen and raises it with the page it happened on."""

    def __init__(self, browser: Browser, address: str, username: str, password: str) -> None:
        self.address, self.name = address, username
        self.faults: list[str] = []
        self.context = browser.new_context(viewport=WIDE, locale="zh-CN", accept_downloads=True)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.dialogs: list[str] = []
        self.page.on("dialog", self._asked)
        self.pictures = 0
        if not username:
            return
        self.open("/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.press("登录")

    def open(self, path: str) -> Visitor:
        """Type an address."""
        self.page.goto(self.address + path)
        return self.look()

    def follow(self, words: str) -> Visitor:
        """Click the first link that reads `words`."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def press(self, words: str, within: str = "body") -> Visitor:
        """Press the button that reads `words`, and wait for the page that follows."""
        button = self.page.locator(within).get_by_role("button", name=words).first
        with self.page.expect_navigation():
            button.click()
        return self.look()

    def confirm(self, words: str) -> Visitor:
        """Open the command that reads `words`, and press the confirming button of its panel."""
        command = self.page.locator(
            "details:is(.command, .bulk)", has=self.page.locator("summary", has_text=words)
        ).first
        command.locator("summary").click()
        with self.page.expect_navigation():
            command.locator("button").last.click()
        return self.look()

    def fill(self, **fields: str) -> Visitor:
        """Type into fields by name."""
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").first.fill(value)
        return self

    def tick(self, name: str) -> Visitor:
        """Tick every box of a name."""
        for box in self.page.locator(f"input[type=checkbox][name='{name}']").all():
            box.check()
        return self

    def choose(self, name: str, words: str) -> Visitor:
        """Choose what reads `words` among the options or radio buttons of a field."""
        selects = self.page.locator(f"select[name='{name}']")
        if selects.count():
            option = selects.first.locator("option", has_text=words).first
            selects.first.select_option(value=option.get_attribute("value"))
        else:
            boxes = self.page.locator(f"label:has(input[name='{name}'])", has_text=words)
            boxes.first.click()
        return self

    def upload(self, name: str, file_name: str, content: bytes, kind: str) -> Visitor:
        """Choose a file."""
        file: Any = {"name": file_name, "mimeType": kind, "buffer": content}
        self.page.locator(f"input[type=file][name='{name}']").set_input_files(file)
        return self

    def decide(self, decision: str, confirm: str) -> Locator:
        """Open one of 通过 · 退回 · 不通过; gives its panel."""
        self.page.locator(f".decision-tabs label[for='decide-{decision}']").click()
        panel = self.page.locator(f".decision form.for-{decision}")
        expect(panel.locator(".consequence")).to_be_visible()
        expect(panel.get_by_role("button", name=confirm)).to_be_visible()
        return panel

    def sign(self) -> Visitor:
        """Draw a signature with the pointer."""
        self.page.locator("canvas").scroll_into_view_if_needed()
        box = self.page.locator("canvas").bounding_box()
        assert box
        mouse = self.page.mouse
        for stroke in range(5):
            left = box["x"] + 40 + stroke * 50
            mouse.move(left, box["y"] + 40)
            mouse.down()
            for step in range(6):
                mouse.move(left + step * 7, box["y"] + 40 + (step % 2) * 50 + step * 6)
            mouse.up()
        return self

    def download(self, words: str) -> bytes:
        """Click a link or button that downloads; gives the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_text(words).first.click()
        finished: Download = waiting.value
        return Path(finished.path()).read_bytes()

    def sees(self, *words: str) -> Visitor:
        """The page shows each of these."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)
        return self

    def look(self) -> Visitor:
        """The page must not scroll sideways, and nothing that must not happen has happened."""
        self.page.wait_for_load_state("load")
        where = self.page.url.removeprefix(self.address)
        wider = self.page.evaluate(OVERFLOW)
        if wider > 0:
            self.faults.append(f"{where} scrolls sideways by {wider} px")
        if PICTURES:
            self.pictures += 1
            name = f"{self.name}-{self.pictures:02d}{re.sub('[^a-z0-9]+', '-', where)[:40]}.png"
            self.page.screenshot(path=str(Path(PICTURES) / name))
        assert not self.faults, f"{self.name} at {where}: {self.faults}"
        return self

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def _asked(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.type)
        dialog.accept()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", *OF_THE_BROWSER)):
            self.faults.append(f"request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")
        if 400 <= response.status < 500 and "html" in kind and not CHINESE.search(response.text()):
            self.faults.append(f"{response.status} {response.url} is not in Chinese")
