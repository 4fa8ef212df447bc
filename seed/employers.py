"""Demo employers that ask an office for something: registrations, another name, staff to be confirmed, a centre that
keeps personnel files. Everybody and everything here is invented."""

from __future__ import annotations

import datetime as dt
import io
import secrets

from sqlalchemy import select

from app.access.scoping import act_as
from app.accounts.services import hash_of
from app.applicants.enums import Sex
from app.catalog.models import Region
from app.console.actions import DecisionInput
from app.core import clock
from app.core.actor import Actor
from app.core.eligibility import Degree, EducationLevel, FieldMatch
from app.core.workflow import Decision
from app.employers import queries, services
from app.employers.models import EmployerRegistration
from app.employers.rules import RegistrationDraft
from app.extensions import db
from app.organisations.enums import AffiliationLevel, EmployerKind, OrganisationKind
from app.organisations.models import Organisation
from seed.accounts import CENTRE, DEMO_PASSWORD, EMPLOYER
from seed.acting import Demo, moment
from seed.people import Person, Stop
from seed.records import REGION, add_person

REASON = "授权委托书所盖印章不清晰，请重新盖章后扫描上传。"
RETURNED = ("registrant", "新小办", "上虞示例新材料有限公司（演示）", "91330604MA2BCDEF0J", "13800000001")
WAITING = ("registrant2", "候小办", "上虞示例软件有限公司（演示）", "91330604MA2BCDEF1M", "13800000002")
NEWCOMERS = (
    Person(
        "41",
        "新小来",
        Sex.FEMALE,
        dt.date(1994, 4, 12),
        EducationLevel.BACHELOR,
        Degree.BACHELOR,
        FieldMatch.MATCHED,
        "工程管理",
        5,
        "assistant-engineer",
        Stop.NONE,
        EMPLOYER,
    ),
    Person(
        "42",
        "候小认",
        Sex.MALE,
        dt.date(1992, 10, 3),
        EducationLevel.COLLEGE,
        Degree.NONE,
        FieldMatch.MATCHED,
        "建筑工程技术",
        7,
        "assistant-engineer",
        Stop.NONE,
        EMPLOYER,
    ),
)


def add_centre() -> None:
    """The talent-exchange centre that keeps files of the demo."""
    name, kind = "上虞示例人才交流中心（演示）", OrganisationKind.TALENT_EXCHANGE_CENTRE
    db.session.add(Organisation(code=CENTRE, name=name, kind=kind, region_id=_region(), phone="0575-00000000"))
    db.session.flush()


def add_requests(demo: Demo) -> None:
    """What waits for the offices, the employers and the centre, and what was returned."""
    for number, (username, operator, name, code, phone) in enumerate((RETURNED, WAITING), start=1):
        _register(demo, username, operator, name, code, phone)
        with demo.acting(username, demo.day(2 + number)):
            own = queries.own_registration()
            services.submit_registration(own.version, io.BytesIO(demo.evidence), "授权委托书.pdf")
    _send_back(demo)
    with demo.acting("institution", demo.day(6)):
        services.ask_for_name(
            "上虞示例工程质量安全中心（演示）", demo.opened, io.BytesIO(demo.evidence), "机构编制部门批复.pdf"
        )
    _add_newcomers(demo)


def _register(demo: Demo, username: str, operator: str, name: str, code: str, phone: str) -> None:
    draft = RegistrationDraft(
        name=name,
        credit_code=code,
        employer_kind=EmployerKind.NON_PUBLIC_ENTERPRISE,
        affiliation=AffiliationLevel.COUNTY,
        region_id=_region(),
        department_id=None,
        phone="0575-00000000",
        mailbox="demo@example.invalid",
        address="演示地址",
        operator_name=operator,
        operator_phone=phone,
    )
    act_as(db.session, Actor.public())
    with clock.frozen(moment(demo.day(2))):
        # The password of all demo accounts is one that nobody could register with.
        password = secrets.token_urlsafe()
        made = services.register(draft, username=username, password=password, repeated=password, consent=True)
        made.account.password = hash_of(DEMO_PASSWORD)
        made.phone_confirmed_at = clock.now()
    demo.accounts[username] = made.account


def _send_back(demo: Demo) -> None:
    with demo.acting("hrss", demo.day(5)):
        rows = select(EmployerRegistration).where(EmployerRegistration.name == RETURNED[2])
        row = db.session.scalars(rows).one()
        services.decide_registration(row.id, DecisionInput(Decision.RETURN, "", REASON, [], row.version))


def _add_newcomers(demo: Demo) -> None:
    """Two who have chosen the first employer, which has not confirmed them; the centre keeps their files."""
    act_as(db.session, Actor.system("seed"))
    centre = db.session.scalars(select(Organisation.id).where(Organisation.code == CENTRE)).one()
    for person in NEWCOMERS:
        one = add_person(demo, person)
        one.employer_confirmed_at = None
        one.file_hosted, one.file_centre_id = True, centre
    db.session.flush()


def _region() -> int:
    return db.session.scalars(select(Region.id).where(Region.code == REGION)).one()
