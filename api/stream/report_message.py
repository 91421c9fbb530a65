"""Messages of reports: one JSON object, as `qualif noise` reads a line of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from api.kit.canonical import digest
from api.kit.urls import MAX_URL, normalised
from api.texts.noise_json_lines import noise_input, parse_object
from classifiers.noise.filter import NoiseInput
from classifiers.text.folding import plain
from textfile.text import Text

MAX_BYTES = 1_000_000
"""Bytes of a message, which brokers bound too."""
MAX_ID = 1_000
"""Characters of an id, which its decision repeats."""
_TOO_LONG = Text(fr=f"message de plus de {MAX_BYTES} octets", en=f"a message of more than {MAX_BYTES} bytes")
_LONG_ID = Text(fr=f"`id` : au plus {MAX_ID} caractères", en=f"`id`: {MAX_ID} characters at most")
_BAD_URL = Text(
    fr=f"`url` : un texte d'au plus {MAX_URL} caractères, ou null, est attendu",
    en=f"`url`: a text of at most {MAX_URL} characters, or null, is expected",
)


class ReportMessage(NamedTuple):
    """Report of a message.

    `content`: digest of the content, whoever reports it. `report`: digest of the id. `words`:
    digest of all that is read of it, of whether others have reported the content included. `data`:
    the whole object.
    """

    noise: NoiseInput
    content: str
    report: str
    words: str
    data: Mapping[str, Any]


class UnreadableMessage(NamedTuple):
    """Message that holds no report: its id where it has one, and why."""

    id: str | int | None
    what: Text


def read_message(body: bytes) -> ReportMessage | UnreadableMessage:
    """The report of a message, or why there is none."""
    if len(body) > MAX_BYTES:
        return UnreadableMessage(None, _TOO_LONG)
    data = parse_object(body)
    if isinstance(data, Text):
        return UnreadableMessage(None, data)
    noise = noise_input(data)
    if not isinstance(noise, NoiseInput):
        return UnreadableMessage(_short_id(data.get("id")), noise)
    if _short_id(noise.id) is None:
        return UnreadableMessage(None, _LONG_ID)
    url = data.get("url")
    if url is not None and not (isinstance(url, str) and len(url) <= MAX_URL):
        return UnreadableMessage(noise.id, _BAD_URL)
    read = {name: value for name, value in data.items() if name not in ("id", "reports")}
    return ReportMessage(
        noise,
        content_key(noise.text, noise.comment, url, noise.id),
        digest(noise.id),
        digest([read, noise.reports > 1]),
        data,
    )


def content_key(text: str, comment: str = "", url: str | None = None, name: str | int = "") -> str:
    """SHA-256 of a content: its words once folded (case, accents, spaces); without any, its
    address, else what the reporter says of it, else the id of the report.

    Whoever publishes reports keys them so: partitions then share the contents out.
    """
    words = _folded(text)
    if words:
        return _sha256("text", words)
    address = (normalised(url) or url) if url else ""
    if address:
        return _sha256("url", address)
    said = _folded(comment)
    return _sha256("comment", said) if said else _sha256("id", digest(name))


def _folded(words: str) -> str:
    return " ".join(plain(words).text.split())


def _sha256(kind: str, content: str) -> str:
    return hashlib.sha256(f"{kind}\n{content}".encode("utf-8", "surrogatepass")).hexdigest()


def _short_id(name: Any) -> str | int | None:
    if isinstance(name, bool) or not isinstance(name, str | int):
        return None
    return name if len(str(name)) <= MAX_ID else None
