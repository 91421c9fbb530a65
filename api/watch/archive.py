"""LEGI archives: a tar of XML articles, read as a stream and never unpacked; whole ones and daily
ones, with their list of what is withdrawn.
"""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from api.watch.articles import Interest, PublishedLaw, PublishedVersion, published
from api.watch.citations import IDENTIFIER
from api.watch.faults import refused
from api.watch.xml_article import NotAnArticle, read_article
from textfile.quoting import printable, short

MAX_ARTICLE = 8 * 1024 * 1024
MAX_WITHDRAWN = 64 * 1024 * 1024
MAX_RATIO = 200
"""Most bytes that one compressed byte may give: XML gives some twenty, a bomb a thousand."""
RATIO_FROM = 64 * 1024 * 1024
"""Bytes under which the ratio says nothing."""

_ARTICLE = re.compile(rf"(?:.*/)?article/(?:.*/)?({IDENTIFIER.pattern})\.xml")
_TEXT = re.compile(r"/((?:LEGI|JORF)TEXT\d{12})/")
_WITHDRAWN = re.compile(r"(?:.*/)?liste_suppression_legi[^/]*\.dat")
_SHOWN_EVERY = 20_000
_AGAIN = "la télécharger à nouveau, puis comparer sa taille à celle qui est publiée"


class _Bomb(Exception):
    """The stream gives too many bytes for what was read of the file."""


class _Stream:
    """Bounded stream of decompressed bytes, which knows where the last one that is not null is."""

    def __init__(self, raw: IO[bytes], compressed: bool) -> None:
        self._raw = raw
        self._source: IO[bytes] = gzip.GzipFile(fileobj=raw) if compressed else raw  # type: ignore[assignment]
        self.size = 0
        self.last_mark = 0

    def read(self, size: int) -> bytes:
        block = self._source.read(size)
        marked = len(block.rstrip(b"\0"))
        if marked:
            self.last_mark = self.size + marked
        self.size += len(block)
        if self.size > RATIO_FROM and self.size > MAX_RATIO * max(self._raw.tell(), 1):
            raise _Bomb
        return block


def read_archive(
    path: Path, interest: Interest, law: PublishedLaw, progress: Callable[[int], None], *, compressed: bool
) -> None:
    """Reads the cited articles of an archive, then removes what it says is withdrawn.

    Raises:
        Unreadable: truncated, damaged, a bomb, or an article that is no LEGI XML.
        OSError: it cannot be read.
    """
    name = printable(str(path))
    with path.open("rb") as raw:
        stream = _Stream(raw, compressed)
        try:
            _read(_Articles(name, interest, law), stream, progress)
        except _Bomb as error:
            message = f"plus de {MAX_RATIO} octets pour un octet compressé : ce n'est pas une archive LEGI"
            raise refused("V004", name, message, "ne pas l'ouvrir ; la télécharger à nouveau") from error
        except (EOFError, tarfile.TarError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
            raise refused("V003", name, "archive tronquée ou abîmée : elle s'arrête avant sa fin", _AGAIN) from error


def _read(articles: _Articles, stream: _Stream, progress: Callable[[int], None]) -> None:
    withdrawn: list[str] = []
    with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
        while (member := archive.next()) is not None:
            archive.members.clear()  # an archive holds millions of them
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            if _WITHDRAWN.fullmatch(member.name):
                articles.refuse_larger(member, MAX_WITHDRAWN)
                withdrawn += IDENTIFIER.findall(file.read().decode("ascii", "replace"))
            elif found := _ARTICLE.fullmatch(member.name):
                articles.read(member, found[1], file)
                if articles.count % _SHOWN_EVERY == 0:
                    progress(articles.count)
        end = archive.offset
    while stream.read(tarfile.RECORDSIZE):
        pass
    if stream.last_mark > end or stream.size < end + tarfile.BLOCKSIZE:  # tarfile stops in silence there
        raise EOFError
    if not articles.count:
        raise refused(
            "V002", articles.name, "archive sans aucun article de LEGI", "donner une archive LEGI, telle que publiée"
        )
    articles.law.remove(withdrawn)


class _Articles:
    """Reader of the articles of one archive; a text whose title nobody cites is passed over after
    its first article.
    """

    def __init__(self, name: str, interest: Interest, law: PublishedLaw) -> None:
        self.name, self.law, self.count = name, law, 0
        self._interest = interest
        self._wanted: dict[str, bool] = {}
        self._seen: dict[str, tuple[float, PublishedVersion]] = {}

    def read(self, member: tarfile.TarInfo, identifier: str, file: IO[bytes]) -> None:
        self.count += 1
        place = _TEXT.search(member.name)
        text = place[1] if place else ""
        if identifier not in self._interest.identifiers and not self._wanted.get(text, True):
            return
        self.refuse_larger(member, MAX_ARTICLE)
        version = self._version(member, identifier, file.read())
        if text:
            self._wanted[text] = self._wanted.get(text, False) or self._interest.wants_text(version.titles)
        known = self._seen.get(identifier)
        if self._interest.wants(version) and (known is None or known[0] <= member.mtime):  # twice: the newest
            self._seen[identifier] = (member.mtime, version)
            self.law.add(version)

    def refuse_larger(self, member: tarfile.TarInfo, most: int) -> None:
        if member.size > most:
            message = f"{short(member.name)} dépasse {most // 1024 // 1024} Mio : ce n'est pas un article"
            raise refused("V004", self.name, message, _AGAIN)

    def _version(self, member: tarfile.TarInfo, identifier: str, data: bytes) -> PublishedVersion:
        try:
            fields, titles, text = read_article(data)
            if fields.get("id") != identifier:
                raise NotAnArticle(f"son identifiant n'est pas {identifier}")
            return published(fields, titles, text, self.name)
        except NotAnArticle as error:
            raise refused("V005", f"{self.name}/{printable(member.name)}", str(error), _AGAIN, error.line) from error
        except ValueError as error:
            message = "une date de l'article n'en est pas une"
            raise refused("V005", f"{self.name}/{printable(member.name)}", message, _AGAIN) from error
