"""The sentence encoder in a process of its own, so that it reads on another core while this one reasons.

Texts go through a pipe, vectors come back: same encoder, same numbers. Run as a module, this file is that process; it ends with its parent.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

import numpy as np
import numpy.typing as npt

from classifiers.noise.encoder import SentenceEncoder, shipped_encoder

log = logging.getLogger("qualif.noise")
_LENGTH = 8
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class EncoderBeside:
    """As `SentenceEncoder`, in a process started at the first call, one caller at a time.

    When that process is gone it is started again, once for each call; where that fails too, this one encodes, and the log says so.
    """

    name = SentenceEncoder.name

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._here = SentenceEncoder()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `Encoder.encode`."""
        asked = json.dumps(list(texts)).encode()
        with self._lock:
            for _ in range(2):
                try:
                    given = self._ask(asked)
                except OSError as error:
                    log.warning("the process of the encoder is gone (%s)", type(error).__name__)
                    self._end()
                else:
                    return np.frombuffer(given, dtype="<f4").reshape(len(texts), -1).astype(np.float32)
            log.error("the encoder cannot run in a process of its own: it runs in the service's")
            return self._here.encode(texts)

    def close(self) -> None:
        """Ends the process; the next call would start it again."""
        with self._lock:
            self._end()

    def _ask(self, asked: bytes) -> bytes:
        if self._process is None:
            command = [sys.executable, "-P", "-m", __name__]
            paths = os.pathsep.join(path for path in sys.path if path)
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths},
                start_new_session=True,  # an interruption at the keyboard is for the service, which ends this one
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        _write(self._process.stdin, asked)
        given = _read(self._process.stdout)
        if given is None:
            raise BrokenPipeError
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


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH, "big") + data)
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
