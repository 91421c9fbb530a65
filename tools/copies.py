"""Words of public texts that stand in the project: `python -m tools.copies --data FOLDER [--words
9]`.

No sentence of the public data may enter the project. Every tracked text file is read for as many
words in a row as `--words` that a public text also holds, and for whole public texts of five words
or more; each is told by file and line and by the id of the public text. What is told is to be read
by a person: everyday turns (« c'est tout ce que j'ai à dire ») belong to nobody.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tools.cues.measure import sentences

ROOT = Path(__file__).parent.parent
SHORT = 5
"""A whole public text of so few words, found as a whole, is told too."""
_WORD = re.compile(r"[^\W_]+")
_READ = {".yaml", ".yml", ".json", ".jsonl", ".md", ".txt", ".py", ".html", ".j2"}


class Copy(NamedTuple):
    """Words of a line of the project that a public text holds."""

    file: str
    line: int
    public: str
    words: str


def words(text: str) -> list[str]:
    """Its words without capitals or accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def runs(texts: Mapping[str, str], size: int) -> dict[tuple[str, ...], str]:
    """Every run of `size` words of the texts, and each whole text that is shorter, by the id of one
    that holds it.
    """
    found: dict[tuple[str, ...], str] = {}
    for name, text in texts.items():
        told = words(text)
        if SHORT <= len(told) < size:
            found.setdefault(tuple(told), name)
        for at in range(len(told) - size + 1):
            found.setdefault(tuple(told[at : at + size]), name)
    return found


def copies(lines: Iterable[tuple[str, int, str]], known: Mapping[tuple[str, ...], str], size: int) -> Iterator[Copy]:
    """The first copy of each line (file, number, text); a shorter public text counts where a quoted
    sentence is no more than it.
    """
    for file, number, line in lines:
        told = words(line)
        whole = [tuple(words(part)) for part in re.split(r'["«»]', line)]
        spans = [*(tuple(told[at : at + size]) for at in range(len(told) - size + 1)), *whole]
        hit = next((span for span in spans if span in known), None)
        if hit is not None:
            yield Copy(file, number, known[hit], " ".join(hit))


def tracked() -> Iterator[tuple[str, int, str]]:
    """Every line of the project's text files."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        path = ROOT / name
        if path.suffix in _READ and path.is_file():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield name, number, line


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Mots de textes publics qui se trouvent dans le projet.")
    parser.add_argument("--data", type=Path, required=True, help="dossier de textes publics (JSON Lines : id, text)")
    parser.add_argument("--words", type=int, default=9, help="mots à la suite à partir desquels c'est une copie")
    given = parser.parse_args()
    known = runs({item["id"]: item["text"] for item in sentences(given.data)}, given.words)
    found = list(copies(tracked(), known, given.words))
    for copy in found:
        print(f"{copy.file}:{copy.line} — {copy.public} : {copy.words}")
    print(f"{len(found)} lignes à relire")


if __name__ == "__main__":
    main()
