"""What offices and applicants do all day, as scripts: every step raises its application's version by one.

So the version in the database says how far a script came, whatever became of the answers.
"""

from __future__ import annotations

import http.client
import io
import random
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pikepdf

from seed.pictures import portrait
from tests.resilience.server import Client, Upload

CYCLES, DECISIONS = 4, 15
CONTESTED = 0.06
BUSY, BUSY_WORDS = 1, "此刻保存的人较多，本次未作任何改动。请稍候重试。"
GONE = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Step:
    """One press: `action` is the log's word for it, "" for an upload; `contested` is pressed by two at once."""

    action: str
    person: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    contested: bool = False


@dataclass
class Script:
    """One application's steps. `base` is its version before the first; the first `acknowledged` were answered 303.

    `pending` is the step whose answer never came, if any.
    """

    application_id: int
    steps: tuple[Step, ...]
    base: int
    acknowledged: int = 0
    pending: bool = False

    @property
    def finished(self) -> bool:
        return self.acknowledged == len(self.steps)

    def came_to(self, version: int) -> None:
        """After a crash: what was acknowledged is there; what was pending happened wholly or not at all."""
        done = version - self.base
        wanted = {self.acknowledged, self.acknowledged + 1} if self.pending else {self.acknowledged}
        assert done in wanted, f"application {self.application_id}: version shows {done} steps, not {wanted}"
        self.acknowledged, self.pending = done, False


def at_the_employer(application_id: int, owner: str, number: int, chance: random.Random) -> Script:
    """退回, upload, 提交, four times, then 通过."""
    steps: list[Step] = []
    mine = f"/my/applications/{application_id}"
    for cycle in range(CYCLES):
        steps.append(_decision(application_id, "employer", "RETURN", chance))
        if cycle == 0:
            file = ("居住证.pdf", _page(number))
            steps.append(Step("", owner, f"{mine}/attachments", {"go": "save"}, {"attachment_residence-card": file}))
        if cycle == 1:
            steps.append(Step("", owner, f"{mine}/photo", {"go": "save"}, {"photo": ("证件照.jpg", portrait(number))}))
        steps.append(Step("SUBMIT", owner, f"{mine}/submit"))
    steps.append(_decision(application_id, "employer", "PASS", chance))
    return Script(application_id, tuple(steps), base=0)


def at_the_hrss(application_id: int, chance: random.Random) -> Script:
    """通过, which opens a fee order and asks for papers, and 撤销, in turn; 通过 at the end."""
    steps = [
        _decision(application_id, "hrss", "PASS", chance)
        if number % 2 == 0
        else Step("UNDO", "hrss", f"/audits/{application_id}/undo", contested=chance.random() < CONTESTED)
        for number in range(DECISIONS)
    ]
    return Script(application_id, tuple(steps), base=0)


@dataclass
class Crowd:
    """Several clients at once, each with scripts of its own, until the server is gone or all is done."""

    scripts: Sequence[Script]
    identities: Mapping[str, str]
    clients: int
    faults: list[str] = field(default_factory=list)
    acknowledged: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, port: int) -> list[threading.Thread]:
        """Start; join the threads to wait for the end."""
        threads = [
            threading.Thread(target=self._work, args=(port, self.scripts[number :: self.clients]), daemon=True)
            for number in range(self.clients)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, port: int, scripts: Sequence[Script]) -> None:
        clients: dict[tuple[str, int], Client] = {}

        def press(step: Step, version: int, who: int) -> int:
            client = clients.setdefault((step.person, who), Client(port, self.identities[step.person]))
            answer = client.post(step.path, {**step.fields, "version": str(version)}, step.files)
            return BUSY if answer.status == 409 and BUSY_WORDS in answer.text else answer.status

        with ThreadPoolExecutor(2) as pair:
            while rest := [script for script in scripts if not script.finished]:
                for script in rest:
                    step = script.steps[script.acknowledged]
                    version = script.base + script.acknowledged
                    script.pending = True
                    presses = [pair.submit(press, step, version, who) for who in range(2 if step.contested else 1)]
                    statuses = [_status(one) for one in presses]
                    if 303 in statuses:
                        script.pending = False
                        script.acknowledged += 1
                        with self._lock:
                            self.acknowledged += 1
                    elif 0 not in statuses:
                        script.pending = False
                    if self._unexpected(script, step, statuses) or 0 in statuses:
                        return

    def _unexpected(self, script: Script, step: Step, statuses: list[int]) -> bool:
        """One press is followed; of two at once, exactly one is, and the other is told that it came second.

        Either may be told that the database was busy and nothing was changed; it is then pressed again.
        """
        alone, together = ({303}, {0}, {BUSY}), ({303, 409}, {303, 0}, {303, BUSY}, {409, 0}, {BUSY, 0}, {BUSY}, {0})
        expected = together if step.contested else alone
        if set(statuses) in expected and statuses.count(303) < 2:
            return False
        self.faults.append(f"application {script.application_id}, step {script.acknowledged} {step.path}: {statuses}")
        return True


def _status(press: object) -> int:
    """The status of an answer, 0 where none came."""
    try:
        return int(press.result())  # type: ignore[attr-defined]
    except GONE:
        return 0


def _decision(application_id: int, person: str, decision: str, chance: random.Random) -> Step:
    fields = {"decision": decision, "opinion": "材料齐全，同意。"}
    if decision == "RETURN":
        fields = {"decision": decision, "defects-0-section": "statement", "defects-0-text": "请补充近两年的业绩。"}
    contested = chance.random() < CONTESTED
    return Step(decision, person, f"/audits/{application_id}/decide", fields, contested=contested)


def _page(number: int) -> bytes:
    """A sound PDF unlike any other."""
    document, buffer = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(400 + number, 500))
    document.save(buffer)
    return buffer.getvalue()
