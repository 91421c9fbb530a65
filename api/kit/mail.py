"""A notice as a mail, and the port through which it leaves."""

from __future__ import annotations

import json
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal, Protocol

from api.kit.settings import Settings
from api.transmissions.content import Content

TIMEOUT_S = 20
Language = Literal["fr", "en"]


class MailRefused(Exception):
    """The mail server is away, or refused: nothing left. The message says which, without address nor content."""


class MailUnsure(Exception):
    """The mail server went away while it was told: nobody knows whether the message left. The message names the error."""


class Mailer(Protocol):
    """Sends a message, or says why not."""

    def send(self, message: EmailMessage) -> None:
        """Hands the message over.

        Raises:
            MailRefused: nothing was handed over.
            MailUnsure: it may have been.
        """


class SmtpMailer:
    """A mail server. A connection for each message: notices are few, and none is lost with another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        """Hands the message over, encrypted unless the settings say otherwise.

        Raises:
            MailRefused: nothing was handed over.
            MailUnsure: the connection was lost while the message was handed over.
        """
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused(type(error).__name__) from error
        try:
            server.send_message(message)
        except smtplib.SMTPServerDisconnected as error:
            raise MailUnsure(type(error).__name__) from error
        except smtplib.SMTPException as error:
            raise MailRefused(type(error).__name__) from error
        except OSError as error:
            raise MailUnsure(type(error).__name__) from error
        finally:
            _leave(server)

    def _connected(self) -> smtplib.SMTP:
        given, host = self._settings, self._settings.mail_host or ""
        context = ssl.create_default_context()
        if given.mail_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, given.mail_port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, given.mail_port, timeout=TIMEOUT_S)
        try:
            if given.mail_tls == "starttls":
                server.starttls(context=context)
            if given.mail_user is not None and given.mail_password is not None:
                server.login(given.mail_user, given.mail_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


def _leave(server: smtplib.SMTP) -> None:
    """Ends the connection. What was accepted stays so, however the server takes its leave."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


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
