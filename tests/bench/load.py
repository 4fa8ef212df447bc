"""The load generator, a process of its own: connections that each send their requests in turn.

Standard input holds JSON {port, seconds, requests, connections: [{records, lists, drafts}]}; standard output gets what
was answered, and what every acknowledged draft must hold now.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# 60 % own record, 20 % own list, 20 % draft.
TURN = ("record", "record", "list", "record", "draft")


def main() -> None:
    """Run what standard input asks for."""
    asked = json.load(sys.stdin)
    until = time.monotonic() + asked["seconds"]
    workers = [_Connection(asked["port"], one, asked["requests"], until) for one in asked["connections"]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    answered: Counter[str] = Counter()
    for worker in workers:
        answered.update(worker.answered)
    drafts = [draft for worker in workers for draft in worker.drafts]
    taken = sorted(each for worker in workers for each in worker.taken)
    json.dump({"answered": answered, "drafts": drafts, "taken": taken[:: max(1, len(taken) // 1000)]}, sys.stdout)


class _Connection(threading.Thread):
    def __init__(self, port: int, work: dict[str, Any], requests: int, until: float) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._work, self._requests, self._until = work, requests, until
        self.answered: Counter[str] = Counter()
        self.drafts: list[dict[str, Any]] = work["drafts"]
        self.taken: list[float] = []

    def run(self) -> None:
        for number in range(self._requests):
            if time.monotonic() > self._until:
                return
            begun = time.perf_counter()
            kind = TURN[number % len(TURN)]
            status = self._draft(number) if kind == "draft" else self._page(kind, number)
            self.taken.append((time.perf_counter() - begun) * 1000)
            self.answered[f"{kind} {status}"] += 1

    def _page(self, kind: str, number: int) -> int:
        pages = self._work["records" if kind == "record" else "lists"]
        page = pages[number % len(pages)]
        return self._send("GET", page["path"], page["cookie"])[0]

    def _draft(self, number: int) -> int:
        draft = self.drafts[number // len(TURN) % len(self.drafts)]
        statement = f"{draft['statement']} 第{number}次保存。"
        form = {**draft["form"], "version": draft["version"], "work_statement": statement}
        status, body = self._send("POST", draft["path"], draft["cookie"], urlencode(form))
        if status == 200:
            draft["version"], draft["saved"] = json.loads(body)["version"], statement
        return status

    def _send(self, method: str, path: str, cookie: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": cookie, "Accept": "application/json" if body else "text/html", **(FORM if body else {})}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


if __name__ == "__main__":
    main()
