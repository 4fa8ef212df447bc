"""Registrations that nobody handed in go after thirty days, and free what they held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.access.models import AccessRecord, Account
from app.accounts.oidc.models import ExternalIdentity
from app.core import clock
from app.employers.models import EmployerRegistration
from app.employers.services.forgetting import forget_unsubmitted
from app.extensions import db
from app.process import ROUNDS
from tests.builders import AUDITED, OPENED, World
from tests.helpers import Browser, office_moment
from tests.integration.employers.conftest import Office

DAYS = dt.timedelta(days=30)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def forgotten(world: World) -> Callable[[dt.timedelta], int]:
    """`forgotten(after)`: how many go so long after the plan was opened."""

    def run(after: dt.timedelta) -> int:
        with world.flask_app.app_context(), clock.frozen(office_moment(OPENED) + after):
            return forget_unsubmitted()

    return run


@pytest.mark.parametrize(("after", "wanted"), [(DAYS - SECOND, 0), (DAYS, 1), (DAYS + SECOND, 1)])
def test_after_thirty_days_and_not_before(
    office: Office, forgotten: Callable[..., int], clock_at: Callable[[str], None], after: dt.timedelta, wanted: int
) -> None:
    clock_at(OPENED)
    office.registered()
    assert forgotten(after) == wanted
    assert forgotten(after) == 0
    with office.world.reading():
        assert len(db.session.scalars(select(EmployerRegistration)).all()) == 1 - wanted


def test_its_user_name_and_its_legal_person_are_free_again_and_the_account_is_closed(
    office: Office, forgotten: Callable[..., int], clock_at: Callable[[str], None]
) -> None:
    clock_at(OPENED)
    browser = Browser(office.world.flask_app)
    told = {"provider": "example", "person": "办小事", "issuer": "https://id.example.test", "subject": "1"}
    with browser.session_transaction() as cookie:
        cookie["legal_person"] = {**told, "name": "法人登录示例有限公司", "credit_code": office.typed()["credit_code"]}
    typed = office.typed()
    signing_in = {name: typed[name] for name in ("username", "password")}
    assert browser.post("/employers/register/", data=typed).status_code == 303
    assert browser.post("/login/", data=signing_in).status_code == 302
    account_id = office.registration().account_id
    assert forgotten(DAYS) == 1
    assert browser.get("/employers/registration/").status_code == 302
    assert browser.post("/login/", data=signing_in).status_code != 302
    with office.world.reading():
        account = db.session.scalars(select(Account).where(Account.id == account_id)).one()
        assert (account.active, account.password, " " in account.username) == (False, "", True)
        assert db.session.scalars(select(ExternalIdentity)).all() == []
        kinds = select(AccessRecord.kind).where(AccessRecord.about_account_id == account_id)
        assert "ACCOUNT_SWITCHED_OFF" in {kind.name for kind in db.session.scalars(kinds)}
    clock_at("2023-04-20 09:00")
    with browser.session_transaction() as cookie:
        cookie["legal_person"] = {**told, "name": "法人登录示例有限公司", "credit_code": typed["credit_code"]}
    assert browser.post("/employers/register/", data=typed).status_code == 303
    assert office.registration().account_id != account_id


def test_what_was_handed_in_once_stays(
    office: Office, as_: Callable[..., Browser], forgotten: Callable[..., int], clock_at: Callable[[str], None]
) -> None:
    clock_at(OPENED)
    office.handed_in()
    office.handed_in(username="second")
    row = office.registration()
    data = {"decision": "RETURN", "version": row.version, "defects-0-section": "letter", "defects-0-text": "请重扫。"}
    assert as_("hrss", AUDITED).post(f"/employer-registrations/decide/{row.id}", data=data).status_code == 303
    assert forgotten(10 * DAYS) == 0
    assert office.registration("second").status.name == "SUBMITTED"


def test_consumers_do_it_on_their_rounds() -> None:
    assert forget_unsubmitted in ROUNDS
