"""A channel's certificate counts contents, not copies, and says how many texts that leaves out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from classifiers.noise.calibration import BadDecisions, Decision, Period, calibrate, read_decisions
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


def test_decisions_are_read_with_what_reporters_said(tmp_path: Path, shipped: Cascade, never: Never) -> None:
    file = tmp_path / "decisions.jsonl"
    rows = [{"text": HARSH, "comment": "vu hier", "label": "keep"}, {"text": "", "comment": HARSH, "label": "noise"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    read = read_decisions(file)
    assert read == [Decision(HARSH, True, comment="vu hier"), Decision("", False, comment=HARSH)]
    assert [one.words for one in read] == [f"{HARSH}\nvu hier", HARSH]
    file.write_text('{"text": "", "comment": 3, "label": "keep"}', encoding="utf-8")
    with pytest.raises(BadDecisions, match="comment"):
        read_decisions(file)


def test_a_content_that_nobody_gave_is_never_counted_as_set_aside(shipped: Cascade, never: Never) -> None:
    said = [Decision("", False, comment=one.text) for one in NOISE]
    before, after = made([*KEEP, *NOISE], shipped, never), made([*KEEP, *said], shipped, never)
    assert isinstance(before, Certificate)
    assert isinstance(after, Certificate)
    assert before.set_aside > after.set_aside == 0


def test_a_content_kept_once_is_not_noise_elsewhere(shipped: Cascade, never: Never) -> None:
    found = made([*KEEP, *NOISE, *(Decision(d.text, False) for d in KEEP)], shipped, never)
    assert isinstance(found, Certificate)
    assert found.n == len(KEEP)
    assert found.total == len(KEEP) + len(NOISE)
