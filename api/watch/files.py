"""Files of law: which of the three formats each is, and what it says of the cited articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from api.watch.archive import read_archive
from api.watch.articles import Interest, PublishedLaw
from api.watch.database import read_database
from api.watch.faults import refused
from api.watch.plain_texts import read_plain_text
from textfile.quoting import printable
from textfile.reasons import system_reason

Progress: TypeAlias = Callable[[int], None]
"""Called with the number of articles seen so far."""

_HEAD = 512
_SQLITE = b"SQLite format 3\0"
_GZIP = b"\x1f\x8b"


def read_law_file(path: Path, interest: Interest, law: PublishedLaw, progress: Progress) -> str:
    """Reads a file into the collection; gives its format: `archive`, `legi.sqlite` or `texte`.

    Raises:
        Unreadable: with what is wrong, and what to do. The collection may hold part of the file.
    """
    name = printable(str(path))
    try:
        if path.exists() and not path.is_file():
            raise refused("V001", name, "ce n'est pas un fichier ordinaire", "donner les fichiers eux-mêmes")
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(_SQLITE):
            read_database(path, interest, law, progress)
            return "legi.sqlite"
        if head.startswith(_GZIP) or head[257:262] == b"ustar":
            read_archive(path, interest, law, progress, compressed=head.startswith(_GZIP))
            return "archive"
        if path.suffix.lower() == ".txt":
            read_plain_text(path, law)
            return "texte"
    except OSError as error:
        raise refused(
            "V001", name, f"fichier illisible : {system_reason(error).fr}", "vérifier le chemin et les droits"
        ) from error
    raise refused(
        "V002",
        name,
        "format inconnu : ni archive LEGI (tar, tar.gz), ni legi.sqlite, ni texte (.txt)",
        "donner le fichier tel qu'il est publié ; recompresser en tar.gz une archive d'une autre sorte",
    )
