"""The mail port: a message handed to a server, or the reason why it was not."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

from api.kit.settings import Settings

TIMEOUT_S = 20


class MailRefused(Exception):
    """The mail server is away, or refused: nothing left. The message says which, without address
    nor content.
    """


class MailUnsure(Exception):
    """The mail server went away while it was told: nobody knows whether the message left. The
    message names the error.
    """


class Mailer(Protocol):
    """Sends a message, or says why not."""

    def send(self, message: EmailMessage) -> None:
        """Hands the message over.

        Raises:
            MailRefused: nothing was handed over.
            MailUnsure: it may have been.
        """


class SmtpMailer:
    """A mail server. A connection for each message: notices are few, and none is lost with
    another.
    """

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
