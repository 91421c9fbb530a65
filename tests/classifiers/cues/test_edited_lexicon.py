"""A lexicon edited from another reads as the same files compiled alone, and takes from it what both have."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.notation import Node
from classifiers.cues.prepare import prepare
from classifiers.cues.reader import CueReader
from classifiers.cues.shapes import LexiconFile
from filecache.cache import FileCache
from tests.classifiers.cues import drawn

WORDS = {"groupe": ["{gens}"], "gens": ["voleurs", "menteuse"]}
CUES = {"injure": ["sale(s) voleurs", "{groupe}"], "bande": ["bande de {gens}"], "depart": ["dehors"]}


def _files(words: dict[str, list[str]], cues: dict[str, list[str]]) -> dict[str, LexiconFile]:
    written: list[dict[str, Any]] = [
        {"id": name, "says": {"menace": True}, "patterns": patterns} for name, patterns in cues.items()
    ]
    return {
        "mots.yaml": LexiconFile.model_validate({"words": words}, strict=False),
        "indices.yaml": LexiconFile.model_validate({"cues": written}, strict=False),
    }


def _lexicon(words: dict[str, list[str]], cues: dict[str, list[str]], before: Lexicon | None = None) -> Lexicon:
    lexicon, faults = build(_files(words, cues), thorough=False, before=before)
    assert lexicon is not None, faults
    return lexicon


def _awake(lexicon: Lexicon, text: str) -> list[list[tuple[int, str]]]:
    """The patterns that each stretch of a text wakes, by rule and text."""
    (one,) = prepare([text], lexicon.alphabet)
    patterns = lexicon.matcher.patterns
    return [
        sorted((pattern.rule, pattern.text) for number, pattern in enumerate(patterns) if row >> number & 1)
        for row in lexicon.matcher.awake(one)
    ]


DRAWN_PATTERNS = drawn.PATTERNS.filter(bool)
DRAWN_CUES = st.dictionaries(st.sampled_from("abcdef"), st.lists(DRAWN_PATTERNS, min_size=1, max_size=3), max_size=5)
TERMS = st.lists(
    st.sampled_from(["voleur(s)", "pirate(s)", "escroc(s)|vol*", "{groupe}", "🦊"]), min_size=1, max_size=3
)


@settings(max_examples=80)
@given(st.lists(st.tuples(DRAWN_CUES, TERMS), min_size=2, max_size=4), st.lists(drawn.TEXTS, min_size=1, max_size=3))
def test_whatever_the_edits_a_lexicon_reads_as_if_it_had_been_compiled_alone(
    drafts: list[tuple[dict[str, list[str]], list[str]]], texts: list[str]
) -> None:
    before: Lexicon | None = None
    for cues, terms in drafts:
        files = _files({**drawn.CLASSES, "tous": terms}, cues)
        alone, faults = build(files, thorough=False)
        edited, found = build(files, thorough=False, before=before)
        assert found == faults
        assert (edited is None) == (alone is None)
        if edited is None or alone is None:
            continue
        before = edited
        readers = CueReader(edited), CueReader(alone)
        for text in texts:
            assert _awake(edited, text) == _awake(alone, text)
            assert readers[0].read(text) == readers[1].read(text)
            assert readers[0].frames(text) == readers[1].frames(text)


def test_an_edit_works_out_what_it_writes_and_what_names_a_class_that_it_writes(new_nodes: list[Node]) -> None:
    edits: list[tuple[dict[str, list[str]], dict[str, list[str]], int]] = [
        (WORDS, {**CUES, "depart": ["dehors", "partez"]}, 1),
        (WORDS, {"neuf": ["la porte"], **CUES}, 1),
        (WORDS, {name: CUES[name] for name in ("depart", "injure")}, 0),
        ({**WORDS, "gens": ["voleurs", "tricheuse"]}, CUES, 2),
        ({**WORDS, "gens": ["voleurs", "🦊"]}, CUES, 4),
    ]
    before = _lexicon(WORDS, CUES)
    for words, cues, count in edits:
        new_nodes.clear()
        _lexicon(words, cues, before)
        assert len(new_nodes) == count


def test_a_pattern_of_both_is_compiled_once_whatever_the_number_of_its_rule() -> None:
    before = _lexicon(WORDS, CUES)
    edited = _lexicon(WORDS, {"neuf": ["la porte"], **CUES}, before)
    same = {pattern.text: pattern for pattern in before.matcher.patterns}
    for pattern in edited.matcher.patterns[:4]:
        assert pattern.compiled is same[pattern.text].compiled
        assert pattern.rule == same[pattern.text].rule + 1


def test_a_text_that_two_rules_write_stays_in_each() -> None:
    twice = {"injure": ["sale voleurs"], "bande": ["sale voleurs"]}
    before = _lexicon(WORDS, twice)
    for cues in (twice, {**twice, "depart": ["sale voleurs"]}, {"injure": ["sale voleurs"]}):
        assert CueReader(_lexicon(WORDS, cues, before)).matching("sale voleurs") == cues.keys()


def test_lexicons_edited_one_from_the_other_read_as_the_last(new_nodes: list[Node]) -> None:
    drafts = [{**CUES, "depart": ["dehors", "partez"[:number]]} for number in range(2, 7)]
    lexicons = [_lexicon(WORDS, drafts[0])]
    for cues in drafts[1:]:
        lexicons.append(_lexicon(WORDS, cues, lexicons[-1]))
    for earlier, later in pairwise(lexicons):
        assert len(later.matcher.patterns) == len(earlier.matcher.patterns) == 5
    assert CueReader(lexicons[-1]).matching("partez") == {"depart"}
    assert CueReader(lexicons[-1]).matching("par") == frozenset()
    assert len(new_nodes) == 5 + 4


def test_an_edit_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache")
    before, _ = build(_files(WORDS, CUES), thorough=False, cache=cache)
    entries = sorted(cache.folder.iterdir())
    for cues in (CUES, {**CUES, "depart": ["dehors 🦊"]}):
        edited, _ = build(_files(WORDS, cues), thorough=False, cache=cache, before=before)
        assert edited is not None
    assert sorted(cache.folder.iterdir()) == entries
