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
    """A notice as a person and as a machine read it."""

    subject: str
    text: str
    html: str
    data: Any

    def to_bytes(self) -> tuple[bytes, str]:
        """Stored bytes, and the digest of what they hold."""
        data = canonical(asdict(self))
        return zlib.compress(data, 6), hashlib.sha256(data).hexdigest()

    @staticmethod
    def from_bytes(stored: bytes) -> NoticeContent:
        """Content from its stored bytes."""
        return NoticeContent(**json.loads(zlib.decompress(stored)))

    def pdf(self, language: Literal["fr", "en"], moment: datetime) -> bytes:
        """The notice as PDF/UA-1, dated of its preparation."""
        return pdf_of(self.html, title=self.subject, language=language, moment=moment)
