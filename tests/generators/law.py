"""Random law: offences with everything the language allows, over a short timeline, built as the engine's own values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import prod
from random import Random

from engine.model.condition import Condition, NotionRef, children
from engine.model.law import (
    Aggravation,
    Caution,
    Defence,
    Delay,
    Element,
    Limitation,
    LimitationVersion,
    Notion,
    NotionVersion,
    Offence,
    OutOfField,
    Penalty,
    Relation,
    ScopeRule,
    Source,
    Version,
)
from engine.model.outcome import Confidence
from engine.model.ruleset import Ruleset
from tests.generators.conditions import random_condition, random_formula
from tests.generators.vocabulary import FIRST_DAY, Vocabulary, define, domain, random_vocabulary, text

START = date(2019, 1, 1)
"""The timeline of notions and limitation begins here; that of offences a little later, at the latest."""
SPAN = 900
"""Days over which the law changes."""
SOURCE = Source(reference="loi d'essai", legifrance=None, verified_on=FIRST_DAY, confidence=Confidence.MEMORY)
MOST_FACTS = 4
MOST_WORLDS = 600
"""What one condition may look at, so that brute force stays fast."""
VOIDS = ("unconstitutional", "repealed", "transferred", "not_yet")


@dataclass
class LawMaker:
    """Draws law over one vocabulary."""

    random: Random
    vocabulary: Vocabulary
    most_versions: int = 4
    notions: dict[str, Notion] = field(default_factory=dict)
    limitations: dict[str, Limitation] = field(default_factory=dict)

    def periods(self, most: int, first: date = START) -> list[tuple[date, date | None]]:
        """Up to `most` periods that follow each other without a gap, the last without an end."""
        days = self.random.sample(range(30, SPAN), self.random.randint(0, most - 1))
        starts = [first, *(START + timedelta(days=d) for d in sorted(days) if START + timedelta(days=d) > first)]
        ends = [start - timedelta(days=1) for start in starts[1:]]
        return list(zip(starts, [*ends, None], strict=True))

    def condition(self) -> Condition:
        """A condition for one clause, small enough to try every value of its facts, notions included."""
        while True:
            names = self.random.sample(list(self.vocabulary.facts), 3)
            condition = random_formula(self.random, self.vocabulary, names, list(self.notions))
            used = self.facts_of(condition)
            if len(used) <= MOST_FACTS and prod(len(self.vocabulary.domains[f]) for f in used) <= MOST_WORLDS:
                return condition

    def facts_of(self, condition: Condition) -> set[str]:
        """The facts a condition looks at, in any wording of its notions."""
        if isinstance(condition, NotionRef):
            return {f for v in self.notions[condition.notion].versions for f in self.facts_of(v.condition)}
        parts = children(condition)
        return {f for part in parts for f in self.facts_of(part)} if parts else {condition.fact}  # type: ignore[union-attr]

    def notion(self, name: str) -> Notion:
        """A notion over two facts, in one to three wordings; it may use notions drawn before it."""
        names = self.random.sample(list(self.vocabulary.facts), 2)
        versions = tuple(
            NotionVersion.model_validate(
                {
                    "from": start,
                    "until": end,
                    "condition": random_condition(self.random, self.vocabulary, names, list(self.notions), depth=2),
                    "source": SOURCE,
                }
            )
            for start, end in self.periods(3)
        )
        return Notion(id=name, label=text(name), article="art. 1", versions=versions)

    def limitation(self, name: str) -> Limitation:
        """A delay of a few months or years, changed once or twice."""
        versions = tuple(
            LimitationVersion.model_validate({"from": start, "until": end, "delay": self.delay(), "source": SOURCE})
            for start, end in self.periods(3)
        )
        starts = self.random.choice(("facts", "facts", "first_publication", "majority", "discovery"))
        return Limitation(id=name, label=text(name), article="art. 8", starts=starts, versions=versions)

    def delay(self) -> Delay:
        """A few months, or a year or two."""
        return (
            Delay(months=self.random.randint(1, 11))
            if self.random.random() < 0.5
            else Delay(years=self.random.randint(1, 3))
        )

    def penalty(self) -> Penalty:
        """A penalty of a scale short enough that two are often equal."""
        return Penalty(prison_months=self.random.choice((0, 6, 12, 24)), fine_euros=self.random.choice((0, 750, 1500)))

    def offence(self, name: str, others: list[str]) -> Offence:
        """An offence of one to three elements, with defences, scope, aggravations, cautions, versions and relations."""
        random = self.random
        elements = {f"e{i}": self.element(core=i == 0) for i in range(random.randint(1, 3))}
        defences = {f"d{i}": self.defence() for i in range(random.randint(0, 2))}
        scope = {f"s{i}": self.scope_rule() for i in range(random.choice((0, 0, 0, 1, 2)))}
        aggravations = {f"a{i}": self.aggravation() for i in range(random.randint(0, 2))}
        cautions = {
            f"c{i}": Caution(label=text("prudence"), condition=self.condition()) for i in range(random.randint(0, 1))
        }
        first = START + timedelta(days=random.choice((0, 0, 60)))
        versions = tuple(
            self.version(
                f"v{i}",
                start,
                end,
                elements=elements,
                defences=defences,
                scope=scope,
                aggravations=aggravations,
                cautions=cautions,
            )
            for i, (start, end) in enumerate(self.periods(self.most_versions, first))
        )
        return Offence(
            id=name,
            theme="essai",
            field="autre",
            title=text(name),
            short=text(name),
            citation=f"loi d'essai, {name}",
            legifrance=None,
            nature="delit",
            conduct=random.choice(("instantaneous", "instantaneous", "continuing")),
            authority=text("parquet"),
            routing=random.choice((("pharos",), ("plateforme", "pharos"), ("aucun",))),
            elements=elements,
            defences=defences,
            scope=scope,
            aggravations=aggravations,
            cautions=cautions,
            versions=versions,
            relations=tuple(self.relation(other) for other in others if random.random() < 0.4),
        )

    def element(self, core: bool) -> Element:
        """An element; one in four is presumed, never the core one."""
        return Element(
            kind="material",
            label=text("élément"),
            article="art. 1",
            condition=self.condition(),
            core=core,
            presumed=text("présumé") if not core and self.random.random() < 0.25 else None,
            confidence=self.random.choice((Confidence.MEMORY, Confidence.TO_VERIFY)),
        )

    def defence(self) -> Defence:
        """A defence; half say what raises them."""
        raised_by = self.condition() if self.random.random() < 0.5 else None
        return Defence(
            label=text("défense"),
            article="art. 2",
            condition=self.condition(),
            raised_by=raised_by,
            confidence=Confidence.MEMORY,
        )

    def scope_rule(self) -> ScopeRule:
        """A condition of reach."""
        return ScopeRule(
            label=text("champ"), article="art. 3", condition=self.condition(), confidence=Confidence.MEMORY
        )

    def aggravation(self) -> Aggravation:
        """A circumstance."""
        return Aggravation(
            label=text("circonstance"), article="art. 4", condition=self.condition(), confidence=Confidence.MEMORY
        )

    def version(self, name: str, start: date, end: date | None, **clauses: dict[str, object]) -> Version:
        """A wording: void one time in ten, else with most of the offence's clauses."""
        random = self.random
        frame = {
            "id": name,
            "from": start,
            "until": end,
            "law": "loi d'essai",
            "change": text("change"),
            "source": SOURCE,
        }
        if random.random() < 1 / 10:
            return Version.model_validate({**frame, "void": random.choice(VOIDS)})
        kept = {kind: tuple(n for n in named if random.random() < 0.85) for kind, named in clauses.items()}
        kept["elements"] = ("e0", *(e for e in kept["elements"] if e != "e0"))
        circumstances = {a: self.penalty() for a in kept.pop("aggravations")}
        limited = random.choice((None, *self.limitations))
        instead = {a: random.choice(list(self.limitations)) for a in circumstances if limited and random.random() < 0.4}
        return Version.model_validate(
            {
                **frame,
                **kept,
                "aggravations": circumstances,
                "penalty": self.penalty() if random.random() < 0.9 else None,
                "limitation": limited,
                "limitation_if": instead,
            }
        )

    def relation(self, other: str) -> Relation:
        """How the offence stands to another."""
        kind = self.random.choice(("exclusion", "speciality", "cumulation", "neighbour"))
        prevails = self.random.choice(("this", "other")) if kind in ("exclusion", "speciality") else None
        return Relation.model_validate({"with": other, "kind": kind, "prevails": prevails, "reason": text("raison")})


