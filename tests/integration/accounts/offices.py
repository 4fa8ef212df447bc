"""Offices of a province, a city, two counties and another city, each with an auditor who can assign accounts or not."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.helpers import Browser

if TYPE_CHECKING:
    from flask import Flask

BASE = "/assigned-accounts"
HEAD = ["用户名", "姓名", "角色", "单位（名称或代码）"]
REGIONS = {
    "330000": ("浙江省", "PROVINCE"),
    "330600": ("绍兴市", "CITY"),
    "330604": ("上虞区", "COUNTY"),
    "330700": ("金华市", "CITY"),
    "330784": ("永康市", "COUNTY"),
}
ORGANISATIONS = {
    "province-hrss": ("省示例人社厅", "HRSS_DEPARTMENT", "330000"),
    "city-hrss": ("市示例人社局", "HRSS_DEPARTMENT", "330600"),
    "county-hrss": ("区示例人社局", "HRSS_DEPARTMENT", "330604"),
    "county-centre": ("区示例考试中心", "HRSS_DEPARTMENT", "330604"),
    "county-department": ("区示例住建局", "COMPETENT_DEPARTMENT", "330604"),
    "county-office": ("区示例评委会办公室", "COMMITTEE_OFFICE", "330604"),
    "city-office": ("市示例评委会办公室", "COMMITTEE_OFFICE", "330600"),
    "far-hrss": ("远方示例人社局", "HRSS_DEPARTMENT", "330784"),
    "far-department": ("远方示例住建局", "COMPETENT_DEPARTMENT", "330784"),
    "closed": ("区撤销示例局", "COMPETENT_DEPARTMENT", "330604"),
}


class Offices:
    """The ids of organisations and the accounts, by short names; browsers signed in with them."""

    def __init__(self, flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]) -> None:
        from app.access.scoping import act_as
        from app.accounts.services import sync_roles
        from app.catalog.enums import RegionLevel
        from app.catalog.models import Region
        from app.core.actor import Actor, Role
        from app.extensions import db
        from app.organisations.enums import OrganisationKind
        from app.organisations.models import Organisation

        self.flask_app, self._sign_in, self._account_with = flask_app, sign_in, account_with
        with flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            sync_roles()
            regions = {
                code: Region(code=code, name=name, level=RegionLevel[level]) for code, (name, level) in REGIONS.items()
            }
            rows = {
                code: Organisation(
                    code=code, name=name, kind=OrganisationKind[kind], region=regions[region], active=code != "closed"
                )
                for code, (name, kind, region) in ORGANISATIONS.items()
            }
            db.session.add_all([*regions.values(), *rows.values()])
            db.session.commit()
            self.organisations = {code: row.id for code, row in rows.items()}
        places = (("province", "province-hrss"), ("city", "city-hrss"), ("county", "county-hrss"), ("far", "far-hrss"))
        self.accounts = {
            name: self.account(Role.HRSS_AUDITOR, at=code, username=name, name=f"审{name}") for name, code in places
        }
        self.accounts["system"] = account_with(Role.SYSTEM_ADMINISTRATOR, username="system", name="系统")

    def account(self, *roles: Any, at: str, **columns: Any) -> Any:
        """A stored account of an organisation, detached."""
        return self._account_with(*roles, organisation_id=self.organisations[at], **columns)

    def browser(self, name: str) -> Browser:
        return self._sign_in(Browser(self.flask_app), self.accounts[name])

    def signed_in(self, account: Any) -> Browser:
        return self._sign_in(Browser(self.flask_app), account)

    def usernames(self) -> set[str]:
        """Of every account but those that the offices began with."""
        from sqlalchemy import select

        from app.access.models import Account
        from app.extensions import db

        with self.flask_app.app_context():
            return set(db.session.scalars(select(Account.username))) - {one.username for one in self.accounts.values()}

    def stored(self, username: str) -> Any:
        """An account with its roles and organisation, detached."""
        from sqlalchemy import select
        from sqlalchemy.orm import joinedload

        from app.access.models import Account
        from app.extensions import db

        with self.flask_app.app_context():
            statement = select(Account).where(Account.username == username)
            eager = (joinedload(Account.roles), joinedload(Account.organisation))
            found = db.session.scalars(statement.options(*eager)).unique().one()
            db.session.expunge_all()
            return found

    def log(self, *actions: str) -> list[Any]:
        """Rows of the log, oldest first, of these actions where any are named."""
        from sqlalchemy import select

        from app.access.scoping import act_as
        from app.core.actor import Actor
        from app.decisions.models import DecisionRecord
        from app.extensions import db

        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            rows = db.session.scalars(select(DecisionRecord).order_by(DecisionRecord.id)).all()
            db.session.expunge_all()
        return [row for row in rows if not actions or row.action.name in actions]

    def messages(self, at: str) -> list[str]:
        """What an organisation was told, oldest first."""
        from sqlalchemy import select

        from app.access.scoping import act_as
        from app.core.actor import Actor
        from app.extensions import db
        from app.messages.models import OutboxMessage

        with self.flask_app.app_context():
            act_as(db.session, Actor.system("tests"))
            theirs = select(OutboxMessage).where(OutboxMessage.organisation_id == self.organisations[at])
            return [row.text for row in db.session.scalars(theirs.order_by(OutboxMessage.id))]


@pytest.fixture
def offices(flask_app: Flask, account_with: Callable[..., Any], sign_in: Callable[..., Browser]) -> Offices:
    return Offices(flask_app, account_with, sign_in)


def added(browser: Browser, offices: Offices, at: str, role: str = "DEPARTMENT_AUDITOR", **changed: str) -> Any:
    """One account assigned by the form."""
    place = offices.organisations.get(at, "")
    data = {"username": "li.na", "name": "李娜", "role": role, "organisation": str(place), **changed}
    return browser.post(f"{BASE}/add", data=data)


def workbook(*rows: Sequence[Any], head: Sequence[Any] = HEAD) -> bytes:
    """A sheet as the template has it."""
    book, stream = Workbook(), io.BytesIO()
    for row in (["待分配账号"], list(head), *rows):
        book.active.append(list(row))
    book.save(stream)
    return stream.getvalue()


def sent(browser: Browser, content: bytes, name: str = "accounts.xlsx") -> Any:
    data = {"sheet": (io.BytesIO(content), name)}
    return browser.post(f"{BASE}/import", data=data, content_type="multipart/form-data")


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    """The rows below the headings of a downloaded file."""
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=3, values_only=True))
