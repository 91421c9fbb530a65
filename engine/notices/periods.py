"""Periods of wordings: N104 two on one day, R302 none on one, N106 none at all, N110 none since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from engine.model.dated import ONE_DAY
from engine.notices.tables import KINDS, Manifest, NoticeWording
from textfile.diagnostics import Diagnostic
from textfile.reader import Document
from textfile.text import LANGUAGES


def wordings_follow_each_other(manifest: Manifest, document: Document, today: date) -> Iterator[Diagnostic]:
    """Checks that a kind has in each language one wording a day, from its first to its last; warns
    when the last day is past.
    """
    for kind in KINDS:
        for language in LANGUAGES:
            numbered = [(i, w) for i, w in enumerate(manifest.wordings) if (w.kind, w.language) == (kind, language)]
            if not numbered:
                what = f"aucune rédaction de « {kind} » en « {language} »"
                yield Diagnostic("N106", document.place(("wordings",)), what, "l'ajouter")
            else:
                yield from _one_a_day(numbered, document, today)


def _one_a_day(numbered: list[tuple[int, NoticeWording]], document: Document, today: date) -> Iterator[Diagnostic]:
    for i, wording in numbered:
        if wording.until is not None and wording.until < wording.from_:
            message = f"{wording.until} précède {wording.from_}"
            yield Diagnostic("R301", document.value_place(("wordings", i, "until")), message, "échanger les dates")
            return
    ordered = sorted(numbered, key=lambda one: one[1].from_)
    for (_, before), (j, wording) in pairwise(ordered):
        named = f"« {wording.kind} » en « {wording.language} »"
        if before.until is None or wording.from_ <= before.until:
            what = f"deux rédactions de {named} en vigueur le {wording.from_}"
            yield Diagnostic("N104", document.place(("wordings", j)), what, "clore la première")
        elif wording.from_ - before.until > ONE_DAY:
            what = f"aucune rédaction de {named} du {before.until + ONE_DAY} au {wording.from_ - ONE_DAY}"
            yield Diagnostic("R302", document.value_place(("wordings", j, "from")), what, "rapprocher les dates")
    last, wording = ordered[-1]
    if wording.until is not None and wording.until < today:
        what = f"aucune rédaction de « {wording.kind} » en « {wording.language} » depuis le {wording.until + ONE_DAY}"
        hint = "la faire relire, puis lui donner une nouvelle période"
        yield Diagnostic("N110", document.value_place(("wordings", last, "until")), what, hint)
