"""The remark of the service: in its own place, in every form, the rest as it was; refused where a format has none."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from engine.notices.compose import compose
from engine.notices.faults import NoticeError
from engine.notices.loader import load_notices
from engine.notices.pdf import pdf_of
from engine.notices.remarks import MAX_REMARK, NoticeRemark, remark_words
from engine.notices.requirements import NEEDS
from engine.notices.tables import KINDS, Kind
from tests.engine.notices.cases import AGE_GATE, DAY, HATE, NOTICES, case_on, problems, templates
from textfile.text import Language, Unfit

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = "Le compte a déjà été fermé en mai, puis rouvert.\nVoir aussi https://forum.exemple/fil/9."
REMARK = NoticeRemark(WORDS, "fr")
LETTERS = [kind for kind in KINDS if not NEEDS[kind].machine]
HEADINGS: dict[Language, str] = {"fr": "Remarque du service", "en": "Remark by the service"}


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("language", get_args(Language))
def test_a_remark_is_the_last_thing_said_and_changes_nothing_else(kind: Kind, language: Language) -> None:
    case = case_on(AGE_GATE if kind == "arcom" else HATE)
    without = compose(templates(), kind, language, case, DAY)
    remarked = compose(templates(), kind, language, case, DAY, REMARK)
    assert remarked.text.startswith(without.text)
    added = remarked.text.removeprefix(without.text)
    assert added.strip().startswith(HEADINGS[language])
    assert "Le compte a déjà été fermé en mai, puis rouvert.\n" in added
    assert "hxxps://forum[.]exemple/fil/9" in added
    assert "https://" not in remarked.text
    assert remarked.data == {**without.data, "remark": {"words": WORDS, "language": "fr"}}
    assert problems(remarked) == []
    assert remarked.html.count('<p lang="fr">') == 2
    assert remarked.template_digest != without.template_digest
    assert remarked.digest != without.digest


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LETTERS])
def test_a_format_of_machines_has_no_place_for_a_remark(kind: Kind) -> None:
    with pytest.raises(NoticeError) as refused:
        compose(templates(), kind, "fr", case_on(HATE), DAY, REMARK)
    assert [fault.place for fault in refused.value.faults if fault.place == "remark"] == ["remark"]
    assert f"« {kind} »" in str(refused.value)


def test_markup_in_a_remark_is_words() -> None:
    hostile = NoticeRemark('</article><h1>Décision</h1><script src="x">{{ day }}</script> {% if a %} & <br>', "en")
    remarked = compose(templates(), "dsa16", "fr", case_on(HATE), DAY, hostile)
    assert "<script" not in remarked.html
    assert remarked.html.count("</article>") == remarked.html.count("<h1>") == 1
    assert "</article><h1>Décision</h1><script" in " ".join(remarked.text.split())
    assert "{{ day }}" in remarked.text
    assert pdf_of(remarked.html, title=remarked.subject, language="fr", moment=MOMENT).startswith(b"%PDF")


def test_a_remark_is_set_apart_from_the_language_around_it() -> None:
    remarked = compose(templates(), "dsa16", "en", case_on(HATE), DAY, NoticeRemark("Compte connu.", "fr"))
    assert '<p lang="fr">Compte connu.</p>' in remarked.html
    assert remarked.html.index("Remark by the service") > remarked.html.index("Follow-up requested")


def test_folders_of_before_have_no_place_for_a_remark(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    shutil.copytree(NOTICES, folder)
    (folder / "templates/remarque.fr.html").unlink()
    older = load_notices(folder)
    assert compose(older, "dsa16", "fr", case_on(HATE), DAY).text
    with pytest.raises(NoticeError, match="pas de place pour une remarque"):
        compose(older, "dsa16", "fr", case_on(HATE), DAY, REMARK)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Une ligne \r\n\r\n\r\nUne autre\t!  ", "Une ligne\nUne autre !"),
        ("\ufeffMot\u200b collé\u00ad.", "Mot collé."),
        ("\u202fespace fine\u00a0: gardée", "espace fine\u00a0: gardée"),
        (" \n\t\r\n ", ""),
        ("\n" * 5_000 + "a", "a"),
        ("م\u200cی", "م\u200cی"),
    ],
)
def test_the_words_of_a_remark_are_lines(typed: str, words: str) -> None:
    assert remark_words(typed) == words


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200f", "\x1b", "\x00", "\x7f", "\u0085", "\u2028", "\ud83d"])
def test_what_cannot_be_seen_is_refused_with_its_place(unseen: str) -> None:
    with pytest.raises(Unfit, match="ligne 2, 4e caractère"):
        remark_words(f"Bien.\nabc{unseen}d")


def test_a_remark_is_no_second_notice() -> None:
    assert len(remark_words("a" * MAX_REMARK)) == MAX_REMARK
    with pytest.raises(Unfit, match="2001 caractères, 2000 au plus"):
        remark_words("a" * (MAX_REMARK + 1))
