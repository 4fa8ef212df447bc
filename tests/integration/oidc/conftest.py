"""The program with a provider in its settings, and ways through it by hand: every redirect is followed by the test."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from stdnum.cn import ric, uscc

from app.accounts.oidc.providers import Claims, Provider
from tests.helpers import Browser
from tests.integration.oidc.own_provider import CLIENT_ID, CLIENT_SECRET, OwnProvider, own_provider

if TYPE_CHECKING:
    from flask import Flask

KEY, LABEL = "zjzwfw", "浙江政务服务网"
CALLBACK = f"/oidc/{KEY}/callback"
CLAIMS = Claims(
    name="name",
    kind="usertype",
    personal=("1",),
    legal_person=("2",),
    identity_number="idnum",
    identity_kind="idtype",
    identity_kinds=(
        ("RESIDENT", ("11",)),
        ("HK_MACAO_PERMIT", ("12",)),
        ("TAIWAN_PERMIT", ("13",)),
        ("FOREIGN_RESIDENT", ("14",)),
        ("HK_MACAO_RESIDENT", ("15",)),
        ("TALENT_CARD", ("16",)),
    ),
    sex="gender",
    sexes=(("MALE", ("male", "1")), ("FEMALE", ("female", "2"))),
    birth_date="birthdate",
    phone="mobile",
    organisation_name="corpname",
    credit_code="corpcode",
)


def identity_number(order: int = 1, born: str = "19880512") -> str:
    """A valid resident identity number."""
    digits = f"330604{born}{order:03d}"
    return digits + ric.calc_check_digit(digits + "0")


def credit_code(order: int = 1) -> str:
    """A valid unified social credit code."""
    places = f"91330604MA{order:07d}"
    return places + uscc.calc_check_digit(places)


def _residence() -> str:
    digits = "81000019900312001"
    return digits + ric.calc_check_digit(digits + "0")


RESIDENCE = _residence()
NUMBER, CODE = identity_number(), credit_code()
PERSON = {"usertype": "1", "name": "王芳", "idtype": "11", "idnum": NUMBER, "mobile": "13800000001"}
COMPANY = {"usertype": "2", "name": "李强", "corpname": "上虞建工有限公司", "corpcode": CODE}


def settings_of(issuer: str, **changes: Any) -> Provider:
    """The provider as a file of settings would describe it."""
    made = Provider(
        key=KEY,
        label_zh=LABEL,
        label_en="Zhejiang Government Service Network",
        metadata_url=issuer + "/.well-known/openid-configuration",
        issuer=issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        scopes=("openid", "profile"),
        claims=CLAIMS,
    )
    return dataclasses.replace(made, **changes)


def use(flask_app: Flask, *providers: Provider) -> None:
    """Put providers into the program's settings, and the roles into its database."""
    from app.access.scoping import act_as
    from app.accounts.services import sync_roles
    from app.core.actor import Actor
    from app.extensions import db

    flask_app.config["ZHIPING"] = dataclasses.replace(flask_app.config["ZHIPING"], oidc_providers=providers)
    flask_app.extensions.pop("oidc_clients", None)
    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        sync_roles()
        db.session.commit()


@pytest.fixture
def provider(flask_app: Flask) -> Iterator[OwnProvider]:
    """Our own provider, in the program's settings; whoever comes from there is 王芳."""
    with own_provider() as made:
        made.claims = dict(PERSON)
        use(flask_app, settings_of(made.issuer))
        yield made


def target(answer: Any) -> str:
    """Where the page that goes on to the provider goes on to."""
    assert answer.status_code == 200, answer.text
    found = re.fullmatch(r"0; url=(.+)", answer.headers["Refresh"])
    assert found
    assert html.escape(found[1]) in answer.text
    return found[1]


def leave(browser: Browser, **data: str) -> str:
    """Press the button of the sign-in page; the address at the provider."""
    return target(browser.post(f"/oidc/{KEY}/start", data=data))


def through(url: str) -> str:
    """What the provider sends a person back to, as path and query."""
    answer = requests.get(url, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def come(browser: Browser, **data: str) -> Any:
    """The whole way: the answer to whoever came back."""
    return browser.get(through(leave(browser, **data)))


def told(answer: Any) -> str:
    """The words of a refusal."""
    page = answer.get_data(as_text=True)
    start = page.index('class="error-page"')
    return str(page[start : page.index("</div>", start)])


@dataclasses.dataclass
class Kept:
    """What the database holds, as the tests compare it."""

    flask_app: Flask

    def of(self, model: Any, *columns: str) -> list[tuple[Any, ...]]:
        from sqlalchemy import select

        from app.access.scoping import act_as
        from app.core.actor import Actor
        from app.extensions import db

        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            rows = db.session.execute(select(*[getattr(model, one) for one in columns]).order_by(model.id))
            return [tuple(row) for row in rows]

    def nothing(self) -> bool:
        """Whether nobody has come in."""
        from app.access.models import Account
        from app.accounts.oidc.models import ExternalIdentity
        from app.applicants.models import Applicant

        return not any(self.of(model, "id") for model in (Account, Applicant, ExternalIdentity))


@pytest.fixture
def kept(flask_app: Flask) -> Kept:
    return Kept(flask_app)


@pytest.fixture
def row(flask_app: Flask) -> Callable[..., int]:
    """`row(Model, …)`: a row of the database; its id."""
    from app.extensions import db
    from tests.integration.database.rows import Rows

    numbers = itertools.count(0, 100)

    def added(model: Any, **columns: Any) -> int:
        with flask_app.app_context(), db.engine.begin() as connection:
            return Rows(connection, next(numbers)).add(model, **columns)

    return added
