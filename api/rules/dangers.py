"""Danger to a person: what a report shows of it, told before any qualification, with what is to be
done first.

The rules are data (`rulesets/parameters/danger.yaml`). They read facts, and a reader's indications:
these add to the same value, to be checked, and take nothing from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.kit.canonical import digest
from api.rules.fact_values import ValueCondition, has_value
from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_document, read_rules_file
from engine.facts.digest import known_data
from engine.language.names import LawNames
from engine.model.fact import FactDefinition
from engine.model.indications import Gravity, Indications, ReportField
from engine.model.knowledge import StatedFact, Voice
from engine.model.law import Source
from engine.model.outcome import Standing
from engine.model.routing import Contact
from textfile.diagnostics import Diagnostic, RulesetError
from textfile.reader import Document
from textfile.text import Frozen, Text

FILE = Path("parameters/danger.yaml")
CONTACTS = Path("routing/contacts.yaml")

NO_INDICATION = Indications()
Facts: TypeAlias = Mapping[str, StatedFact]
DangerStanding = Literal["established", "presumed", "to_check"]
"""`to_check`: indications alone show it."""
Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class LinkEntry(Frozen):
    """An address to open."""

    url: str = Field(pattern=r"^https://[^\s]+$")
    label: Text


class ActionRule(Frozen):
    """Action rule, as the file writes it: something to do first."""

    id: Id
    label: Text
    contacts: tuple[str, ...] = ()
    link: LinkEntry | None = None


class DangerRule(Frozen):
    """A danger: it holds as soon as one of its signs does; a sign holds when each of its facts has
    one of the values.

    So does one of its `indications`, when each probability that it names is reached; it is then to
    be checked.
    """

    id: Id
    label: Text
    signs: Annotated[tuple[Mapping[str, ValueCondition], ...], Field(min_length=1)]
    indications: tuple[Mapping[Gravity | ReportField, Share], ...] = ()
    actions: Annotated[tuple[str, ...], Field(min_length=1)]
    yields_to: tuple[str, ...] = ()
    source: Source


class DangersFile(Frozen):
    """`parameters/danger.yaml`."""

    lifted_by: Mapping[str, ValueCondition] = {}
    words: Mapping[Gravity | ReportField, Text] = {}
    actions: Annotated[tuple[ActionRule, ...], Field(max_length=50)]
    dangers: Annotated[tuple[DangerRule, ...], Field(max_length=50)]


class _DangerContactsFile(Frozen):
    contacts: tuple[Contact, ...]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Bilingual(_Value):
    """Words in both languages."""

    fr: str
    en: str

    def in_(self, language: Literal["fr", "en"]) -> str:
        """In one of them."""
        return self.fr if language == "fr" else self.en


class Call(_Value):
    """A number to call."""

    number: str
    label: Bilingual


class ActionLink(_Value):
    """An address to open."""

    url: str
    label: Bilingual


class DangerAction(_Value):
    """Action to take first: numbers to call, or an address to open."""

    id: str
    label: Bilingual
    calls: tuple[Call, ...]
    link: ActionLink | None


class DangerFact(_Value):
    """A fact that shows the danger; `span`: where it was read, in the words that `span_in`
    names.
    """

    fact: str
    value: Any
    standing: Literal["confirmed", "presumed"]
    source: str | None
    span: tuple[int, int] | None
    span_in: Voice | None


class DangerIndication(_Value):
    """An indication that shows the danger, and its probability; nothing of the text. It establishes
    nothing, and makes nothing presumed.
    """

    id: str
    label: Bilingual
    share: float
    standing: Literal["to_check"] = "to_check"


STANDINGS = {
    "presumed": Bilingual(fr="présumé", en="presumed"),
    "to_check": Bilingual(fr="à vérifier", en="to be checked"),
}
"""What is said of a standing that is less than established."""


class DangerKind(_Value):
    """A kind of danger, in words; a danger may be established, and of which kind it is only
    presumed.
    """

    id: str
    label: Bilingual
    standing: DangerStanding


class DangerBrief(_Value):
    """Summary of dangers, and how the best known of them stands."""

    kinds: tuple[DangerKind, ...]
    standing: DangerStanding

    def words(self, language: Literal["fr", "en"]) -> str:
        """The kinds in words, those marked that are known less well than the best known."""
        return ", ".join(
            kind.label.in_(language)
            + ("" if kind.standing == self.standing else f" ({STANDINGS[kind.standing].in_(language)})")
            for kind in self.kinds
        )


class Danger(DangerBrief):
    """Danger to a person: its summary, the facts that show it and what is to be done, first things
    first.
    """

    facts: tuple[DangerFact, ...]
    indications: tuple[DangerIndication, ...]
    actions: tuple[DangerAction, ...]


class Dangers:
    """The rules of a folder. `digest`: SHA-256 of what they say."""

    def __init__(self, file: DangersFile, contacts: Iterable[Contact]) -> None:
        self._lifted_by = file.lifted_by
        self._words = file.words
        self.rules = file.dangers
        self.digest = digest(file.model_dump(mode="json"))
        by_id = {contact.id: contact for contact in contacts}
        self._actions = {action.id: _action(action, by_id) for action in file.actions}

    def find(self, facts: Facts, indications: Indications = NO_INDICATION) -> Danger | None:
        """The danger that facts show, or indications; None when nothing shows any."""
        lifted = any(
            name in facts and facts[name].standing is Standing.CONFIRMED and has_value(facts[name].knowledge, wanted)
            for name, wanted in self._lifted_by.items()
        )
        signs = {
            rule.id: [s for s in _signs(rule, facts) if not (lifted and _presumed(s, facts))] for rule in self.rules
        }
        reached = {rule.id: () if lifted else _reached(rule, indications) for rule in self.rules}
        found = {name for name in signs if signs[name] or reached[name]}
        if not found:
            return None
        told = [rule for rule in self.rules if rule.id in found and not found & {*rule.yields_to}]
        shown = sorted((sign for each in signs.values() for sign in each), key=lambda sign: _presumed(sign, facts))
        names = dict.fromkeys(name for sign in shown for name in sign)
        steps = dict.fromkeys(name for rule in told for name in rule.actions)
        return Danger(
            kinds=tuple(
                DangerKind(id=r.id, label=Bilingual.model_validate(r.label), standing=_standing(signs[r.id], facts))
                for r in told
            ),
            standing=_standing(shown, facts),
            facts=tuple(_fact(name, facts[name]) for name in names),
            indications=tuple(
                self._indication(n, indications) for n in dict.fromkeys(n for r in told for n in reached[r.id])
            ),
            actions=tuple(self._actions[name] for name in steps),
        )

    def _indication(self, name: Gravity | ReportField, indications: Indications) -> DangerIndication:
        label = Bilingual.model_validate(self._words[name])
        return DangerIndication(id=name, label=label, share=_probability(name, indications))

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the rules read."""
        return frozenset((*self._lifted_by, *(name for rule in self.rules for sign in rule.signs for name in sign)))

    @property
    def reads_indications(self) -> bool:
        """Whether indications may show a danger."""
        return any(rule.indications for rule in self.rules)


