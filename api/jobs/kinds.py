"""Kinds of jobs: what a feature gives the queue to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from api.http.services import Services

Scalar: TypeAlias = str | int
"""Value of a payload or of a progress: an identifier, a digest, a number."""
JobFault: TypeAlias = Literal["lost", "database", "refused", "disk", "limits", "other"]
"""Why a step failed. `lost`: its worker ended while it ran. `refused`: the service answered with a
problem. `disk`: a file could not be read or written. `limits`: work in a process apart went beyond
its time or its memory, as another try would.
"""


@dataclass(frozen=True, slots=True)
class JobTask:
    """Job as its worker has it. `claim` numbers the time it was taken."""

    id: str
    kind: str
    claim: int
    payload: Mapping[str, Scalar]
    progress: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class JobPause:
    """Pause of a job: the seconds before its next step, and how far it has gone."""

    seconds: float
    progress: Mapping[str, Scalar] | None = None


JobStep: TypeAlias = "Callable[[Services, JobTask], JobPause | None]"
"""Does a part of a job; None once nothing is left.

A step may be done twice: its worker may die between the work and the end of the job. Each says how
it bears that.
"""


@dataclass(frozen=True, slots=True)
class JobKind:
    """Kind of job. `is_recurrent`: its steps follow each other without end, and a failure delays
    the next one at most an hour. `is_long`: a step takes minutes, so that those of its sort have a
    worker of their own, and delay no other.
    """

    name: str
    step: JobStep
    is_recurrent: bool = False
    is_long: bool = False
