"""Comparison of two states of a database, row by row, what chance decides left aside."""

from __future__ import annotations

import re
from collections.abc import Collection

from campaign.crashes.stores import TableRows

_TOKEN = re.compile(r"[A-Za-z0-9_+/=.$-]{16,}|[A-ZÀ-Þ][\w-]+ \d{2,3}\b")
_CHANCE = "•"


def tokens(rows: TableRows) -> set[str]:
    """The words that chance may decide: identifiers, digests, secrets, packed bytes, pseudonyms."""
    return {token for lines in rows.values() for line in lines for token in _TOKEN.findall(line)}


class StateComparison:
    """Comparison under which two runs of one request give the same state.

    Words that both runs wrote are compared as they are; the others, which chance decided
    (identifiers, secrets, and what is worked out from them), are masked.
    """

    def __init__(self, one: TableRows, other: TableRows) -> None:
        self._same = tokens(one) & tokens(other)

    def mask(self, rows: TableRows) -> TableRows:
        """A state whose words of chance are masked."""
        return {name: sorted(_TOKEN.sub(self._mask_token, line) for line in lines) for name, lines in rows.items()}

    def differences(self, one: TableRows, other: TableRows) -> dict[str, str]:
        """What differs, by table; nothing when the two states are one."""
        left, right = self.mask(one), self.mask(other)
        return {name: _difference(left[name], right[name]) for name in left if left[name] != right[name]}

    def _mask_token(self, token: re.Match[str]) -> str:
        return token[0] if token[0] in self._same else _CHANCE


def changed_tables(one: TableRows, other: TableRows) -> set[str]:
    """The tables whose rows are not exactly the same."""
    return {name for name in one if one[name] != other[name]}


def without_looks(rows: TableRows) -> TableRows:
    """A state without what the journal says of who looked: it is written before the answer leaves,
    apart, and a page that refuses shows the report too.
    """
    return {**rows, "audit": [line for line in rows["audit"] if "\treport.seen\t" not in line]}


def _difference(left: Collection[str], right: Collection[str]) -> str:
    only_left = [line for line in left if line not in right]
    only_right = [line for line in right if line not in left]
    return f"{len(left)} rows and {len(right)}: {_few(only_left)} / {_few(only_right)}"


def _few(lines: list[str]) -> str:
    return " | ".join(line.replace("\t", ",")[:90] for line in lines[:1]) or "none"
