"""A lexicon read back from the cache reads as one that was just compiled; whatever its patterns hang on makes it compiled again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import classifiers.cues.lexicon as module
from api.texts.lexicons import Lexicons, open_lexicon
from classifiers.cues import byte_regex as compiled
from classifiers.cues import source_memory
from classifiers.cues.compilation import address_of, from_bytes
from classifiers.cues.lexicon import Lexicon, build
from classifiers.cues.model import Cue, LexiconFault, Sources
from classifiers.cues.reader import CueReader
from classifiers.cues.regex import Writer
from classifiers.cues.shapes import LexiconFile, define
from filecache.cache import FileCache
from tests.shared import ROOT, RULESETS

DATA: dict[str, Any] = {
    "words": {"groupe": ["voleurs", "menteuse", "crétin(e)"], "ordre": ["cassez-les", "{groupe} dehors 🐒"]},
    "frames": [{"id": "nie", "patterns": ["ne … pas"], "silences": ["injure"]}],
    "cues": [
        {"id": "injure", "says": {"menace": True}, "patterns": ["sale(s) {groupe}", "bande de … {groupe}"]},
        {"id": "appel", "says": {"menace": True}, "patterns": ["{ordre}", "<dehors> les {groupe}"], "note": "n"},
        {"id": "age", "says": {"age": "{nombre}"}, "patterns": ["j'ai {nombre} ans", "né le {date}"]},
    ],
}
TEXTS = (
    "Sale menteuse, dehors les voleurs !",
    "Bande de pauvres crétines. Il ne faut pas dire sale voleurs.",
    "J'ai quatorze ans, né le 3 mai 2011. Voleurs dehors 🐒",
    "Rien à voir.",
)


@pytest.fixture
def cache(tmp_path: Path) -> FileCache:
    return FileCache(tmp_path / "cache")


def _files(data: Any) -> dict[str, LexiconFile]:
    return {"essai.yaml": LexiconFile.model_validate(data, strict=False)}


def _built(cache: FileCache | None, data: Any = DATA, *, thorough: bool = True) -> Lexicon:
    lexicon, faults = build(_files(data), thorough=thorough, cache=cache)
    assert faults == []
    assert lexicon is not None
    return lexicon


def _sources(data: Any) -> Sources:
    sources, faults = define(_files(data))
    assert faults == []
    return sources


@pytest.fixture
def no_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(sources: Sources) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(module, "PatternTrees", refuse)


def _read(lexicon: Lexicon) -> list[Any]:
    return [(cues, CueReader(lexicon).matching(text)) for text in TEXTS for cues in [CueReader(lexicon).read(text)]]


def test_it_reads_as_before_without_compiling(cache: FileCache, request: pytest.FixtureRequest) -> None:
    first = _built(cache)
    request.getfixturevalue("no_compilation")
    again = _built(cache)
    assert _read(again) == _read(first)
    assert any(cues for cues, _ in _read(again))
    assert [pattern.write() for pattern in again.matcher.patterns] == [p.write() for p in first.matcher.patterns]
    assert (again.rules, again.plan, again.asking) == (first.rules, first.plan, first.asking)
    assert again.matcher.index == first.matcher.index


def test_the_shipped_lexicons_are_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def what_is_read(lexicon: Lexicon) -> tuple[list[str], list[tuple[Cue, ...]]]:
        examples = [example.text for rule in lexicon.rules[::4] for example in rule.hits[:1]]
        sources = [pattern.compiled.source for pattern in lexicon.matcher.patterns]
        return sources, list(CueReader(lexicon).read_many(examples))

    def parts(lexicon: Lexicon) -> list[Any]:
        rules = [pattern.rule for pattern in lexicon.matcher.patterns]
        return [lexicon.rules, lexicon.plan, lexicon.asking, lexicon.matcher.index, lexicon.alphabet.extra, rules]

    monkeypatch.setenv("QUALIF_CACHE", "")
    without = open_lexicon(RULESETS)
    monkeypatch.setenv("QUALIF_CACHE", str(tmp_path))
    first, again = open_lexicon(RULESETS), open_lexicon(RULESETS)
    assert len(list(tmp_path.iterdir())) == 1
    assert parts(first) == parts(without)
    assert parts(again) == parts(without)
    assert what_is_read(again) == what_is_read(without)
    some = slice(None, None, 10)  # they are written from trees, as without a cache
    assert [p.write() for p in first.matcher.patterns[some]] == [p.write() for p in without.matcher.patterns[some]]


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = deepcopy(DATA)
    change(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["words"]["groupe"].append("tricheurs"),
        lambda data: data["words"].update(autres=["x"]),
        lambda data: data["cues"][0]["patterns"].append("quel {groupe}"),
        lambda data: data["cues"].reverse(),
    ],
)
def test_another_word_or_pattern_is_another_address(change: Callable[[dict[str, Any]], object]) -> None:
    assert address_of(_sources(_changed(change))) != address_of(_sources(DATA))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["cues"][1].update(note="autre"),
        lambda data: data["cues"][0].update(hits=["sale voleurs"], confidence="low"),
        lambda data: data["cues"][0].update(says={"menace": False}),
    ],
)
def test_what_rules_say_is_not_compiled(change: Callable[[dict[str, Any]], object]) -> None:
    assert address_of(_sources(_changed(change))) == address_of(_sources(DATA))


def test_a_damaged_entry_is_made_again(cache: FileCache) -> None:
    first = _built(cache)
    (entry,) = cache.folder.iterdir()
    good = entry.read_bytes()
    entry.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert _read(_built(cache)) == _read(first)
    (raw,) = [cache.get(file.name) for file in cache.folder.iterdir()]
    assert raw is not None
    assert len(from_bytes(raw).patterns) == len(first.matcher.patterns)


def test_the_next_process_does_not_write_what_this_one_has(cache: FileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(writer: Writer, pattern: str) -> str:
        raise AssertionError("written again")

    monkeypatch.setattr(source_memory, "EVERY", 2)  # of an odd number of patterns: the last one is not put down
    without = _built(cache)
    some = _built(cache)
    *first, last = [pattern.write() for pattern in some.matcher.patterns]
    assert [*first, last] == [pattern.write() for pattern in without.matcher.patterns]
    monkeypatch.setattr(module, "_write", refuse)
    again = _built(cache)
    assert [pattern.write() for pattern in again.matcher.patterns[:-1]] == first
    with pytest.raises(AssertionError):
        again.matcher.patterns[-1].write()


def test_sources_that_are_damaged_are_written_again(cache: FileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_memory, "EVERY", 1)
    _built(cache)
    asked = _read(_built(cache))
    (entry,) = cache.folder.glob("sources-*")
    entry.write_bytes(entry.read_bytes()[:-9])
    assert _read(_built(cache)) == asked


def test_what_was_not_checked_is_checked_when_asked(cache: FileCache, monkeypatch: pytest.MonkeyPatch) -> None:
    _built(cache, thorough=False)
    monkeypatch.setattr(compiled, "MAX_MEMORY", 300)
    lexicon, faults = build(_files(DATA), cache=cache)
    assert lexicon is None
    assert {fault.code for fault in faults} == {"L201"}
    monkeypatch.undo()
    _built(cache)
    monkeypatch.setattr(compiled, "MAX_MEMORY", 300)
    _built(cache)


def test_faults_beside_the_patterns_are_told_all_the_same(cache: FileCache) -> None:
    def faults_of(data: Any) -> list[LexiconFault]:
        return build(_files(data), cache=cache)[1]

    def names_nobody(data: dict[str, Any]) -> None:
        data["cues"][0]["unless"] = ["personne"]

    _built(cache)
    wrong = _changed(names_nobody)
    assert faults_of(wrong) == build(_files(wrong))[1]
    assert [fault.code for fault in faults_of(wrong)] == ["L301"]


def test_a_law_whose_lexicons_change_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "loi" / "lexicons"
    folder.mkdir(parents=True)
    source = (ROOT / "docs/examples/petite-loi/lexicons").rglob("*.yaml")
    for number, file in enumerate(source):
        (folder / f"{number}.yaml").write_bytes(file.read_bytes())
    for _ in range(2):
        assert Lexicons(tmp_path / "loi").diagnostics == []
    (folder / "plus.yaml").write_text(
        "cues:\n  - {id: nouveau, says: {menace: true}, patterns: [zygomatique]}\n", encoding="utf-8"
    )
    assert "nouveau" in CueReader(open_lexicon(tmp_path / "loi")).matching("un zygomatique")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_no_lexicon_at_all_is_read_back(cache: FileCache) -> None:
    for _ in range(2):
        lexicon, faults = build({}, cache=cache)
        assert faults == []
        assert lexicon is not None
        assert CueReader(lexicon).matching("Sale menteuse") == frozenset()


def test_reading_loads_no_library_of_training() -> None:
    """scikit-learn, and skops which loads it, take over a second to import."""
    code = (
        "import sys; from pathlib import Path; from api.texts.second_reader import read_policy, shipped_folder; "
        "from classifiers.second.model import MODEL, load; load(shipped_folder() / MODEL); import api.texts.report_reader; "
        "print(sorted({'sklearn', 'skops', 'scipy.special', 'scipy.stats', 'scipy.optimize'} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "[]"
