"""The annotated sentences: well formed, of known facts, each once; of public messages, no text; none of those kept apart."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from api.texts.earlier_words import EarlierWords
from engine.language.loader import load_folder
from tests.shared import RULESETS
from tools.cues import measure
from training.corpus import BadCorpus
from training.facts.annotations import MESSAGES_SAY, _rows, digest, messages, own

FACTS = load_folder(RULESETS).facts
WORDS = EarlierWords(FACTS, {})


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def test_every_annotation_is_of_a_known_fact_and_value() -> None:
    for row in own():
        for fact, value in row.values:
            for now, today in WORDS.today(fact, value):
                assert now in FACTS, (row.id, fact)
                is_free = FACTS[now].type in ("boolean", "date", "language")
                assert is_free or today in FACTS[now].values, (row.id, fact, value)
        assert row.maybe <= FACTS.keys(), row.id


def test_no_sentence_is_there_twice_nor_kept_apart() -> None:
    rows = own()
    texts = [_letters(row.text) or row.id for row in rows]  # some hold signs alone
    assert len({row.id for row in rows}) == len(set(texts)) == len(rows)
    apart = {_letters(item["text"]) for item in measure.sentences(measure.SENTENCES)}
    shared = len(apart.intersection(texts))  # a number: a failure must show none of them
    assert shared == 0


def test_annotations_of_messages_hold_no_text_and_none_that_is_kept_apart() -> None:
    apart = {item["id"] for item in measure.sentences(measure.REAL)}
    for item in measure.sentences(measure.READ):
        assert set(item) <= {"id", "batch", "facts", "maybe"}
        assert set(item["facts"]) <= MESSAGES_SAY
        assert item["id"] not in apart


def test_messages_find_their_texts_in_a_folder_and_say_what_follows(tmp_path: Path) -> None:
    item = next(i for i in measure.sentences(measure.READ) if i["facts"].get("terme_outrageant"))
    line = {"id": item["id"], "text": "un texte", "label": "keep"}
    (tmp_path / "mlma_fr.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (found,) = messages(tmp_path)
    assert found.text == "un texte"
    assert ("forme", "insulte") in found.values


@pytest.mark.parametrize(
    "line", ["{", '{"id": 1, "facts": {}}', '{"id": "a", "facts": {}}', '{"id": "a", "facts": [], "text": "b"}']
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "text": "b", "facts": {}}\n' + line, encoding="utf-8")
    with pytest.raises(BadCorpus, match=r"a\.jsonl:2"):
        list(_rows(path, text=True))


def test_the_digest_changes_with_an_annotation() -> None:
    first, *others = own()[:10]
    assert digest([first, *others]) == digest([first, *others]) != digest(others)
