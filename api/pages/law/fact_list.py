"""The vocabulary of facts, by the themes that use them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from api.pages.law.library import Edition
from api.pages.law.offence_list import fold, theme_label
from api.pages.shell.parts import Link, Node
from api.pages.shell.say import Say
from engine.model.fact import FactDefinition
from engine.model.law import Offence

SHARED, ELSEWHERE = "communs", "ailleurs"


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact of the vocabulary."""

    id: str
    label: str
    question: str
    where: str
    kind: str
    values: tuple[tuple[str, str], ...]
    bounds: str
    cost: int
    exposure: str
    observable: bool
    sources: tuple[str, ...]
    means: str
    presumed: tuple[tuple[str, Node, str], ...]
    used_by: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of one theme, or those that several share."""

    id: str
    label: str
    facts: tuple[FactView, ...]


def groups(edition: Edition, say: Say, words: str) -> tuple[FactGroup, ...]:
    """Shared facts first, then those of each theme, then those of no offence."""
    wanted = fold(words).split()
    users = usage(edition)
    kept: dict[str, list[FactView]] = {}
    for fact in edition.ruleset.facts.values():
        offences = users.get(fact.id, ())
        if all(word in _searchable(fact) for word in wanted):
            kept.setdefault(_group(offences), []).append(_view(fact, offences, say))
    order = [SHARED, *sorted(k for k in kept if k not in (SHARED, ELSEWHERE)), ELSEWHERE]
    names = {SHARED: say.t("facts.shared"), ELSEWHERE: say.t("facts.elsewhere")}
    return tuple(
        FactGroup(name, names.get(name) or theme_label(name, say), tuple(kept[name])) for name in order if name in kept
    )


class _Keyed:
    """An edition told apart by its digest alone, to keep what was computed of it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return hash(self.edition.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.edition.digest == self.edition.digest


def usage(edition: Edition) -> dict[str, tuple[Offence, ...]]:
    """Offences that look at each fact, in any of their versions."""
    return _usage(_Keyed(edition))


@lru_cache(maxsize=8)
def _usage(keyed: _Keyed) -> dict[str, tuple[Offence, ...]]:
    say = Say(keyed.edition.ruleset, "fr")
    found: dict[str, dict[str, Offence]] = {}
    for offence in keyed.edition.ruleset.offences.values():
        for version in offence.versions:
            clauses = (offence.elements, offence.defences, offence.scope, offence.aggravations, offence.cautions)
            for held in clauses:
                for clause in held.values():
                    for fact in say.facts(clause.condition, version.from_):
                        found.setdefault(fact, {})[offence.id] = offence
    return {fact: tuple(by_id.values()) for fact, by_id in found.items()}


def _group(offences: Iterable[Offence]) -> str:
    themes = {o.theme for o in offences}
    return ELSEWHERE if not themes else SHARED if len(themes) > 1 else themes.pop()


def _view(fact: FactDefinition, offences: tuple[Offence, ...], say: Say) -> FactView:
    today = max(v.from_ for o in say.ruleset.offences.values() for v in o.versions)
    bounded = fact.min is not None and fact.max is not None
    unit = f" {say.text(fact.unit)}" if fact.unit is not None else ""
    return FactView(
        id=fact.id,
        label=say.text(fact.label),
        question=say.text(fact.question),
        where=say.text(fact.where),
        kind=say.t(f"fact.{fact.type}"),
        values=tuple((key, say.text(label)) for key, label in fact.values.items()),
        bounds=say.t("facts.bounds", low=fact.min, high=f"{fact.max}{unit}") if bounded else "",
        cost=fact.cost,
        exposure=say.t(f"exposure.{fact.exposure}"),
        observable=fact.observable,
        sources=tuple(say.t(f"source.{source}") for source in fact.sources),
        means=say.text(say.ruleset.facts[fact.means.fact].label) if fact.means is not None else "",
        presumed=tuple(
            (say.stated(fact.id, p.value), say.condition(p.condition, today), say.text(p.reason))
            for p in fact.presumed_when
        ),
        used_by=tuple(Link(f"/loi/{o.id}{say.suffix}", say.text(o.short)) for o in offences),
    )


def _searchable(fact: FactDefinition) -> str:
    values = [text for label in fact.values.values() for text in (label.fr, label.en)]
    return fold(" ".join((fact.id, fact.label.fr, fact.label.en, fact.question.fr, fact.question.en, *values)))
