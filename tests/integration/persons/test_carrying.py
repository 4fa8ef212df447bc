"""The outbox is carried to a real gateway and a real mail server of the test's own."""

from __future__ import annotations

import base64
import datetime as dt
import email
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email import policy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.applicants.models import Applicant
from app.core import clock
from app.extensions import db
from app.messages import carrying
from app.messages.channels import Mail, SmsGateway
from app.messages.enums import MessageStatus
from app.messages.models import OutboxMessage
from app.organisations.models import Organisation
from app.tasks.consumer import Consumer
from tests.helpers import Browser, office_moment
from tests.integration.database.rows import Rows
from tests.integration.persons.conftest import NOW, PHONE, TYPED
from tests.integration.persons.loopback import Gateway, MailServer, mail_server, sms_gateway

WAITING, SENT, FAILED = MessageStatus
OFFICE_TEXT = "您的申报已通过审核。"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with sms_gateway() as made:
        yield made


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture
def channels(program: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`channels(gateway, mails)`: the program has these; None is none."""

    def use(sms: Gateway | None = None, mail: MailServer | None = None) -> None:
        first: carrying.Carrier = program.extensions[carrying.INSTALLED]
        by_sms = SmsGateway(sms.url, "key-of-ours") if sms else None
        by_mail = Mail(f"smtp://user:pa%40ss@127.0.0.1:{mail.port}", "职评 <zp@example.test>") if mail else None
        installed = carrying.Carrier(by_sms, by_mail, first.applicant, first.organisation)
        monkeypatch.setitem(program.extensions, carrying.INSTALLED, installed)

    return use


@pytest.fixture
def message(program: Flask) -> Callable[..., int]:
    """A message that waits; its id."""

    def made(**columns: Any) -> int:
        values = {"text": OFFICE_TEXT, "applicant_id": None, "created_at": office_moment(NOW), **columns}
        with program.app_context(), db.engine.begin() as connection:
            return Rows(connection).add(OutboxMessage, **values)

    return made


@pytest.fixture
def row(program: Flask, sent: Callable[..., list[OutboxMessage]]) -> Callable[[int], OutboxMessage]:
    return lambda message_id: next(one for one in sent() if one.id == message_id)


@pytest.fixture
def carry(program: Flask) -> Callable[..., int]:
    """`carry(30)`: carry what is due that many seconds after nine o'clock."""

    def carried(seconds: float = 0) -> int:
        with program.app_context(), clock.frozen(office_moment(NOW) + dt.timedelta(seconds=seconds)):
            return carrying.carry()

    return carried


def test_a_text_message_by_the_contract_of_the_gateway(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any
) -> None:
    channels(gateway)
    message_id = message(phone=PHONE)
    assert (carry(), carry()) == (1, 0)
    [(headers, body)] = gateway.asked
    assert body == {"id": str(message_id), "phone": PHONE, "text": OFFICE_TEXT}
    assert headers["Idempotency-Key"] == str(message_id)
    assert headers["Authorization"] == "Bearer key-of-ours"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    kept = row(message_id)
    assert (kept.status, kept.sent_at, kept.tries, kept.error) == (SENT, office_moment(NOW), 1, "")


def test_a_mail_with_its_words_and_an_id_that_a_second_one_would_share(
    channels: Any, mails: MailServer, message: Any, row: Any, carry: Any, program: Flask
) -> None:
    channels(mail=mails)
    with program.app_context(), db.engine.begin() as connection:
        office = Rows(connection).add(Organisation, phone="0575-1", mailbox=" office@example.test ")
    message_id = message(organisation_id=office)
    assert carry() == 1
    letter = email.message_from_bytes(mails.mails[0], policy=policy.default)
    assert (letter["To"], letter["Message-ID"]) == ("office@example.test", f"<zhiping-{message_id}@example.test>")
    assert str(letter["Subject"]) == "【职评】通知"
    assert letter.get_content().strip() == OFFICE_TEXT
    assert base64.b64decode(mails.users[0]) == b"\0user\0pa@ss"
    assert row(message_id).status is SENT


@pytest.mark.parametrize(
    ("phone", "mailbox", "by"),
    [
        (PHONE, "a@example.test", "sms"),
        ("0575-1", "a@example.test", "mail"),
        ("", "a@example.test", "mail"),
        (f"+86 {PHONE}", "", "sms"),
    ],
)
def test_a_person_is_reached_by_phone_before_mail(
    channels: Any,
    gateway: Gateway,
    mails: MailServer,
    message: Any,
    carry: Any,
    program: Flask,
    phone: str,
    mailbox: str,
    by: str,
) -> None:
    channels(gateway, mails)
    with program.app_context(), db.engine.begin() as connection:
        person = Rows(connection).add(Applicant, phone=phone, mailbox=mailbox)
    message(applicant_id=person)
    assert carry() == 1
    assert (len(gateway.asked), len(mails.mails)) == ((1, 0) if by == "sms" else (0, 1))
    if by == "sms":
        assert gateway.asked[0][1]["phone"] == PHONE


@pytest.mark.parametrize("status", [400, 404, 422, 302])
def test_a_refusal_of_the_gateway_is_final(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any, status: int
) -> None:
    channels(gateway)
    gateway.answers = [status]
    message_id = message(phone=PHONE)
    assert (carry(), carry(7200)) == (0, 0)
    assert len(gateway.asked) == 1
    assert (row(message_id).status, row(message_id).error) == (FAILED, f"HTTP {status}")


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_trouble_is_tried_again_after_half_a_minute_under_the_same_id(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any, status: int
) -> None:
    channels(gateway)
    gateway.answers = [status]
    message_id = message(phone=PHONE)
    assert [carry(seconds) for seconds in (0, 29, 30)] == [0, 0, 1]
    assert {headers["Idempotency-Key"] for headers, _body in gateway.asked} == {str(message_id)}
    assert (row(message_id).tries, row(message_id).status) == (2, SENT)


def test_after_eight_tries_it_has_failed(channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any) -> None:
    channels(gateway)
    gateway.answers = [503] * 9
    message_id = message(phone=PHONE)
    seconds, waits = 0.0, []
    while row(message_id).status is WAITING:
        carry(seconds)
        wait = carrying.pause_after(row(message_id).tries).total_seconds()
        waits.append(wait)
        seconds += wait
    assert waits[:7] == [30, 60, 120, 240, 480, 960, 1920]
    assert carrying.pause_after(20) == dt.timedelta(hours=1)
    assert (len(gateway.asked), row(message_id).status, row(message_id).error) == (8, FAILED, "HTTP 503")


def test_a_gateway_that_is_away_is_tried_again(channels: Any, message: Any, row: Any, carry: Any) -> None:
    channels(Gateway("http://127.0.0.1:9/"))
    message_id = message(phone=PHONE)
    assert carry() == 0
    assert (row(message_id).status, row(message_id).error) == (WAITING, "ConnectionRefusedError")


@pytest.mark.parametrize(("answer", "status"), [("550 nobody here", FAILED), ("451 later", WAITING)])
def test_a_mail_that_is_refused_for_good_or_for_now(
    channels: Any,
    mails: MailServer,
    message: Any,
    row: Any,
    carry: Any,
    program: Flask,
    answer: str,
    status: MessageStatus,
) -> None:
    channels(mail=mails)
    mails.answers = [answer]
    with program.app_context(), db.engine.begin() as connection:
        person = Rows(connection).add(Applicant, mailbox="a@example.test")
    message_id = message(applicant_id=person)
    assert carry() == 0
    assert (row(message_id).status, row(message_id).error) == (status, f"SMTP {answer[:3]}")


def test_a_mailbox_with_a_line_break_is_no_way_to_write_a_header(
    channels: Any, mails: MailServer, message: Any, row: Any, carry: Any, program: Flask
) -> None:
    channels(mail=mails)
    with program.app_context(), db.engine.begin() as connection:
        person = Rows(connection).add(Applicant, mailbox="a@example.test\nBcc: b@example.test")
    message_id = message(applicant_id=person)
    assert (carry(), mails.mails) == (0, [])
    assert row(message_id).status is FAILED


def test_two_workers_send_a_message_once(channels: Any, gateway: Gateway, message: Any, program: Flask) -> None:
    channels(gateway)
    ids = [message(phone=PHONE) for _number in range(6)]
    together = threading.Barrier(3)

    def work(_number: int) -> int:
        together.wait(30)
        with program.app_context():
            return carrying.carry()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == len(ids)
    assert sorted(body["id"] for _headers, body in gateway.asked) == sorted(map(str, ids))


def test_what_a_killed_worker_left_is_sent_again_under_the_same_id_and_not_before_its_time_is_up(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any
) -> None:
    channels(gateway)
    message_id = message(phone=PHONE)

    def killed() -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SmsGateway, "send", lambda *_given: killed())
        with pytest.raises(SystemExit):
            carry()
    assert row(message_id).status is WAITING
    assert [carry(seconds) for seconds in (119, 120)] == [0, 1]
    assert gateway.asked[0][0]["Idempotency-Key"] == str(message_id)


