"""Somebody in front of the program: opens pages, fills in the forms that the pages hold, follows where they lead."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.helpers import Browser

BROKEN = ("Traceback", "jinja2.", "&lt;LazyString")


class Person:
    """A signed-in browser that only ever sends what a form of the page would send."""

    def __init__(self, flask_app: Flask, username: str, password: str) -> None:
        self.client = Browser(flask_app)
        self.address = ""
        self.page: Any = None
        self.text = ""
        self.status = 0
        self.open("/login/")
        self.send("/login", username=username, password=password)
        assert self.status == 200, self.text

    def open(self, address: str, expect: int = 200) -> Person:
        """Type an address; the page must answer with `expect`."""
        return self._arrive(self.client.get(address, follow_redirects=True), address, expect)

    def follow(self, words: str) -> Person:
        """Click the link with these words."""
        links = [link for link in self.page.iter("a") if words in " ".join(link.text_content().split())]
        assert links, f"no link “{words}” on {self.address}"
        return self.open(links[0].get("href"))

    def send(self, action: str, expect: int = 200, button: tuple[str, str] | None = None, **fields: Any) -> Person:
        """Send the form whose action contains `action`, with its own values but for `fields`, and follow the redirect.

        A list sends several values; a (bytes, name) pair uploads a file. Every field must exist on the form.
        """
        form = self._form(action, fields)
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        known = set(form.fields.keys()) | {one.get("name") for one in form.iter("input", "button") if one.get("name")}
        for name, value in fields.items():
            assert name in known, f"the form {action} has no field {name}; it has {sorted(known)}"
            data[name] = [_sent(one) for one in (value if isinstance(value, list) else [value])]
        if button:
            data[button[0]] = [button[1]]
        target = form.get("action") or self.address
        answer = self.client.post(
            target,
            data=data,
            content_type="multipart/form-data",
            headers={"Referer": "http://localhost" + self.address},
        )
        return self._arrive(answer, target, expect)

    def boxes(self, name: str) -> list[str]:
        """The values of every box of this name on the page."""
        return [str(one.get("value")) for one in self.page.iter("input") if one.get("name") == name]

    def post_by_hand(self, address: str, expect: int, **fields: Any) -> Person:
        """Send what no form of the page offers, with the page's own token."""
        token = self.page.xpath("//input[@name='csrf_token']")[0].get("value")
        return self._arrive(self.client.post(address, data={"csrf_token": token, **fields}), address, expect)

    def value(self, name: str, words: str) -> str:
        """The value of the choice (option, radio button, check box) of field `name` that reads `words`."""
        for option in self.page.xpath(f"//select[@name='{name}']/option"):
            if words in option.text_content():
                return str(option.get("value"))
        for box in self.page.xpath(f"//input[@name='{name}']"):
            label = box.xpath("ancestor::label|//label[@for=$id]", id=box.get("id") or "-")
            if any(words in one.text_content() for one in label):
                return str(box.get("value"))
        raise AssertionError(f"no choice “{words}” in {name} on {self.address}")

    def fetch(self, address: str) -> TestResponse:
        """Download; the answer must be 200."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.get_data(as_text=True)[:500])
        return answer

    def sees(self, *words: str) -> Person:
        """The page shows each of these."""
        for one in words:
            assert one in self.text, f"“{one}” is not on {self.address}:\n{self.text}"
        return self

    def misses(self, *words: str) -> Person:
        """The page shows none of these."""
        for one in words:
            assert one not in self.text, f"“{one}” is on {self.address}"
        return self

    def _form(self, action: str, fields: dict[str, Any]) -> Any:
        forms = [form for form in self.page.forms if action in (form.get("action") or self.address)]
        assert forms, f"no form {action} on {self.address}; there are {[f.get('action') for f in self.page.forms]}"
        wanted = fields.get("decision")
        if wanted:
            forms = [form for form in forms if form.fields.get("decision") == wanted]
            assert forms, f"no form for {wanted} on {self.address}"
        named = [form for form in forms if set(fields) <= {one.get("name") for one in form.iter() if one.get("name")}]
        return (named or forms)[0]

    def _arrive(self, answer: TestResponse, address: str, expect: int) -> Person:
        hops = 0
        while answer.status_code in (301, 302, 303) and hops < 5:
            address = answer.headers["Location"].removeprefix("http://localhost")
            answer = self.client.get(address)
            hops += 1
        body = answer.get_data(as_text=True)
        self.address, self.status, self.page = address, answer.status_code, html.fromstring(body)
        for script in self.page.xpath("//script|//style|//svg"):
            script.drop_tree()
        self.text = " ".join(self.page.text_content().split())
        assert answer.status_code == expect, f"{address}: {answer.status_code} instead of {expect}\n{self.text[:1500]}"
        assert not any(one in body for one in BROKEN), f"{address} shows its insides:\n{self.text[:800]}"
        return self


def _sent(value: Any) -> Any:
    if isinstance(value, tuple):
        content, name = value
        return (io.BytesIO(content), name)
    return str(value)
