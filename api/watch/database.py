"""Database of the program legi.py (`legi.sqlite`): its tables `articles` and `textes_versions`,
read only.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from api.watch.articles import Interest, PublishedLaw, published
from api.watch.faults import refused
from textfile.quoting import printable, short

MAX_TEXT = 8 * 1024 * 1024
_COLUMNS = {
    "articles": {"id", "cid", "num", "etat", "date_debut", "date_fin", "bloc_textuel"},
    "textes_versions": {"cid", "titre", "titrefull"},
}
_SHOWN_EVERY = 20_000
_SELECT = "SELECT id, cid, num, etat, date_debut, date_fin, bloc_textuel FROM articles WHERE "
_REMEDY = "donner le fichier que legi.py a fait, entier"


def read_database(path: Path, interest: Interest, law: PublishedLaw, progress: Callable[[int], None]) -> None:
    """Reads the cited articles of a database.

    Raises:
        Unreadable: another schema, a damaged file, or a date that is none.
        OSError: it cannot be opened.
    """
    name = printable(str(path))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_TEXT)
            database.execute("PRAGMA trusted_schema = OFF")
            _refuse_other_schema(database, name)
            titles = _titles(database, interest)
            for count, (fields, text) in enumerate(_rows(database, interest, titles), 1):
                try:
                    version = published(fields, titles.get(str(fields["cid"]), ()), text, name)
                except (ValueError, TypeError) as error:
                    message = f"article {short(str(fields['id']))} : une date n'en est pas une"
                    raise refused("V005", name, message, _REMEDY) from error
                if interest.wants(version):
                    law.add(version)
                if count % _SHOWN_EVERY == 0:
                    progress(count)
    except sqlite3.DataError as error:
        raise refused("V004", name, f"un texte dépasse {MAX_TEXT // 1024 // 1024} Mio", _REMEDY) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise refused("V003", name, "base abîmée ou incomplète : elle ne se lit pas jusqu'au bout", _REMEDY) from error


def _refuse_other_schema(database: sqlite3.Connection, name: str) -> None:
    for table, wanted in _COLUMNS.items():
        columns = {row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        missing = sorted(wanted - columns)
        if missing or kind != ("table",):
            lacking = f"n'a pas {', '.join(missing)}" if columns else "manque"
            raise refused("V002", name, f"base SQLite qui n'est pas celle de legi.py : `{table}` {lacking}", _REMEDY)


def _titles(database: sqlite3.Connection, interest: Interest) -> dict[str, tuple[str, ...]]:
    """The titles of each text that the rules cite, by its identifier."""
    found: dict[str, set[str]] = defaultdict(set)
    for cid, *titles in database.execute("SELECT cid, titre, titrefull FROM textes_versions"):
        named = [str(title) for title in titles if title]
        if interest.wants_text(named):
            found[str(cid)].update(named)
    return {cid: tuple(sorted(titles)) for cid, titles in found.items()}


def _rows(
    database: sqlite3.Connection, interest: Interest, titles: dict[str, tuple[str, ...]]
) -> Iterator[tuple[dict[str, str | None], str]]:
    for column, values in (("cid", sorted(titles)), ("id", sorted(interest.identifiers))):
        for start in range(0, len(values), 500):
            part = values[start : start + 500]
            marks = ",".join("?" * len(part))
            for row in database.execute(f"{_SELECT}{column} IN ({marks})", part):
                *fields, text = row
                names = ("id", "cid", "num", "etat", "date_debut", "date_fin")
                yield dict(zip(names, fields, strict=True)), str(text or "")
