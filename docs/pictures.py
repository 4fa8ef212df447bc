"""python -m docs.pictures: the pictures of the guides, taken anew from the running program.

Starts the demo in a throw-away folder, walks every picture's steps in headless Chromium and writes docs/images/*.png.
Where a screen changed, change its line in PICTURES. `--address http://…` looks at a demo that already runs.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from config import PROJECT
from seed.accounts import DEMO_PASSWORD

IMAGES = PROJECT / "docs" / "images"
WIDE = {"width": 1366, "height": 768}
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN")
COLOURS = 64
MOST_BYTES = 120_000
START_SECONDS = 300
FIRST_ROW = ("click", "td.lead a >> nth=0")
Step = tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """One file: who is signed in ("" is a visitor), the address that is opened, then steps; see `_do`.

    `top` is an element that is scrolled to the top; `clip` the element that the picture is cut to, else the window.
    """

    name: str
    account: str
    address: str
    steps: Sequence[Step] = ()
    top: str = ""
    clip: str = ""


PICTURES = (
    # applicants
    Picture("home", "", "/"),
    Picture("sign-in", "", "/login/"),
    Picture("register", "", "/register/"),
    Picture("devices", "applicant", "/account/sessions/"),
    Picture("password", "applicant", "/password/"),
    Picture("dashboard-applicant", "returned", "/dashboard/"),
    Picture("profile", "applicant", "/profile/"),
    Picture("archive", "applicant", "/archive/"),
    Picture("hours", "established", "/profile/hours/"),
    Picture("plan-page", "applicant", "/", (("click", "main a[href*='/plans/'] >> nth=0"),)),
    Picture("wizard-photo", "applicant", "/", (("click", "main a[href*='/plans/'] >> nth=0"), ("press", "马上申报"))),
    Picture("my-applications", "returned", "/my/applications/"),
    Picture("returned", "returned", "/my/applications/", (FIRST_ROW,)),
    Picture("wizard-data", "returned", "/my/applications/3/data"),
    Picture("wizard-preview", "returned", "/my/applications/3/preview"),
    Picture("passed", "passed", "/my/applications/", (FIRST_ROW,)),
    # employers
    Picture("registration", "registrant", "/employers/registration/"),
    Picture("staff", "employer", "/employer/staff/"),
    Picture("profile-audit", "employer", "/profile-audits/list/", (FIRST_ROW,)),
    Picture("posts", "institution", "/posts/list/", (("click", "td.lead a >> nth=1"),)),
    Picture("archive-audit", "employer", "/archive-audits/list/", (FIRST_ROW,)),
    Picture("queue", "employer", "/audits/"),
    Picture("workbench", "employer", "/audits/", (FIRST_ROW,)),
    Picture(
        "return",
        "employer",
        "/audits/",
        (FIRST_ROW, ("click", ".decision-tabs label[for='decide-return']")),
        clip=".decision",
    ),
    Picture("notices", "employer", "/notices/"),
    Picture("undo", "employer", "/audits/4", top=".undo, details.command"),
    # auditors
    Picture("dashboard", "hrss", "/dashboard/"),
    Picture("hrss-queue", "hrss", "/audits/"),
    Picture("findings", "hrss", "/audits/", (FIRST_ROW,)),
    Picture("result", "committee", "/audits/", (FIRST_ROW,), top="text=登记评审结果"),
    Picture("fee-order", "finance", "/fees/", (FIRST_ROW,)),
    Picture("registration-audit", "hrss", "/employer-registrations/list/", (FIRST_ROW,)),
    Picture("hours-import", "bureau", "/hours-imports/list/", (FIRST_ROW,)),
    Picture("delegation", "hrss", "/account/delegation/"),
    Picture("assigned-accounts", "hrss", "/assigned-accounts/"),
    # plans and catalog
    Picture("plans", "planner", "/review-plans/list/"),
    Picture("plan", "planner", "/review-plans/list/", (FIRST_ROW,)),
    Picture("plan-clone", "planner", "/review-plans/list/", (FIRST_ROW, ("link", "复制"))),
    Picture("plan-import", "planner", "/review-plans/import"),
    Picture("entry-kinds", "catalog", "/catalog/entry-kinds/list/"),
    Picture("specialties", "catalog", "/catalog/specialties/list/"),
    Picture("holidays", "catalog", "/catalog/holidays/list/"),
    # operators
    Picture("accounts", "security", "/accounts/list/"),
    Picture("account", "security", "/accounts/list/", (FIRST_ROW,)),
    Picture("access-log", "auditlog", "/access-records/"),
    Picture("log", "auditlog", "/decisions/"),
    Picture("chains", "auditlog", "/decisions/chains"),
)


def main() -> int:
    """Take the pictures; exit status 1 where one could not be taken, with the step that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--address", help="a demo that already runs")
    asked = parser.parse_args()
    wanted = [one for one in PICTURES if not asked.names or one.name in asked.names]
    IMAGES.mkdir(exist_ok=True)
    if asked.address:
        faults = take(asked.address, wanted)
    else:
        with demo() as address:
            faults = take(address, wanted)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(wanted) - len(faults)} pictures in {IMAGES}")
    return 1 if faults else 0


