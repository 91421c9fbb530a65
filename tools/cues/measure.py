"""Precision and recall of what is presumed, by fact and value: `python -m tools.cues.measure [--dev
PATH | --real DATA | --readers]`.

By default on the kept-apart sentences, of which it prints aggregates alone (`--of libres`: on the
batches whose name begins so). On sentences of one's own (`--dev`), `--errors` lists what was missed
and what was read wrongly. `--real` measures on public messages, found in DATA by their ids (no text
of theirs is in the project): those that were read with `--errors`, those kept apart without. What
is kept apart was read by two or three readers, and judged where they part (`judged`); `--first`
counts by the first reading alone. `--readers` measures each reading by the outcome: what anything
can be asked to reach. Both readers read, lexicons and the second one; `--lexicons`: the lexicons
alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.texts.earlier_words import EarlierWords, TodaysReader
from api.texts.lexicons import open_reader
from api.texts.second_reader import open_both
from classifiers.cues.model import Cue
from classifiers.cues.presumed import LEAST
from classifiers.cues.shapes import value_name
from engine.language.loader import load_folder
from tests.shared import RULESETS
from tools.cues.judged import readings, settled, values_in
from training.corpus import CORPUS
from training.facts.annotations import MESSAGES_SAY

APART = CORPUS / "heldout"
"""What measures and never teaches: of it, totals alone are ever shown."""
SENTENCES = APART / "facts.jsonl"
REAL = APART / "messages.jsonl"
"""Annotations of public messages, by id."""
READ = CORPUS / "train/messages.jsonl"
"""Annotations of public messages that were read, and learnt from."""
ANNOTATED = MESSAGES_SAY
"""The facts that those annotations tell: of others they say nothing."""
PERSONS = frozenset(["personne_nommee", "personne_identifiable"])
"""Targets that no offence tells apart: `cible` is counted once more with both as one."""


@dataclass
class Scores:
    """Counts by `fact` and by `fact=value`."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    sentences: int = 0

    def row(self, name: str) -> dict[str, float | int | str | None]:
        """Precision, recall, F1 and span overlap of a fact or value; None where there is nothing to
        divide by.
        """
        right, wrong, missed = self.right[name], self.wrong[name], self.missed[name]
        precision = right / (right + wrong) if right + wrong else None
        recall = right / (right + missed) if right + missed else None
        return {
            "name": name,
            "right": right,
            "wrong": wrong,
            "missed": missed,
            "precision": precision,
            "recall": recall,
            "f1": 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None,
            "span": self.touched[name] / self.spans[name] if self.spans[name] else None,
        }

    def names(self) -> list[str]:
        """Facts, each followed by its values."""
        every = {*self.right, *self.wrong, *self.missed} - {"(ensemble)"}
        return [*sorted(every), "(ensemble)"]


def sentences(place: Path, batch: str = "") -> Iterator[dict[str, Any]]:
    """The lines of a file, or of the files of a folder; those alone whose batch begins so, if it is
    given.
    """
    for path in [place] if place.is_file() else sorted(place.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for item in (json.loads(line) for line in lines if line.strip()):
                if item.get("batch", "").startswith(batch):
                    yield item


def messages(annotations: Path, data: Path) -> Iterator[dict[str, Any]]:
    """The annotated messages of a file, with their texts, which `data` holds."""
    texts = {item["id"]: item["text"] for item in sentences(data)}
    for item in sentences(annotations):
        yield item | {"text": texts[item["id"]]}


def score(
    given: Iterable[dict[str, Any]],
    *,
    linguistic: bool = False,
    facts: frozenset[str] | None = None,
    second: bool = False,
) -> Scores:
    """Counts over annotated sentences, one unit a presumed value of a fact; of these facts alone,
    if some are given.
    """
    first = open_reader(RULESETS, linguistic=linguistic)
    reader = (open_both(RULESETS, first) if second else None) or first
    words = _words()
    scores = Scores()
    items = list(given)
    today = TodaysReader(reader, words)
    for item, cues in zip(items, today.read_many(item["text"] for item in items), strict=True):
        scores.sentences += 1
        _score_one(
            item,
            [cue for cue in cues if cue.confidence >= LEAST and (facts is None or cue.fact in facts)],
            words,
            scores,
        )
    return scores


def reading(given: Iterable[dict[str, Any]], number: int) -> Scores:
    """Counts of the annotations of one reader (0: the first), taken as cues, by what was settled;
    texts it did not read are left out.
    """
    words = _words()
    scores = Scores()
    for item in given:
        if number >= len(readings(item)):
            continue
        marks = readings(item)[number]["facts"].items()
        cues = words.read(
            tuple(Cue(fact, one, 0, 0, 1.0, "lecture") for fact, value in marks for one in values_in(value))
        )
        scores.sentences += 1
        for outcome in settled([item]):
            _score_one(outcome | {"text": ""}, cues, words, scores)
    return scores


def _words() -> EarlierWords:
    """Today's words, in which readers and annotations are compared."""
    return EarlierWords(load_folder(RULESETS).facts, {})


def _score_one(item: dict[str, Any], cues: Iterable[Cue], words: EarlierWords, scores: Scores) -> None:
    text, maybe = item["text"], frozenset(item.get("maybe", ()))
    expected: dict[tuple[str, str], list[str]] = {}
    for fact, told in item.get("facts", {}).items():
        span = told.get("span") if isinstance(told, dict) else None
        spans = [s for s in (span if isinstance(span, list) else [span]) if isinstance(s, str)]
        for name, value in (now for one in values_in(told) for now in words.today(fact, one)):
            expected.setdefault((name, value_name(value)), spans)
    found: dict[tuple[str, str], list[Cue]] = {}
    for cue in cues:
        found.setdefault((cue.fact, value_name(cue.value)), []).append(cue)
    for key, spans in expected.items():
        if key in found:
            _count(scores.right, key)
            places = [(at, at + len(span)) for span in spans if (at := text.find(span)) >= 0]
            if places:
                _count(scores.spans, key)
                if any(c.start < end and start < c.end for c in found[key] for start, end in places):
                    _count(scores.touched, key)
        elif key[0] not in maybe:
            _count(scores.missed, key)
            scores.errors.append(f"manqué  {key[0]}={key[1]} — {item.get('id', '?')} : {text}")
    _count_persons(scores, expected.keys(), found.keys(), maybe)
    for key, group in found.items():
        if key not in expected and key[0] not in maybe:
            _count(scores.wrong, key)
            rules = ", ".join(sorted({cue.rule for cue in group}))
            words = text[group[0].start : group[0].end]
            scores.errors.append(f"à tort  {key[0]}={key[1]} [{rules}] « {words} » — {item.get('id', '?')} : {text}")


def _count_persons(
    scores: Scores, expected: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]], maybe: frozenset[str]
) -> None:
    wanted, seen = (
        {"une personne" if value in PERSONS else value for fact, value in keys if fact == "cible"}
        for keys in (expected, found)
    )
    name = "cibles, personnes confondues"
    scores.right[name] += len(wanted & seen)
    if "cible" not in maybe:
        scores.missed[name] += len(wanted - seen)
        scores.wrong[name] += len(seen - wanted)


