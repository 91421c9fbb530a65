"""Readings of stored reports under two editions: the facts that the words of each show, where what
reads texts differs.

Pure but for the files of the lexicons. Words stay in the process that reads them: what comes out is
facts, for the answers to be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from api.backtest.records import FactPair, bare_facts
from api.texts.lexicons import Facts
from api.texts.readers import Texts, is_of_cues
from api.texts.second_reader import cue_reader
from classifiers.cues.presumed import COMMENT, SOURCE
from engine.facts.renamings import translated


class ReportWords(NamedTuple):
    """Words of a report as they are stored, with what was read in them before: the facts in force
    that are cues of either voice, those that a person set aside. `is_erased`: it had words, and
    they are gone.
    """

    text: str
    comment: str
    category: str | None
    cue_facts: frozenset[str]
    set_aside: frozenset[str]
    is_erased: bool


def reads_otherwise(paths: Iterable[str]) -> bool:
    """Whether two trees of rules, of which these files differ, may presume other facts from the
    same words.
    """
    return any(map(is_of_cues, paths))


def cue_facts_of(facts: Mapping[str, Any]) -> frozenset[str]:
    """The facts that stand as cues of a text or of a comment, and that nobody confirmed since."""
    return frozenset(name for name, raw in facts.items() if _is_cue(raw))


def _is_cue(raw: Any) -> bool:
    if not isinstance(raw, Mapping) or raw.get("standing") != "presumed":
        return False
    return str(raw.get("source") or "").startswith((f"{SOURCE} (", f"{COMMENT} ("))


def texts_of_folder(root: Path, facts: Facts) -> Texts:
    """What reads cues in a folder of rules: its lexicons, with the second reader where its rules
    want one and the encoder is installed.

    Raises:
        RulesetError: the lexicons cannot be used.
    """
    reader = cue_reader(root)
    return Texts(facts, lambda: reader, None)


def reread(
    record: bytes, words: ReportWords | None, old: Texts | None, new: Texts, vocabularies: tuple[Facts, Facts]
) -> FactPair | None:
    """The facts of a record of an archive under two editions, None where its words are gone; what
    people stated or confirmed stands in both, and what they set aside stays so. `old` None: the
    stored facts are those of the first edition.
    """
    if words is None or words.is_erased:
        return None
    stored = bare_facts(json.loads(record).get("facts", {}))
    own = {name: raw for name, raw in stored.items() if name not in words.cue_facts}
    after = {**own, **_presumed(new, own, words, vocabularies[1])}
    if old is None:
        return FactPair(stored, after)
    before = {**own, **_presumed(old, own, words, vocabularies[0])}
    return FactPair(stored, stored) if before == after else FactPair(before, after)


def _presumed(texts: Texts, own: Mapping[str, Any], words: ReportWords, facts: Facts) -> dict[str, Any]:
    said = {"text": words.text, "comment": words.comment, "reported_category": words.category}
    taken = texts.enrich({**said, "facts": translated(facts, own)})
    shown: Iterable[str] = (name for name in taken.presumed if name not in words.set_aside)
    return bare_facts({name: taken.data["facts"][name] for name in shown})
