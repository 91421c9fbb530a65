"""Broken rulesets: the minimal valid one with one thing changed, and what is said of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.analysis.case_files import cross_runs, offence_runs
from engine.language.loader import check_folder
from textfile.diagnostics import Diagnostic, in_order

MINIMAL = Path(__file__).parents[2] / "fixtures" / "rulesets" / "minimal"
TODAY = date(2026, 11, 24)

FACTS = "facts/commun.yaml"
NOTIONS = "notions/commun.yaml"
LIMITATION = "limitation/commun.yaml"
OUT_OF_FIELD = "hors_champ/commun.yaml"
THREAT = "offences/essai/menace-publique/offence.yaml"
THREAT_CASES = "offences/essai/menace-publique/cases.yaml"
INSULT = "offences/essai/injure-publique/offence.yaml"
INSULT_CASES = "offences/essai/injure-publique/cases.yaml"
CROSS = "cases/ensemble.yaml"

Edit = Callable[[Path], None]


@dataclass(frozen=True)
class Broken:
    """A fault of one kind. `name` is the code, then a few words; `also` are other codes it cannot avoid."""

    name: str
    edits: tuple[Edit, ...]
    also: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        """The code that must be reported."""
        return self.name[:4]

    def build(self, folder: Path) -> Path:
        """Writes the broken ruleset under a folder, and returns its root."""
        root = folder / "minimal"
        shutil.copytree(MINIMAL, root)
        for edit in self.edits:
            edit(root)
        return root


def broken(name: str, *edits: Edit, also: str = "") -> Broken:
    """A broken ruleset. `also` lists codes, separated by spaces."""
    return Broken(name, edits, frozenset(also.split()))


def replace(file: str, old: str, new: str) -> Edit:
    """Changes the one place of a file where `old` stands; fails when it is not there exactly once."""

    def edit(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{text.count(old)} × {old!r} in {file}"
        (root / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def append(file: str, text: str) -> Edit:
    """Adds lines at the end of a file."""

    def edit(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return edit


def write(file: str, content: str | bytes) -> Edit:
    """Puts a whole file in place, whatever was there."""

    def edit(root: Path) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    return edit


def remove(file: str) -> Edit:
    """Takes a file or a folder away."""

    def edit(root: Path) -> None:
        path = root / file
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    return edit


def diagnose(root: Path) -> list[Diagnostic]:
    """Everything said of a ruleset and, when it holds together, of its case files."""
    ruleset, faults = check_folder(root, TODAY)
    if ruleset is not None:
        faults += [*offence_runs(root, ruleset)[1], *cross_runs(root, ruleset)[1]]
    return in_order(faults)


def diagnose_edits(folder: Path, *edits: Edit) -> list[Diagnostic]:
    """What is said of the minimal ruleset after some edits."""
    return diagnose(Broken("R000", edits).build(folder))


def errors(found: list[Diagnostic]) -> set[str]:
    """The codes of the errors, warnings left out."""
    return {item.code for item in found if not item.warning}


def shown(diagnostics: list[Diagnostic], root: Path) -> str:
    """Each diagnostic as a person reads it, then the line it points at, with a mark under the column."""
    blocks = []
    for found in diagnostics:
        lines = [found.as_text().replace(str(root.parent), "…")]
        source = root.parent / found.place.file
        if source.is_file():
            text = source.read_bytes().decode("utf-8", "backslashreplace").splitlines()
            line = text[found.place.line - 1] if found.place.line <= len(text) else ""
            lines += [f"  | {_visible(line)}", "  | " + " " * (min(found.place.column, 150) - 1) + "^"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else "·" for c in line[:150])
