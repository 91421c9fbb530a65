"""R208: a fact whose definition does not hold together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.facts.faults import ReportError
from engine.facts.values import known_of
from engine.language.checks.typed_tests import KINDS, range_of
from engine.language.project import Definition, Project
from engine.model.condition import notions_in, walk
from engine.model.fact import FactDefinition, Was
from textfile.diagnostics import Diagnostic
from textfile.quoting import did_you_mean, short

_WAS = "écrire {fact: …}, {value: …, now: …} ou {fact: …, value: …, now: …}"
_RESERVED = frozenset({"oui", "non", "yes", "no", "inconnu", "incertain", "unknown"})


def fact_definitions_are_complete(project: Project) -> Iterator[Diagnostic]:
    """Checks that choices and sets list their values, numbers their bounds, and nothing else
    does.
    """
    facts = {p.value.id: p.value for p in project.facts}
    for placed in project.facts:
        fact = placed.value
        yield from _meant(placed, facts)
        yield from _presumed(placed)
        yield from _was(placed, facts)
        listed = fact.type in ("choice", "set")
        if listed and len(fact.values) < 2:
            yield Diagnostic(
                "R208",
                placed.place("values" if fact.values else "type"),
                f"`{fact.id}` est {KINDS[fact.type]} et n'a pas deux valeurs",
                "les écrire sous `values`, ou en faire un booléen",
            )
        if not listed and fact.values:
            yield Diagnostic(
                "R208",
                placed.place("values"),
                f"`{fact.id}` est {KINDS[fact.type]} : pas de `values`",
                "ôter `values`, ou changer le type",
            )
        for value in fact.values:
            if value in _RESERVED:
                yield Diagnostic(
                    "R208",
                    placed.place("values", value),
                    f"`{fact.id}` : valeur réservée `{short(value)}`",
                    "en faire un booléen, ou choisir un autre mot",
                )
        for bound in ("min", "max"):
            if fact.type != "integer" and getattr(fact, bound) is not None:
                yield Diagnostic(
                    "R208", placed.place(bound), f"`{fact.id}` est {KINDS[fact.type]} : pas de `{bound}`", "l'ôter"
                )
        if fact.min is not None and fact.max is not None and fact.min >= fact.max:
            yield Diagnostic(
                "R208",
                placed.place("min"),
                f"`{fact.id}` : `min` ({fact.min}) n'est pas sous `max` ({fact.max})",
                "les échanger",
            )


def _was(placed: Definition[FactDefinition], facts: dict[str, FactDefinition]) -> Iterator[Diagnostic]:
    """What is said of earlier words: each is of a fact or of a value that is no more."""
    fact = placed.value
    known: tuple[object, ...] = (True, False) if fact.type == "boolean" else tuple(fact.values)
    for i, was in enumerate(fact.was):
        at = ("was", i)
        now = was.now if isinstance(was.now, tuple) else (was.now,)
        if was.fact in facts and (refused := _carried(fact, was, facts)) is not None:
            message, hint = refused
        elif was.value is None and (was.fact is None or was.now is not None):
            message, hint = "`was` nomme un fait ancien, ou une valeur ancienne et ce qu'elle est", _WAS
        elif was.value is not None and not known:
            message, hint = f"{KINDS[fact.type]} n'a pas de valeurs à renommer", "écrire {fact: …} seul"
        elif was.fact is None and was.value in known and now != (was.value,):
            message, hint = f"`{was.value}` est encore une valeur", "nommer une valeur qui n'est plus dans la liste"
        elif was.value is not None and was.now is None:
            message, hint = f"ce qu'est devenue `{was.value}` n'est pas dit", "écrire `now`, ou `now: []` pour rien"
        elif was.value is not None and (wrong := [one for one in now if one not in known]):
            message = f"`{short(str(wrong[0]))}` n'est pas une valeur de `{fact.id}`"
            hint = did_you_mean(str(wrong[0]), map(str, known), "nommer une valeur d'aujourd'hui")
        else:
            continue
        yield Diagnostic("R208", placed.place(*at), f"`{fact.id}` : {message}", hint)
    for i, was in enumerate(fact.was):
        others = [other.id for other in facts.values() if other.id != fact.id and _is_all_of(other, was)]
        if was.value is None and was.fact is not None and others:
            message = f"`{was.fact}` serait à la fois `{fact.id}` et `{others[0]}`"
            yield Diagnostic("R208", placed.place("was", i), message, "dire lequel, valeur par valeur")


def _carried(fact: FactDefinition, was: Was, facts: dict[str, FactDefinition]) -> tuple[str, str] | None:
    """What is wrong with a value said to come from a fact that remains, and the remedy."""
    left = facts[str(was.fact)]
    if was.value is None or left.id == fact.id:
        return f"`{left.id}` existe encore", "nommer un fait qui n'est plus, ou une valeur qu'il n'a plus"
    if left.type not in ("choice", "set") or isinstance(was.value, bool):
        said = str(was.value).lower()
        return f"`{left.id}` est {KINDS[left.type]} : `{said}` n'a pu en partir", "nommer une valeur de choix"
    if was.value in left.values:
        return f"`{left.id}` a encore la valeur `{was.value}`", "l'en ôter, ou ne pas la reprendre ici"
    if isinstance(was.now, tuple):
        return f"`{was.value}` ne peut être qu'une valeur de `{fact.id}`", "écrire `now` avec une seule valeur"
    others = [
        other.id
        for other in facts.values()
        for one in other.was
        if other.id != fact.id and (one.fact or other.id, one.value) == (was.fact, was.value)
    ]
    if others:
        return f"`{was.value}` de `{left.id}` est déjà `{others[0]}`", "garder l'un des deux"
    return None


def _is_all_of(fact: FactDefinition, was: Was) -> bool:
    return any(one.fact == was.fact and one.value is None for one in fact.was)


def _meant(placed: Definition[FactDefinition], facts: dict[str, FactDefinition]) -> Iterator[Diagnostic]:
    means = placed.value.means
    if means is None:
        return
    other = facts.get(means.fact)
    name, at, hint = (
        placed.value.id,
        placed.place("means"),
        "écrire `means: {fact: …, under: …}` ou `{fact: …, from: …}`",
    )
    threshold = means.from_ if means.under is None else means.under
    if placed.value.type != "boolean":
        kind = KINDS[placed.value.type]
        yield Diagnostic("R208", at, f"`{name}` est {kind} : seul un booléen a un `means`", "ôter `means`")
    elif other is None:
        near = did_you_mean(means.fact, facts, "corriger le nom, ou définir ce fait")
        at = placed.place("means", "fact")
        yield Diagnostic("R208", at, f"`{name}` : `means` nomme un fait inconnu, `{short(means.fact)}`", near)
    elif other.type != "integer":
        at = placed.place("means", "fact")
        yield Diagnostic("R208", at, f"`{name}` : `{other.id}` est {KINDS[other.type]}, `means` veut un nombre", hint)
    elif threshold is None:
        yield Diagnostic("R208", at, f"`{name}` : `means` n'a pas de seuil", hint)
    elif means.under is not None and means.from_ is not None:
        yield Diagnostic("R208", at, f"`{name}` : `means` a deux seuils", hint)
    elif (other.min is not None and threshold <= other.min) or (other.max is not None and threshold > other.max):
        at = placed.place("means", "from" if means.under is None else "under")
        message = f"`{name}` : `{other.id}` {range_of(other)}, le seuil {threshold} ne distingue rien"
        yield Diagnostic("R208", at, message, "corriger le seuil, ou les limites du fait")


def _presumed(placed: Definition[FactDefinition]) -> Iterator[Diagnostic]:
    fact = placed.value
    for i, rule in enumerate(fact.presumed_when):
        at = ("presumed_when", i)
        if fact.means is not None:
            message = f"`{fact.id}` en dit un autre (`means`) : il ne se présume pas"
            yield Diagnostic("R208", placed.place(*at), message, f"présumer `{fact.means.fact}`")
            return
        try:
            said = known_of(rule.value, fact, fact.id)
        except ReportError as error:
            fault = error.faults[0]
            yield Diagnostic("R208", placed.place(*at, "value"), f"`{fact.id}` : {fault.message}", fault.hint)
        else:
            if said is None:
                message = f"`{fact.id}` : cette présomption ne dit rien"
                yield Diagnostic("R208", placed.place(*at, "value"), message, "écrire une valeur du fait")
        if any(getattr(part, "fact", None) == fact.id for part in walk(rule.condition)):
            message = f"`{fact.id}` : une présomption ne s'appuie pas sur le fait qu'elle présume"
            yield Diagnostic("R208", placed.place(*at, "condition"), message, "l'appuyer sur d'autres faits")
        if notions_in(rule.condition):
            message = f"`{fact.id}` : une présomption ne s'appuie que sur des faits, non sur une notion"
            yield Diagnostic("R208", placed.place(*at, "condition"), message, "écrire les faits eux-mêmes")
