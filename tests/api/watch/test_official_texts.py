"""Official texts of articles: those of a day, as the file writes them, or why there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.watch import official_texts
from api.watch.articles import Interest, paragraphs_of
from api.watch.citations import read_citation
from api.watch.official_texts import interest_of, read_official_texts
from api.watch.text_reading import LawTexts, TextsState
from tests.api.watch.law_files import AGREED, archive_of
from tests.shared import shipped

CITATION = read_citation("Loi d’essai, art. 3")
INTEREST = Interest((CITATION,) if CITATION else (), frozenset())


def test_the_text_of_a_day_is_that_in_force_then_paragraph_by_paragraph(tmp_path: Path) -> None:
    texts = read_official_texts(archive_of(tmp_path, AGREED), INTEREST)
    assert CITATION is not None
    (now,) = texts.on(CITATION, date(2020, 1, 1))
    (before,) = texts.on(CITATION, date(1995, 1, 1))
    assert (now.paragraphs, now.start, now.last) == (("Texte de 2001.",), date(2001, 1, 1), None)
    assert (before.number, before.paragraphs) == ("3", ("La menace d'essai est punie.",))
    assert before.last == date(1999, 12, 31)
    assert texts.on(CITATION, date(1980, 1, 1)) == ()


def test_a_plain_text_is_given_without_dates(tmp_path: Path) -> None:
    path = tmp_path / "Loi d’essai, art. 3.txt"
    path.write_text("Premier alinéa.\nSecond <alinéa>.\n", encoding="utf-8")
    assert CITATION is not None
    (text,) = read_official_texts(path, INTEREST).on(CITATION, date(2020, 1, 1))
    assert (text.start, text.paragraphs) == (None, ("Premier alinéa.", "Second <alinéa>."))


def test_paragraphs_lose_their_tags_and_keep_their_words() -> None:
    markup = "<p>Est  puni&nbsp;:<br/>1° le <b>fait</b> ;</p>\n<div>2° l'autre.</div>"
    assert paragraphs_of(markup) == ("Est puni :", "1° le fait ;", "2° l'autre.")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "droit.bin"
    path.write_bytes(b"rien")
    found = read_official_texts(path, INTEREST)
    assert found.fault is not None
    assert found.fault.code == "V002"
    monkeypatch.setattr(official_texts, "MAX_CHARACTERS", 10)
    larger = read_official_texts(archive_of(tmp_path, AGREED), INTEREST)
    assert larger.fault is not None
    assert larger.fault.code == "V004"
    assert larger.law.identified == {}


def test_rules_cite_the_articles_of_their_clauses() -> None:
    interest = interest_of(shipped().ruleset)
    assert any("227-24" in one.numbers for one in interest.citations)
    assert interest.wants_text(["Code pénal"])


def test_without_a_file_there_is_no_text() -> None:
    assert LawTexts(None).of(shipped().ruleset) == (TextsState.ABSENT, None)
