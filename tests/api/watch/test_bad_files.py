"""Files of law that cannot be read: what, where, what to do; nothing is written."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.watch import archive
from api.watch.articles import Interest, PublishedLaw
from api.watch.citations import ArticleCitation
from api.watch.files import read_law_file
from tests.api.watch.law_files import AGREED, CURRENT, OTHER, archive_of, database_of, tar_of
from textfile.reader import Unreadable

INTEREST = Interest((ArticleCitation("Loi d'essai", ("3",)),), frozenset())


def refusal(path: Path) -> tuple[str, str]:
    """Code and message of what refuses a file."""
    with pytest.raises(Unreadable) as refused:
        read_law_file(path, INTEREST, PublishedLaw(), lambda count: None)
    assert refused.value.diagnostic.hint
    return refused.value.diagnostic.code, refused.value.diagnostic.as_text()


def file(folder: Path, name: str, content: bytes) -> Path:
    """A file of that content."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("length", [3, 30, 200, -1, -8])
def test_an_archive_cut_anywhere_is_refused(tmp_path: Path, length: int) -> None:
    whole = archive_of(tmp_path, AGREED).read_bytes()
    assert refusal(file(tmp_path, "cut.tar.gz", whole[:length]))[0] == "V003"


@pytest.mark.parametrize("blocks", [1, 3, 5, 8])
def test_a_tar_cut_between_two_files_is_refused(tmp_path: Path, blocks: int) -> None:
    whole = gzip.decompress(archive_of(tmp_path, AGREED).read_bytes())
    assert refusal(file(tmp_path, "cut.tar", whole[: blocks * 512]))[0] == "V003"
    assert refusal(file(tmp_path, "cut.tar.gz", gzip.compress(whole[: blocks * 512])))[0] == "V003"


def test_an_archive_damaged_in_the_middle_is_refused(tmp_path: Path) -> None:
    whole = bytearray(gzip.decompress(archive_of(tmp_path, AGREED).read_bytes()))
    last = whole.rindex(b"ustar")  # every header of a tar has its checksum some bytes before
    whole[last - 100 : last - 90] = b"\xff" * 10
    assert refusal(file(tmp_path, "bad.tar.gz", gzip.compress(bytes(whole))))[0] == "V003"


def test_a_bomb_is_refused_before_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 1024 * 1024)
    read = 0

    def counted(self: gzip.GzipFile, size: int = -1) -> bytes:
        nonlocal read
        block = whole_read(self, size)
        read += len(block)
        return block

    whole_read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", counted)
    bomb = archive_of(tmp_path, AGREED, [("grand", bytes(64 * 1024 * 1024), 1)])
    assert refusal(bomb)[0] == "V004"
    assert read < 32 * 1024 * 1024


def test_an_article_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARTICLE", 100)
    assert refusal(archive_of(tmp_path, AGREED))[0] == "V004"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><ARTICLE>&c;</ARTICLE>', "entité"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><ARTICLE>&b;</ARTICLE>', "entité"),
        ('<!DOCTYPE a SYSTEM "file:///etc/a.dtd"><ARTICLE>&b;</ARTICLE>', "entité"),
        ("<ARTICLE><META>", "interrompu"),
        ("<TEXTE/>", "n'est pas un article"),
        ("<ARTICLE/>", "son identifiant n'est pas"),
        ("<a>" * 300, "niveaux"),
        (replace(CURRENT, start="2001-13-01").xml, "une date"),
    ],
)
def test_an_article_that_is_no_legi_xml_is_refused_with_its_place(tmp_path: Path, xml: str, words: str) -> None:
    code, said = refusal(file(tmp_path, "x.tar.gz", gzip.compress(tar_of([(CURRENT.path, xml.encode(), 1)]))))
    assert code == "V005"
    assert words in said
    assert CURRENT.id in said


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, "x.tar.gz", gzip.compress(tar_of([("a.txt", b"a", 1)]))))[0] == "V002"


def test_texts_that_nobody_cites_are_passed_over_after_one_article(tmp_path: Path) -> None:
    alien = replace(OTHER, title="Code d'ailleurs", text_id="LEGITEXT999900000005")
    broken = (replace(alien, id="LEGIARTI999900000099").path, b"<ARTICLE>", 1)
    law = PublishedLaw()
    read_law_file(archive_of(tmp_path, [alien, CURRENT], [broken]), INTEREST, law, lambda count: None)
    assert set(law.identified) == {CURRENT.id}


def test_another_database_is_refused_by_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE articles (id text)")
    database.commit()
    database.close()
    code, said = refusal(path)
    assert code == "V002"
    assert "bloc_textuel" in said


def test_a_view_is_no_table_of_legi(tmp_path: Path) -> None:
    path = database_of(tmp_path, AGREED)
    database = sqlite3.connect(path)
    database.execute("ALTER TABLE articles RENAME TO others")
    database.execute("CREATE VIEW articles AS SELECT * FROM others")
    database.commit()
    database.close()
    assert refusal(path)[0] == "V002"


def test_a_database_cut_is_refused(tmp_path: Path) -> None:
    whole = database_of(tmp_path, AGREED).read_bytes()
    assert refusal(file(tmp_path, "cut.sqlite", whole[:5000]))[0] == "V003"


def test_a_database_with_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    assert refusal(database_of(tmp_path, [replace(CURRENT, start="hier")]))[0] == "V005"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("notes.txt", b"Texte.", "V006"),
        ("Loi d'essai, art. 3 et 7.txt", b"Texte.", "V006"),
        ("Loi d'essai, art. 3.txt", b"\xff\xfe", "V005"),
        ("Loi d'essai, art. 3.txt", b" \n", "V005"),
        ("Loi d'essai, art. 3.txt", b"a" * (1024 * 1024 + 1), "V004"),
        ("legi.zip", b"PK\x03\x04", "V002"),
        ("vide.tar.gz", b"", "V002"),
    ],
)
def test_a_text_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(file(tmp_path, name, content))[0] == code


@pytest.mark.parametrize("make", [lambda folder: folder / "absent", lambda folder: folder])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert refusal(make(tmp_path))[0] == "V001"


def test_a_database_is_left_as_it_was(tmp_path: Path) -> None:
    path = database_of(tmp_path, AGREED)
    copy = Path(shutil.copy(path, tmp_path / "copy"))
    read_law_file(path, INTEREST, PublishedLaw(), lambda count: None)
    assert path.read_bytes() == copy.read_bytes()
