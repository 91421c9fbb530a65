"""A fresh process up to its first answer: prints, as JSON, the seconds each step took. Run by
bench.startup.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise

START = time.perf_counter()


def main() -> None:
    """Imports, loads, checks, compiles, answers."""
    marks = [("", START)]

    def mark(step: str) -> None:
        marks.append((step, time.perf_counter()))

    from datetime import date

    from api.cli.shared import default_rulesets
    from engine.explanation.proof import ProofWriter
    from engine.facts.statements import read_report
    from engine.language.loader import load_folder
    from engine.reasoning.qualify import Engine

    mark("import")
    ruleset = load_folder(default_rulesets())
    mark("load and check")
    engine = Engine(ruleset)
    mark("compile")
    report = read_report({"facts": {"acces": "ouvert"}}, ruleset.facts)
    ProofWriter(ruleset).text(engine.qualify(report, date(2026, 11, 24)))
    mark("first answer")
    json.dump({step: now - before for (_, before), (step, now) in pairwise(marks)}, sys.stdout)


if __name__ == "__main__":
    main()