def test_a_worker_that_took_too_long_changes_nothing_of_anothers(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any
) -> None:
    channels(gateway)
    message_id = message(phone=PHONE)
    second: list[int] = []

    def meanwhile() -> None:
        gateway.meanwhile = lambda: None
        second.append(carry(121))

    gateway.answers, gateway.meanwhile = [200, 400], meanwhile
    carry()
    assert second == [1]
    assert row(message_id).status is SENT


def test_without_any_channel_messages_wait_and_old_ones_are_not_sent_once_there_is_one(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any
) -> None:
    three_days = 3 * 86400
    old, fresh = message(phone=PHONE), message(phone=PHONE, created_at=office_moment("2026-03-02 09:01"))
    channels()
    assert carry(three_days) == 0
    assert (row(old).status, row(fresh).status) == (WAITING, WAITING)
    channels(gateway)
    assert carry(three_days) == 1
    assert (row(old).status, row(old).error, row(fresh).status) == (FAILED, "TOO_LATE", SENT)


def test_a_message_whose_channel_or_address_is_missing_is_put_off_and_keeps_nobody_waiting(
    channels: Any, gateway: Gateway, message: Any, row: Any, carry: Any, program: Flask, monkeypatch: Any
) -> None:
    channels(gateway)
    monkeypatch.setattr(carrying, "BATCH", 2)
    with program.app_context(), db.engine.begin() as connection:
        rows = Rows(connection)
        no_channel, no_address = rows.add(Applicant, mailbox="a@example.test"), rows.add(Applicant, phone="0575-1")
    first, second, third = message(applicant_id=no_channel), message(applicant_id=no_address), message(phone=PHONE)
    assert [carry(), carry()] == [0, 1]
    assert [(row(one).error, row(one).tries) for one in (first, second)] == [("NO_CHANNEL", 0), ("NO_ADDRESS", 0)]
    assert row(third).status is SENT
    with program.app_context(), db.engine.begin() as connection:
        connection.execute(update(Applicant).where(Applicant.id == no_address).values(phone=PHONE))
    assert [carry(3599), carry(3600)] == [0, 1]
    assert row(second).status is SENT


