"""What is measured of a recipe is told with its intervals, and each content counts once."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from classifiers.noise.card import tables
from classifiers.noise.cascade import Cascade
from classifiers.noise.corpus import Example, own
from classifiers.noise.evaluation import certified, in_source
from classifiers.noise.making import Recipe, _demonstration
from classifiers.noise.never import Never
from classifiers.noise.training import OutOfFold

OWN = [e for e in own() if e.source in ("own:contrastes", "own:commentaires")]


def held(examples: list[Example]) -> OutOfFold:
    """Scores out of nowhere: keep texts mostly above noise; a copy scores as its text does."""
    scores = [
        np.random.default_rng(len(e.text)).beta(*{"keep": (4, 2), "grey": (2, 2), "noise": (1.2, 6)}[e.label])
        for e in examples
    ]
    return OutOfFold(np.arange(len(examples)), np.array(scores), None)


@pytest.fixture(scope="module")
def copied() -> list[Example]:
    return [*OWN, *[e for e in OWN if e.label != "grey"][:50]]


def test_the_promise_counts_each_content_once(copied: list[Example], never: Never) -> None:
    told, again = (certified(examples, held(examples), never) for examples in (OWN, copied))
    assert told == again
    assert told["set_aside_low"] < told["set_aside"] < told["set_aside_high"]
    assert told["counter_speech"]["set_aside_low"] <= told["counter_speech"]["set_aside"]


def test_so_does_the_demonstration_and_they_agree(copied: list[Example], shipped: Cascade, never: Never) -> None:
    made = _demonstration(Recipe(copied, [], None, never, 0, {}), held(copied), shipped, date(2026, 11, 27))
    told = certified(copied, held(copied), never)
    assert (made.n, made.k, made.threshold) == (told["n"], told["k"], told["threshold"])
    assert made.repeats >= 50


def test_the_tables_tell_intervals_and_what_they_do_not_cover(never: Never) -> None:
    measured = {
        "in_source": in_source(OWN, held(OWN)),
        "certified": certified(OWN, held(OWN), never),
        "unseen_noise": {
            "fresada": {"noise": 2714, "set_aside": 0.929, "set_aside_low": 0.919, "set_aside_high": 0.938}
        },
        "kinds": {
            "querelle (noise)": {"texts": 742, "set_aside": 0.336, "set_aside_low": 0.302, "set_aside_high": 0.371}
        },
    }
    told = tables(measured)
    (row,) = (line for line in told.splitlines() if line.startswith("| pooled (first-stage)"))
    assert re.search(r"\| 0,\d{3} \(0,\d{3} à 0,\d{3}\) \|", row)
    assert len(re.findall(r"\| \d+,\d % \(\d+,\d à \d+,\d\) ", row)) == 4
    assert "| fresada | 2714 | 92,9 % (91,9 à 93,8) |" in told
    assert "| querelle (noise) | 742 | 33,6 % (30,2 à 37,1) |" in told
    assert re.search(r"bruit collecté mis de côté : \d+,\d % \(", told)
    for word in ("95 %", "DeLong", "Clopper", "Ils ne couvrent"):
        assert told.count(word) >= 1, word
