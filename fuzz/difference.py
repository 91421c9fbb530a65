"""A long comparison of differences with brute force: `python -m fuzz.difference --pairs 10000`.

Pair number n is that of seed n, wherever it is compared. It stops at the first pair on which
anything is wrong (exit code 1) and says which; `--first N` goes on from a pair.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator

from fuzz.one_difference import compared, missed, wrong_classes, wrong_witnesses

EVERY = 100
"""Pairs between two lines of progress."""
PAIRS_A_PROCESS = 500
"""Processes are renewed, so that what diagrams leave in memory goes with them."""
FOUND, STOPPED = 1, 130


def examine(seed: int) -> tuple[int, list[str], Counter[str]]:
    """What is wrong of a pair, and what it counts for."""
    made, found = compared(seed)
    wrong = [*missed(seed, made, found), *wrong_witnesses(made, found), *wrong_classes(found)]
    counts = Counter({"pairs": 1, "changes": sum(len(part.statuses) for part in found.of("offence"))})
    counts.update(part.of_class.value for part in found.of("offence"))
    return seed, wrong, counts


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.difference", description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    began, total = time.monotonic(), Counter[str]()
    try:
        for seed, wrong, counts in _results(given.first, given.pairs, given.workers):
            total.update(counts)
            if wrong:
                print(f"pair {seed} (again: --first {seed} --pairs 1):", *wrong, sep="\n  ")
                sys.exit(FOUND)
            if total["pairs"] % EVERY == 0 or total["pairs"] == given.pairs:
                rate = total["pairs"] / (time.monotonic() - began)
                print(f"{total['pairs']:>7,} of {given.pairs:,} pairs  {rate:.1f}/s", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(f"stopped; go on with --first {given.first + total['pairs']}")
        sys.exit(STOPPED)
    print(", ".join(f"{name} {count:,}" for name, count in total.items()), "- nothing wrong")


def _results(first: int, pairs: int, workers: int) -> Iterator[tuple[int, list[str], Counter[str]]]:
    """Results in order, whoever works them out."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, maxtasksperchild=PAIRS_A_PROCESS) as pool:
        yield from pool.imap(examine, range(first, first + pairs))


if __name__ == "__main__":
    main()
