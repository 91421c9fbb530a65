"""Savepoint for one report among many: what fails of it is undone, and does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import InterfaceError, OperationalError

from api.db.sessions import WriteSession

log = logging.getLogger("qualif.background")


def attempt(session: WriteSession, what: str, report: str, act: Callable[[], None]) -> bool:
    """Whether an act on a report succeeded. Where it did not, nothing of it is left; the log names
    the report and the kind of error.

    Raises:
        OperationalError, InterfaceError: the database is away or busy, of which no report is the
            cause.
    """
    try:
        with session.savepoint():
            act()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # never its words, which may be those of the report
        log.error("%s: a report is left aside (%s)", what, type(error).__name__, extra={"where": report})
        return False
    return True
