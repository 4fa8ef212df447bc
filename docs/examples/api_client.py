"""A whole client of the API with nothing but Python's standard library.

    python api_client.py http://127.0.0.1:8080 USERNAME PASSWORD [DECIDE]

Signs in, lists the plans, checks a person's facts against the newest one, and reads the auditor's queue. With DECIDE it
returns the first application of the queue to its applicant.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin


class Problem(Exception):
    """A refusal: problem details as RFC 9457 has them."""

    def __init__(self, details: dict[str, Any]) -> None:
        self.details = details
        faults = [f"{error['field']}: {error['message']}" for error in details["errors"]]
        super().__init__(" ".join([str(details["status"]), details["detail"], *faults]))


class Client:
    """One caller; `token` is an access token or an API key, and empty for nobody."""

    def __init__(self, address: str, token: str = "", language: str = "zh") -> None:
        self.address, self.token, self.language = address, token, language

    def call(self, path: str, body: Any = None) -> Any:
        """The JSON answer to a GET, or to a POST of `body`. Raises Problem."""
        headers = {"Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(urljoin(self.address, path), data, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Problem(json.load(error)) from error

    def sign_in(self, username: str, password: str) -> None:
        """Act for this account from now on, for half an hour."""
        given = {"username": username, "password": password}
        self.token = self.call("/api/v1/security/login", given)["access_token"]

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """Every row of a list, page after page."""
        following: str | None = path
        while following:
            page = self.call(following)
            yield from page["items"]
            following = page["next"]


def main(address: str, username: str, password: str, decide: str = "") -> None:
    client = Client(address)
    plans = list(client.rows("/api/v1/plans?page_size=100"))
    for plan in plans:
        print(plan["code"], plan["name"], plan["applicant_deadline"])

    code = quote(plans[0]["code"])
    plan = client.call(f"/api/v1/plans/{code}")
    found = client.call(
        f"/api/v1/plans/{code}/self-check",
        {
            "title": plan["titles"][0]["title"]["code"],
            "mode": plan["modes"][0]["mode"]["code"],
            "facts": {
                "education": [{"level": "BACHELOR", "graduated_on": "2018-06-30", "match": "MATCHED"}],
                "employment": [{"started_on": "2018-07-01"}],
                "civil_servant": False,
            },
        },
    )
    for finding in found["findings"]:
        print(finding["outcome"]["code"], finding["kind"]["name"], finding["text"])

    client.sign_in(username, password)
    waiting = list(client.rows("/api/v1/audits?tab=WAITING&page_size=50"))
    for row in waiting:
        print(row["number"], row["applicant"], row["stage"])

    if decide and waiting:
        first = waiting[0]
        decision = {
            "decision": "RETURN",
            "version": first["version"],
            "defects": [{"section": "attachments", "text": "扫描件不清晰，请重新上传。"}],
        }
        print(client.call(f"/api/v1/audits/{first['id']}/decisions", decision)["message"])
        try:
            client.call(f"/api/v1/audits/{first['id']}/decisions", decision)
        except Problem as problem:
            print(problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
