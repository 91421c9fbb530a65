"""Reader of proofs as plain data, for who reads many of one law: what recurs from proof to proof is
parsed once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.explanation.proof import ProofWriter
from engine.model.answer import Answer

_ENTRY = 4
"""Fragments of an offence."""


class ProofReader:
    """Reader of the proofs that a writer writes: the same data as parsing them whole. Parts are
    shared between proofs, and not to be changed.
    """

    def __init__(self, writer: ProofWriter) -> None:
        self._writer = writer
        self._entries: dict[tuple[bytes, ...], Mapping[str, Any]] = {}
        self._conditions: dict[bytes, Mapping[str, Any]] = {}

    def read(self, answer: Answer) -> tuple[bytes, Mapping[str, Any]]:
        """The proof of an answer: as it is written, and as plain data."""
        fragments = self._writer.fragments(answer)
        opening, *entries, middle, _, closing = fragments
        data: dict[str, Any] = json.loads(opening + middle + closing)
        data["offences"] = [
            self._entry(tuple(entries[start : start + _ENTRY])) for start in range(0, len(entries), _ENTRY)
        ]
        for text in self._writer.conditions(answer):
            data["conditions"] |= self._condition(text)
        return b"".join(fragments), data

    def _entry(self, fragments: tuple[bytes, ...]) -> Mapping[str, Any]:
        if fragments not in self._entries:
            self._entries[fragments] = json.loads(b"".join(fragments).removesuffix(b","))
        return self._entries[fragments]

    def _condition(self, text: bytes) -> Mapping[str, Any]:
        if text not in self._conditions:
            self._conditions[text] = json.loads(b"{" + text + b"}")
        return self._conditions[text]
