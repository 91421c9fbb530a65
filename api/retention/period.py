"""Retention rule: one kind of data and its period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, Update


@dataclass(frozen=True)
class RetentionRule:
    """Retention rule of one kind of data: the setting that says how long it is kept, which of it is
    older, how it is erased.
    """

    name: str
    setting: str
    older: Callable[[datetime], Select[Any]]
    erase: Callable[[datetime], list[Update | Delete]]


"""One statement at least: erasing tells how many rows the last one changed."""
