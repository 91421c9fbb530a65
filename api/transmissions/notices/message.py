"""A notice as a mail message: its text, the PDF for people, the JSON for machines."""

from __future__ import annotations

import json
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from api.transmissions.notices.content import NoticeContent

Language = Literal["fr", "en"]


def message_of(
    content: NoticeContent, *, name: str, sender: str, to: str, language: Language, pdf: bytes
) -> EmailMessage:
    """The mail of a notice: its text, with the PDF for people and the JSON for machines.

    `name` is the transmission's: the same notice sent again has the same `Message-ID`, and mail
    systems know it for the same.

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
