"""The offices' world, with what an employer types when it registers."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.catalog.models import Region
from app.employers.models import EmployerRegistration, NameChange
from app.extensions import db
from app.messages.models import OutboxMessage
from app.organisations.models import Organisation
from tests.builders import REGION, World, pdf
from tests.helpers import Browser
from tests.integration.offices.conftest import (  # noqa: F401
    as_,
    build,
    copied,
    database,
    postgres_built,
    sqlite_built,
    world,
    world_folder,
)

NAME, CODE = "上虞新办示例有限公司", "91330604MA2BCDEF0J"
OTHER_CODE = "91330604MA2BCDEF1M"
PASSWORD = "Correct-Horse-9"
PHONE = "13800000001"
# One number gets one code in a minute.
PHONES = {"second": "13800000002", "third": "13800000003"}


def populate(world: World) -> dict[str, int]:  # noqa: F811
    """A person of the first employer, who has not applied."""
    return {"person": world.person("申小明")}


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, world_folder: Path) -> tuple[Path, dict[str, Any], dict[str, int]]:  # noqa: F811
    return sqlite_built(sqlite_template, world_folder, populate)


@pytest.fixture(scope="session")
def postgres_world(postgres_database: Any, world_folder: Path) -> Iterator[Any]:  # noqa: F811
    yield from postgres_built(postgres_database, world_folder, populate)


def events(world: World, username: str) -> list[str]:  # noqa: F811
    """What the access log says of an account, in order, sign-ins left out."""
    from app.access.models import AccessRecord

    with world.reading():
        about = select(Account.id).where(Account.username == username).scalar_subquery()
        rows = select(AccessRecord.kind).where(AccessRecord.about_account_id == about).order_by(AccessRecord.id)
        return [kind.name for kind in db.session.scalars(rows) if not kind.name.startswith("SIGN_IN")]


@dataclasses.dataclass
class Office:
    """Short cuts over the world for tests of employers."""

    world: World

    def typed(self, **changes: Any) -> dict[str, Any]:
        """A registration as the form sends it."""
        with self.world.reading():
            region = self.region(REGION)
        return {
            "name": NAME,
            "credit_code": CODE,
            "employer_kind": "NON_PUBLIC_ENTERPRISE",
            "affiliation": "COUNTY",
            "region_id": str(region),
            "department_id": "",
            "phone": "0575-82810000",
            "mailbox": "hr@example.test",
            "address": "示例路2号",
            "operator_name": "李人事",
            "operator_phone": PHONES.get(changes.get("username", ""), PHONE),
            "username": "newcomer",
            "password": PASSWORD,
            "repeated": PASSWORD,
            "consent": "y",
            **changes,
        }

    def region(self, code: str) -> int:
        """The id of a region, inside `reading`."""
        return db.session.scalars(select(Region.id).where(Region.code == code)).one()

    def registered(self, **changes: Any) -> Browser:
        """Register, sign in by hand, and hand the browser over."""
        typed = self.typed(**changes)
        browser = Browser(self.world.flask_app)
        answer = browser.post("/employers/register/", data=typed)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert browser.post("/login/", data={name: typed[name] for name in ("username", "password")}).status_code == 302
        return browser

    def handed_in(self, **changes: Any) -> Browser:
        """Register, confirm the mobile number and hand in the letter."""
        browser = self.registered(**changes)
        self.phone_confirmed(browser, self.typed(**changes)["operator_phone"])
        answer = browser.post("/employers/registration/submit", data=letter(version=2))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser

    def phone_confirmed(self, browser: Browser, phone: str = PHONE) -> None:
        """Ask for a code to the number, and enter it."""
        assert browser.post("/employers/registration/phone/").status_code == 303
        answer = browser.post("/employers/registration/phone/confirm", data={"code": self.code(phone)})
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def code(self, phone: str = PHONE) -> str:
        """The newest code that was sent to a number."""
        found = re.search(r"(?<!\d)\d{6}(?!\d)", self.sent_to(phone, "code")[-1])
        assert found is not None
        return found[0]

    def sent_to(self, phone: str, template: str = "") -> list[str]:
        """What was sent to a mobile number alone, in order; of one template where one is named."""
        statement = select(OutboxMessage.text).where(OutboxMessage.phone == phone).order_by(OutboxMessage.id)
        if template:
            statement = statement.where(OutboxMessage.template == template)
        with self.world.reading():
            return list(db.session.scalars(statement))

    def registration(self, username: str = "newcomer") -> EmployerRegistration:
        """The registration of an account, as it is stored."""
        with self.world.reading():
            statement = select(EmployerRegistration).join(EmployerRegistration.account)
            found = db.session.scalars(statement.where(Account.username == username)).one()
            db.session.expunge(found)
            return found

    def name_change(self) -> NameChange:
        """The newest change of a name."""
        with self.world.reading():
            found = db.session.scalars(select(NameChange).order_by(NameChange.id.desc())).first()
            assert found is not None
            db.session.expunge(found)
            return found

    def employer(self, name: str) -> Organisation | None:
        """The organisation of this name."""
        with self.world.reading():
            return db.session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()

    def passed(self, browser: Browser, username: str = "newcomer") -> Any:
        """通过 by whoever is signed in there."""
        row = self.registration(username)
        data = {"decision": "PASS", "version": row.version, "opinion": "材料属实。"}
        return browser.post(f"/employer-registrations/decide/{row.id}", data=data)


def letter(version: int | None = None, name: str = "授权委托书.pdf", content: bytes | None = None) -> dict[str, Any]:
    """The form that hands in the letter."""
    return {"document": (io.BytesIO(content or pdf()), name), **({"version": version} if version else {})}


@pytest.fixture
def office(world: World) -> Office:  # noqa: F811
    return Office(world)
