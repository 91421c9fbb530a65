"""A notice as a mail, and the port through which it leaves."""

from __future__ import annotations

import json
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal, Protocol

from api.settings import Settings
from api.transmissions.content import Content

TIMEOUT_S = 20
Language = Literal["fr", "en"]


class MailRefused(Exception):
    """The mail server is away, or refused. The message says which, without address nor content."""


class Mailer(Protocol):
    """Sends a message, or says why not."""

    def send(self, message: EmailMessage) -> None:
        """Hands the message over.

        Raises:
            MailRefused: nothing was handed over.
        """


class SmtpMailer:
    """A mail server. A connection for each message: notices are few, and none is lost with another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        """Hands the message over, encrypted unless the settings say otherwise.

        Raises:
            MailRefused: nothing was handed over.
        """
        given = self._settings
        context = ssl.create_default_context()
        host = given.mail_host or ""
        try:
            if given.mail_tls == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, given.mail_port, timeout=TIMEOUT_S, context=context)
            else:
                server = smtplib.SMTP(host, given.mail_port, timeout=TIMEOUT_S)
            with server:
                if given.mail_tls == "starttls":
                    server.starttls(context=context)
                if given.mail_user is not None and given.mail_password is not None:
                    server.login(given.mail_user, given.mail_password.get_secret_value())
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused(type(error).__name__) from error


def message_of(content: Content, *, name: str, sender: str, to: str, language: Language, pdf: bytes) -> EmailMessage:
    """The mail of a notice: its text, with the PDF for people and the JSON for machines.

    `name` is the transmission's: the same notice sent again has the same `Message-ID`, and mail systems know it for the same.

    Raises:
        ValueError: an address or the subject could not be a header.
    """
    message = EmailMessage(policy=SMTP)
    domain = Address(addr_spec=sender).domain
    message["Message-ID"] = f"<{name}@{domain}>"
    message["From"] = Address(addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(content.subject.split())
    message["Content-Language"] = language
    message["Auto-Submitted"] = "no"
    message.set_content(content.text)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    if content.data is not None:
        data = json.dumps(content.data, ensure_ascii=False, indent=2).encode()
        message.add_attachment(data, maintype="application", subtype="json", filename=f"{name}.json")
    return message
