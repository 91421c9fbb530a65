"""Coverage-guided fuzzing of what reads the rules, by atheris: `python -m fuzz.coverage_guided
--seconds 300`, each target in a process of its own, for so long.

What new branches it reaches is remembered under `build/fuzz/`, and a later run goes on from it. An
input that breaks a target, hangs or takes too much memory is written there, and the command fails.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fuzz.targets import TARGETS, seeds, tokens

HOME = Path("build/fuzz")
INSTRUMENTED = ["textfile", "engine.language", "engine.notices", "engine.model", "classifiers.cues", "api.rules"]
HANG_SECONDS, MEMORY_MB, LONGEST = 25, 3_000, 8_192
"""Beyond which an input is a fault; bytes of an input."""


def main() -> int:
    """The command: 1 when an input breaks a target, 2 without atheris."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.coverage_guided", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="seconds of each target")
    parser.add_argument("--only", choices=[*TARGETS], action="append", help="this target only (repeatable)")
    parser.add_argument("--target", choices=[*TARGETS], help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if find_spec("atheris") is None:
        print("atheris is not installed here (requirements-fuzz.lock): nothing was tried", file=sys.stderr)
        return 2
    if wanted.target is not None:
        _fuzz(wanted.target, wanted.seconds)
        return 0
    broken = [name for name in wanted.only or TARGETS if not _ran(name, wanted.seconds)]
    print(f"broken: {', '.join(broken)}" if broken else "nothing broke")
    return 1 if broken else 0


def _ran(name: str, seconds: int) -> bool:
    """Whether a target went through its time without a fault."""
    print(f"… {name}", flush=True)
    command = [sys.executable, "-m", "fuzz.coverage_guided", "--target", name, "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode == 0


def _fuzz(name: str, seconds: int) -> None:
    """Feeds a target until its time is over; ends the process."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=INSTRUMENTED):  # before anything else imports them
        feed = TARGETS[name]()
    corpus, begins, words = (HOME / name / part for part in ("corpus", "seeds", "words"))
    for folder in (corpus, begins):
        folder.mkdir(parents=True, exist_ok=True)
    begun = seeds(name)
    for number, data in enumerate(begun):
        (begins / str(number)).write_bytes(data)
    words.write_text("".join(f'"{word.decode()}"\n' for word in tokens(begun)), encoding="utf-8")
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={HANG_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={HOME / name}/",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus), str(begins)], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
