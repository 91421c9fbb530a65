"""Annotated sentences to learn cues from: the project's own, and public messages known by their ids
alone.

No text of a public set is in the project: their annotations are, and find their texts in a folder
outside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.second.values import SAME_VALUE, ShownValue
from training.corpus import CORPUS, BadCorpus, own_file, public

MESSAGES_SAY = frozenset(
    [
        "acte_demande",
        "cible",
        "critere_protege",
        "exhortation",
        "fait_impute",
        "menace",
        "objet_menace",
        "terme_outrageant",
    ]
)
"""The facts that annotations of public messages tell."""
MESSAGES_TEACH = MESSAGES_SAY | {"forme"}
"""The same, and what follows from them (`FORMS`): of other facts, what a message does not hold is
not a no.
"""
FORMS: Mapping[ShownValue, ShownValue] = {
    ("terme_outrageant", True): ("forme", "insulte"),
    ("menace", True): ("forme", "menace"),
    ("exhortation", "explicite"): ("forme", "appel"),
}
"""Consequences in a message of which only `MESSAGES_SAY` is told."""
READ = (bool, str)


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text, what it shows, and the facts on which two attentive readers would part."""

    id: str
    text: str
    values: frozenset[ShownValue]
    maybe: frozenset[str]


def own(corpus: Path = CORPUS) -> list[AnnotatedText]:
    """The sentences written for the project.

    Raises:
        BadCorpus: the folder does not hold them, or a line cannot be used: which file, which line,
            why.
    """
    rows = _rows(own_file(corpus, "facts"), text=True)
    return [AnnotatedText(row["id"], row["text"], _values(row), _maybe(row)) for row in rows]


def messages(
    data: Path, corpus: Path = CORPUS, *, commercial: bool = True, copyleft: bool = True
) -> list[AnnotatedText]:
    """The public messages that were annotated, whose texts a folder holds; those of left out
    licences are left out.

    Raises:
        BadCorpus: a folder holds none of the public sets or of their annotations, or a line cannot
            be used.
    """
    texts = {e.id: e.text for e in public(data, commercial=commercial, copyleft=copyleft)}
    return [
        AnnotatedText(row["id"], texts[row["id"]], shown | {FORMS[one] for one in shown if one in FORMS}, _maybe(row))
        for row in _rows(own_file(corpus, "messages"), text=False)
        if row["id"] in texts
        for shown in [_values(row)]
    ]


def values_of(
    rows: Iterable[AnnotatedText], least: int, known: Collection[str] | None = None
) -> tuple[ShownValue, ...]:
    """The values shown by `least` sentences or more, in order; those of `known` facts alone, if
    they are given.
    """
    counted: dict[ShownValue, int] = {}
    for row in rows:
        for one in row.values:
            counted[one] = counted.get(one, 0) + 1
    enough = (one for one, number in counted.items() if number >= least and (known is None or one[0] in known))
    return tuple(sorted(enough, key=lambda one: (one[0], str(one[1]))))


def digest(rows: Iterable[AnnotatedText]) -> str:
    """SHA-256 of the texts and of what is said of them, in order."""
    seen = hashlib.sha256()
    for row in rows:
        said = sorted(f"{fact}={value}" for fact, value in row.values)
        told = json.dumps([row.id, row.text, said, sorted(row.maybe)], ensure_ascii=True)
        seen.update(told.encode() + b"\n")
    return seen.hexdigest()


def _rows(path: Path, *, text: bool) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
            good = (
                isinstance(row["id"], str) and isinstance(row["facts"], dict) and isinstance(row.get("maybe", []), list)
            )
            good = good and (not text or (isinstance(row["text"], str) and bool(row["text"].strip())))
        except (ValueError, KeyError, TypeError) as error:
            raise BadCorpus(f"{path.name}:{number} : ligne illisible ({error})") from error
        if not good:
            raise BadCorpus(f'{path.name}:{number} : il faut "id", "facts" (faits et valeurs) et "text"')
        yield row


def _values(row: Mapping[str, Any]) -> frozenset[ShownValue]:
    every = {
        (fact, one)
        for fact, told in row["facts"].items()
        for one in (told if isinstance(told, list) else [told])
        if isinstance(one, READ)
    }
    return frozenset(SAME_VALUE.get(one, one) for one in every)


def _maybe(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(str, row.get("maybe", [])))
