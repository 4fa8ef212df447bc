"""A message is worded for whoever reads it; what is sent and printed is the office's Chinese."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from lxml import html
from sqlalchemy import select, update

from app.access.models import Account
from app.archives.models import ArchiveEntry
from app.core.workflow import Decision
from app.extensions import db
from app.messages.labels import TEMPLATES
from app.messages.models import OutboxMessage
from app.portal.places import PLACES
from tests.builders import AUDITED, World
from tests.helpers import Browser
from tests.integration.applicants.wizard import PERSON, words

PLAN = "2023年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（1）"
READ = "2023-03-10 09:00"
FIGURES = {name for words in TEMPLATES.values() for name in re.findall(r"%\((\w+)\)s", words)}


@pytest.fixture
def returned(world: World) -> int:
    """An application that its employer sent back."""
    application_id = world.submitted(PERSON)
    world.decided(application_id, Decision.RETURN, "employer", AUDITED)
    return application_id


def stored(world: World, application_id: int) -> OutboxMessage:
    with world.reading():
        statement = select(OutboxMessage).where(OutboxMessage.template == "returned")
        message = db.session.scalars(statement.where(OutboxMessage.application_id == application_id)).one()
        db.session.expunge(message)
        return message


def in_english(browser: Browser) -> Browser:
    assert browser.post("/language", data={"language": "en"}).status_code == 303
    return browser


def test_a_message_reads_in_the_language_of_the_moment(
    world: World, returned: int, as_: Callable[..., Browser]
) -> None:
    message = stored(world, returned)
    reader = as_(PERSON, READ)
    assert message.text in words(reader.get("/messages/"))
    assert "2023年4月21日" in message.text
    english = words(in_english(reader).get("/messages/"))
    assert message.text not in english
    assert "was returned by" in english
    assert "21 April 2023" in english
    assert PLAN in english


def test_what_was_sent_stays_chinese_although_the_sender_reads_english(
    world: World, as_: Callable[..., Browser]
) -> None:
    application_id = world.submitted(PERSON)
    auditor = in_english(as_("employer", AUDITED))
    drawn_for = re.search(r'name="version" value="(\d+)"', auditor.get(f"/audits/{application_id}").text)
    assert drawn_for
    form = {"decision": "RETURN", "version": drawn_for[1]}
    form |= {"defects-0-section": "statement", "defects-0-text": "请补充业绩。"}
    assert auditor.post(f"/audits/{application_id}/decide", data=form).status_code == 303
    assert "请于2023年4月21日前修改后重新提交" in stored(world, application_id).text


def test_a_message_of_before_is_told_as_it_was_sent(world: World, returned: int, as_: Callable[..., Browser]) -> None:
    """Rows that older versions wrote hold no figures."""
    with world.reading():
        db.session.execute(
            update(OutboxMessage).where(OutboxMessage.template == "returned").values(params=None),
            execution_options={"synchronize_session": False},
        )
        db.session.commit()
    reader = in_english(as_(PERSON, READ))
    assert stored(world, returned).text in words(reader.get("/messages/"))


@pytest.mark.parametrize("who", [PERSON, "employer", "hrss"])
def test_a_message_leads_to_what_it_tells_of(
    who: str, world: World, returned: int, as_: Callable[..., Browser]
) -> None:
    """Each that can reach them, whatever it is about; no link is a dead end, and none is there for others' work."""
    reader = as_(who, READ)
    with world.reading():
        account = db.session.get_one(Account, world.accounts[who]) if who != PERSON else None
        recipient = {"organisation_id": account.organisation_id} if account else {"applicant_id": world.applicants[who]}
        entry_id = db.session.scalars(select(ArchiveEntry.id)).first()
        db.session.add_all(
            OutboxMessage(
                template=name, text=name, params={"entry_id": entry_id} | dict.fromkeys(FIGURES, "1"), **recipient
            )
            for name in PLACES
        )
        db.session.commit()
    page = html.fromstring(reader.get("/messages/").get_data(as_text=True))
    found = {link.get("href") for link in page.xpath('//td[@class="lead"]/a')}
    assert {address: reader.get(address).status_code for address in found} == dict.fromkeys(found, 200)
    requests = {"/employer-registrations/list/", "/hours-imports/list/", "/posts/list/", "/account/delegation/"}
    expected = {
        PERSON: {
            f"/archive/{entry_id}",
            "/profile/",
            "/account/identities/",
            "/profile/hours/",
            f"/my/applications/{returned}",
        },
        "employer": {
            f"/audits/{returned}",
            *requests,
            "/account/identities/",
            "/employer/name/",
            "/employer/staff/",
            "/profile-audits/list/",
        },
        "hrss": {*requests, "/employer-name-changes/list/"},
    }
    assert found == expected[who]


def test_a_message_about_an_entry_of_before_leads_nowhere(
    world: World, returned: int, as_: Callable[..., Browser]
) -> None:
    """What older versions wrote does not say which entry it was."""
    with world.reading():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.template == "entry_passed")
            .values(params={"title": "示例业绩", "reason": ""}),
            execution_options={"synchronize_session": False},
        )
        db.session.commit()
    page = html.fromstring(as_(PERSON, READ).get("/messages/").get_data(as_text=True))
    (cell,) = page.xpath('//td[@class="lead"][contains(., "示例业绩")]')
    assert not cell.xpath("a")


def test_the_review_sheet_stays_chinese_for_a_reader_of_english(world: World, as_: Callable[..., Browser]) -> None:
    application_id = world.submitted(PERSON)
    world.decided(application_id, Decision.PASS, "employer", AUDITED)
    world.complete(world.notice([application_id]))
    world.decided(application_id, Decision.PASS, "hrss", "2023-03-15 10:00")
    reader = in_english(as_(PERSON, "2023-03-15 11:00"))
    sheet = reader.get(f"/my/applications/{application_id}/review-sheet.pdf")
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet.data)).pages)
    assert "基本情况" in printed
    assert "2023年3月1日" in printed
    assert "March" not in printed
    assert "audit" not in printed.lower()