def open_dangers(rulesets: Path | None) -> Dangers:
    """The rules of a folder of rules, or the shipped ones when it has none.

    Raises:
        RulesetError: a file cannot be used, or a rule names an action, a danger or a contact that
            is not there.
    """
    file, document = read_rules_document(DangersFile, FILE, rulesets)
    contacts = read_rules_file(_DangerContactsFile, CONTACTS, rulesets).contacts
    names = NameChecks(document, LawNames({}, {}, frozenset()))
    faults = [*_own_names(file, names, {contact.id for contact in contacts})]
    if faults:
        raise RulesetError(faults)
    return Dangers(file, contacts)


def shipped_contacts() -> frozenset[str]:
    """The contacts of the shipped routing."""
    return frozenset(contact.id for contact in read_rules_file(_DangerContactsFile, CONTACTS, None).contacts)


def check_dangers(
    root: Path, law: LawNames, routing_facts: Mapping[str, FactDefinition], contacts: Collection[str] | None
) -> list[Diagnostic]:
    """What is wrong in the rules of a folder, whose routing has these facts and contacts; None:
    they cannot be told.
    """

    def names(file: DangersFile, document: Document) -> Iterator[Diagnostic]:
        read = replace(law, facts={name: fact for name, fact in law.facts.items() if fact.means is None})
        named = NameChecks(document, read, routing_facts)
        yield from named.values(file.lifted_by, "lifted_by")
        for i, rule in enumerate(file.dangers):
            for j, sign in enumerate(rule.signs):
                yield from named.values(sign, "dangers", i, "signs", j)
        yield from _own_names(file, named, contacts)
        for i, action in enumerate(file.actions):
            if not any(action.id in rule.actions for rule in file.dangers):
                message = f"l'action `{action.id}` ne sert à rien"
                yield Diagnostic("R801", named.place("actions", i, "id"), message, "l'employer ou l'ôter")

    return read_for_check(DangersFile, FILE, root).with_names(names)


