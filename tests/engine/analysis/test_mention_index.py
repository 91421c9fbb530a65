"""The index of a folder finds what the search of its files finds, and the lines of each definition."""

from __future__ import annotations

import pytest

from engine.analysis.mention_index import MentionIndex, index_file
from engine.analysis.mentions import Query, mentions
from tests.shared import ROOT

RULES = ROOT / "docs/examples/petite-loi"


def index() -> MentionIndex:
    """Index of the small law."""
    paths = (p for p in RULES.rglob("*") if p.suffix in (".yaml", ".html"))
    names = ((p.relative_to(RULES).as_posix(), p.read_bytes()) for p in paths)
    return MentionIndex({name: index_file(name, data) for name, data in names})


@pytest.mark.parametrize("name", ["menace", "menace=true", "objet_menace=mort", "je_vais", "recit", "absent"])
def test_the_index_finds_what_the_search_of_the_files_finds(name: str) -> None:
    found, _ = mentions(RULES, Query.of(name))
    outside = len(RULES.name) + 1
    assert [(m.group, m.place.file, m.place.line, m.within) for m in index().find(Query.of(name))] == [
        (m.group, m.place.file[outside:], m.place.line, m.within) for m in found
    ]


def test_a_word_is_found_in_lines_whatever_its_accents() -> None:
    lines = index().lines("fácher", 5) + index().lines("MENACE", 3)
    assert len(lines) == 3
    assert all("menace" in line.text.casefold() for line in lines)


def test_a_definition_has_its_lines_with_the_comment_above_it() -> None:
    text = "about: x\n\nframes:\n  # pourquoi\n  - id: un\n    hits: [a]\n\n  - id: deux\n    hits: [b]\n"
    file = index_file("lexicons/a.yaml", text.encode())
    assert file.definition("frames", "un") == ("frames", "un", 4, 6)
    assert file.definition("frames", "deux") == ("frames", "deux", 8, 9)
    assert file.definition_at(6) == file.definition("frames", "un")
    assert file.definition("frames", "trois") is None


@pytest.mark.parametrize("data", [b"a: [", b"\xff\xfe", b"- 1\n", b""])
def test_a_file_that_is_not_as_it_should_be_has_no_name_and_keeps_its_text(data: bytes) -> None:
    file = index_file("facts/x.yaml", data)
    assert (list(file.find(Query.of("a"))), file.definitions) == ([], ())
