"""Measures: counts against what analysts concluded, and exact intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from api.backtest.running import Backtest
from api.backtest.summary import summary_of
from api.bulk.runners import SerialRunner
from tests.api.backtest.small import archive, law_pair, shards

THREAT = {"date_of_decision": "2024-01-15", "date_of_facts": "2019-02-03", "facts": {"menace": True, "acces": "ouvert"}}


def summary(tmp_path: Path, lines: list[dict[str, Any]]) -> dict[str, Any]:
    backtest = Backtest(law_pair(tmp_path), shards(archive(tmp_path / "a.jsonl", [*lines]), most=3))
    return summary_of(backtest, backtest.run(SerialRunner(), None, lambda done, total: None))


def test_precision_and_recall_have_exact_intervals(tmp_path: Path) -> None:
    main = summary(tmp_path, [{**THREAT, "decision": {"offence": None}}])["measures"]["old"]["offences"]
    (suggested,) = main
    (tmp_path / "again").mkdir()
    decided = [suggested] * 5 + [None, "moquerie", "moquerie"]
    lines = [{**THREAT, "id": f"r{n}", "decision": {"offence": offence}} for n, offence in enumerate(decided)]
    measures = summary(tmp_path / "again", lines)["measures"]
    mine = measures["old"]["offences"][suggested]
    assert (mine["right"], mine["wrong"], mine["missed"]) == (5, 3, 0)
    exact = binomtest(5, 8).proportion_ci(0.95, "exact")
    assert mine["precision"] == pytest.approx([5 / 8, exact.low, exact.high], abs=1e-6)
    assert measures["old"]["offences"]["moquerie"] == {
        "right": 0, "wrong": 0, "missed": 2, "precision": None,
        "recall": pytest.approx([0.0, 0.0, binomtest(0, 2).proportion_ci(0.95, "exact").high], abs=1e-6),
    }  # fmt: skip
    assert measures["old"]["all"]["recall"][0] == pytest.approx(5 / 7, abs=1e-6)


def test_lines_are_numbered_through_the_whole_archive(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [{**THREAT, "facts": {"rien": True}} if n in (1, 5) else THREAT for n in range(7)]
    told = summary(tmp_path, lines)
    assert [fault["line"] for fault in told["faults"]] == [2, 6]
    assert (told["reports"]["read"], told["reports"]["refused"]) == (5, 2)