@pytest.mark.parametrize("with_gateway", [True, False])
def test_a_code_is_not_kept_once_it_was_sent_or_came_too_late(
    channels: Any, gateway: Gateway, carry: Any, sent: Any, program: Flask, with_gateway: bool
) -> None:
    channels(gateway if with_gateway else None)
    Browser(program).post("/register/", data=TYPED)
    [waiting] = sent(PHONE)
    assert (waiting.template, waiting.params) == ("code", None)
    assert "请勿告诉任何人" in waiting.text
    if with_gateway:
        assert carry() == 1
        assert gateway.asked[0][1]["text"] == waiting.text
    else:
        assert carry(599) == 0
        assert sent(PHONE)[0].text
        assert carry(600) == 0
    [kept] = sent(PHONE)
    assert (kept.text, kept.status) == ("", SENT if with_gateway else FAILED)


def test_a_code_that_came_too_late_is_not_sent(
    channels: Any, gateway: Gateway, carry: Any, sent: Any, program: Flask
) -> None:
    Browser(program).post("/register/", data=TYPED)
    channels(gateway)
    assert carry(600) == 0
    assert (gateway.asked, sent(PHONE)[0].status) == ([], FAILED)


def test_the_consumer_makes_its_rounds_beside_the_jobs(
    channels: Any, gateway: Gateway, message: Any, program: Flask, row: Any
) -> None:
    channels(gateway)
    message_id = message(phone=PHONE)
    consumer = Consumer(program, alone=False)
    came = threading.Event()
    gateway.meanwhile = came.set
    thread = consumer.start()
    assert came.wait(60)
    consumer.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert gateway.asked[0][1]["id"] == str(message_id)


def test_the_command_line_counts_and_lets_what_failed_wait_again(
    channels: Any, message: Any, row: Any, program: Flask
) -> None:
    failed = {"status": "FAILED", "error": "HTTP 400", "tries": 8}
    again = message(phone=PHONE, **failed)
    old = message(phone=PHONE, **failed, created_at=office_moment("2026-02-27 09:00"))
    secret = message(phone=PHONE, **failed, text="", good_until=office_moment("2026-03-03 09:00"))
    message(phone=PHONE)
    runner = program.test_cli_runner()
    assert runner.invoke(args=["outbox", "status"]).output.splitlines() == [
        "等待发送： 1",
        "已发送： 0",
        "发送失败： 3",
    ]
    assert runner.invoke(args=["outbox", "retry"]).output == "1条消息重新等待发送。\n"
    assert (row(again).status, row(again).tries, row(again).error) == (WAITING, 0, "")
    assert [row(one).status for one in (old, secret)] == [FAILED, FAILED]
