"""Opening what reads texts: where a part cannot be opened the log says why, and the rest reads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from textfile.diagnostics import RulesetError

log = logging.getLogger("qualif.texts")
T = TypeVar("T")


def open_or_log(opens: Callable[[], T], name: str, unusable: tuple[type[Exception], ...]) -> T | None:
    """What `opens` returns; None when a file of rules, or one of `unusable`, stops it, which the
    log says under `name`.
    """
    try:
        return opens()
    except RulesetError as error:
        first = error.diagnostics[0]
        log.error("%s cannot be used: %s %s, %d faults", name, first.code, first.place, len(error.diagnostics))
    except unusable as error:
        log.error("%s cannot be used: %s", name, error)
    return None
