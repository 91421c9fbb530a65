"""What is wrong with a report: one object per field, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.quoting import quoted


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of a report, and what to do."""

    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.field} : {self.message}" + (f" ({self.hint})" if self.hint else "")

    @property
    def fact(self) -> str | None:
        """The fact the fault is about, where it is about one."""
        first, *rest = self.field.split(".")
        return rest[0] if first == "facts" and rest else None


class ReportError(Exception):
    """A report that cannot be taken; carries its faults."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ; ".join(map(str, self.faults)))


def refused(where: str, raw: Any, hint: str) -> ReportError:
    """A value that its field cannot have."""
    return ReportError([FieldFault(where, f"valeur refusée : {quoted(raw)}", hint)])
