"""The two ways in which a message leaves: a gateway for text messages, and mail.

Either is told the message's id, so that a second delivery of the same message can be recognised.
"""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10
TRY_AGAIN = (408, 429)  # answers of a gateway that are no refusal of the message
SUBJECT = "【职评】通知"
LONGEST_ERROR = 120


class NotSent(Exception):
    """The message was not taken; `final` where trying again makes no sense."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason[:LONGEST_ERROR]
        self.final = final


class SmsGateway:
    """POST {"id", "phone", "text"} with the headers Idempotency-Key (the id) and Authorization; 2xx is taken, another
    4xx than 408 and 429 a refusal, anything else is tried again. Redirects are not followed."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key
        self._opener = urllib.request.build_opener(_NoRedirects)

    def send(self, message_id: int, phone: str, text: str) -> None:
        """Hand over one message. Raises NotSent."""
        body = json.dumps({"id": str(message_id), "phone": phone, "text": text}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message_id)}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            with self._opener.open(urllib.request.Request(self._url, body, headers), timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as answer:
            with answer:
                final = 300 <= answer.code < 500 and answer.code not in TRY_AGAIN
                raise NotSent(f"HTTP {answer.code}", final=final) from None
        except urllib.error.URLError as problem:
            raise NotSent(_short(problem.reason)) from None
        except (OSError, http.client.HTTPException) as problem:
            raise NotSent(_short(problem)) from None


class Mail:
    """One mail for a message through the server of an address smtp://user:password@host:port; smtps:// is TLS from the
    first byte, smtp:// turns to it where the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._encrypted = parts.scheme == "smtps"
        self._host, self._port = parts.hostname or "", parts.port or (465 if self._encrypted else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def send(self, message_id: int, mailbox: str, text: str) -> None:
        """Hand over one message. Raises NotSent."""
        try:
            letter = self._letter(message_id, mailbox, text)
            with self._connected() as server:
                server.send_message(letter)
        except ValueError:
            raise NotSent("no mail address", final=True) from None
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _words in refusal.recipients.values()]
            raise NotSent(f"SMTP {codes[0]}", final=codes[0] >= 500) from None
        except smtplib.SMTPAuthenticationError as refusal:
            raise NotSent(f"SMTP {refusal.smtp_code}") from None
        except smtplib.SMTPResponseException as refusal:
            raise NotSent(f"SMTP {refusal.smtp_code}", final=refusal.smtp_code >= 500) from None
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(_short(problem)) from None

    def _letter(self, message_id: int, mailbox: str, text: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, mailbox, SUBJECT
        letter["Message-ID"] = f"<zhiping-{message_id}@{self._sender.rpartition('@')[2].rstrip('>')}>"
        letter.set_content(text)
        return letter

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self._user:
            server.login(self._user, self._password)
        return server


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


def _short(problem: object) -> str:
    """What kind of problem it was; never what the other side wrote, which may repeat the message."""
    return type(problem).__name__ if isinstance(problem, BaseException) else str(problem)
