"""Texts and reports a second, on one core: processor time, threads and start-up included where it
is said.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Sequence

from bench.clock import spend
from tools.measure.labels import LabelledReport, read_sets
from tools.measure.product import Product
from training.corpus import CORPUS, own

TEXTS, FEW = 6_000, 500
"""Texts that `qualif noise` is timed on, and those whose time is taken off to leave start-up out.
"""
COMMAND = "from api.cli.main import run; run()"
"""What `qualif` runs."""
REPORTS, FIRST = 300, 60
"""Reports read one by one, once patterns are made ready as the service makes them, after some that
fill what is remembered.
"""


def speed(product: Product, seed: int) -> dict[str, float]:
    """The rates, by name. Texts and reports are of those that teach: what is timed is reading, not
    how well it is done.
    """
    chance = random.Random(seed)
    texts = [example.text for example in chance.sample(own(), TEXTS)]
    reports = [one for of in read_sets(CORPUS / "reports/train") for one in of.reports]
    few, many = command_seconds(texts[:FEW]), command_seconds(texts)
    return {
        f"qualif noise, {TEXTS} textes, démarrage compris": TEXTS / many,
        "qualif noise, par lots, démarrage ôté": (TEXTS - FEW) / (many - few),
        "un signalement lu en entier (filtre, faits, droit)": _whole(product, chance.sample(reports, FIRST + REPORTS)),
    }


def command_seconds(texts: Sequence[str]) -> float:
    """The processor time that `qualif noise` takes on texts."""
    lines = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, "noise"],
        input=lines.encode(),
        capture_output=True,
        check=True,
    )
    answers = ran.stdout.count(b'"decision"')
    if answers != len(texts):
        raise RuntimeError(f"`qualif noise` : {answers} réponses à {len(texts)} textes")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _whole(product: Product, reports: Sequence[LabelledReport]) -> float:
    for _ in product.ready():
        pass
    for report in reports[:FIRST]:
        product.read(report)
    rest = reports[FIRST:]
    return spend(len(rest), lambda: [product.read(report) for report in rest]).rate
