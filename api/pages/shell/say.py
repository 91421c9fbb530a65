"""The words of the law for one page: language, ruleset and typography held together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.kit.typography import typeset
from api.pages.shell.catalogue import translate
from api.pages.shell.french import marking
from api.pages.shell.parts import Node
from engine.explanation.law_in_words import say_condition
from engine.explanation.words import say_day, say_penalty
from engine.model.condition import All, AnyOf, AtLeast, Condition, Not, NotionRef, walk
from engine.model.fact import FactDefinition
from engine.model.law import Delay, Penalty
from engine.model.ruleset import Ruleset
from textfile.text import COLON, Language, Text


@dataclass(frozen=True, slots=True)
class Say:
    """Puts law into words, in one language, set as that language is.

    `suffix` ends the addresses of pages of law (`?edition=…`), so that they lead to this ruleset;
    empty when it is the one in use.
    """

    ruleset: Ruleset
    language: Language
    suffix: str = ""

    def text(self, text: Text) -> str:
        """A bilingual text."""
        return typeset(text.in_(self.language), self.language)

    def plain(self, text: str) -> str:
        """A text that is French whatever the language (a citation, the name of a law)."""
        return typeset(text, "fr")

    def marking(self, text: str, *french: str) -> str:
        """A sentence of this page in which these words stay French, and are said to be.

        It is the last thing done to a sentence.
        """
        return marking(self.language, text, *french)

    def t(self, key: str, /, **values: object) -> str:
        """A message of the interface."""
        return translate(self.language, key, **values)

    def day(self, day: date) -> str:
        """A day."""
        return typeset(say_day(day, self.language), self.language)

    def penalty(self, penalty: Penalty) -> str:
        """A penalty."""
        return typeset(say_penalty(penalty, self.language), self.language)

    def delay(self, delay: Delay) -> str:
        """A time limit."""
        if delay.never:
            return self.t("delay.never")
        parts = [self.t("delay.years", n=delay.years)] if delay.years else []
        parts += [self.t("delay.months", n=delay.months)] if delay.months else []
        return " ".join(parts)

    def period(self, since: date, until: date | None) -> str:
        """A period, its last day included."""
        if until is None:
            return self.t("period.since", since=self.day(since))
        return self.t("period.between", since=self.day(since), until=self.day(until))

    def condition(self, condition: Condition, day: date, seen: frozenset[str] = frozenset()) -> Node:
        """A condition as a tree; notions are unfolded as they were worded on a day."""
        match condition:
            case All(parts):
                return Node(self.t("condition.all"), self._parts(parts, day, seen), opened=True)
            case AnyOf(parts):
                return Node(self.t("condition.any"), self._parts(parts, day, seen), opened=True)
            case AtLeast(count, parts):
                return Node(self.t("condition.at_least", count=count), self._parts(parts, day, seen), opened=True)
            case Not(part):
                return Node(self.t("condition.not"), (self.condition(part, day, seen),), struck=True, opened=True)
            case NotionRef(name):
                return self._notion(name, day, seen)
            case _:
                said = typeset(say_condition(condition, self.ruleset, self.language), self.language)
                return Node(said, href=f"/regles/faits/{condition.fact}{self.suffix}")

    def _parts(self, parts: tuple[Condition, ...], day: date, seen: frozenset[str]) -> tuple[Node, ...]:
        return tuple(self.condition(part, day, seen) for part in parts)

    def _notion(self, name: str, day: date, seen: frozenset[str]) -> Node:
        notion = self.ruleset.notions[name]
        version = notion.at(day)
        label = self.text(notion.label)
        detail = f"{self.t('condition.notion')} · {self.plain(notion.article)}"
        href = f"/regles/notions/{name}{self.suffix}"
        if version is None or name in seen:
            return Node(label, detail=self.marking(detail, notion.article), href=href)
        if len(notion.versions) > 1:
            detail += f" · {self.t('condition.changed', since=self.day(version.from_))}"
        under = (self.condition(version.condition, day, seen | {name}),)
        return Node(label, under, detail=self.marking(detail, notion.article), href=href)

    def facts(self, condition: Condition, day: date) -> tuple[str, ...]:
        """The facts a condition looks at, those of its notions included, each once."""
        found: dict[str, None] = {}
        for part in walk(condition):
            if isinstance(part, NotionRef):
                version = self.ruleset.notions[part.notion].at(day)
                found.update(dict.fromkeys(self.facts(version.condition, day) if version is not None else ()))
            elif not isinstance(part, All | AnyOf | AtLeast | Not):
                found[part.fact] = None
        return tuple(found)

    def stated(self, name: str, value: Any) -> str:
        """A fact as a case file states it: `Accès au contenu : groupe fermé`."""
        fact = self.ruleset.facts.get(name)
        label = fact.label.in_(self.language) if fact is not None else name
        return typeset(f"{label}{COLON[self.language]}{self._value(value, fact)}", self.language)

    def _value(self, value: Any, fact: FactDefinition | None) -> str:
        match value:
            case bool():
                return self.t("value.yes" if value else "value.no")
            case None:
                return self.t("value.unknown")
            case date():
                return self.day(value)
            case list() | tuple() | frozenset():
                return ", ".join(self._value(v, fact) for v in value) or self.t("value.none")
            case Mapping():
                return self._partly(value, fact)
            case str() if fact is not None and value in fact.values:
                return fact.values[value].in_(self.language)
            case _:
                return str(value)

    def _partly(self, value: Mapping[str, Any], fact: FactDefinition | None) -> str:
        if "value" in value:
            standing = value.get("standing")
            mark = f" ({self.t('status.presumed')})" if standing == "presumed" else ""
            return self._value(value["value"], fact) + mark
        signs = {"min": "≥ ", "max": "≤ ", "includes": "+ ", "excludes": "− "}
        return ", ".join(f"{signs.get(k, '')}{self._value(v, fact)}" for k, v in value.items())
