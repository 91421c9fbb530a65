"""`dd`'s pure-Python decision diagrams, without networkx.

`dd` imports networkx only to draw diagrams and does without it when it is missing; importing it
costs 0.7 s of start-up, a third of what the whole program is allowed. It is hidden while `dd` is
imported, and left as it was afterwards.
"""

from __future__ import annotations

import sys
from typing import Any

_HIDDEN = "networkx"


def _import_bdd() -> Any:
    before = sys.modules.get(_HIDDEN)
    sys.modules[_HIDDEN] = None  # type: ignore[assignment]
    try:
        from dd.autoref import BDD
    finally:
        if before is None:
            del sys.modules[_HIDDEN]
        else:
            sys.modules[_HIDDEN] = before
    return BDD


BDD = _import_bdd()
