"""Whatever the bytes, a file is read or refused, and a folder is told; nothing else ever comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.analysis.case_files import CasesFile, CrossFile, cross_runs, offence_runs
from engine.language.loader import check_folder
from engine.language.schema import FactsFile, LimitationsFile, NotionsFile, OutOfFieldFile, parse
from engine.model.law import Offence
from tests.engine.language.broken import MINIMAL, TODAY, broken
from textfile.diagnostics import render_json, render_text
from textfile.reader import Document, Unreadable, read_bytes

FILES = sorted(path.relative_to(MINIMAL).as_posix() for path in MINIMAL.rglob("*.yaml"))
MODELS = (FactsFile, NotionsFile, LimitationsFile, OutOfFieldFile, Offence, CasesFile, CrossFile)
NASTY = (
    "*a", "&a ", "<<: ", "!!python/object:x ", "!!str ", "? ", "- ", ": ", "[", "]", "{", "}", ",", "|", ">", "'", '"', "\\",
    "#", "%", "@", "`", "\t", "\r", "\n", "\n\n", "---\n", "...\n", "\0", "\x07", "\x1b", "\u2028", "\x85", "\ufeff", "\ufffe",
    "null", "true", "1", "-1", "1.5", "9" * 25, "2023-02-30", "0000-00-00", "2026-01-01", "", "é", "\u0435", "\u200b", "😀",
    "condition", "fact", "notion", "any", "not", "of", "from", "until", "void", "{fact: menace}", "{all: []}", "{not: 1}",
)  # fmt: skip


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(raw: bytes) -> None:
    _read_or_refuse(raw)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=40).map("".join))
def test_random_pieces_of_yaml_are_read_or_refused(text: str) -> None:
    _read_or_refuse(text.encode("utf-8", "surrogatepass"))


def _read_or_refuse(raw: bytes) -> Document | None:
    try:
        document = read_bytes(raw, "f.yaml")
    except Unreadable as error:
        found = error.diagnostic
        assert found.code.startswith("R00")
        assert 1 <= found.place.line <= len(raw) + 1
        assert 1 <= found.place.column <= len(raw) + 1
        assert found.message
        assert found.hint
        return None
    _assert_plain(document.data)
    return document


def _assert_plain(data: Any) -> None:
    """Only the seven plain kinds of values, of these exact types."""
    assert type(data) in (type(None), bool, int, str, date, tuple, dict)
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, tuple) else ():
        _assert_plain(item)
    if isinstance(data, dict):
        assert all(type(key) is str for key in data)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> str:
    """A file of the minimal ruleset after a few slips of the hand."""
    text = (MINIMAL / name).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from((_insert, _cut, _repeat_line, _drop_line, _swap_word)))(draw, text)
    return text


def _insert(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(NASTY)) + text[at:]


def _cut(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + draw(st.integers(1, 60)) :]


def _repeat_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def _drop_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    return "\n".join([*lines[:at], *lines[at + 1 :]])


def _swap_word(draw: st.DrawFn, text: str) -> str:
    words = text.split(" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from((*NASTY, *words)))
    return " ".join(words)


any_mutation = st.sampled_from(FILES).flatmap(lambda name: st.tuples(st.just(name), mutated(name)))


@settings(max_examples=100)
@given(any_mutation)
def test_a_mutated_file_is_shaped_or_told_with_places_in_it(mutation: tuple[str, str]) -> None:
    document = _read_or_refuse(mutation[1].encode())
    if document is None:
        return
    lines = len(mutation[1].splitlines()) + 1
    for model in MODELS:
        value, found = parse(model, document)
        assert (value is None) is bool(found)
        assert all(item.place.line <= lines and item.message and item.hint for item in found)


@pytest.fixture(scope="module")
def rewrite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Puts one mutated file in an otherwise minimal ruleset, and returns its folder."""
    root = broken("R000").build(tmp_path_factory.mktemp("fuzz"))
    last = FILES[0]

    def put(name: str, text: str) -> Path:
        nonlocal last
        (root / last).write_bytes((MINIMAL / last).read_bytes())
        (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        last = name
        return root

    return put


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(any_mutation)
def test_a_mutated_folder_is_loaded_or_told(rewrite: Callable[[str, str], Path], mutation: tuple[str, str]) -> None:
    _told(rewrite(*mutation), thorough=False)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(any_mutation)
@example(("notions/commun.yaml", (MINIMAL / "notions/commun.yaml").read_text().replace("2009", "1999")))
def test_a_mutated_folder_is_checked_or_told(rewrite: Callable[[str, str], Path], mutation: tuple[str, str]) -> None:
    _told(rewrite(*mutation), thorough=True)


def _told(root: Path, thorough: bool) -> None:
    ruleset, found = check_folder(root, TODAY, thorough)
    assert (ruleset is None) is any(not item.warning for item in found)
    if ruleset is not None:
        found += [*offence_runs(root, ruleset)[1], *cross_runs(root, ruleset)[1]]
    codes = [item["code"] for item in json.loads(render_json(found))]
    assert all(code in render_text(found) for code in codes)
