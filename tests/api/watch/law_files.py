"""Invented files of law: archives, databases and rules of an article that does not exist."""

from __future__ import annotations

import gzip
import io
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.shared import ROOT

TEXT_ID = "LEGITEXT999900000001"
FIRST, SECOND, INSULT = "LEGIARTI999900000031", "LEGIARTI999900000032", "LEGIARTI999900000071"
MENACE, INJURE = "offences/essai/menace-publique/offence.yaml", "offences/essai/injure-publique/offence.yaml"


@dataclass(frozen=True)
class FakeArticle:
    """An invented version of an invented article."""

    id: str
    number: str = "3"
    start: str = "1990-01-01"
    end: str = "2000-01-01"
    state: str = "MODIFIE"
    text: str = "<p>La menace d'essai est punie.</p>"
    title: str = "Loi d’essai"
    text_id: str = TEXT_ID
    day: int = 1

    @property
    def path(self) -> str:
        """Its path in an archive, as LEGI lays them out."""
        return (
            f"legi/global/code_et_TNC_en_vigueur/TNC_en_vigueur/LEGI/TEXT/99/99/00/00/00/{self.text_id}"
            f"/article/LEGI/ARTI/99/99/00/00/00/{self.id}.xml"
        )

    @property
    def xml(self) -> str:
        """Its XML, with the parts of LEGI that are read and some that are not."""
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<ARTICLE><META><META_COMMUN><ID>{self.id}</ID><NATURE>Article</NATURE></META_COMMUN>
<META_SPEC><META_ARTICLE><NUM>{self.number}</NUM><ETAT>{self.state}</ETAT>
<DATE_DEBUT>{self.start}</DATE_DEBUT><DATE_FIN>{self.end}</DATE_FIN></META_ARTICLE></META_SPEC></META>
<CONTEXTE><TEXTE cid="{self.text_id}"><TITRE_TXT c_titre_court="{self.title}" debut="1990-01-01"
 fin="2999-01-01">{self.title}</TITRE_TXT><TM><TITRE_TM>Titre</TITRE_TM></TM></TEXTE></CONTEXTE>
<VERSIONS><VERSION><LIEN_ART num="99"/></VERSION></VERSIONS><NOTA><CONTENU>Note.</CONTENU></NOTA>
<BLOC_TEXTUEL><CONTENU>{self.text}</CONTENU></BLOC_TEXTUEL></ARTICLE>"""


ENDED = FakeArticle(FIRST)
CURRENT = FakeArticle(SECOND, start="2001-01-01", end="2999-01-01", state="VIGUEUR", text="<p>Texte de 2001.</p>")
OTHER = FakeArticle(INSULT, "7", end="2999-01-01", state="VIGUEUR", text="<p>L'injure d'essai est punie.</p>")
AGREED = (ENDED, CURRENT, OTHER)
"""Articles whose dates are those of the rules of the tests."""


def with_second(**changed: str) -> tuple[FakeArticle, ...]:
    """The same, the second version of article 3 changed."""
    return (ENDED, replace(CURRENT, **changed), OTHER)  # type: ignore[arg-type]


def tar_of(members: Iterable[tuple[str, bytes, int]]) -> bytes:
    """A tar of these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data, moment in members:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), moment
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def archive_of(
    folder: Path,
    articles: Iterable[FakeArticle],
    more: Iterable[tuple[str, bytes, int]] = (),
    name: str = "legi.tar.gz",
) -> Path:
    """A LEGI archive."""
    path = folder / name
    members = [(article.path, article.xml.encode(), article.day) for article in articles]
    path.write_bytes(gzip.compress(tar_of([*members, *more])))
    return path


def database_of(folder: Path, articles: Iterable[FakeArticle]) -> Path:
    """A database in the schema of legi.py, of which two tables are read."""
    path = folder / "legi.sqlite"
    database = sqlite3.connect(path)
    database.executescript(
        """CREATE TABLE textes_versions (id char(20), titre text, titrefull text, cid char(20) not null);
        CREATE TABLE articles (id char(20) unique not null, section char(20), num text, etat text, date_debut day,
        date_fin day, type text, nota text, bloc_textuel text, dossier text, cid char(20) not null, mtime int);
        INSERT INTO textes_versions VALUES ('LEGITEXT999900000002', 'Autre loi', 'Autre loi', 'LEGITEXT999900000002');"""
    )
    for one in articles:
        database.execute(
            "INSERT INTO textes_versions VALUES (?, ?, ?, ?)", (one.text_id, one.title, one.title, one.text_id)
        )
        database.execute(
            "INSERT INTO articles (id, num, etat, date_debut, date_fin, bloc_textuel, cid) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one.id, one.number, one.state, one.start, one.end, one.text, one.text_id),
        )
    database.commit()
    database.close()
    return path


def rules_in(folder: Path) -> Path:
    """A copy of the small rules of the tests."""
    return Path(shutil.copytree(ROOT / "tests/fixtures/rulesets/minimal", folder / "rules"))
