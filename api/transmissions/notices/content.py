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
from engine.notices.remarks import FIELD, NoticeRemark


@dataclass(frozen=True)
class ComposedContent:
    """A notice as it was composed, before a remark was added to it."""

    html: str
    french: str
    template_digest: str


@dataclass(frozen=True)
class NoticeContent:
    """A notice as a person and as a machine read it.

    `french`: the same notice in French, as HTML, for whoever confirms one in another language;
    empty for one that is in French already, and for what a machine reads. `composed`: what a remark
    was added to, so that it can be changed; None without a remark. Neither is ever sent.
    """

    subject: str
    text: str
    html: str
    data: Any
    french: str = ""
    composed: ComposedContent | None = None

    def to_bytes(self) -> tuple[bytes, str]:
        """Stored bytes, and the digest of what may be sent."""
        parts = asdict(self)
        beside = {name: value for name in ("french", "composed") if (value := parts.pop(name))}
        sent = canonical(parts)
        return zlib.compress(canonical({**parts, **beside}), 6), hashlib.sha256(sent).hexdigest()

    @staticmethod
    def from_bytes(stored: bytes) -> NoticeContent:
        """Content from its stored bytes."""
        parts = json.loads(zlib.decompress(stored))
        composed = parts.pop("composed", None)
        return NoticeContent(**parts, composed=ComposedContent(**composed) if composed else None)

    @property
    def remark(self) -> NoticeRemark | None:
        """The remark of the service on it."""
        said = self.data.get(FIELD) if self.composed is not None else None
        return NoticeRemark(**said) if said is not None else None

    def pdf(self, language: Literal["fr", "en"], moment: datetime) -> bytes:
        """The notice as PDF/UA-1, dated of its preparation."""
        return pdf_of(self.html, title=self.subject, language=language, moment=moment)
