"""Decision records: half a page each, a status, links that answer each other, an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT

FOLDER = ROOT / "docs/decisions"
RECORDS = {int(path.name[:4]): path for path in sorted(FOLDER.glob("[0-9]*.md"))}
INVERSE = {
    "supersedes": "superseded by",
    "superseded by": "supersedes",
    "amends": "amended by",
    "amended by": "amends",
}
MAX_LINES, MAX_COLUMNS = 40, 100
each = pytest.mark.parametrize("number", RECORDS)


def _text(number: int) -> str:
    return RECORDS[number].read_text(encoding="utf-8")


def _status(number: int) -> str:
    (found,) = re.findall(r"^Status: (.*?)\n\n", _text(number), flags=re.MULTILINE | re.DOTALL)
    return " ".join(str(found).split())


def _relations(number: int) -> Iterator[tuple[str, int]]:
    """What the status says of other records: the relation, and which record."""
    for part in _status(number).split("; "):
        word = part.split(" [")[0]
        if word != "accepted":
            yield from ((word, int(other)) for other in re.findall(r"\[(\d+)\]", part))


@each
def test_a_record_opens_on_its_number_and_its_status(number: int) -> None:
    assert _text(number).startswith(f"# {number}. ")
    assert re.match(r"accepted|superseded by ", _status(number))


@each
def test_a_record_says_context_decision_and_consequences(number: int) -> None:
    text = _text(number)
    assert [word for word in ("Context", "Decision", "Consequences") if f"**{word}.**" not in text] == []


@each
def test_a_record_is_half_a_page(number: int) -> None:
    lines = _text(number).splitlines()
    assert len(lines) <= MAX_LINES
    assert [line for line in lines if len(line) > MAX_COLUMNS] == []


@each
def test_a_relation_is_told_by_both_records(number: int) -> None:
    one_sided = [
        (word, other) for word, other in _relations(number) if (INVERSE[word], number) not in set(_relations(other))
    ]
    assert one_sided == []


@each
def test_a_number_leads_to_the_record_of_that_number(number: int) -> None:
    wrong = [
        (shown, target)
        for shown, target in re.findall(r"\[(?:decision\s)?(\d+)\]\((\d{4})-", _text(number))
        if int(shown) != int(target)
    ]
    assert wrong == []


def test_the_index_lists_every_record_with_its_status() -> None:
    rows = re.findall(
        r"^\| (\d+) \| \[(.+)\]\((\S+)\) \| (.+) \|$",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert rows == [(str(n), _title(path), path.name, _status(n)) for n, path in RECORDS.items()]


def _title(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].partition(". ")[2]
