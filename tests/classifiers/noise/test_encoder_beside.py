"""The encoder in its own process: the same numbers, whatever becomes of that process."""

from __future__ import annotations

import io
import json
import logging
import signal
import sys
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from classifiers.noise.encoder import SentenceEncoder
from classifiers.noise.encoder_beside import EncoderBeside, encoder_beside, serve

TEXTS = ["Le train de huit heures est en retard.", "", "é\ud800 \x00 étrange ‮", "mot " * 400]
LONG = "mot " * 1_000
"""Sixty of them are more than a pipe holds."""


@pytest.fixture
def beside() -> Iterator[EncoderBeside]:
    made = encoder_beside()
    assert made is not None
    yield made
    made.close()


def test_same_numbers(beside: EncoderBeside) -> None:
    assert np.array_equal(beside.encode(TEXTS), SentenceEncoder().encode(TEXTS))
    assert beside.encode(TEXTS[:1]).shape == (1, 512)
    assert beside.name == SentenceEncoder.name


def test_a_process_that_died_is_started_again(beside: EncoderBeside, caplog: pytest.LogCaptureFixture) -> None:
    expected = beside.encode(TEXTS[:1])
    first = beside._process
    assert first is not None
    first.kill()
    first.wait()
    with caplog.at_level(logging.WARNING, "qualif.noise"):
        assert np.array_equal(beside.encode(TEXTS[:1]), expected)
    assert beside._process is not first
    assert "the process of the encoder is gone" in caplog.text


def test_without_any_process_it_encodes_here(
    beside: EncoderBeside, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert np.array_equal(beside.encode(TEXTS[:1]), SentenceEncoder().encode(TEXTS[:1]))
    assert "it runs in the service's" in caplog.text
    assert TEXTS[0] not in caplog.text


def test_it_ends_with_who_asks() -> None:
    asked = json.dumps(TEXTS[:1]).encode()
    given = io.BytesIO()
    serve(io.BytesIO(len(asked).to_bytes(8, "big") + asked + b"\x00\x00"), given)  # then a message cut short
    assert len(given.getvalue()) == 8 + 512 * 4


def test_closing_ends_the_process(beside: EncoderBeside) -> None:
    beside.encode(TEXTS[:1])
    process = beside._process
    assert process is not None
    beside.close()
    assert process.poll() is not None


def test_f5_a_stopped_process_is_killed_and_replaced(
    beside: EncoderBeside, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifiers.noise.encoder_beside.ANSWER_SECONDS", 0.2)
    monkeypatch.setattr("classifiers.noise.encoder_beside.BYTES_A_SECOND", 1e9)
    expected = beside.encode(TEXTS[:1])
    first = beside._process
    assert first is not None
    first.send_signal(signal.SIGSTOP)
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(np.array_equal(beside.encode(TEXTS[:1]), expected)))
    asking.start()
    asking.join(60)
    assert answers == [True], "the caller waits for a process that does not answer"
    assert first.poll() == -signal.SIGKILL
    assert "does not answer" in caplog.text
    assert np.array_equal(beside.encode(TEXTS[:1]), expected)
    assert beside._process is None, "a process that did not answer is not replaced at once"
    monkeypatch.setattr(beside, "_not_before", 0.0)
    assert np.array_equal(beside.encode(TEXTS[:1]), expected)
    assert beside._process is not None


def test_f5_texts_larger_than_a_pipe_do_not_block_on_a_stopped_process(
    beside: EncoderBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classifiers.noise.encoder_beside.ANSWER_SECONDS", 0.2)
    monkeypatch.setattr("classifiers.noise.encoder_beside.BYTES_A_SECOND", 1e9)
    beside.encode(TEXTS[:1])
    first = beside._process
    assert first is not None
    first.send_signal(signal.SIGSTOP)
    asking = threading.Thread(target=beside.encode, args=([LONG] * 60,), daemon=True)
    asking.start()
    asking.join(120)
    assert not asking.is_alive()
    assert first.poll() == -signal.SIGKILL
