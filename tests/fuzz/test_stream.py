"""The long trial of the stream fails where a message has no decision, or two that contradict each other."""

from __future__ import annotations

import json
import sys

import pytest

from fuzz import stream
from tests.api.stream.kills import Tally, TrialPlan, messages


def tally(*decisions: dict[str, object]) -> Tally:
    """What came out of a trial of two reports."""
    made = Tally(reports={"a", "b"}, seconds=1.0)
    for one in decisions:
        made.add_decision(json.dumps(one).encode())
    return made


A = {"id": "a", "content": "c", "decision": "set_aside"}
B = {"id": "b", "content": "d", "decision": "keep"}
FAULT = {"id": "a", "content": "c", "decision": "keep", "fault": "store"}


@pytest.mark.parametrize(
    ("decisions", "code"),
    [
        ([A, B], 0),
        ([A, B, FAULT, A], 0),
        ([FAULT, B], 0),
        ([A], 1),
        ([A, B, {**A, "decision": "keep"}], 1),
        ([A, {**A, "id": "b"}], 1),
    ],
)
def test_it_fails_on_a_loss_and_on_a_contradiction(
    decisions: list[dict[str, object]], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "reason_missing", lambda kind: None)
    monkeypatch.setattr(stream, "run_trial", lambda *arguments: tally(*decisions))
    monkeypatch.setattr(sys, "argv", ["fuzz.stream", "--broker", "rabbit"])
    assert stream.main() == code


def test_the_cluster_in_memory_is_not_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[TrialPlan] = []

    def run_trial(kind: str, folder: object, plan: TrialPlan, seed: int) -> Tally:
        plans.append(plan)
        return tally(A, B)

    monkeypatch.setattr(stream, "run_trial", run_trial)
    monkeypatch.setattr(sys, "argv", ["fuzz.stream", "--broker", "kafka", "--kills", "7"])
    assert stream.main() == 0
    assert (plans[0].worker_kills, plans[0].server_kills) == (7, 0)


def test_without_the_broker_it_says_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stream, "reason_missing", lambda kind: "apt-get install nats-server")
    monkeypatch.setattr(sys, "argv", ["fuzz.stream"])
    assert stream.main() == 2
    assert "apt-get install nats-server" in capsys.readouterr().err


def test_messages_repeat_contents_and_some_are_no_report() -> None:
    made = Tally()
    keys = [key for key, _ in messages(1_000, made)]
    assert (len(made.reports), len(made.unread)) == (980, 20)
    assert len(set(keys)) < len(keys)
