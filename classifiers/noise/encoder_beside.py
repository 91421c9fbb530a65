"""The sentence encoder in a process of its own, so that it reads on another core while this one reasons.

Texts go through a pipe, vectors come back: same encoder, same numbers. Run as a module, this file is that process; it ends with its parent.
It has a limited time to answer: a process that is stuck is killed, and replaced a little later.
"""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

import numpy as np
import numpy.typing as npt

from classifiers.noise.encoder import SentenceEncoder, shipped_encoder

log = logging.getLogger("qualif.noise")
START_SECONDS = 60.0
"""How long a new process may take to answer first: it reads the encoder from the disk."""
ANSWER_SECONDS = 5.0
"""How long it may take afterwards, and a second more for each `BYTES_A_SECOND` of texts."""
BYTES_A_SECOND = 5_000
REST_SECONDS = 30.0
"""How long the service's own process encodes before one that did not answer is replaced."""
_LENGTH = 8
_CHUNK = 1 << 16
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class EncoderBeside:
    """As `SentenceEncoder`, in a process started at the first call, one caller at a time.

    When that process is gone it is started again, once for each call. Where that fails too, or while a process that did not answer
    in time is not replaced yet, this one encodes, and the log says so.
    """

    name = SentenceEncoder.name

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers = False
        self._not_before = 0.0
        self._here = SentenceEncoder()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `Encoder.encode`."""
        asked = json.dumps(list(texts)).encode()
        with self._lock:
            vectors = self._beside(asked) if time.monotonic() >= self._not_before else None
            if vectors is None:
                return self._here.encode(texts)
            return np.frombuffer(vectors, dtype="<f4").reshape(len(texts), -1).astype(np.float32)

    def close(self) -> None:
        """Ends the process; the next call would start it again."""
        with self._lock:
            self._end()

    def _beside(self, asked: bytes) -> bytes | None:
        """What the process answers; None when there is none to answer."""
        for _ in range(2):
            try:
                return self._ask(asked)
            except TimeoutError:
                log.error(
                    "the process of the encoder does not answer: it is killed, and the service's encodes meanwhile"
                )
                self._end()
                self._not_before = time.monotonic() + REST_SECONDS
                return None
            except OSError as error:
                log.warning("the process of the encoder is gone (%s)", type(error).__name__)
                self._end()
        log.error("the encoder cannot run in a process of its own: it runs in the service's")
        return None

    def _ask(self, asked: bytes) -> bytes:
        if self._process is None:
            self._process, self._answers = _started(), False
        seconds = (ANSWER_SECONDS if self._answers else START_SECONDS) + len(asked) / BYTES_A_SECOND
        given = _exchange(self._process, asked, time.monotonic() + seconds)
        self._answers = True
        return given

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(BrokenPipeError):  # what was left to write has no reader any more
                    if pipe is not None:
                        pipe.close()
            self._process.wait()
            self._process = None


def encoder_beside() -> EncoderBeside | None:
    """The encoder in its process, or None when its package is not installed."""
    return EncoderBeside() if shipped_encoder() is not None else None


def serve(asked: IO[bytes], given: IO[bytes]) -> None:
    """Encodes what is asked until nobody asks any more."""
    encoder = SentenceEncoder()
    while (texts := _read(asked)) is not None:
        _write(given, encoder.encode(json.loads(texts)).astype("<f4").tobytes())


def _started() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths},
        start_new_session=True,  # an interruption at the keyboard is for the service, which ends this one
    )
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        os.set_blocking(pipe.fileno(), False)
    return process


def _exchange(process: subprocess.Popen[bytes], asked: bytes, until: float) -> bytes:
    """Sends a message and reads the one that answers it.

    Raises:
        TimeoutError: there is no whole answer at that moment.
        OSError: the process is gone.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    asks, answers = process.stdin.fileno(), process.stdout.fileno()
    left, given, length = memoryview(_framed(asked)), bytearray(), _LENGTH
    while left:
        _wait(asks, select.POLLOUT, until)
        left = left[os.write(asks, left[:_CHUNK]) :]
    while len(given) < length:
        _wait(answers, select.POLLIN, until)
        part = os.read(answers, _CHUNK)
        if not part:
            raise BrokenPipeError
        given += part
        if len(given) >= _LENGTH:
            length = _LENGTH + int.from_bytes(given[:_LENGTH], "big")
    return bytes(given[_LENGTH:])


def _wait(descriptor: int, event: int, until: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(until - time.monotonic(), 0.0) * 1000):
        raise TimeoutError


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH, "big") + data


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_framed(data))
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """A whole message, or None when the other side is gone."""
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    data = pipe.read(length)
    return data if len(data) == length else None


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
