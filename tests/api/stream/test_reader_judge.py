"""The shipped filter as judge of a stream: it says what `qualif noise` says, names what decides, and qualifies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.cli.stream import _qualifier
from api.stream.decisions import Decider
from api.stream.ports import InMessage
from api.stream.reader_judge import ReaderJudge
from api.texts.noise_filter import open_filter
from api.texts.noise_json_lines import LineOptions, answer_group
from api.texts.repeats import Repeats
from classifiers.noise.certificate import DEMONSTRATION
from classifiers.noise.filter import FilterVerdict
from classifiers.noise.standing import Promise
from tests.api.stream.platform import MemoryStore
from tests.shared import ROOT

LINES = (ROOT / "examples/textes.jsonl").read_bytes().splitlines()
TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def judge() -> ReaderJudge:
    """The filter under the demonstration's certificates, with the law."""
    from api.cli.noise import report_reader

    reader = report_reader(None)
    cues = None if reader is None else reader.both.lexicons
    noise = open_filter(reader=reader, cues=cues, today=TODAY)
    return ReaderJudge(noise, DEMONSTRATION, lambda: TODAY, _qualifier(None, reader, noise))


def test_a_stream_says_what_the_command_says(judge: ReaderJudge) -> None:
    outputs = Decider(judge, MemoryStore()).decide([InMessage(line) for line in LINES])
    answers = answer_group(judge.noise, LINES, 0, Repeats(), LineOptions())
    for output, answer in zip(outputs, map(json.loads, answers), strict=True):
        score = answer.pop("score")
        assert {name: output.data[name] for name in answer} == answer
        assert output.data["score"] == pytest.approx(score, abs=1e-6)


def test_a_decision_names_what_replays_it(judge: ReaderJudge) -> None:
    (output,) = Decider(judge, MemoryStore()).decide([InMessage(LINES[0])])
    by = output.data["by"]
    assert by["reader"] == judge.noise.digest
    assert by["certificates"] == [one.standing.certificate for one in judge.noise.promises]
    assert all(len(by[name]) == 64 for name in ("reader", "rules", "score", "input") if by[name] is not None)


def test_a_report_is_qualified_with_its_danger_and_its_proof(judge: ReaderJudge) -> None:
    message = {"id": 3, "text": "", "comment": "à voir", "url": "https://exemple.invalid/a", "reports": 2, "facts": {}}
    (output,) = Decider(judge, MemoryStore()).decide([InMessage(json.dumps(message).encode())])
    qualification = output.data["qualification"]
    assert {"danger", "questions", "presumed"} <= qualification.keys()
    assert "fault" not in output.data


def test_a_fact_that_the_law_does_not_know_keeps(judge: ReaderJudge) -> None:
    message = {**json.loads(LINES[0]), "facts": {"inconnu": True}}
    (output,) = Decider(judge, MemoryStore()).decide([InMessage(json.dumps(message).encode())])
    assert (output.data["decision"], output.data["fault"]) == ("keep", "qualification")


def test_a_certificate_that_ends_while_the_stream_runs_sets_nothing_more_aside(judge: ReaderJudge) -> None:
    days, verdicts = [TODAY], list[FilterVerdict]()
    (promise,) = judge.noise.promises
    ending = Promise(replace(promise.certificate, expires=TODAY), promise.standing)
    running = ReaderJudge(judge.noise.under([ending]), DEMONSTRATION, lambda: days[0], observe=verdicts.append)
    for day, decision in ((TODAY, "set_aside"), (TODAY + timedelta(days=1), "keep")):
        days[0] = day
        (output,) = Decider(running, MemoryStore()).decide([InMessage(LINES[0])])
        assert output.data["decision"] == decision
        assert bool(output.data["by"]["certificates"]) == (decision == "set_aside")
    assert [one.reason for one in verdicts] == ["score", "sans_certificat"]


def test_it_can_be_opened_before_the_first_report(judge: ReaderJudge) -> None:
    judge.warm()
