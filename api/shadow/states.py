"""Ends of a shadow run, and the bounds of one."""

from __future__ import annotations

from enum import StrEnum


class ShadowEnd(StrEnum):
    """Why a shadow run ended.

    PRECISE: the share of changes is known as well as was asked. STOPPED: by a person. EDITED: the
    request has other files since. CLOSED: it is published or abandoned. UNREADABLE: its law cannot
    be opened. FULL: it has had as many answers as a run may have. FAILED: it went beyond its limits
    of time or memory again and again.
    """

    PRECISE = "precise"
    STOPPED = "stopped"
    EDITED = "edited"
    CLOSED = "closed"
    UNREADABLE = "unreadable"
    FULL = "full"
    FAILED = "failed"


class ShadowFault(StrEnum):
    """Why the law of a run could not answer; it counts as a change.

    LAW: the law that gave the answer is not at hand to be compared. FACTS: the report has facts or
    points that the law of the run refuses. LIMITS: it took too long, or too much memory.
    """

    LAW = "law"
    FACTS = "facts"
    LIMITS = "limits"


MOST_RUNS = 3
"""Runs at a time, over all requests."""
MOST_ANSWERS = 20_000
"""Answers of a run: far above what the finest precision asks for."""
MOST_LIMITS = 5
"""Answers of a run that may go beyond the limits before it is ended."""
LEAST_WIDTH, USUAL_WIDTH = 0.01, 0.05
"""Width of the interval: the least that may be asked, and the usual one."""
