"""Follower of erasures: a process forgets what another one erased (`qualif purge`, another
instance).
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import func, select

from api.db.erasures import ErasureRow
from api.http.live import LiveServices
from api.kit.background import background
from api.kit.report_caches import clear_report_caches

PAUSE = 10.0
"""Seconds between two looks."""
_COUNT = select(func.count()).select_from(ErasureRow)


class ErasureFollower:
    """Empties the caches of what reports hold once an erasure was recorded, whoever made it.

    One made here empties them at once (`api.retention.service`), and here again: a page that was
    being read meanwhile may have put back what it had read before.
    """

    def __init__(self, live: LiveServices) -> None:
        self._live = live
        self._known: int | None = None

    def step(self) -> float:
        """Looks how many erasures there were; the seconds of rest before the next look."""
        with self._live.current().database.read() as session:
            found = session.connection().execute(_COUNT).scalar_one()
        if found != self._known:
            clear_report_caches()
            self._known = found
        return PAUSE


def following_erasures(live: LiveServices) -> AbstractContextManager[None]:
    """The thread that follows them, until the service stops."""
    return background("erasures", ErasureFollower(live).step)