def _count(counter: Counter[str], key: tuple[str, str]) -> None:
    fact, value = key
    counter["(ensemble)"] += 1
    counter[fact] += 1
    if value != "true":
        counter[f"{fact}={value}"] += 1


def table(scores: Scores) -> str:
    """Aggregates as a table."""
    lines = [f"{scores.sentences} phrases", f"{'fait':<48} justes  à tort  manqués  précision  rappel     F1  mots"]
    for name in scores.names():
        row = scores.row(name)
        shown = [
            f"{row[key]:.2f}" if isinstance(row[key], float) else "—" for key in ("precision", "recall", "f1", "span")
        ]
        label = f"    {name.partition('=')[2]}" if "=" in name else name
        lines.append(
            f"{label:<48} {row['right']:>6}  {row['wrong']:>6}  {row['missed']:>7}  {shown[0]:>9}  {shown[1]:>6}  {shown[2]:>5} {shown[3]:>5}"
        )
    return "\n".join(lines)


def _tell_readings(of: str) -> None:
    for name, rows in (("messages publics", list(sentences(REAL))), ("phrases", list(sentences(SENTENCES, of)))):
        for number in range(max((len(readings(row)) for row in rows), default=0)):
            print(f"{name}, lecture {number + 1}", table(reading(rows, number)), "", sep="\n")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Précision et rappel des indices.")
    parser.add_argument(
        "--dev", type=Path, help="phrases à soi (fichier ou dossier), au lieu des phrases tenues à part"
    )
    parser.add_argument("--real", type=Path, metavar="DATA", help="dossier des textes publics : messages réels annotés")
    parser.add_argument(
        "--of", default="", metavar="NOM", help="parmi les phrases tenues à part, les lots dont le nom commence ainsi"
    )
    parser.add_argument("--lexicons", action="store_true", help="les lexiques seuls, sans le second lecteur")
    parser.add_argument(
        "--readers",
        action="store_true",
        help="chaque lecture par ce qui en fut jugé, sur les messages et les phrases à part",
    )
    parser.add_argument("--first", action="store_true", help="compter d'après la première lecture seule")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--analyse", action="store_true", help="avec l'analyse linguistique")
    parser.add_argument("--errors", action="store_true", help="avec `--dev` ou `--real` : dire chaque erreur")
    given = parser.parse_args()
    if given.errors and given.dev is None and given.real is None:
        parser.error("`--errors` ne vaut que pour `--dev` et `--real` : les phrases tenues à part ne se montrent pas")
    if given.dev is not None and given.dev.resolve().is_relative_to(APART.resolve()):
        parser.error("ces phrases sont tenues à part ; les mesurer sans `--dev`")
    if given.readers:
        _tell_readings(given.of)
        return
    if given.real is not None:
        rows = messages(READ if given.errors else REAL, given.real)
    else:
        rows = sentences(given.dev) if given.dev else sentences(SENTENCES, given.of)
    facts = None if given.real is None else ANNOTATED
    outcome = rows if given.first else settled(rows)
    scores = score(outcome, linguistic=given.analyse, facts=facts, second=not given.lexicons)
    if given.json:
        told = [scores.row(name) for name in scores.names()]
        print(json.dumps({"sentences": scores.sentences, "rows": told}, ensure_ascii=False, indent=2))
        return
    print(table(scores))
    if given.errors:
        print("\n".join(["", *sorted(scores.errors)]))


if __name__ == "__main__":
    main()
