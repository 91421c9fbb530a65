"""Comparison of stored answers with those of another law, in a process apart; plain data in and
out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from api.backtest.laws import LawPair, open_pair
from api.backtest.records import FactPair
from api.backtest.rereading import ReportWords, reread, texts_of_folder
from api.backtest.shards import ShardTask, answer_shard
from api.rules.tree import RulesTree
from api.shadow.states import MOST_RUNS
from api.texts.readers import Texts

_PARTS = ("edit", "causes", "moves")
UNCHANGED: dict[str, Any] = {}
"""Comparison of two answers that nobody would tell apart."""


@dataclass(frozen=True)
class ShadowReading:
    """What a run reads texts with, where it is not what reads them in service: its files, and the
    words of each report by the identifier of its answer.
    """

    tree: RulesTree
    words: Mapping[str, ReportWords] = field(repr=False)


@dataclass(frozen=True)
class ShadowTask:
    """Answers to compare under two laws: a record of the backtest's archive for each, by the
    identifier of the answer; `reading`: how their texts are read under the second.
    """

    laws: LawPair
    records: tuple[tuple[str, bytes], ...]
    reading: ShadowReading | None = None


@dataclass(frozen=True)
class ShadowComparison:
    """What the other law changes of one answer; `refused`: it does not take the report."""

    qualification: str
    refused: bool
    changes: dict[str, Any]


def compare_answers(task: ShadowTask) -> list[ShadowComparison]:
    """Comparison of each answer.

    Raises:
        RulesetError: one of the laws cannot be opened.
    """
    return [_compared(task.laws, name, record, _again(task, name, record)) for name, record in task.records]


@lru_cache(maxsize=MOST_RUNS)
def _open_texts(tree: RulesTree, laws: LawPair) -> Texts:
    """What reads texts in the tree of the second law, opened once a process."""
    with tree.folder() as folder:
        texts = texts_of_folder(folder, open_pair(laws).new.ruleset.facts)
        texts.open()  # the folder does not outlast this call
        return texts


def _again(task: ShadowTask, name: str, record: bytes) -> dict[int, FactPair | None]:
    """The facts that the law of the run reads in the words of a report, beside those that came in;
    none where it reads as the service does.
    """
    reading = task.reading
    if reading is None:
        return {}
    texts, facts = _open_texts(reading.tree, task.laws), open_pair(task.laws).new.ruleset.facts
    return {1: reread(record, reading.words[name], None, texts, (facts, facts))}


def _compared(laws: LawPair, name: str, record: bytes, again: dict[int, FactPair | None]) -> ShadowComparison:
    shard = json.loads(answer_shard(ShardTask(laws, record, 1, again=again)))
    if shard["faults"]:
        return ShadowComparison(name, True, UNCHANGED)
    reports = shard["edit"]["reports"]
    if not reports or reports.get("unchanged"):  # nothing is counted where the words are gone
        return ShadowComparison(name, False, UNCHANGED)
    examples = {key: [_without_facts(one) for one in found] for key, found in shard["examples"].items()}
    return ShadowComparison(name, False, {**{key: shard[key] for key in _PARTS}, "examples": examples})


def _without_facts(example: dict[str, Any]) -> dict[str, Any]:
    return {**example, "facts": {}}
