"""A pattern is not compiled twice, and whatever its fault hangs on makes it tried again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.cues.lexicon import Lexicon, build, faults_of
from classifiers.cues.matcher import Pattern
from classifiers.cues.notation import Node
from classifiers.cues.pattern_memory import CompilationFault, PatternMemory
from classifiers.cues.reader import CueReader
from classifiers.cues.shapes import LexiconFile
from filecache.cache import FileCache
from tests.classifiers.cues import drawn

WORDS: dict[str, list[str]] = {"groupe": ["{gens}"], "gens": ["voleurs", "menteuse"], "fin": ["dehors"]}
PATTERNS = ["sale(s) voleurs", "{groupe}", "bande de {gens}", "{fin}"]


def _files(words: dict[str, list[str]], patterns: list[str]) -> dict[str, LexiconFile]:
    cue: dict[str, Any] = {"id": "injure", "says": {"menace": True}, "patterns": patterns}
    return {
        "mots.yaml": LexiconFile.model_validate({"words": words}, strict=False),
        "indices.yaml": LexiconFile.model_validate({"cues": [cue]}, strict=False),
    }


class _Tries:
    """Counter of the patterns that are checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        check = Pattern.check

        def count(pattern: Pattern) -> None:
            self.count += 1
            check(pattern)

        monkeypatch.setattr(Pattern, "check", count)

    def of(self, memory: PatternMemory, words: dict[str, list[str]], patterns: list[str]) -> tuple[int, list[Any]]:
        """How many patterns are checked, and the faults, which a memory of nothing must tell too."""
        before = self.count
        faults = faults_of(_files(words, patterns), "indices.yaml", memory)
        done = self.count - before
        assert faults == faults_of(_files(words, patterns), "indices.yaml", PatternMemory())
        return done, [(fault.code, fault.path[-1]) for fault in faults]


def test_the_patterns_that_an_edit_leaves_are_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, memory = _Tries(monkeypatch), PatternMemory()
    assert tries.of(memory, WORDS, PATTERNS) == (4, [])
    assert tries.of(memory, WORDS, PATTERNS) == (0, [])
    assert tries.of(memory, WORDS, [*PATTERNS, "sale menteuse"]) == (1, [])
    assert tries.of(memory, WORDS, [*PATTERNS[1:], "sale menteuse"]) == (0, [])


def test_a_class_reached_through_another_makes_its_patterns_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, memory = _Tries(monkeypatch), PatternMemory()
    tries.of(memory, WORDS, PATTERNS)
    assert tries.of(memory, {**WORDS, "gens": ["voleurs", "(menteuse)"]}, PATTERNS) == (1, [("L204", 1)])
    assert tries.of(memory, WORDS, PATTERNS) == (0, [])
    assert tries.of(memory, {**WORDS, "fin": ["partez"]}, PATTERNS) == (1, [])


def test_a_sign_that_the_alphabet_did_not_have_makes_all_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, memory = _Tries(monkeypatch), PatternMemory()
    tries.of(memory, WORDS, PATTERNS)
    assert tries.of(memory, {**WORDS, "fin": ["dehors 🐒"]}, PATTERNS) == (4, [])


def test_a_fault_is_told_again_at_the_place_where_its_pattern_then_is() -> None:
    memory = PatternMemory()
    for patterns in (["(voleurs) {mot}", "sale voleurs"], ["sale voleurs", "(voleurs) {mot}"]):
        (fault,) = faults_of(_files(WORDS, patterns), "indices.yaml", memory)
        assert (fault.code, fault.path[-1]) == ("L204", patterns.index("(voleurs) {mot}"))


DRAWN_PATTERNS = drawn.PATTERNS.filter(bool)
TERMS = st.sampled_from(["voleur(s)", "pirate(s)", "escroc(s)|vol*", "🐒", "ŋa", "n r", "le mort"])
EDITS = st.one_of(
    st.tuples(st.sampled_from([*drawn.CLASSES]), st.integers(0, 4), TERMS),
    st.tuples(st.just(""), st.integers(0, 4), DRAWN_PATTERNS),
)
"""Another text for a term of a class or, where none is named, for a pattern, by its number."""