def _own_names(file: DangersFile, names: NameChecks, contacts: Collection[str] | None) -> Iterator[Diagnostic]:
    actions, dangers = [action.id for action in file.actions], [rule.id for rule in file.dangers]
    yield from names.unique(actions, "id", "actions")
    yield from names.unique(dangers, "id", "dangers")
    for i, action in enumerate(file.actions if contacts is not None else ()):
        what = f"contact inconnu de {CONTACTS.as_posix()}"
        yield from names.items_of(what, action.contacts, contacts or (), "actions", i, "contacts", code="D102")
    for i, rule in enumerate(file.dangers):
        here = ("dangers", i)
        for j, part in enumerate(rule.indications):
            yield from names.keys_of("indication que `words` ne dit pas", part, file.words, *here, "indications", j)
        yield from names.items_of("action inconnue", rule.actions, actions, *here, "actions")
        yield from names.items_of("danger inconnu", rule.yields_to, dangers, *here, "yields_to")


def _signs(rule: DangerRule, facts: Facts) -> Iterator[Mapping[str, ValueCondition]]:
    for sign in rule.signs:
        if all(name in facts and has_value(facts[name].knowledge, wanted) for name, wanted in sign.items()):
            yield sign


def _reached(rule: DangerRule, indications: Indications) -> tuple[Gravity | ReportField, ...]:
    """The names of the indications that reach what the rule asks of them."""
    parts = (p for p in rule.indications if all(_probability(n, indications) >= share for n, share in p.items()))
    return tuple(dict.fromkeys(name for part in parts for name in part))


def _probability(name: str, indications: Indications) -> float:
    return indications.gravity.get(name, indications.fields.get(name, 0.0))


def _presumed(sign: Iterable[str], facts: Facts) -> bool:
    return any(facts[name].standing is Standing.PRESUMED for name in sign)


def _standing(signs: Sequence[Iterable[str]], facts: Facts) -> DangerStanding:
    if not signs:
        return "to_check"
    return "presumed" if all(_presumed(sign, facts) for sign in signs) else "established"


def _fact(name: str, fact: StatedFact) -> DangerFact:
    return DangerFact(
        fact=name,
        value=known_data(fact.knowledge),
        standing="presumed" if fact.standing is Standing.PRESUMED else "confirmed",
        source=fact.source,
        span=(fact.span.start, fact.span.end) if fact.span is not None else None,
        span_in=fact.span.voice if fact.span is not None else None,
    )


def _action(rule: ActionRule, contacts: Mapping[str, Contact]) -> DangerAction:
    return DangerAction(
        id=rule.id,
        label=Bilingual.model_validate(rule.label),
        calls=tuple(Call.model_validate(contacts[name]) for name in rule.contacts),
        link=ActionLink.model_validate(rule.link) if rule.link is not None else None,
    )
