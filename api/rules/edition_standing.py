"""Standing of the edition that is served: which publication should be, which one comes, and what
stands in the way.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

log = logging.getLogger("qualif.laws")

EditionFault: TypeAlias = Literal["unreadable", "damaged", "texts", "disk", "other"]
"""Why a published edition cannot be opened: the software does not read it, its files are damaged,
its lexicons cannot be used, the disk refuses, anything else.
"""


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """`effective`: number of the publication in effect; `upcoming`: of the next one, with its date,
    and whether it is open already. `fault`: why one of them cannot be opened. `folder_apart`: the
    folder of the installation holds rules that are neither served nor were.
    """

    effective: int | None = None
    upcoming: int | None = None
    upcoming_at: datetime | None = None
    is_upcoming_open: bool = False
    fault: EditionFault | None = None
    folder_apart: bool = False


class EditionMonitor:
    """The standing as it was last seen, which whoever follows publications says."""

    def __init__(self) -> None:
        self._standing = EditionStanding()

    @property
    def standing(self) -> EditionStanding:
        """The standing as it was last seen."""
        return self._standing

    def say(self, standing: EditionStanding) -> None:
        """Says how it stands now, but for the folder."""
        self._standing = replace(standing, folder_apart=self._standing.folder_apart)

    def say_folder_apart(self) -> None:
        """Says that the folder of the installation is not served."""
        log.warning(
            "the rules folder of this installation is not served: publications made in the service are; "
            "to propose it, run `qualif rules request FOLDER`"
        )
        self._standing = replace(self._standing, folder_apart=True)
