"""A small reader to test with: what it says of a report hangs on a few words, and is always the same."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from classifiers.noise.kinds import FIELDS, GRAVITIES
from classifiers.reader.reading import ReportReading, ReportText

KINDS = ("vide", "technique", "litige", "prive", "autre")
HALF = 0.5
"""A post matters half as much as a report of the same words."""
HATE = ("vermine", "parasites")
THREATS = ("te tuer", "casser")


def reading(
    matters: float = 0.005,
    *,
    unseen: float = 0.01,
    fields: Mapping[str, float] | None = None,
    gravity: Mapping[str, float] | None = None,
    noise: Mapping[str, float] | None = None,
) -> ReportReading:
    """A reading of ordinary noise, but for what is given."""
    return ReportReading(
        matters,
        unseen,
        dict.fromkeys(FIELDS, 0.01) | dict(fields or {}),
        dict.fromkeys(GRAVITIES, 0.01) | dict(gravity or {}),
        dict.fromkeys(KINDS, 0.02) | dict(noise if noise is not None else {"prive": 0.95}),
    )


class SmallReader:
    """Hate and threats by their words; a comment alone points to content that nobody gave; all else is noise."""

    digest = "5" * 64

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        """As `Reader.read_many`."""
        return [self._read(one) for one in reports]

    def _read(self, report: ReportText) -> ReportReading:
        read = self._of_words(report)
        return read if report.reported else replace(read, post=read.matters * HALF)

    def _of_words(self, report: ReportText) -> ReportReading:
        said = f"{report.text or ''}\n{report.comment or ''}"
        slight = 0.001 + (zlib.crc32(said.encode("utf-8", "surrogatepass")) % 1000) / 50_000
        if any(word in said for word in HATE):
            return reading(0.96 + slight, fields={"haine": 0.97}, noise={"prive": 0.03})
        if any(word in said for word in THREATS):
            return reading(0.95 + slight, fields={"harcelement": 0.6}, gravity={"threat": 0.9}, noise={"prive": 0.03})
        return reading(slight, unseen=0.9 if report.text is None else 0.01)
