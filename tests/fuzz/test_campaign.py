"""The campaign sees a difference, says how to see it again, and goes on where it was stopped."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from engine.cache import TwoGenerationCache
from engine.model.outcome import Outcome
from engine.reasoning import timelines
from engine.reasoning.durable import MISSING
from fuzz import agreement, campaign, one_law
from fuzz.campaign import Campaign
from fuzz.one_law import Examined, examine

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"durable_rules is not installed: {MISSING}")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_law, "FACTS", 3)


def test_a_law_on_which_all_agree_is_counted() -> None:
    examined = examine("test/0")
    assert examined.difference is None
    assert sum(examined.counts[outcome.value] for outcome in Outcome) > 20
    assert examined.counts["proofs"] == one_law.REPORTS
    assert examined.counts["lies"] > 0


def test_an_evaluator_that_errs_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "evaluate", lambda *_: Outcome.OPEN)
    assert "reference open" in (examine("test/0").difference or "")


def test_a_checker_that_accepts_anything_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_law, "check_proof", lambda *_: [])
    assert "a lie is accepted" in (examine("test/0").difference or "")


def test_a_checker_that_refuses_anything_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_law, "check_proof", lambda *_: ["no"])
    assert "an honest proof is refused" in (examine("test/0").difference or "")


def test_a_mask_that_forgets_conditions_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = timelines.mask
    monkeypatch.setattr(timelines, "mask", lambda formulas: whole(sorted(formulas)[1:]))
    assert examine("test/0").difference is not None


def test_what_is_kept_and_changes_an_answer_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TwoGenerationCache, "__missing__", lambda self, key: next(iter(self.values()), None))
    assert examine("test/0").difference is not None


def test_what_breaks_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_law, "compile_plan", lambda _: 1 / 0)
    assert "ZeroDivisionError" in (examine("test/0").difference or "")


def test_one_law_is_examined_again_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["campaign", "--law", "test/0"])
    assert campaign.main() == 0
    monkeypatch.setattr(agreement, "evaluate", lambda *_: Outcome.OPEN)
    assert campaign.main() == campaign.FOUND
    assert "reference open" in capsys.readouterr().out


def test_a_campaign_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    before = Campaign(3, 100, path)
    before.add(Examined("3/0", Counter(open=30, proofs=4)))
    before.add(Examined("3/1", Counter(refuted=12)))
    after = Campaign(3, 100, path)
    assert after.evaluations == 42
    assert after.batch()[0] == "3/2"


def test_a_campaign_of_another_seed_is_not_mixed_in(tmp_path: Path) -> None:
    Campaign(3, 100, tmp_path / "state.json").add(Examined("3/0"))
    with pytest.raises(SystemExit, match="seed 3"):
        Campaign(4, 100, tmp_path / "state.json")
