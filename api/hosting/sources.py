"""The port: a file of the operator that says of an IP address its network, holder and country, and
how fresh it is.
"""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from textfile.diagnostics import Diagnostic, Place

Method: TypeAlias = Literal["mmdb", "delegations", "platform", "none"]
Confidence: TypeAlias = Literal["high", "medium", "low", "unknown"]


class UnusableSource(Exception):
    """The operator's file cannot be used. Carries the one diagnostic that says why, and what to
    do.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.as_text())


@dataclass(frozen=True, slots=True)
class HostLocation:
    """Record of an IP address in a file. None is not known.

    `method` and `file_date` are those of the file that gave the country. Delegations give the
    country of the holder's registration, which is not always where the machine is.
    """

    method: Method
    file_date: date | None
    country: str | None = None
    asn: int | None = None
    organisation: str | None = None


class HostingSource(Protocol):
    """Answers from one file, opened once. `file_date` is the day the file was made, None when it
    does not say.
    """

    method: Method
    file_date: date | None

    def locate(self, ip: str) -> HostLocation | None:
        """Lookup of an address, in its canonical form; None when it says nothing."""
        ...


class NoSource:
    """No file was given: nothing is known of any address."""

    method: Method = "none"
    file_date: date | None = None

    def locate(self, ip: str) -> HostLocation | None:
        """Nothing."""
        return None


def ordinary(path: Path) -> None:
    """Refuses what is no file: a device has no end, a pipe may never begin.

    Raises:
        OSError: it is neither a file nor a folder (which opening it says), or there is none.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.ENODEV, "", str(path))


def unusable(code: str, file: str, message: str, hint: str, line: int = 1) -> UnusableSource:
    """A fault of a file, at one of its lines."""
    return UnusableSource(Diagnostic(code, Place(file, line), message, hint))
