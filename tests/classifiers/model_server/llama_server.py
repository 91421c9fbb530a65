"""llama.cpp's own HTTP server on a model file, in a process of its own, which can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.shared import ROOT

NAME = "tiny"


@contextmanager
def process(model: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that answers, and its address; killed at the end of the block at the latest."""
    command = [sys.executable, "-m", __name__, str(model)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        try:
            line = next((line for line in running.stdout if line.startswith("http://")), "")
            assert line, f"the server ended with {running.wait()}"
            yield running, line.strip()
        finally:
            running.kill()


def main() -> None:
    """Serves until standard input ends: whoever started it is gone."""
    import xllamacpp

    given = xllamacpp.CommonParams()
    given.model.path = sys.argv[1]
    given.model_alias = {NAME}
    given.n_ctx, given.n_parallel = 131_072, 2
    given.port, given.hostnames = 0, ["127.0.0.1"]
    given.cpuparams.n_threads = 1
    given.warmup = False
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
