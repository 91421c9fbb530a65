"""Summary of a backtest: the counts of its shards together, what makes each change, precision and
recall against what analysts concluded.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.backtest.running import Backtest
from api.backtest.shards import MOST_EXAMPLES
from classifiers.noise.bounds import lower, upper
from engine.reasoning.qualify import ENGINE_VERSION

RISK = 0.05
"""Of an interval: half of it on each side."""
_CAUSE = ("kind", "offence", "name", "side", "through")


def summary_of(backtest: Backtest, shards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The summary, as plain data: the same bytes for the same archive, laws and day."""
    counts, since = _added(s["counts"] for s in shards), _changes(s["since"] for s in shards)
    faults = [dict(zip(("line", "code", "field"), fault, strict=True)) for s in shards for fault in s["faults"]]
    return {
        "old": backtest.laws.old.digest,
        "new": backtest.laws.new.digest,
        "engine": ENGINE_VERSION,
        "day": None if backtest.day is None else backtest.day.isoformat(),
        "archive": hashlib.sha256("".join(shard.digest for shard in backtest.shards).encode()).hexdigest(),
        "reports": {
            "read": counts["read"],
            "refused": len(faults),
            "proved": counts["proved"],
            "answered_once": counts["once"],
            "run": counts["run"],
        },
        "reading": _reading(counts),
        "edit": _changes(s["edit"] for s in shards),
        "causes": _causes([s["causes"] for s in shards]),
        "moves": _moves([s["moves"] for s in shards]),
        "examples": _examples([s["examples"] for s in shards]),
        "since": {"compared": counts["since_compared"], **since} if counts["since_compared"] else None,
        "measures": _measures([s["measures"] for s in shards], counts["decided"]) if counts["decided"] else None,
        "aside": {side: _sorted(_added(s["aside"][side] for s in shards)) for side in ("old", "new")},
        "faults": faults,
    }


def _reading(counts: Mapping[str, int]) -> dict[str, int] | None:
    """Reports whose words were read again under both editions, those read otherwise, and those
    whose words are gone, of which nothing is proved; None where what reads is the same.
    """
    found = {name: counts.get(name, 0) for name in ("again", "otherwise", "unread")}
    return found if found["again"] or found["unread"] else None


def changes_of(shards: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The changes of shards together, with what makes each, and examples: the part of a summary
    that does not depend on a whole archive.
    """
    return {
        **_changes(s["edit"] for s in shards),
        "causes": _causes([s["causes"] for s in shards]),
        "moves": _moves([s["moves"] for s in shards]),
        "examples": _examples([s["examples"] for s in shards]),
    }


def _added(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def _by_key(parts: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, Counter[str]]:
    together: dict[str, Counter[str]] = {}
    for part in parts:
        for key, counts in part.items():
            together.setdefault(key, Counter()).update(counts)
    return together


def _changes(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    listed = list(parts)
    return {
        "reports": _sorted(_added(part["reports"] for part in listed)),
        "offences": {name: _sorted(c) for name, c in sorted(_by_key(part["offences"] for part in listed).items())},
        "suggested": {name: _sorted(c) for name, c in sorted(_by_key(part["suggested"] for part in listed).items())},
    }


def _causes(parts: Sequence[Mapping[str, Mapping[str, int]]]) -> list[dict[str, Any]]:
    """The most frequent first."""
    ordered = sorted(_by_key(parts).items(), key=lambda one: (-one[1].total(), one[0]))
    return [{**_cause(json.loads(key)), "changes": _sorted(counts)} for key, counts in ordered]


def _moves(parts: Sequence[Mapping[str, Mapping[str, int]]]) -> list[dict[str, Any]]:
    moves: list[dict[str, Any]] = []
    for key, counts in sorted(_by_key(parts).items(), key=lambda one: (-one[1]["reports"], one[0])):
        what, old, new = json.loads(key)
        causes = sorted((c for c in counts if c != "reports"), key=lambda c: (-counts[c], c))
        told = [{**_cause(json.loads(cause)), "reports": counts[cause]} for cause in causes]
        moves.append({"what": what, "old": old, "new": new, "reports": counts["reports"], "causes": told})
    return moves


def _examples(parts: Sequence[Mapping[str, Sequence[Mapping[str, Any]]]]) -> list[dict[str, Any]]:
    """The first of each change, in the order of the archive."""
    together: dict[str, list[Mapping[str, Any]]] = {}
    for part in parts:
        for key, examples in part.items():
            mine = together.setdefault(key, [])
            mine.extend(examples[: MOST_EXAMPLES - len(mine)])
    return [
        {"of": json.loads(key), "reports": [{**e, "causes": [_cause(c) for c in e["causes"]]} for e in examples]}
        for key, examples in sorted(together.items())
    ]


def _cause(parts: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(_CAUSE, parts, strict=True))


def _measures(parts: Sequence[Mapping[str, Mapping[str, Mapping[str, int]]]], decided: int) -> dict[str, Any]:
    sides: dict[str, Any] = {"decided": decided}
    for side in ("old", "new"):
        offences = _by_key(part[side] for part in parts)
        sides[side] = {
            "all": _measure(_added(offences.values())),
            "offences": {name: _measure(counts) for name, counts in sorted(offences.items())},
        }
    return sides


def _measure(counts: Mapping[str, int]) -> dict[str, Any]:
    right, wrong, missed = (counts.get(name, 0) for name in ("right", "wrong", "missed"))
    return {
        "right": right,
        "wrong": wrong,
        "missed": missed,
        "precision": _share(right, right + wrong),
        "recall": _share(right, right + missed),
    }


def _share(k: int, n: int) -> list[float] | None:
    """A share and its exact bounds; None of nothing."""
    return [round(x, 6) for x in (k / n, lower(k, n, RISK / 2), upper(k, n, RISK / 2))] if n else None


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}
