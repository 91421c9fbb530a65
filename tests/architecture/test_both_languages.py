"""What the code says in two languages is in two languages: each English side is written, and is no French."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.languages import french_in
from tests.shared import ROOT

SAID = ("Text", "Unfit")
"""What holds a message in both languages."""


def written(path: Path) -> Iterator[tuple[int, str, str]]:
    """Each pair of a file whose sides are written there: its line, its French, its English, what they quote left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in SAID:
            continue
        sides = {word.arg: word.value for word in node.keywords if word.arg in ("fr", "en")}
        sides |= dict(zip(("fr", "en"), node.args, strict=False))
        if sides.keys() == {"fr", "en"} and all(
            isinstance(side, ast.Constant | ast.JoinedStr) for side in sides.values()
        ):
            yield node.lineno, _literal(sides["fr"]), _literal(sides["en"])


def _literal(side: ast.expr) -> str:
    parts = side.values if isinstance(side, ast.JoinedStr) else [side]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts).strip()


FILES = sorted(path for folder in ("api", "engine", "textfile") for path in (ROOT / folder).rglob("*.py"))


def test_messages_in_both_languages_are_found() -> None:
    assert sum(1 for path in FILES for _ in written(path)) > 100


def test_each_english_side_is_in_english() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {english}"
        for path in FILES
        for line, _, english in written(path)
        if french_in(english)
    ]
    assert wrong == []


def test_french_is_told_from_english() -> None:
    assert french_in("unknown fact: `zèle` (did you mean `menace`?)") == []
    assert french_in("contredit `age`, garder l'un des deux") == ["garder", "l'un", "des"]
