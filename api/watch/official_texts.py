"""Official texts: the words of the articles that the rules cite, as the operator's file gives them.
Nothing is written by this software: what the file does not say is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.watch.articles import Interest, PublishedLaw, PublishedVersion, paragraphs_of
from api.watch.citations import ArticleCitation, read_citation
from api.watch.faults import refused
from api.watch.files import read_law_file
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic
from textfile.reader import Unreadable

MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters of articles that are remembered: what the rules cite takes a hundredth of it."""


@dataclass(frozen=True, slots=True)
class OfficialText:
    """Words of an article on a day: which, from when to when (None: not said), from which file."""

    number: str
    title: str
    id: str | None
    start: date | None
    last: date | None
    paragraphs: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class OfficialTexts:
    """Official texts of a file; `fault`: what is wrong in it, and then there is no text."""

    law: PublishedLaw
    fault: Diagnostic | None = None

    def on(self, citation: ArticleCitation, day: date) -> tuple[OfficialText, ...]:
        """The texts of the articles of a citation, in its order, on a day. A text that says no date
        is given for any day, its dates absent.
        """
        return tuple(text for one in citation.articles for text in self._of_article(one, day))

    def _of_article(self, article: ArticleCitation, day: date) -> Iterator[OfficialText]:
        dated = [one for one in self.law.versions_of(article) if one.covers(day)]
        undated = [one for one in self.law.current if one.is_of(article)]
        for version in (dated or undated)[-1:]:
            yield _text(version, article)


class _BoundedLaw(PublishedLaw):
    """Collection that refuses to grow past what is remembered."""

    size = 0

    def add(self, version: PublishedVersion) -> None:
        self.size += len(version.markup)
        if self.size > MAX_CHARACTERS:
            message = f"plus de {MAX_CHARACTERS // 1024 // 1024} Mio de textes cités"
            raise refused("V004", version.file, message, "donner le fichier d'un seul droit, tel qu'il est publié")
        super().add(version)


def read_official_texts(path: Path, interest: Interest) -> OfficialTexts:
    """The official texts of a file, those that the rules cite; what cannot be read says why."""
    law = _BoundedLaw()
    try:
        read_law_file(path, interest, law, lambda _: None)
    except Unreadable as error:
        return OfficialTexts(PublishedLaw(), error.diagnostic)
    return OfficialTexts(PublishedLaw(law.identified, law.current))


def interest_of(law: Ruleset) -> Interest:
    """What a ruleset cites: articles of offences, of their clauses and of their versions."""
    written = {text for offence in law.offences.values() for text in _cited(offence)}
    citations = {one for one in map(read_citation, sorted(written)) if one is not None}
    known = {one.source.legifrance for offence in law.offences.values() for one in offence.versions}
    return Interest(tuple(sorted(citations)), frozenset(one for one in known if one is not None))


def _cited(offence: Offence) -> Iterator[str]:
    yield offence.citation
    groups = (offence.elements, offence.defences, offence.scope, offence.aggravations)
    for clauses in groups:
        yield from (clause.article for clause in clauses.values())
    yield from (version.source.reference for version in offence.versions)


def _text(version: PublishedVersion, article: ArticleCitation) -> OfficialText:
    title = version.titles[0] if version.titles else article.text
    number = version.number or article.numbers[0]
    paragraphs = paragraphs_of(version.markup)
    return OfficialText(number, title, version.id, version.start, version.last, paragraphs, Path(version.file).name)
