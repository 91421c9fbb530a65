"""R501: a condition never true; R502: one always true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.checks.conditions import ConditionSource, conditions_of, vocabulary
from engine.language.checks.contradiction import contradictory, in_words
from engine.language.project import Project
from engine.language.synonyms import meanings, written_out
from engine.model.condition import Condition, Not
from engine.model.fact import FactDefinition
from engine.model.law import Notion
from engine.reasoning.diagram import can_hold
from engine.reasoning.in_force import wordings
from textfile.diagnostics import Diagnostic


def conditions_are_contingent(project: Project) -> Iterator[Diagnostic]:
    """Checks that, whatever the date, a condition can be true and can be false."""
    facts = vocabulary(project)
    notions = {n.value.id: n.value for n in project.notions}
    known: set[str] = set()
    for item in conditions_of(project):
        seen: set[frozenset[tuple[str, Condition]]] = set()
        for _, _, wording in wordings(item.condition, notions):
            if frozenset(wording.items()) in seen:
                continue
            seen.add(frozenset(wording.items()))
            if not known.isdisjoint(wording):
                break  # told where it can be mended: at a notion it uses
            place = item.home.place(*item.path)
            if not can_hold(item.condition, wording, facts):
                known |= _notion(item)
                yield _never_true(item, wording, facts)
                break
            if not can_hold(Not(item.condition), wording, facts):
                known |= _notion(item)
                yield Diagnostic(
                    "R502",
                    place,
                    f"{item.owner} : condition toujours vraie",
                    "elle ne décide de rien : l'ôter ou la préciser",
                )
                break


def _never_true(
    item: ConditionSource, wording: Mapping[str, Condition], facts: Mapping[str, FactDefinition]
) -> Diagnostic:
    means = meanings(facts)

    def possible(condition: Condition) -> bool:
        return can_hold(written_out(condition, means), wording, facts)

    written = item.as_written
    parts = contradictory(written, item.spot, possible) if written is not None else []
    said, related = in_words(parts) if parts else ("", ())
    message = f"{item.owner} : condition jamais vraie, {said}"
    return Diagnostic(
        "R501", item.spot.at(), message, "ôter ou corriger l'une des parties qui se contredisent", related
    )


def _notion(item: ConditionSource) -> set[str]:
    return {item.home.value.id} if isinstance(item.home.value, Notion) else set()
