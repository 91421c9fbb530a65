"""Texts and reports a second, on one core: processor time, threads and start-up included where it is said."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from classifiers.noise.corpus import CORPUS, own
from tests.measure.labels import LabelledReport, read_sets
from tests.measure.product import Product

TEXTS, FEW = 6_000, 500
"""Texts that `qualif noise` is timed on, and those whose time is taken off to leave start-up out."""
REPORTS, FIRST = 300, 60
"""Reports read one by one, after some that patterns and caches are made ready on."""


def speed(product: Product, seed: int) -> dict[str, float]:
    """The rates, by name. Texts and reports are of those that teach: what is timed is reading, not how well it is done."""
    chance = random.Random(seed)
    texts = [example.text for example in chance.sample(own(), TEXTS)]
    reports = [one for of in read_sets(CORPUS / "reports/train") for one in of.reports]
    few, many = _command(texts[:FEW]), _command(texts)
    return {
        f"qualif noise, {TEXTS} textes, démarrage compris": TEXTS / many,
        "qualif noise, par lots, démarrage ôté": (TEXTS - FEW) / max(many - few, 1e-9),
        "un signalement lu en entier (filtre, faits, droit)": _whole(product, chance.sample(reports, FIRST + REPORTS)),
    }


def _command(texts: Sequence[str]) -> float:
    """The processor time that `qualif noise` takes on texts, reported as hate: what it learnt."""
    lines = "".join(
        json.dumps({"id": number, "text": text, "reported_category": "haine"}) + "\n"
        for number, text in enumerate(texts)
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "api.cli.main", "noise", "--no-spans"],
        input=lines.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _whole(product: Product, reports: Sequence[LabelledReport]) -> float:
    for report in reports[:FIRST]:
        product.read(report)
    start = time.process_time()
    for report in reports[FIRST:]:
        product.read(report)
    return (len(reports) - FIRST) / (time.process_time() - start)
