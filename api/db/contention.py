"""Errors of a transaction that may pass when it is run again: somebody else changed, or held, what
it needed.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

_TRANSIENT = frozenset({"40001", "40P01", "55P03", "23503"})
"""PostgreSQL: serialization failure, deadlock, lock timeout, a row that came meanwhile and refers
to one being deleted.
"""


def is_transient(error: DBAPIError) -> bool:
    """Whether the same transaction may pass if it is run again."""
    return getattr(error.orig, "sqlstate", None) in _TRANSIENT
