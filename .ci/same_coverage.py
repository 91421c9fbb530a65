"""Comparison of the committed coverage of the law with the one just measured.

The pages of the law show the committed file, so it must be that of the committed rules.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def rows(path: Path) -> dict[str, Any]:
    """Measures by offence."""
    return {row["offence"]: row for row in json.loads(path.read_text(encoding="utf-8"))}


def main(committed: Path, measured: Path) -> str | None:
    """Names what differs, and what to do; nothing when both are the same."""
    before, now = rows(committed), rows(measured)
    stale = sorted(name for name in before | now if before.get(name) != now.get(name))
    if not stale:
        return None
    shown = ", ".join(stale[:5]) + (f" et {len(stale) - 5} autres" if len(stale) > 5 else "")
    return f"{committed} n'est plus celui de ces règles ({shown}) : `make law-pages` le refait."


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
