"""Standing of the edition that is served: which publication should be, which one comes, and what
stands in the way.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Condition, Event
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
    """The standing as it was last seen, which whoever follows publications says, and what wakes
    them.
    """

    def __init__(self) -> None:
        self._standing = EditionStanding()
        self._served: int | None = None
        self._bell: Event | None = None
        self._news = Condition()

    @property
    def standing(self) -> EditionStanding:
        """The standing as it was last seen."""
        return self._standing

    def say(self, standing: EditionStanding, served: int | None) -> None:
        """Says how it stands now, but for the folder, and which publication this process serves."""
        with self._news:
            self._standing = replace(standing, folder_apart=self._standing.folder_apart)
            self._served = served
            self._news.notify_all()

    @contextmanager
    def following(self) -> Iterator[Event]:
        """While publications are followed in this process; what is set when there is one to follow
        at once.
        """
        self._bell = bell = Event()
        try:
            yield bell
        finally:
            with self._news:
                self._bell = None
                self._news.notify_all()

    def await_served(self, publication: int, seconds: float) -> None:
        """Waits until this process serves a publication in effect, or a later one; no longer than
        these seconds, and not at all where nobody follows publications here or this one cannot be
        opened.
        """

        def is_settled() -> bool:
            fails = self._standing.effective == publication and self._standing.fault is not None
            return self._bell is None or fails or (self._served or 0) >= publication

        with self._news:
            if self._bell is not None:
                self._bell.set()
            self._news.wait_for(is_settled, seconds)

    def say_folder_apart(self) -> None:
        """Says that the folder of the installation is not served."""
        log.warning(
            "the rules folder of this installation is not served: publications made in the service are; "
            "to propose it, run `qualif rules request FOLDER`"
        )
        self._standing = replace(self._standing, folder_apart=True)
