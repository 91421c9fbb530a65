"""A long comparison of the evaluators on random law: `python -m fuzz.campaign --evaluations 1000000
--seed 0`.

One evaluation is one element of one random law on one set of partly known facts, judged five ways
(fuzz.agreement). On the way, whole reports are answered and compared with a plain reading of the
law, their proofs are checked, and proofs made false on purpose must be refused. Everything follows
from the seed: law number n of seed s is `s/n`, wherever it is examined.

The campaign stops at the first difference (exit code 1) and says how to see it again. Stopped by
Ctrl-C, it goes on where it was when started again with the same state file; the file is removed
when the campaign ends.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.model.outcome import Outcome
from engine.reasoning.durable import MISSING
from fuzz.one_law import Examined, examine

LAWS_A_PROCESS = 80
"""durable_rules never gives back the memory of a ruleset (about 1.5 MB a law here): processes are
renewed.
"""
BATCH = 40
FOUND, CANNOT, STOPPED = 1, 2, 130


class Campaign:
    """The state of a campaign: what was counted so far, and the next law to examine."""

    def __init__(self, seed: int, target: int, path: Path) -> None:
        self.seed, self.target, self.path = seed, target, path
        self.next_law = 0
        self.counts: Counter[str] = Counter()
        self.seconds = 0.0
        self.memory = 0
        self._since = time.monotonic()
        if path.exists():
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["seed"] != seed:
                sys.exit(f"{path} belongs to seed {data['seed']}: give --seed {data['seed']}, or another --state")
            self.next_law, self.seconds = data["next_law"], data["seconds"]
            self.counts.update(data["counts"])
            print(f"going on at law {self.next_law}, after {self.evaluations:,} evaluations")

    @property
    def evaluations(self) -> int:
        """Elements judged so far."""
        return sum(self.counts[outcome.value] for outcome in Outcome)

    @property
    def elapsed(self) -> float:
        """Seconds spent, earlier runs included."""
        return self.seconds + time.monotonic() - self._since

    def batch(self) -> list[str]:
        """The seeds of the next laws."""
        return [f"{self.seed}/{number}" for number in range(self.next_law, self.next_law + BATCH)]

    def add(self, examined: Examined) -> None:
        """Counts a law, and remembers it."""
        self.counts.update(examined.counts)
        self.next_law += 1
        self.memory = max(self.memory, examined.memory)
        data: dict[str, Any] = {
            "seed": self.seed,
            "next_law": self.next_law,
            "seconds": round(self.elapsed, 1),
            "counts": dict(self.counts),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(data), encoding="utf-8")
        fresh.replace(self.path)

    def progress(self) -> str:
        """One line: how far, how fast."""
        rate = self.evaluations / max(self.elapsed, 0.001)
        return f"{self.evaluations:>9,} of {self.target:,}  {self.counts['laws']:>5} laws  {rate:,.0f}/s"

    def summary(self) -> str:
        """What was compared."""
        c = self.counts
        outcomes = ", ".join(f"{outcome.value} {c[outcome.value]:,}" for outcome in Outcome)
        return (
            f"{self.evaluations:,} evaluations ({outcomes}) on {c['laws']:,} random laws in {self.elapsed:,.0f} s: no difference\n"
            "between durable_rules, plain Python, diagrams, the reference evaluator and brute force.\n"
            f"{c['statuses']:,} statuses of offences as the plain reading of the law gives them. {c['proofs']:,} proofs accepted,\n"
            f"{c['lies']:,} false ones refused. Largest process: {self.memory / 1024:,.0f} MB."
        )


def main() -> int:
    """Runs the campaign; see the top of the file."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz.campaign", description="Compare the evaluators on random law."
    )
    parser.add_argument("--evaluations", type=int, default=1_000_000, help="elements to judge")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--state", type=Path, default=Path("build/fuzz-state.json"), help="where to remember how far it got"
    )
    parser.add_argument("--workers", type=int, choices=(1, 2), default=2, help="processes")
    parser.add_argument("--law", help="examine this law only (SEED/NUMBER, as told with a difference)")
    options = parser.parse_args()
    if MISSING is not None:
        print(f"durable_rules is not installed ({MISSING}): nothing to compare with", file=sys.stderr)
        return CANNOT
    if options.law:
        examined = examine(options.law)
        print(examined.difference or f"law {options.law}: no difference, {dict(examined.counts)}")
        return FOUND if examined.difference else 0
    campaign = Campaign(options.seed, options.evaluations, options.state)
    try:
        found = _run(campaign, options.workers)
    except KeyboardInterrupt:
        print(f"\nstopped after {campaign.evaluations:,} evaluations; the same command goes on from there")
        return STOPPED
    if found is not None:
        print(f"\nA DIFFERENCE, after {campaign.evaluations:,} evaluations:\n{found.difference}")
        print(f"to see it again: python -m fuzz.campaign --law {found.seed}")
        return FOUND
    print(f"\n{campaign.summary()}")
    campaign.path.unlink(missing_ok=True)
    return 0


def _run(campaign: Campaign, workers: int) -> Examined | None:
    """Examines laws until enough elements were judged; the law that shows a difference, or None."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_leave_ctrl_c_to_the_parent, maxtasksperchild=LAWS_A_PROCESS) as pool:
        for examined in _results(pool, campaign):
            if examined.difference is not None:
                return examined
            campaign.add(examined)
            ends = "\r" if sys.stdout.isatty() else "\n"
            if ends == "\r" or campaign.next_law % BATCH == 0:
                print(campaign.progress(), end=ends, flush=True)
            if campaign.evaluations >= campaign.target:
                return None
    raise AssertionError("unreachable: laws never run out")


def _results(pool: Any, campaign: Campaign) -> Iterator[Examined]:
    """Laws in order, so that the state is always a number of laws done."""
    while True:
        yield from pool.imap(examine, campaign.batch())


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
