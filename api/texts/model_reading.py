"""Merge of a model server's reading into an enriched report, as the commands and the measures make
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.texts.intake import EnrichedReport, words_of
from api.texts.lexicons import Facts
from api.texts.model_merge import merge_facts, merge_indications
from classifiers.model_server.reader import ModelInput
from classifiers.model_server.reading import ModelReading
from classifiers.noise.filter import FilterVerdict
from engine.facts.earlier import readable
from engine.facts.statements import Lengths

SEEN_BY_MODEL = "modele"
"""Reason for which a report that the filter would set aside is read: the model says it matters, or
that nobody gave its content.
"""


def model_input(data: Any) -> ModelInput | None:
    """A report in plain data as a model server is shown it; None where it has no words."""
    text, comment = words_of(data, "text"), words_of(data, "comment")
    if not text and not comment:
        return None
    category, url = data.get("reported_category"), data.get("url")
    return ModelInput(
        text, comment, category if isinstance(category, str) else None, url if isinstance(url, str) else None
    )


def merge_reading(
    enriched: EnrichedReport, reading: ModelReading, vocabulary: Facts, steadfast: Iterable[str]
) -> EnrichedReport:
    """The enriched report of both readers. `steadfast`: the facts that may show a danger."""
    data = enriched.data
    facts, indications = data.get("facts") or {}, data.get("indications") or {}
    merged = dict(data)
    presumed = enriched.presumed
    if isinstance(facts, Mapping):
        lengths = Lengths(len(words_of(data, "text")), len(words_of(data, "comment")))
        embedded = {name: raw for name, raw in facts.items() if name in presumed}
        own = {name: raw for name, raw in facts.items() if name not in presumed}
        # What is wrong in what somebody stated is said where it is read: here it hides no answer.
        added = merge_facts(readable(own, vocabulary, lengths), embedded, reading, vocabulary, steadfast, lengths)
        added = {name: raw for name, raw in added.items() if name not in own}
        merged["facts"], presumed = {**own, **added}, tuple(added)
    if isinstance(indications, Mapping):
        merged["indications"] = merge_indications(indications, reading)
    return enriched._replace(
        data=merged,
        presumed=presumed,
        verdict=None if enriched.verdict is None else keep_what_matters(enriched.verdict, reading),
        read_by=enriched.read_by._replace(reader=reading.provenance),
    )


def keep_what_matters(verdict: FilterVerdict, reading: ModelReading) -> FilterVerdict:
    """The filter's verdict; one that sets aside what the model sees something in keeps it. Never
    the other way.
    """
    if verdict.set_aside and (reading.matters or reading.unseen):
        return verdict._replace(set_aside=False, reason=SEEN_BY_MODEL, audit=False)
    return verdict
