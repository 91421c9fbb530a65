"""One reading of a case: the answer it shows, the facts it rests on, where its forms go.

A second reading is another one of the same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.db.reports import QualificationRow, ReportRow
from api.db.sessions import ReadSession
from api.http.services import Services
from api.kit.problems import invalid
from api.pages.case import questions
from api.pages.case.answers import StoredAnswer, answer_in
from api.pages.case.repository import stated_facts
from api.reports import repository
from api.reports.facts import NOT_STATED
from api.reports.schemas import FactStatement
from engine.facts.digest import known_data
from engine.model.knowledge import StatedFact, Voice
from engine.model.outcome import Standing
from textfile.text import Text

UNDECIDED = ("open", "low_priority", "duplicate", "prequalified")
"""The states of a report that nobody decided."""


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact as stated: its value in the form reports use, `by` the pseudonym of whoever did, empty
    when that is not told.
    """

    fact: str
    value: Any
    standing: Standing
    source: str = ""
    by: str = ""
    span: tuple[int, int] | None = None
    voice: Voice = "text"


@dataclass(frozen=True, slots=True)
class CaseReading:
    """`base`: the address of the case, under which its forms are; `version`: what they send back.

    `blind`: nothing that was decided is shown.
    """

    base: str
    version: int
    name: str
    undecided: bool
    stored: StoredAnswer
    stated: tuple[CaseFact, ...]
    blind: bool = False


def first_reading(session: ReadSession, services: Services, row: ReportRow) -> CaseReading:
    """The reading that decides a report.

    Raises:
        Problem: as `answer_in`.
    """
    return reading_of(session, services, row, repository.qualification(session, row.qualification))


def reading_of(
    session: ReadSession, services: Services, row: ReportRow, answer: QualificationRow | None
) -> CaseReading:
    """The same, by an answer that was read with the report.

    Raises:
        Problem: as `answer_in`.
    """
    stated = tuple(
        CaseFact(
            r.fact,
            r.value,
            Standing(r.standing),
            r.source or "",
            r.pseudonym or "",
            (r.span_start, r.span_end) if r.span_start is not None and r.span_end is not None else None,
            r.span_in,
        )
        for r in stated_facts(session, row.id)
    )
    stored = answer_in(services, answer)
    name = row.reference or row.id[-6:]
    return CaseReading(f"/signalements/{row.id}", row.version, name, row.state in UNDECIDED, stored, stated)


def stated_in(facts: Mapping[str, Any]) -> Iterable[CaseFact]:
    """Facts in the form reports use, nobody named."""
    for name, raw in facts.items():
        told = raw if isinstance(raw, Mapping) and "value" in raw else {"value": raw}
        span = told.get("span")
        standing = Standing(told.get("standing", "confirmed"))
        place = (span[0], span[1]) if span is not None else None
        yield CaseFact(
            name, told["value"], standing, str(told.get("source") or ""), "", place, told.get("span_in", "text")
        )


def statement(reading: CaseReading, name: str, act: str, values: Sequence[str]) -> FactStatement:
    """Statement that a form makes on a fact, as the service takes it: `act` is `state`, `confirm`,
    `deny`, `dispute` or `withdraw`.

    Raises:
        Problem: a fact that the law does not know, nothing answered, a fact that is not there to be
            confirmed.
    """
    fact = reading.stored.engine.ruleset.facts.get(name)
    if fact is None:
        raise invalid("/fact", Text(fr="fait inconnu", en="unknown fact"))
    if act == "withdraw":
        return FactStatement(withdraw=[name])
    if act not in ("confirm", "deny", "dispute"):
        return FactStatement(state={name: questions.stated_value(fact, values)})
    held = next((s for s in reading.stated if s.fact == name), None)
    derived = reading.stored.facts.get(name)
    if held is None and derived is None:
        raise invalid("/fact", NOT_STATED)
    value = held.value if held is not None else known_data(derived.knowledge)  # type: ignore[union-attr]
    if act == "deny":
        value = questions.denial_of(fact, value)
        if value is None:
            return FactStatement(withdraw=[name])
    told: dict[str, Any] = {"value": value}
    if act == "dispute":
        told["standing"] = Standing.DISPUTED.value
    if held is not None and held.span is not None:
        told |= {"span": list(held.span), "span_in": held.voice}
    if held is not None and held.source:
        told["source"] = held.source
    return FactStatement(state={name: told})


def presumed_in(facts: Mapping[str, StatedFact]) -> int:
    """Count of the facts that are only presumed."""
    return sum(fact.standing is Standing.PRESUMED for fact in facts.values())
