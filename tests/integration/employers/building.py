"""Something on every screen of employers, made through the services."""

from __future__ import annotations

import datetime as dt
import io

from sqlalchemy import select

from app.access.scoping import act_as
from app.catalog.models import Region
from app.console.actions import DecisionInput
from app.core import clock
from app.core.actor import Actor, Role
from app.core.workflow import Decision
from app.employers import queries, services
from app.employers.rules import RegistrationDraft
from app.extensions import db
from app.organisations.enums import AffiliationLevel, EmployerKind
from app.organisations.models import Organisation
from tests.builders import AUDITED, REGION, SUBMITTED, World, add_account, pdf
from tests.helpers import office_moment

PASSWORD = "Correct-Horse-9"


def registered(world: World, username: str, name: str, code: str) -> None:
    """An employer registered by a visitor, whose account is `username`."""
    with world.flask_app.app_context(), clock.frozen(office_moment(SUBMITTED)):
        act_as(db.session, Actor.public())
        region = db.session.scalars(select(Region.id).where(Region.code == REGION)).one()
        draft = RegistrationDraft(
            name=name,
            credit_code=code,
            employer_kind=EmployerKind.NON_PUBLIC_ENTERPRISE,
            affiliation=AffiliationLevel.COUNTY,
            region_id=region,
            department_id=None,
            phone="0575-82810000",
            mailbox="",
            address="示例路2号",
            operator_name="李人事",
            operator_phone="13800000001",
        )
        made = services.register(draft, username=username, password=PASSWORD, repeated=PASSWORD, consent=True)
        world.accounts[username] = made.account_id
        db.session.commit()


def handed_in(world: World, username: str) -> int:
    """The id of the registration, whose letter is handed in."""
    with world.acting(username, SUBMITTED):
        own = queries.own_registration()
        own.phone_confirmed_at = clock.now()
        return services.submit_registration(own.version, io.BytesIO(pdf()), "授权委托书.pdf").id


def everywhere(world: World) -> None:
    """Registrations before, at and after their audit, a change of a name, the auditor of a centre."""
    registered(world, "newcomer", "上虞新办示例有限公司", "91330604MA2BCDEF0J")
    registered(world, "waiting", "上虞待审示例有限公司", "91330604MA2BCDEF1M")
    handed_in(world, "waiting")
    registered(world, "refused", "上虞退回示例有限公司", "91330604MA2BCDEF2Q")
    refused = handed_in(world, "refused")
    with world.acting("hrss", AUDITED):
        version = queries.registration(refused).version
        services.decide_registration(refused, DecisionInput(Decision.RETURN, "", "印章无法辨认。", [], version))
    with world.acting("employer", AUDITED):
        services.ask_for_name("上虞建设示例集团有限公司", dt.date(2023, 3, 1), io.BytesIO(pdf()), "核准.pdf")
    with world.flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        centre = db.session.scalars(select(Organisation.id).where(Organisation.code == "jinhua-talent-centre")).one()
        world.accounts["centre"] = add_account("centre", Role.DEPARTMENT_AUDITOR, organisation_id=centre)
        db.session.commit()
