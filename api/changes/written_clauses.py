"""Clauses and versions that a draft writes, in sentences, as `qualif rules show` says them: of the
offences and notions that its files edit, those that the base has not, or has otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from engine.explanation.law_in_words import clause_sentences, notion_sentences, version_sentences
from engine.model.law import Notion, Offence
from engine.model.ruleset import Ruleset
from textfile.text import LANGUAGES, Language, Text

MOST = 40
"""Clauses and versions said of one offence or notion."""
_GROUPS = ("elements", "defences", "scope", "aggravations", "cautions")


def written_clauses(
    base: Ruleset, tried: Ruleset, offences: Collection[str], notions: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """What is written of each of these offences and notions (`offence:…`, `notion:…`), as plain
    data: the kind of each clause or version, its title and its sentences in both languages.
    """
    found = {
        f"offence:{name}": [*_of_offence(base.offences.get(name), tried.offences[name], tried)]
        for name in sorted(tried.offences.keys() & {*offences})
    }
    found |= {
        f"notion:{name}": [*_of_notion(base.notions.get(name), tried.notions[name], tried)]
        for name in sorted(tried.notions.keys() & {*notions})
    }
    return {name: clauses[:MOST] for name, clauses in found.items() if clauses}


def _of_offence(old: Offence | None, new: Offence, ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    for group in _GROUPS:
        before: Mapping[str, Any] = getattr(old, group) if old is not None else {}
        for name, clause in getattr(new, group).items():
            if before.get(name) != clause:
                yield _data(group, clause.label, partial(clause_sentences, clause, ruleset))
    versions = () if old is None else old.versions
    for version in new.versions:
        if version not in versions:
            yield _data("versions", None, partial(version_sentences, version, new, ruleset))


def _of_notion(old: Notion | None, new: Notion, ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    versions = () if old is None else old.versions
    for version in new.versions:
        if version not in versions:
            yield _data("versions", new.label, partial(notion_sentences, version, ruleset))


def _data(kind: str, label: Text | None, sentences: Callable[[Language], Iterator[str]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": {language: label.in_(language) if label is not None else "" for language in LANGUAGES},
        "lines": {language: [*sentences(language)] for language in LANGUAGES},
    }
