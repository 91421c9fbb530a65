"""This code beside commit c0492c6, in one run: the same reports, batch by batch, each side in a
process of its own.

Ratios to an earlier commit say what changed in the code and not in the machine. Each code answers
under the law of its own tree, and this one under that of the other too: today's has half as many
offences again.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.cases import Asked, shipped_cases
from bench.service import WORDS, plain_report
from tests.shared import ROOT

COMMIT = "c0492c6"
PACKAGES = ("pcre2==0.7.1",)
"""What that commit imports and this one no longer installs."""
BARS = {
    "explained, by the command": 4.0,
    "explained, by the service": 4.0,
    "told in French": 3.0,
    "proof, bytes": None,
    "answer": None,
    "findings": None,
    "stored": 2.0,
    "case page": 3.0,
}
"""How many times less processor than the earlier commit is aimed at."""
MINE, SAME_LAW = "this code", "this code under that law"
SERVICE = ("stored", "case page")


def beside(rounds: int, size: int, seed: int, only: Sequence[str] = ()) -> dict[str, Any]:
    """Milliseconds of processor of each work on each side, and the ratios of the earlier commit to
    this code, round by round.
    """
    tree = earlier_tree()
    works = [name for name in BARS if not only or name in only]
    with ExitStack() as opened:
        sides = {
            COMMIT: opened.enter_context(_worker(tree, tree)),
            MINE: opened.enter_context(_worker(ROOT, ROOT)),
            SAME_LAW: opened.enter_context(_worker(ROOT, tree)),
        }
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        batches = _batches(folder, sides.values(), rounds + 2, size, seed)
        found = {work: {name: list[float]() for name in sides} for work in works}
        for number, batch in enumerate(batches):
            names = list(sides)
            names = names[number % len(names) :] + names[: number % len(names)]
            print(f"… round {number} of {len(batches) - 1}", file=sys.stderr)
            for work in works:
                for name in names:
                    if name == SAME_LAW and work in SERVICE:  # the rules beside that law are read by its code alone
                        continue
                    spent = sides[name].ask(work, batch)
                    if number > 1:  # the first two make ready
                        found[work][name].append(1_000 * spent / size)
    told = {work: told_of(found[work], BARS[work]) for work in works}
    return {"commit": COMMIT, "rounds": rounds, "reports_per_round": size, "works": told}


def told_of(spent: Mapping[str, list[float]], bar: float | None) -> dict[str, Any]:
    """The measure of one work, from the milliseconds that each side took in each round; `lost` says
    that this code is under the bar, or, where there is none, behind the earlier one.
    """
    measured = {name: each for name, each in spent.items() if each}
    ratios = {
        name: [other / own for other, own in zip(spent[COMMIT], each, strict=True)]
        for name, each in measured.items()
        if name != COMMIT
    }
    reached = statistics.median(ratios[MINE])
    return {
        "milliseconds": {name: statistics.median(each) for name, each in measured.items()},
        "ratio": {
            name: {"median": statistics.median(each), "lowest": min(each), "highest": max(each)}
            for name, each in ratios.items()
        },
        "bar": bar,
        "lost": reached < (bar or 1.0),
    }


def earlier_tree() -> Path:
    """The tree of the earlier commit, with the packages that it alone imports, below `build/`.

    Raises:
        subprocess.CalledProcessError: the repository is shallow and has not that commit, or the
            packages cannot be had.
    """
    folder = ROOT / "build" / COMMIT
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
        subprocess.run([*install, "--target", folder / "packages", *PACKAGES], check=True)
        (folder / "complete").touch()
    return folder


class _Worker:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, work: str, file: Path) -> Any:
        """The answer to one line.

        Raises:
            RuntimeError: the side has ended.
        """
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        asked.write(f"{work}\t{file}\n")
        asked.flush()
        answer = answers.readline()
        if not answer:
            raise RuntimeError(f"a side has ended while asked for `{work}`")
        return json.loads(answer)


@contextmanager
def _worker(tree: Path, law: Path) -> Iterator[_Worker]:
    """A side, on the code of a tree and the rules of a tree."""
    environment = {**os.environ, "PYTHONPATH": f"{tree}{os.pathsep}{tree / 'packages'}"}
    command = [sys.executable, "-P", str(ROOT / "bench" / "beside_side.py"), str(law / "rulesets")]
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _Worker(process)
        finally:
            process.terminate()


def _batches(folder: Path, workers: Iterable[_Worker], count: int, size: int, seed: int) -> list[Path]:
    """Files of reports that every side can read."""
    dice = random.Random(seed)
    made = [_plain(asked, number, dice) for number, asked in enumerate(shipped_cases().make(2 * count * size, seed))]
    everything = _file(folder / "every.json", made)
    for worker in workers:
        readable = worker.ask("readable", everything)
        made = [data for data, yes in zip(made, readable, strict=True) if yes and data["report"]["facts"]]
        everything = _file(everything, made)
    if len(made) < count * size:
        raise RuntimeError(f"{len(made)} reports that every side can read: {count * size} are needed")
    return [_file(folder / f"{n}.json", made[n * size : (n + 1) * size]) for n in range(count)]


def _plain(asked: Asked, number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "report": {**plain_report(asked.report), "raised": []},
        "decision": asked.decision.isoformat(),
        "text": " ".join(dice.choice(WORDS) + str(number) for _ in range(30)),
        "url": f"https://forum.exemple/fil/{number}",
    }


def _file(file: Path, data: object) -> Path:
    file.write_text(json.dumps(data), encoding="utf-8")
    return file
