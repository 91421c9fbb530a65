"""The reported text with its passages: what was read where, and what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.web.parts import Evidence, Segment
from engine.model.knowledge import StatedFact
from engine.notices.addresses import letters_of


def numbered(facts: Mapping[str, StatedFact], text: str | None) -> dict[str, int]:
    """The number of the passage of each fact that was read in the text, in reading order; facts read at one place share it."""
    spans = {name: f.span for name, f in facts.items() if f.span is not None and text and f.span.end > f.span.start}
    places = {place: n for n, place in enumerate(sorted({(s.start, s.end) for s in spans.values()}), 1)}
    return {name: places[span.start, span.end] for name, span in spans.items()}


def passages(
    facts: Mapping[str, StatedFact],
    text: str | None,
    reasons: Iterable[tuple[str, str, str, bool]],
    labels: Mapping[str, str],
) -> tuple[Evidence, ...]:
    """Each passage alone, its addresses defanged. `reasons` say which clauses rest on which fact; a fact that decides nothing is told by its own label."""
    numbers = numbered(facts, text)
    letters = letters_of(text) if numbers and text else []
    told: dict[int, list[tuple[str, str, bool]]] = {}
    for fact, link, label, against in reasons:
        if fact in numbers:
            told.setdefault(numbers[fact], []).append((link, label, against))
    found = {}
    for name, number in numbers.items():
        span = facts[name].span
        assert span is not None
        about = told.get(number) or [(f"fait-{name}", labels[name], False)]
        found[number] = Evidence(
            number,
            "".join(letters[span.start : span.end]),
            ", ".join(dict.fromkeys(label for _, label, _ in about)),
            " ".join(dict.fromkeys(link for link, _, _ in about)),
            all(against for _, _, against in about),
        )
    return tuple(found[n] for n in sorted(found))


def segments(facts: Mapping[str, StatedFact], text: str, evidence: tuple[Evidence, ...]) -> tuple[Segment, ...]:
    """The text, its addresses defanged, cut at its passages. Where two overlap, the first one is marked whole and the other from where it goes on."""
    numbers, letters = numbered(facts, text), letters_of(text)
    places = {}
    for name, number in numbers.items():
        span = facts[name].span
        assert span is not None
        places[number] = (span.start, span.end)
    found, here = [], 0
    for passage in evidence:
        start, end = places[passage.number]
        start = max(start, here)
        if start >= end:
            continue
        if start > here:
            found.append(Segment("".join(letters[here:start])))
        found.append(Segment("".join(letters[start:end]), passage.number, passage.link, passage.against))
        here = end
    if here < len(text):
        found.append(Segment("".join(letters[here:])))
    return tuple(found)