def _same(one: Lexicon, other: Lexicon, texts: list[str]) -> None:
    assert one.matcher.index == other.matcher.index
    assert [pattern.write() for pattern in one.matcher.patterns] == [p.write() for p in other.matcher.patterns]
    readers = CueReader(one), CueReader(other)
    for text in texts:
        assert readers[0].read(text) == readers[1].read(text)
        assert readers[0].matching(text) == readers[1].matching(text)


@settings(max_examples=60)
@given(
    st.lists(DRAWN_PATTERNS, min_size=1, max_size=4),
    st.lists(EDITS, min_size=1, max_size=6),
    st.lists(drawn.TEXTS, min_size=1, max_size=3),
    st.booleans(),
)
def test_whatever_the_edits_a_lexicon_reads_as_without_a_memory(
    patterns: list[str], edits: list[tuple[str, int, str]], texts: list[str], thorough: bool
) -> None:
    words = {name: [*terms] for name, terms in drawn.CLASSES.items()}
    memories = PatternMemory(), PatternMemory(max_chars=1_000)
    for name, number, text in [("tous", 0, "{groupe}"), *edits]:
        written = words.get(name, patterns)
        written[number % len(written)] = text
        files = _files(words, patterns)
        alone, faults = build(files, thorough=thorough)
        for memory in memories:
            lexicon, told = build(files, thorough=thorough, memory=memory)
            assert told == faults
            assert (lexicon is None) == (alone is None)
            if lexicon is not None and alone is not None:
                _same(lexicon, alone, texts)


def test_an_edit_works_out_the_places_of_the_patterns_that_it_touches(new_nodes: list[Node]) -> None:
    memory = PatternMemory()

    def work(words: dict[str, list[str]], patterns: list[str]) -> int:
        before = len(new_nodes)
        assert build(_files(words, patterns), thorough=False, memory=memory)[0] is not None
        return len(new_nodes) - before

    assert work(WORDS, PATTERNS) == 4
    assert work(WORDS, PATTERNS) == 0
    assert work(WORDS, [*PATTERNS[:3], "vilain {fin}"]) == 1
    assert work({**WORDS, "gens": ["escrocs"]}, PATTERNS) == 2  # one of them through another class
    assert work({**WORDS, "fin": ["dehors 🐒"]}, PATTERNS) == 1  # places are those of any alphabet


def test_another_process_starts_with_the_patterns_of_the_cache(
    new_nodes: list[Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, cache = _Tries(monkeypatch), FileCache(tmp_path / "cache")
    many = [f"{first}{second} {{gens}}" for first in "bcdfghjklm" for second in "aeiouybdfgh"]
    build(_files(WORDS, many), cache=cache, memory=PatternMemory())
    before = len(new_nodes), tries.count
    files = _files({**WORDS, "fin": ["adieu"]}, [*many, "sale {fin}"])
    lexicon, _ = build(files, cache=cache, memory=PatternMemory())
    assert (len(new_nodes), tries.count) == (before[0] + 1, before[1] + 1)
    alone, _ = build(files)
    assert lexicon is not None
    assert alone is not None
    _same(lexicon, alone, ["Ba voleurs !", "Ce sale adieu"])
    assert CueReader(lexicon).matching("Ba voleurs !")


def test_a_fault_is_looked_for_again_by_another_process() -> None:
    memory, other = PatternMemory(), PatternMemory()
    fault = CompilationFault("L201", "refusé", "le changer")
    assert memory.fault(b"one", "é", lambda: fault) == fault
    assert memory.fault(b"two", "é", lambda: None) is None
    other.add(memory.as_bytes())
    assert other.fault(b"two", "é", lambda: fault) is None
    assert other.fault(b"two", "", lambda: fault) == fault
    assert other.fault(b"one", "é", lambda: None) is None


def test_places_too_long_for_the_room_are_not_remembered() -> None:
    memory, calls = PatternMemory(max_chars=1_000), [0]

    def find() -> tuple[str, ...]:
        calls[0] += 1
        return ("x" * 2_000,)

    for _ in range(2):
        assert memory.places(b"one", find) == ("x" * 2_000,)
    assert calls == [2]
