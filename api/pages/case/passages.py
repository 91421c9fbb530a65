"""The words of a report with their passages: what was read where, in which voice, and what it
speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from api.db.reports import ReportRow
from api.pages.shell.parts import Evidence, Segment
from engine.model.knowledge import Span, StatedFact, Voice
from engine.notices.addresses import letters_of


class Words(NamedTuple):
    """Words of each voice: the content, then the reporter; None where nothing is left of it.

    Passages are numbered in this order.
    """

    text: str | None = None
    comment: str | None = None

    def of(self, voice: Voice) -> str | None:
        """Words of one voice."""
        return self.text if voice == "text" else self.comment


def words_of(row: ReportRow) -> Words:
    """Words that are left of a report."""
    return Words(row.text, row.comment)


def numbered(facts: Mapping[str, StatedFact], words: Words) -> dict[str, int]:
    """The number of the passage of each fact that was read in what is left, in reading order; facts
    read at one place share it.
    """
    spans = {name: f.span for name, f in facts.items() if f.span is not None and _is_left(f.span, words)}
    ordered = sorted(set(spans.values()), key=lambda s: (Words._fields.index(s.voice), s.start, s.end))
    places = {span: number for number, span in enumerate(ordered, 1)}
    return {name: places[span] for name, span in spans.items()}


def passages(
    facts: Mapping[str, StatedFact],
    words: Words,
    reasons: Iterable[tuple[str, str, str, bool]],
    labels: Mapping[str, str],
) -> tuple[Evidence, ...]:
    """Each passage alone, its addresses defanged.

    `reasons` say which clauses rest on which fact; a fact that decides nothing is told by its own
    label.
    """
    numbers = numbered(facts, words)
    letters = {voice: letters_of(words.of(voice) or "") for voice in {_span(facts, name).voice for name in numbers}}
    told: dict[int, list[tuple[str, str, bool]]] = {}
    for fact, link, label, against in reasons:
        if fact in numbers:
            told.setdefault(numbers[fact], []).append((link, label, against))
    found = {}
    for name, number in numbers.items():
        span = _span(facts, name)
        about = told.get(number) or [(f"fait-{name}", labels[name], False)]
        found[number] = Evidence(
            number,
            "".join(letters[span.voice][span.start : span.end]),
            ", ".join(dict.fromkeys(label for _, label, _ in about)),
            " ".join(dict.fromkeys(link for link, _, _ in about)),
            all(against for _, _, against in about),
            span.voice == "comment",
        )
    return tuple(found[n] for n in sorted(found))


def segments(
    facts: Mapping[str, StatedFact], words: Words, voice: Voice, evidence: tuple[Evidence, ...]
) -> tuple[Segment, ...]:
    """Words of one voice, their addresses defanged, cut at its passages; nothing when nothing is
    left of it.

    Where two overlap, the first one is marked whole and the other from where it goes on; one that
    lies whole within another shares its mark.
    """
    letters = letters_of(words.of(voice) or "")
    spans = {number: _span(facts, name) for name, number in numbered(facts, words).items()}
    found: list[Segment] = []
    here = 0
    for passage in evidence:
        span = spans[passage.number]
        start = max(span.start, here)
        if span.voice != voice:
            continue
        if start >= span.end:
            found[-1] = _with_inner(found[-1], passage)
            continue
        if start > here:
            found.append(Segment("".join(letters[here:start])))
        found.append(Segment("".join(letters[start : span.end]), passage.number, passage.link, passage.against))
        here = span.end
    if here < len(letters):
        found.append(Segment("".join(letters[here:])))
    return tuple(found)


def _with_inner(around: Segment, passage: Evidence) -> Segment:
    links = dict.fromkeys([*(around.link or "").split(), *passage.link.split()])
    return replace(around, link=" ".join(links), inner=(*around.inner, passage.number))


def _is_left(span: Span, words: Words) -> bool:
    return bool(words.of(span.voice)) and span.end > span.start


def _span(facts: Mapping[str, StatedFact], name: str) -> Span:
    span = facts[name].span
    assert span is not None  # only facts that were read somewhere have a number
    return span
