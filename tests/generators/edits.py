"""Random edits of a random law: what somebody who maintains it may change, one or several at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from engine.model.law import Offence, OutOfField, Relation
from engine.model.order import Order
from engine.model.ruleset import Ruleset
from tests.generators.law import LawMaker, random_law
from tests.generators.vocabulary import Vocabulary

Edit = Callable[[Random, Ruleset, LawMaker], Ruleset]


def edited_law(seed: int | str, order: Order | None = None) -> tuple[Ruleset, Ruleset, Vocabulary]:
    """A law, the same after one to three edits, and their vocabulary."""
    old, vocabulary = random_law(seed)
    random = Random(f"edits {seed}")
    maker = LawMaker(random, vocabulary, notions=dict(old.notions), limitations=dict(old.limitations))
    old = replace(old, order=order)
    new = old
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        new = random.choice(EDITS)(random, new, maker)
    return old, replace(new, digest=f"edited {seed}"), vocabulary


def _with(law: Ruleset, offence: Offence, **values: Any) -> Ruleset:
    return replace(law, offences={**law.offences, offence.id: offence.model_copy(update=values)})


def _one(random: Random, law: Ruleset) -> Offence:
    return random.choice(list(law.offences.values()))


def _pick(random: Random, things: Mapping[str, Any]) -> str | None:
    return random.choice(list(things)) if things else None


def _element(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """Another condition, or a presumption more or less."""
    offence = _one(random, law)
    name = random.choice(list(offence.elements))
    before = offence.elements[name]
    values = (
        {"condition": maker.condition()}
        if random.random() < 0.7
        else {"presumed": None if before.presumed else before.label}
    )
    return _with(law, offence, elements={**offence.elements, name: before.model_copy(update=values)})


def _defence(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """A defence more, in every wording that punishes, or another condition for one."""
    offence = _one(random, law)
    name = _pick(random, offence.defences)
    if name is not None and random.random() < 0.5:
        return _with(law, offence, defences={**offence.defences, name: maker.defence()})
    versions = tuple(
        v if v.void else v.model_copy(update={"defences": (*v.defences, "plus")}) for v in offence.versions
    )
    if "plus" in offence.defences:
        return law
    return _with(law, offence, defences={**offence.defences, "plus": maker.defence()}, versions=versions)


def _version(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """A wording without one of its clauses, void, or that begins on another day."""
    offence = _one(random, law)
    number = random.randrange(len(offence.versions))
    version = offence.versions[number]
    kind = random.choice(("elements", "defences", "scope", "void", "from", "penalty"))
    versions = list(offence.versions)
    if kind == "void":
        versions[number] = version.model_copy(update={"void": random.choice((None, "transferred", "repealed"))})
        if not version.elements:
            return law
    elif kind == "penalty":
        versions[number] = version.model_copy(update={"penalty": maker.penalty()})
    elif kind == "from":
        if number == 0:
            return law
        day = version.from_ + timedelta(days=random.randint(-3, 3))
        last = versions[number - 1]
        if day <= last.from_ or (version.until is not None and day > version.until):
            return law
        versions[number - 1] = last.model_copy(update={"until": day - timedelta(days=1)})
        versions[number] = version.model_copy(update={"from_": day})
    else:
        clauses = getattr(version, kind)
        least = 1 if kind == "elements" else 0
        versions[number] = version.model_copy(update={kind: clauses[:-1] if len(clauses) > least else clauses})
    return _with(law, offence, versions=tuple(versions))


def _aggravation(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    offence = _one(random, law)
    name = _pick(random, offence.aggravations)
    if name is None:
        return law
    return _with(law, offence, aggravations={**offence.aggravations, name: maker.aggravation()})


def _relation(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """A relation more, one less, or the other way round."""
    offence = _one(random, law)
    others = [name for name in law.offences if name != offence.id]
    relations: tuple[Relation, ...] = offence.relations[:-1]
    if random.random() < 0.7 and others:
        relations = (*relations, maker.relation(random.choice(others)))
    return _with(law, offence, relations=relations)


def _notion(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """Another condition in one wording of a notion."""
    name = random.choice(list(law.notions))
    notion = law.notions[name]
    number = random.randrange(len(notion.versions))
    earlier = {n: law.notions[n] for n in list(law.notions)[: list(law.notions).index(name)]}
    small = LawMaker(random, maker.vocabulary, notions=earlier)
    condition = small.notion("x").versions[0].condition
    versions = tuple(
        v.model_copy(update={"condition": condition}) if i == number else v for i, v in enumerate(notion.versions)
    )
    return replace(law, notions={**law.notions, name: notion.model_copy(update={"versions": versions})})


def _reach(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """To nobody, or to somebody; continuing, or not."""
    offence = _one(random, law)
    if random.random() < 0.5:
        return _with(law, offence, routing=random.choice((("pharos",), ("aucun",))))
    return _with(law, offence, conduct=random.choice(("continuing", "instantaneous")))


def _outside(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    rules: dict[str, OutOfField] = dict(law.out_of_field)
    name = random.choice(list(rules) or ["h0"])
    if random.random() < 0.3 and rules:
        rules.pop(name)
    elif name in rules:
        rules[name] = rules[name].model_copy(update={"condition": maker.condition()})
    return replace(law, out_of_field=rules)


def _appear(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """An offence more, or one less that nothing else names."""
    name = f"x{len(law.offences)}"
    if random.random() < 0.7:
        more = replace(law, offences={**law.offences, name: maker.offence(name, list(law.offences))})
        return _placed(random, more, name) if random.random() < 0.7 else more
    free = [
        o for o in law.offences if not any(r.with_ == o for other in law.offences.values() for r in other.relations)
    ]
    gone = random.choice(free) if len(free) > 1 else None
    return replace(law, offences={o: offence for o, offence in law.offences.items() if o != gone})


def _placed(random: Random, law: Ruleset, name: str) -> Ruleset:
    """The offence in a field, a gravity and an article of the order, if there is one."""
    order = law.order
    if order is None:
        return law
    kind = random.choice(("others", "others", "usual"))
    field = random.choice(order.fields)
    wide = field.model_copy(update={kind: (*getattr(field, kind), name)})
    gravity = [g.model_copy(update={"offences": (*g.offences, name)}) for g in order.gravity[:1]]
    values = {
        "fields": tuple(wide if f is field else f for f in order.fields),
        "gravity": (*gravity, *order.gravity[1:]),
        "variants": (*order.variants, (name, next(iter(law.offences)))),
    }
    return replace(law, order=order.model_copy(update=values))


def _points(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """A criterion that weighs more."""
    order = law.order
    if order is None:
        return law
    core = order.criteria.core.model_copy(update={"points": order.criteria.core.points + 35})
    return replace(law, order=order.model_copy(update={"criteria": order.criteria.model_copy(update={"core": core})}))


def _value(random: Random, law: Ruleset, maker: LawMaker) -> Ruleset:
    """A value more in the vocabulary of a choice, that no condition names."""
    choices = [fact for fact in law.facts.values() if fact.type in ("choice", "set")]
    fact = random.choice(choices)
    wide = fact.model_copy(update={"values": {**fact.values, "v9": fact.label}})
    return replace(law, facts={**law.facts, fact.id: wide})


EDITS: tuple[Edit, ...] = (
    _element,
    _element,
    _defence,
    _version,
    _version,
    _aggravation,
    _relation,
    _notion,
    _reach,
    _outside,
    _appear,
    _value,
    _points,
)
