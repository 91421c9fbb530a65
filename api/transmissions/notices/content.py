"""Content of a notice, kept exactly as composed; the PDF is made from it again, to the same
bytes.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from api.kit.canonical import canonical
from engine.notices.pdf import pdf_of


@dataclass(frozen=True)
class NoticeContent:
    """A notice as a person and as a machine read it.

    `french`: the same notice in French, as HTML, for whoever confirms one in another language;
    empty for one that is in French already, and for what a machine reads. It is never sent.
    """

    subject: str
    text: str
    html: str
    data: Any
    french: str = ""

    def to_bytes(self) -> tuple[bytes, str]:
        """Stored bytes, and the digest of what may be sent."""
        parts = asdict(self)
        french = parts.pop("french")
        sent = canonical(parts)
        stored = canonical({**parts, "french": french}) if french else sent
        return zlib.compress(stored, 6), hashlib.sha256(sent).hexdigest()

    @staticmethod
    def from_bytes(stored: bytes) -> NoticeContent:
        """Content from its stored bytes."""
        return NoticeContent(**json.loads(zlib.decompress(stored)))

    def pdf(self, language: Literal["fr", "en"], moment: datetime) -> bytes:
        """The notice as PDF/UA-1, dated of its preparation."""
        return pdf_of(self.html, title=self.subject, language=language, moment=moment)
