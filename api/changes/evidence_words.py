"""Sentences of a difference, as evidence holds them: what an approver reads, under the same digest
as what they sign.

Worked out where the difference is, for the sentences need both laws; in French, as the law is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from api.law.difference_page import PartView, part_view, place_views
from engine.analysis.difference.findings import DifferenceClass, FolderDifference, PartDifference, RulesetDifference
from engine.analysis.difference.words import CLASSES, DifferenceTeller
from engine.model.ruleset import Ruleset

EDITORIAL = "rédaction seulement : le sens est le même"
"""Of a file whose bytes differ and whose meaning does not."""
BESIDE = "le droit répond de même ; ce que fait le service à côté change : lecture des textes, file, envois"
"""Of a change that touches what stands beside the law alone."""
_ALSO = "ce que fait le service à côté change aussi"
CASES = "cas seulement : aucune réponse ne change"
"""Of a file of cases."""


def evidence_words(
    found: RulesetDifference,
    beside: FolderDifference,
    laws: tuple[Ruleset, Ruleset],
    others: Iterable[str] = (),
) -> dict[str, Any]:
    """The whole difference in sentences, as plain data: its class, then each part to look at, under
    a name of its own. `others`: files whose text alone differs.
    """
    teller = DifferenceTeller(found, *laws)
    law = [_part(part, part_view(part, teller, *laws)) for part in found.parts]
    texts = [
        _place(f"text:{path}", "text", path, CASES if path.endswith("cases.yaml") else EDITORIAL) for path in others
    ]
    return {"class": _class_of_all(found, beside), "parts": [*law, *_beside(beside), *texts]}


def _class_of_all(found: RulesetDifference, beside: FolderDifference) -> str:
    """The class of the law, and what is said of the rest where only that changes what is done."""
    said = CLASSES[found.of_class]
    if beside.of_class is not DifferenceClass.CONSEQUENCES:
        return said
    inert = (DifferenceClass.NONE, DifferenceClass.EDITORIAL, DifferenceClass.WORDING)
    return BESIDE if found.of_class in inert else f"{said} ; {_ALSO}"


def _part(part: PartDifference, view: PartView) -> dict[str, Any]:
    return {
        "part": f"{part.kind}:{part.id}",
        "kind": part.kind,
        "title": view.title,
        "class": view.words,
        "changes": [
            {"lines": _stripped(change.lines), "rows": [row._asdict() for row in change.rows]}
            for change in view.changes
        ],
        "others": [_stripped(lines) for lines in view.others],
        "texts": [{"place": place, "old": old, "new": new} for place, old, new in view.wordings],
    }


def _beside(found: FolderDifference) -> Iterator[dict[str, Any]]:
    names = [("route", f"route:{one.rule}") for one in found.routes]
    names += [("file", f"file:{one.file}") for one in found.files]
    seen: dict[str, int] = {}
    for (kind, name), view in zip(names, place_views(found), strict=True):
        seen[name] = seen.get(name, 0) + 1  # a rule of routing may change on several stretches of days
        unique = name if seen[name] == 1 else f"{name}:{seen[name]}"
        yield {**_place(unique, kind, view.title, view.words), "others": [[line] for line in view.lines]}


def _place(name: str, kind: str, title: str, words: str) -> dict[str, Any]:
    return {"part": name, "kind": kind, "title": title, "class": words, "changes": [], "others": [], "texts": []}


def _stripped(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines]