@contextmanager
def demo() -> Iterator[str]:
    """Address of the demo, served from a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        fonts = PROJECT / "var" / "fonts"
        if fonts.is_dir():
            (Path(folder) / "fonts").symlink_to(fonts.resolve(), target_is_directory=True)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {name: value for name, value in os.environ.items() if not name.startswith("ZHIPING_")}
        environ = {**own, "ZHIPING_DATA_DIR": folder, "ZHIPING_PORT": str(port)}
        with (Path(folder) / "demo.log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "run.py"], cwd=PROJECT, env=environ, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server, Path(folder) / "demo.log")
            yield address
        finally:
            server.terminate()
            server.wait(30)


def take(address: str, pictures: Sequence[Picture]) -> list[str]:
    """Write each picture's file; what went wrong, one line for each picture that could not be taken."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(CHROMIUM), env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        pages: dict[str, Page] = {}
        for one in pictures:
            try:
                page = pages.get(one.account) or _signed_in(browser, address, one.account)
                pages[one.account] = page
                content = _walked(page, address, one)
            except Error as error:
                faults.append(f"{one.name}: {str(error).splitlines()[0]} at {page.url}")
                continue
            (IMAGES / f"{one.name}.png").write_bytes(_reduced(content))
        browser.close()
    return faults


def _signed_in(browser: Browser, address: str, account: str) -> Page:
    page = browser.new_context(viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.set_default_timeout(15_000)
    if account:
        page.goto(f"{address}/login/")
        page.fill("input[name=username]", account)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    return page


def _walked(page: Page, address: str, picture: Picture) -> bytes:
    answer = page.goto(address + picture.address)
    if answer is None or answer.status >= 400:
        raise Error(f"status {answer.status if answer else 'unknown'}")
    for step in picture.steps:
        _do(page, *step)
        page.wait_for_load_state()
    if picture.top:
        page.locator(picture.top).first.evaluate("element => window.scrollTo(0, element.offsetTop - 90)")
    if picture.clip:
        return page.locator(picture.clip).first.screenshot()
    return page.screenshot()


def _do(page: Page, verb: str, what: str, value: str = "") -> None:
    """click a selector; press the button, follow the link that reads so; fill a field with a value."""
    actions: dict[str, Any] = {
        "click": lambda: page.locator(what).first.click(),
        "press": lambda: page.get_by_role("button", name=what).first.click(),
        "link": lambda: page.get_by_role("link", name=what).first.click(),
        "fill": lambda: page.locator(what).first.fill(value),
    }
    actions[verb]()


def _reduced(content: bytes) -> bytes:
    """The same picture in few colours; in half as many where it would still be too large."""
    colours = COLOURS
    while True:
        buffer = io.BytesIO()
        whole = Image.open(io.BytesIO(content)).convert("RGB")
        whole.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES or colours <= 8:
            return buffer.getvalue()
        colours //= 2


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/login/", timeout=5):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
