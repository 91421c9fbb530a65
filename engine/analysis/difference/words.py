"""Sentences of a difference, in French: what a lawyer reads before the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from engine.analysis.difference.findings import (
    ClauseChange,
    ConditionChange,
    ConsequenceChange,
    Days,
    DifferenceClass,
    PartDifference,
    RelationChange,
    RulesetDifference,
    StatusChange,
    Witness,
    WitnessAnswer,
)
from engine.analysis.difference.place_words import say_iso, say_order, say_place
from engine.explanation.words import say_day, say_known, say_penalty
from engine.facts.values import known_of
from engine.model.fact import FactDefinition
from engine.model.law import Penalty
from engine.model.outcome import Outcome, Status
from engine.model.ruleset import Ruleset

T = TypeVar("T")

CLASSES: Mapping[DifferenceClass, str] = {
    DifferenceClass.NONE: "rien ne change",
    DifferenceClass.EDITORIAL: "rédaction seulement : le sens est le même",
    DifferenceClass.WORDING: "mots seulement : aucune réponse ne change",
    DifferenceClass.TIME: "dates seulement : le même droit, à partir d'autres jours",
    DifferenceClass.CONSEQUENCES: "conséquences seulement : les statuts ne changent pas",
    DifferenceClass.STRICTER: "plus étroit : ce qui était établi ou ouvert ne l'est plus toujours, rien ne s'ajoute",
    DifferenceClass.WIDER: "plus large : des faits établissent ou ouvrent ce qui ne l'était pas, rien ne se perd",
    DifferenceClass.BOTH: "plus large et plus étroit : des faits s'ajoutent, d'autres se perdent",
}
STATUSES: Mapping[Status, str] = {
    Status.ESTABLISHED: "établie",
    Status.OPEN: "ouverte",
    Status.EXCLUDED: "écartée",
    Status.OUT_OF_SCOPE: "hors du champ d'application",
    Status.NOT_IN_FORCE: "sans texte en vigueur",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ESTABLISHED: "tenue pour vraie",
    Outcome.REFUTED: "tenue pour fausse",
    Outcome.OPEN: "incertaine",
}
KINDS = {
    "offence": "Infraction",
    "notion": "Notion",
    "out_of_field": "Hors champ",
    "limitation": "Prescription",
    "fact": "Fait",
    "order": "Ordre des suggestions",
}
TAKES_OVER = "Attention, le propos reste suggéré : "
"""Opens the sentence of a neighbour that takes the place of an offence that goes down."""
_EFFECTS = {
    ("aggravation", True): "la circonstance « {name} » est retenue, et ne l'était pas",
    ("aggravation", False): "la circonstance « {name} » n'est plus retenue",
    ("caution", True): "la réserve « {name} » s'ajoute : la réponse appelle à la prudence",
    ("caution", False): "la réserve « {name} » disparaît : la réponse n'appelle plus à la prudence",
    ("evoked", True): "restée ouverte, elle est suggérée, et ne l'était pas",
    ("evoked", False): "restée ouverte, elle n'est plus suggérée",
}
_WHATS = {
    "penalty": "peine encourue",
    "limitation": "prescription",
    "confidence": "confiance dans la source",
    "void": "absence de texte",
    "nature": "nature",
    "conduct": "conduite (instantanée ou continue)",
    "field": "champ de la hotline",
    "theme": "thème",
    "routing": "destinataires",
}


class DifferenceTeller:
    """Tells a difference between two laws."""

    def __init__(self, found: RulesetDifference, old: Ruleset, new: Ruleset) -> None:
        self._difference, self._old, self._new = found, old, new

    def _find(self, look_up: Callable[[Ruleset], T | None]) -> T | None:
        """What the new law has, else the old one; None where neither has it."""
        found = look_up(self._new)
        return found if found is not None else look_up(self._old)

    def lines(self) -> Iterator[str]:
        """The whole of it, part after part."""
        yield f"De {self._difference.old[:12]} à {self._difference.new[:12]} : {CLASSES[self._difference.of_class]}."
        for part in self._difference.parts:
            yield ""
            yield from self.part(part)

    def part(self, part: PartDifference) -> Iterator[str]:
        """One part: its class, then each change."""
        yield f"{KINDS[part.kind]} {self.title(part)} — {self.class_words(part)}"
        for change in part.statuses:
            yield from self._indented(self.status(part, change))
        for clause in part.clauses:
            yield from self._indented(self.clause(part, clause))
        for condition in part.conditions:
            yield from self._indented(self.condition(condition))
        for relation in part.relations:
            yield from self._indented(self.relation(part, relation))
        for consequence in part.consequences:
            yield f"  · {self.consequence(part, consequence)}"
        if part.wordings:
            places = ", ".join(change.place.removeprefix(f"{part.id}/") for change in part.wordings)
            yield f"  · textes modifiés : {places}"

    def title(self, part: PartDifference) -> str:
        """The name of a part, with its identifier."""
        if part.kind == "offence":
            offence = self._find(lambda law: law.offences.get(part.id))
            return part.id if offence is None else f"{offence.short.fr}, {offence.citation} ({part.id})"
        named: Any = self._find(lambda law: _definitions(law, part.kind).get(part.id))
        return part.id if named is None else f"« {named.label.fr} » ({part.id})"

    def class_words(self, part: PartDifference) -> str:
        """The class of a part in words."""
        match part.present:
            case (False, True):
                return "nouvelle" if part.kind in ("offence", "notion") else "nouveau"
            case (True, False):
                return "supprimée" if part.kind in ("offence", "notion") else "supprimé"
            case _:
                return CLASSES[part.of_class]

    def status(self, part: PartDifference, change: StatusChange) -> Iterator[str]:
        """A change of status: days, from what to what and by which clauses, facts, what the
        neighbours do.
        """
        old = self._situation(part.id, change.old, change.witness, self._old, old=True)
        new = self._situation(part.id, change.new, change.witness, self._new, old=False)
        yield f"{say_days(change.days)} : {old} → {new}"
        for name, witness in change.takers:
            status = witness.new.offences[name].status
            same = witness.new_facts == change.witness.new_facts
            when = "sur ces mêmes faits" if same else f"dès que : {self.facts(witness.new_facts)}"
            yield f"  {TAKES_OVER}{self._short(name)} prend sa place ({STATUSES[status]}) {when}"
        yield f"  dès que : {self.facts(change.witness.new_facts, change.witness.old_facts)}"
        yield from (f"  {line}" for line in self._around(part.id, change.witness))

    def clause(self, part: PartDifference, change: ClauseChange) -> Iterator[str]:
        """A change beside the status."""
        said = _EFFECTS[change.effect, change.gained].format(
            name=self._clause_label(part.id, change.name, (f"{change.effect}s",)) or change.name
        )
        yield f"{say_days(change.days)} : {said}"
        yield f"  dès que : {self.facts(change.witness.new_facts, change.witness.old_facts)}"

    def condition(self, change: ConditionChange) -> Iterator[str]:
        """A change of a condition that stands by itself."""
        yield f"{say_days(change.days)} : {OUTCOMES[change.old]} → {OUTCOMES[change.new]}"
        yield f"  dès que : {self.facts(change.new_facts, change.old_facts)}"

    def relation(self, part: PartDifference, change: RelationChange) -> Iterator[str]:
        """A change of a relation, and what the new law answers where both offences hold."""
        other = self._short(change.with_)
        yield f"relation avec {other} : {self._relation(part, change, change.old)} → {self._relation(part, change, change.new)}"
        if change.witness is None:
            if any(side is not None and side["prevails"] for side in (change.old, change.new)):
                yield "  aucun signalement n’établit les deux"
            return
        yield f"  toutes deux établies dès que : {self.facts(change.witness.new_facts)}"
        mains = (self._main(change.witness, old=old) for old in (True, False))
        yield f"  piste principale : {' → '.join(mains)}"
        for name in (part.id, change.with_):
            yield f"  {self._short(name)} : {self._role(change.witness.old, name)} → {self._role(change.witness.new, name)}"

    def _relation(self, part: PartDifference, change: RelationChange, said: Mapping[str, str | None] | None) -> str:
        if said is None:
            return "aucune"
        first = {"this": part.id, "other": change.with_}.get(said["prevails"] or "")
        kind = _RELATIONS.get(said["kind"] or "", said["kind"] or "")
        return kind if first is None else f"{kind}, {self._short(first)} l’emporte"

    def _role(self, answer: WitnessAnswer, offence: str) -> str:
        return _ROLES[answer.offences[offence].role] if offence in answer.offences else _ROLES["none"]

    def consequence(self, part: PartDifference, change: ConsequenceChange) -> str:
        """A change of a datum."""
        head, _, rest = change.what.partition("/")
        what = f"{_WHATS[head]}{self._detail(part, rest)}" if head in _WHATS else say_place(change.what)
        days = f"{say_days(change.days)} : " if change.days is not None else ""
        say = {"penalty": _penalty, "limitation": self._limitation, "confidence": _confidence}.get(head, say_datum)
        moved = say_order(change.old, change.new)
        return f"{days}{what} : {moved}" if moved else f"{days}{what} : {say(change.old)} → {say(change.new)}"

    def _detail(self, part: PartDifference, name: str) -> str:
        """The clause that a change of a datum bears on, in brackets; empty where it bears on the
        whole.
        """
        if not name:
            return ""
        label = self._clause_label(part.id, name, ("elements", "defences", "scope", "aggravations"))
        return f" ({say_place(name) if label is None else f'« {label} »'})"

    def _limitation(self, name: Any) -> str:
        named = self._find(lambda law: law.limitations.get(name))
        return say_datum(name) if named is None else f"{named.label.fr} ({name})"

    def facts(self, facts: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> str:
        """Facts in words; those that the old law cannot say are marked."""
        if not facts and not old:
            return "rien n'est connu"
        said = [self._fact(name, value) for name, value in facts.items()]
        if old is not None and old != facts:
            lost = [f"« {self._fact_label(name)} »" for name in facts if facts[name] != old.get(name)]
            said.append(f"(l'ancienne édition ne sait pas dire : {', '.join(lost)})" if lost else "")
        return " ; ".join(one for one in said if one)

    def _definition(self, name: str) -> FactDefinition:
        return self._new.facts.get(name) or self._old.facts[name]

    def _fact_label(self, name: str) -> str:
        return self._definition(name).label.fr

    def _fact(self, name: str, raw: Any) -> str:
        fact = self._definition(name)
        known = known_of(raw, fact, name)
        return f"{fact.label.fr} : {say_known(known, fact, 'fr') if known is not None else 'inconnu'}"

    def _situation(self, offence: str, status: Status, witness: Witness, law: Ruleset, *, old: bool) -> str:
        answer = witness.old if old else witness.new
        situation = answer.offences.get(offence)
        because = situation.because if situation is not None else ()
        labels = [_label(law, offence, name) for name in because]
        return STATUSES[status] + (f" ({', '.join(labels)})" if labels else "")

    def _around(self, offence: str, witness: Witness) -> Iterator[str]:
        """What becomes of the main suggestion and of the neighbours on a witness."""
        if witness.old.main != witness.new.main:
            yield f"piste principale : {self._main(witness, old=True)} → {self._main(witness, old=False)}"
        for name in witness.neighbours(offence):
            if name in (witness.old.main, witness.new.main):
                continue
            before, after = (
                answer.offences[name].role if name in answer.offences else "none"
                for answer in (witness.old, witness.new)
            )
            yield f"{self._short(name)} : {_ROLES[before]} → {_ROLES[after]}"

    def _main(self, witness: Witness, *, old: bool) -> str:
        answer = witness.old if old else witness.new
        if answer.main is None:
            return "aucune"
        status = answer.offences[answer.main].status
        return f"{self._short(answer.main)} ({STATUSES[status]})"

    def _short(self, offence: str) -> str:
        found = self._find(lambda law: law.offences.get(offence))
        return offence if found is None else found.citation

    def _clause_label(self, offence: str, name: str, groups: Sequence[str]) -> str | None:
        found = self._find(lambda law: _clause(law, offence, name, groups))
        return None if found is None else found[1]

    def _indented(self, lines: Iterator[str]) -> Iterator[str]:
        first = True
        for line in lines:
            yield f"  · {line}" if first else f"    {line}"
            first = False


_RELATIONS = {
    "exclusion": "exclusion",
    "speciality": "spécialité",
    "cumulation": "cumul",
    "neighbour": "voisinage",
}
_GROUPS = {"elements": "élément", "defences": "défense", "scope": "champ"}
"""Groups of clauses that decide of a status."""
_ROLES = {
    "main": "piste principale",
    "beside": "à côté",
    "absorbed": "absorbée",
    "to_examine": "à examiner aussi",
    "none": "non suggérée",
}


def say_days(days: Days) -> str:
    """A stretch of days."""
    if days.from_ == date.min:
        return "de tout temps" if days.until is None else f"jusqu'au {say_day(days.until, 'fr')}"
    if days.until is None:
        return f"à partir du {say_day(days.from_, 'fr')}"
    if days.until == days.from_:
        return f"le {say_day(days.from_, 'fr')}"
    return f"du {say_day(days.from_, 'fr')} au {say_day(days.until, 'fr')}"


def _definitions(law: Ruleset, kind: str) -> Mapping[str, Any]:
    """The definitions of a law that have a label, by the kind of part that they are."""
    of_kind: Mapping[str, Mapping[str, Any]] = {
        "notion": law.notions, "out_of_field": law.out_of_field, "fact": law.facts
    }  # fmt: skip
    return of_kind.get(kind, {})


def _label(law: Ruleset, offence: str, name: str) -> str:
    found = _clause(law, offence, name, tuple(_GROUPS))
    return name if found is None else f"{_GROUPS[found[0]]} « {found[1]} »"


def _clause(law: Ruleset, offence: str, name: str, groups: Sequence[str]) -> tuple[str, str] | None:
    """The group and the label of a clause of an offence; None where none of the groups has it."""
    found = law.offences.get(offence)
    for group in groups if found is not None else ():
        clauses: Mapping[str, Any] = getattr(found, group, {})
        if name in clauses:
            return group, str(clauses[name].label.fr)
    return None


def _penalty(value: Any) -> str:
    return "rien" if value is None else say_penalty(Penalty.model_validate(value), "fr")


def _confidence(value: Any) -> str:
    return _CONFIDENCES.get(value, say_datum(value))


def say_datum(value: Any) -> str:
    """A datum in words."""
    match value:
        case None:
            return "rien"
        case {"fr": str(said)}:
            return said
        case dict():
            return ", ".join(f"{name} {say_datum(one)}" for name, one in value.items()) or "rien"
        case list():
            return ", ".join(map(say_datum, value)) or "rien"
        case bool():
            return "oui" if value else "non"
        case _:
            said = str(value)
            return _VALUES.get(said) or say_iso(said) or said


_CONFIDENCES = {"T": "texte officiel lu", "S": "source secondaire lue", "M": "de mémoire", "AV": "à vérifier"}
_VALUES = {
    "delit": "délit",
    "instantaneous": "instantanée",
    "continuing": "continue",
}
"""Values of the law that are not written as they are said."""
