"""Published articles: one version of one article as a file of law gives it, and the fingerprint of
its text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser

from api.watch.citations import ArticleCitation, is_text, number_key

_OPEN_END = "2999-01-01"
_UNKNOWN_START = "2222-02-22"
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None, "\u200b": None, "\ufeff": None}
)
_NEVER_IN_FORCE = "MODIFIE_MORT_NE"


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """Version of an article in a file; `end` is the day on which it is no longer in force.

    None is not said: a plain text says neither dates nor, under an identifier, its number.
    `markup`: its text as the file writes it, in HTML.
    """

    id: str | None
    text_id: str | None
    titles: tuple[str, ...]
    number: str | None
    state: str | None
    start: date | None
    end: date | None
    sha256: str | None
    file: str
    markup: str = field(default="", repr=False)

    @property
    def last(self) -> date | None:
        """The last day in force; None when no end is said."""
        return self.end - timedelta(days=1) if self.end is not None else None

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.start is not None and self.start <= day and (self.end is None or day < self.end)

    def is_of(self, citation: ArticleCitation) -> bool:
        """Whether it is a version of an article that the citation names."""
        return (
            self.number is not None
            and number_key(self.number) in {number_key(number) for number in citation.numbers}
            and any(is_text(citation.text, title) for title in self.titles)
        )


@dataclass(frozen=True)
class Interest:
    """Selection of what the rules cite: the rest of a file is passed over."""

    citations: tuple[ArticleCitation, ...]
    identifiers: frozenset[str]

    def wants_text(self, titles: Iterable[str]) -> bool:
        """Whether some article of a text so titled is cited."""
        named = tuple(titles)
        return any(is_text(text, title) for text in {c.text for c in self.citations} for title in named)

    def wants(self, version: PublishedVersion) -> bool:
        """Whether the rules cite it."""
        return version.id in self.identifiers or any(version.is_of(citation) for citation in self.citations)


@dataclass
class PublishedLaw:
    """Collection of what the files say of the cited articles; a later file replaces what an earlier
    one said.
    """

    identified: dict[str, PublishedVersion] = field(default_factory=dict)
    current: list[PublishedVersion] = field(default_factory=list)
    """Plain texts named by a citation: the text in force today, as whoever supplies it says."""

    def add(self, version: PublishedVersion) -> None:
        """Adds a version, or replaces that of the same identifier."""
        if version.id is None:
            self.current.append(version)
        else:
            self.identified[version.id] = version

    def remove(self, identifiers: Iterable[str]) -> None:
        """Removes what a daily archive says is withdrawn."""
        for identifier in identifiers:
            self.identified.pop(identifier, None)

    def versions_of(self, citation: ArticleCitation) -> tuple[PublishedVersion, ...]:
        """The dated versions of the articles that a citation names, in order of time, those that
        never came into force left out.
        """
        found = (v for v in self.identified.values() if v.is_of(citation) and was_in_force(v))
        return tuple(sorted(found, key=lambda v: (v.start or date.min, v.id or "")))


def was_in_force(version: PublishedVersion) -> bool:
    """Whether a version is dated, and in force on one day at least."""
    return (
        version.start is not None
        and version.state != _NEVER_IN_FORCE
        and (version.end is None or version.start < version.end)
    )


def published(fields: Mapping[str, str | None], titles: Iterable[str], text: str, file: str) -> PublishedVersion:
    """A version from the fields of LEGI (`id`, `cid`, `num`, `etat`, `date_debut`, `date_fin`).

    Raises:
        ValueError: a date is none.
    """
    return PublishedVersion(
        id=fields.get("id"),
        text_id=fields.get("cid"),
        titles=tuple(titles),
        number=fields.get("num") or None,
        state=fields.get("etat") or None,
        start=_day(fields.get("date_debut")),
        end=_day(fields.get("date_fin")),
        sha256=fingerprint(text),
        file=file,
        markup=text,
    )


def _day(written: str | None) -> date | None:
    if not written or written in (_OPEN_END, _UNKNOWN_START):
        return None
    return date.fromisoformat(written)


_BREAKS = frozenset({"br", "p", "div", "li", "tr", "ol", "ul", "table", "blockquote"})


class _Paragraphs(HTMLParser):
    """Collects the characters between tags, and where a tag begins another paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[list[str]] = [[]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.parts.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.parts.append([])

    def handle_data(self, data: str) -> None:
        self.parts[-1].append(data)


def _texts_of(markup: str) -> list[str]:
    """What stands between tags, paragraph by paragraph, as it is written."""
    reader = _Paragraphs()
    reader.feed(markup)
    reader.close()
    return ["".join(parts) for parts in reader.parts]


def paragraphs_of(markup: str) -> tuple[str, ...]:
    """The words of an article, paragraph by paragraph, without its tags."""
    said = (" ".join(one.split()) for one in _texts_of(markup))
    return tuple(one for one in said if one)


def fingerprint(text: str) -> str | None:
    """SHA-256 of an article's text, the same whatever its tags, its spaces and its apostrophes;
    None without text.
    """
    words = unicodedata.normalize("NFC", "".join(_texts_of(text))).translate(_SAME)
    letters = "".join(words.split())
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest() if letters else None
