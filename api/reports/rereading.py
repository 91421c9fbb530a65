"""Rereading of a stored report: the facts that its words show to what reads texts now, in place of
those that were presumed from them before. What people said of it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.backtest.records import bare_facts
from api.backtest.rereading import cue_facts_of
from api.db.reports import FactRow, ReportRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.reports import repository
from api.reports.facts import NewFact, fact_values, lengths_of, short_fact_data
from engine.facts.earlier import readable
from engine.facts.renamings import translated

_COLUMNS = ("value", "standing", "source", "span_start", "span_end", "span_in")


@dataclass(frozen=True, slots=True)
class WordsReading:
    """What the words of a report show now: presumptions that go, those that come in or take the
    place of another.

    `seen`: the identifiers of the facts that were in force; `lexicons`: the digest of what read the
    words; `says_otherwise`: a fact or a value differs, not only the passage or the cue behind it.
    """

    seen: frozenset[str]
    withdraw: frozenset[str]
    new: tuple[NewFact, ...]
    lexicons: str | None
    says_otherwise: bool

    @property
    def replaces(self) -> frozenset[str]:
        """The facts of which what was in force no longer is."""
        return self.withdraw | {fact.name for fact in self.new}

    @property
    def is_alike(self) -> bool:
        """Whether they show what was read before, in the same passages."""
        return not self.replaces

    def facts_after(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Facts of the report, once read again."""
        left = {name: raw for name, raw in facts.items() if name not in self.withdraw}
        return {**left, **{fact.name: fact.raw for fact in self.new}}


def has_lost_words(row: ReportRow) -> bool:
    """Whether a report came with words that are erased since."""
    return bool((row.text_length and row.text is None) or (row.comment_length and row.comment is None))


def read_words_again(session: AnySession, services: Services, row: ReportRow) -> WordsReading:
    """Reading of the words of a report by the cues of the edition that is served; a model server is
    not asked again, and what it presumed or dismissed stands.

    A cue gives way to whatever somebody stated, set aside or took back: only the presumptions of
    the service that are in force, or of facts that nobody ever touched, are renewed.
    """
    in_force = {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}
    cues = cue_facts_of({name: short_fact_data(fact) for name, fact in in_force.items() if fact.stated_by == SYSTEM})
    silent = repository.facts_of_people(session, row.id) | repository.facts_dismissed_by_model(session, row.id)
    facts = services.editions.current().ruleset.facts
    own = translated(facts, {name: short_fact_data(fact) for name, fact in in_force.items() if name not in cues})
    words = {"text": row.text or "", "comment": row.comment or "", "reported_category": row.reported_category}
    taken = services.texts.enrich({**words, "facts": own})
    shown: dict[str, Any] = {}
    said = readable(own, facts, lengths_of(row))
    for name in taken.presumed:
        raw = taken.data["facts"][name]
        tried = {**said, **shown, name: raw}
        if name not in silent - cues and readable(tried, facts, lengths_of(row)).keys() == tried.keys():
            shown[name] = raw
    new = [
        NewFact(name, raw, SYSTEM)
        for name, raw in shown.items()
        if name not in in_force or not _is_alike(in_force[name], fact_values(row, name, raw, SYSTEM, services))
    ]
    before = bare_facts({name: short_fact_data(in_force[name]) for name in cues})
    seen, otherwise = frozenset(fact.id for fact in in_force.values()), before != bare_facts(shown)
    return WordsReading(seen, cues - shown.keys(), tuple(new), taken.read_by.lexicons, otherwise)


def _is_alike(fact: FactRow, values: Mapping[str, Any] | None) -> bool:
    return values is not None and all(getattr(fact, name) == values[name] for name in _COLUMNS)