def random_law(seed: int | str, offences: int = 3, facts: int = 8, versions: int = 4) -> tuple[Ruleset, Vocabulary]:
    """A ruleset of a few offences and the vocabulary its conditions use (the facts of timelines come on top of it).

    The same seed gives the same law, in every process. `versions` is the most that an offence has.
    """
    random = Random(f"law {seed}")
    vocabulary = random_vocabulary(random, facts)
    maker = LawMaker(random, vocabulary, most_versions=versions)
    for i in range(random.randint(1, 3)):
        maker.notions[f"n{i}"] = maker.notion(f"n{i}")
    for i in range(2):
        maker.limitations[f"l{i}"] = maker.limitation(f"l{i}")
    names = [f"o{i}" for i in range(offences)]
    law = {name: maker.offence(name, [n for n in names if n != name]) for name in names}
    outside = {
        "h0": OutOfField(
            id="h0", label=text("hors champ"), condition=maker.condition(), reason=text("ailleurs"), source=SOURCE
        )
    }
    return Ruleset(
        {**vocabulary.facts, **TIMELINE}, maker.notions, maker.limitations, law, outside, digest=f"law {seed}"
    ), vocabulary


TIMELINE = {
    **{
        n: define(n, "date")
        for n in ("date_constat", "date_premiere_mise_en_ligne", "date_republication", "date_majorite_victime")
    },
    "en_ligne_au_constat": define("en_ligne_au_constat", "boolean"),
}
"""The facts that the engine reads to place the others in time."""

assert all(domain(fact) for fact in TIMELINE.values())
