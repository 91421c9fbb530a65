"""JSON Lines in and out of the noise filter, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from api.kit.lines import MAX_LINE, LineSplitter
from api.texts.input_lines import bound_skipped
from api.texts.noise_json_lines import LineOptions, answer_group
from api.texts.repeats import Repeats
from classifiers.noise.filter import NoiseFilter

_READ = 1 << 18
DEFAULTS = LineOptions()


class ByteSource(Protocol):
    """Bytes as they come."""

    def read1(self, size: int, /) -> bytes:
        """Up to `size` bytes, as soon as there are any; nothing at the end."""


def lines(source: ByteSource) -> Iterator[list[bytes]]:
    """Lines that have come in so far, whole, as often as something comes. A line of more than
    MAX_LINE bytes is cut and dropped later.

    Raises:
        Unbounded: such a line does not end within MAX_SKIPPED more.
    """
    splitter = LineSplitter(MAX_LINE)
    while chunk := source.read1(_READ):
        if whole := splitter.feed(chunk):
            yield whole
        bound_skipped(splitter.skipped)
    if splitter.rest:
        yield [splitter.rest]


def answers(
    noise: NoiseFilter,
    source: ByteSource,
    options: LineOptions = DEFAULTS,
) -> Iterator[list[str]]:
    """JSON answers, one object per line read, in order; those of the lines that came in together,
    together.
    """
    number, repeats = 0, Repeats()
    for group in lines(source):
        yield answer_group(noise, group, number, repeats, options)
        number += len(group)
