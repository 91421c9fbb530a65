"""Thread limit of linear algebra: one a reading."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """While it holds, products of matrices take one core: texts are read beside other work, and the
    same numbers come of it, however many there are.
    """
    limit: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return limit


@cache
def _threads() -> ThreadpoolController:
    """Looked up once: it walks all the libraries of the process."""
    return ThreadpoolController()
