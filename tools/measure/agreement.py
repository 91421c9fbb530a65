"""Inter-rater agreement on the product's own questions: Fleiss' kappa of readers who answered them
on the same descriptions, with a jackknife interval.

An answer is the set of its values: one for a single choice, a yes or a number, any number of them
for a list; unknown is a value too, so that none of a list and unknown differ. Kappa is 1 - d/e,
over every value: d, how often two readers of a description differ on it; e, how often they would if
each drew at random from all the answers to the question. With one value an answer, that is the
kappa of Fleiss (« Measuring nominal scale agreement among many raters », 1971), which weighs each
value in the same way; a value that nobody gives weighs nothing. Where every answer is the same,
chance explains it all, and the kappa is 1 by convention: `values` says how few were given.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from scipy.stats import t

from tools.measure.careful import ANSWERS
from tools.measure.metrics import RISK

AGREEMENT = ANSWERS / "agreement"
LEAST_ASKED = 10
"""Descriptions under which a kappa says too little of a question to judge it."""
REWRITE = 0.6
"""Kappa under which a question is written again."""
UNKNOWN = "null"

Votes = Mapping[str, int]
"""Of one description, how many readers gave each value of an answer."""


@dataclass(frozen=True, slots=True)
class AgreementReading:
    """What one reader answered about one description, and which questions were hard to answer."""

    description: str
    reader: int
    answers: Mapping[str, Any]
    hard: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionBallot:
    """Every reader's answers to one question, by description."""

    readers: int
    votes: Mapping[str, Votes]
    hard: int

    @property
    def kappa(self) -> float:
        """Fleiss' kappa."""
        return fleiss(self.votes.values(), self.readers)

    def without(self, description: str) -> float:
        """The kappa had a description not been read."""
        return fleiss((votes for name, votes in self.votes.items() if name != description), self.readers)

    def plain(self) -> dict[str, Any]:
        """As plain data; no interval where no description changes the kappa."""
        answers = self.readers * len(self.votes)
        values = {value for votes in self.votes.values() for value in votes} - {UNKNOWN}
        return {
            "asked": len(self.votes),
            **_estimate(self.kappa, [self.without(name) for name in self.votes if len(self.votes) > 1]),
            "values": len(values),
            "unknown": sum(votes.get(UNKNOWN, 0) for votes in self.votes.values()) / answers,
            "hard": self.hard / answers,
        }


def read_readings(folder: Path = AGREEMENT) -> tuple[AgreementReading, ...]:
    """The readings of a folder."""
    with (folder / "readings.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(AgreementReading(row["id"], row["reader"], row["answers"], row["hard"]) for row in rows)


def agreement(readings: Sequence[AgreementReading]) -> dict[str, Any]:
    """The agreement on each question, least first, and the mean of those asked often enough.

    Raises:
        ValueError: fewer than two readers, or a question that one of them did not answer.
    """
    ballots = _ballots(readings)
    often = [ballot for ballot in ballots.values() if len(ballot.votes) >= LEAST_ASKED]
    descriptions = sorted({reading.description for reading in readings})
    measured = {fact: ballot.plain() for fact, ballot in ballots.items()}
    return {
        "readers": len({reading.reader for reading in readings}),
        "descriptions": len(descriptions),
        "asked": sum(len(ballot.votes) for ballot in ballots.values()),
        "same": sum(_is_same(votes, ballot.readers) for ballot in ballots.values() for votes in ballot.votes.values()),
        "questions": dict(sorted(measured.items(), key=lambda one: (one[1]["kappa"], one[0]))),
        "mean": {"questions": len(often), **_mean(often, descriptions)},
    }


def fleiss(descriptions: Iterable[Votes], readers: int) -> float:
    """Fleiss' kappa over every value; 1 where all the answers are one."""
    every = tuple(descriptions)
    answers = readers * len(every)
    totals: Counter[str] = Counter()
    for votes in every:
        totals.update(votes)
    differ = sum(count * (readers - count) for votes in every for count in votes.values()) / (answers * (readers - 1))
    by_chance = sum(count * (answers - count) for count in totals.values()) / answers**2
    return 1 - differ / by_chance if by_chance else 1.0


def jackknife(whole: float, without: Sequence[float]) -> tuple[float, float]:
    """The interval of an estimate at 1 - RISK, from what it would be without each unit: Tukey's
    pseudo-values, with Student's t.

    Rather than the percentiles of a bootstrap: on simulated answers of three readers to 12, 25 or
    40 descriptions, it held the true kappa at least 93 times in a hundred, they at least 89.
    """
    units = len(without)
    pseudo = [units * whole - (units - 1) * one for one in without]
    half = float(t.ppf(1 - RISK / 2, units - 1)) * stdev(pseudo) / sqrt(units)
    return max(-1.0, whole - half), min(1.0, whole + half)


def _ballots(readings: Sequence[AgreementReading]) -> dict[str, QuestionBallot]:
    readers = len({reading.reader for reading in readings})
    if readers < 2:
        raise ValueError("il faut au moins deux lecteurs")
    votes: dict[str, dict[str, Counter[str]]] = {}
    replies: Counter[tuple[str, str]] = Counter()
    hard: Counter[str] = Counter()
    for reading in readings:
        hard.update(reading.hard.keys())
        for fact, answer in reading.answers.items():
            votes.setdefault(fact, {}).setdefault(reading.description, Counter()).update(_values(answer))
            replies[fact, reading.description] += 1
    for (fact, description), number in replies.items():
        if number != readers:
            raise ValueError(f"{description} : `{fact}` a {number} réponses pour {readers} lecteurs")
    return {fact: QuestionBallot(readers, of, hard[fact]) for fact, of in votes.items()}


def _values(answer: Any) -> frozenset[str]:
    values = answer if isinstance(answer, list) else [answer]
    return frozenset(one if isinstance(one, str) else json.dumps(one) for one in values)


def _is_same(votes: Votes, readers: int) -> bool:
    return all(count == readers for count in votes.values())


def _mean(ballots: Sequence[QuestionBallot], descriptions: Sequence[str]) -> dict[str, float | None]:
    if not ballots:
        return {"kappa": None, "low": None, "high": None}
    whole = [ballot.kappa for ballot in ballots]
    without = [
        fmean(
            ballot.without(name) if name in ballot.votes else kappa
            for ballot, kappa in zip(ballots, whole, strict=True)
        )
        for name in descriptions
    ]
    return _estimate(fmean(whole), without)


def _estimate(kappa: float, without: Sequence[float]) -> dict[str, float | None]:
    if len(without) < 2 or all(one == kappa for one in without):
        return {"kappa": kappa, "low": None, "high": None}
    low, high = jackknife(kappa, without)
    return {"kappa": kappa, "low": low, "high": high}
