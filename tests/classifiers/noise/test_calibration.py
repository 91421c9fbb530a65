"""A channel's certificate counts contents, not copies, and says how many texts that leaves out."""

from __future__ import annotations

from datetime import date

import pytest

from classifiers.noise.calibration import Decision, Period, calibrate
from classifiers.noise.cascade import Cascade
from classifiers.noise.certificate import Certificate, Refusal
from classifiers.noise.corpus import own
from classifiers.noise.never import Never

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30), date(2027, 6, 30))
HARSH = "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."
NOISE = [Decision(e.text, False) for e in own() if e.label == "noise"][:1000]
KEEP = [Decision(e.text, True, e.ground) for e in own() if e.label == "keep"][:300]


def made(decisions: list[Decision], cascade: Cascade, never: Never) -> Certificate | Refusal:
    return calibrate(decisions, "site", PERIOD, cascade, never, 0.01, 0.05)


@pytest.mark.parametrize(
    "copy", ["{0}", "{0} {1}", "{0} https://exemple.fr/{1}", "@compte{1} {0}"], ids=["same", "number", "link", "handle"]
)
def test_copies_of_one_text_are_one_text(copy: str, shipped: Cascade, never: Never) -> None:
    found = made([*(Decision(copy.format(HARSH, i), True) for i in range(400)), *NOISE], shipped, never)
    assert isinstance(found, Refusal)
    assert (found.n, found.required) == (1, 299)
    assert "1 texte confirmé à garder" in found.reason
    assert "399 textes ne sont pas comptés : ils redisent le contenu d'un autre." in found.reason


def test_copies_change_nothing_but_their_count(shipped: Cascade, never: Never) -> None:
    once = made([*KEEP, *NOISE], shipped, never)
    again = made([*KEEP, *NOISE, *KEEP[:40], *(NOISE[0] for _ in range(500))], shipped, never)
    assert isinstance(once, Certificate)
    assert isinstance(again, Certificate)
    told = ("n", "k", "threshold", "set_aside", "histogram", "grounds")
    assert [getattr(once, name) for name in told] == [getattr(again, name) for name in told]
    assert again.repeats == once.repeats + 540
    assert again.origin.data != once.origin.data


def test_a_content_kept_once_is_not_noise_elsewhere(shipped: Cascade, never: Never) -> None:
    found = made([*KEEP, *NOISE, *(Decision(d.text, False) for d in KEEP)], shipped, never)
    assert isinstance(found, Certificate)
    assert found.n == len(KEEP)
    assert found.total == len(KEEP) + len(NOISE)
