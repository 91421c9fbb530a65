"""Pager of the pages of a long list or of a long file."""

from __future__ import annotations

from api.pages.shell.parts import Pager


def pager_of(address: str, page: int, size: int, total: int) -> Pager | None:
    """Where one is, on a page of so many things; None when they fit one page. `address` waits for
    the number of a page.
    """
    if total <= size:
        return None
    last = min(page * size, total)
    before = f"{address}page={page - 1}" if page > 1 else None
    after = f"{address}page={page + 1}" if last < total else None
    return Pager((page - 1) * size + 1, last, total, before, after)
