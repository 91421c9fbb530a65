"""A long trial of the API against its own description: `python -m fuzz.answers --examples 100`.

Of each operation, as many requests that fit its description as that do not
(`tests/api/app/answer_trials.py`): every answer is one that the description announces, and none is
a failure of the server.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.api.app.answer_trials import faults_of_answers, operations_of, world_to_try


def main() -> int:
    """The command: 1 when an answer is not announced, after all were tried."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.answers", description=__doc__)
    parser.add_argument("--examples", type=int, default=100)
    given = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory() as folder, world_to_try(Path(folder)) as world:
        for operation in operations_of(world):
            wrong += faults_of_answers(world, [operation], given.examples)
            print(f"{operation.label}: {len(wrong)} differences so far", flush=True)
    print("\n\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
