"""Presenter of rules: what each name is called, which page reads it, where its definition stands,
in one language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from api.kit import formats
from api.pages.rules.blocks import Paragraph, Prose, SheetSection, SourceText, TextRun, commas, words
from api.pages.rules.snapshot import RulesSnapshot
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import Link
from api.pages.shell.say import Say
from engine.model.fact import FactDefinition
from engine.model.law import Notion, Source
from engine.model.routing import RoutingRules
from textfile.text import Language, Text

LONGEST_SOURCE = 400
"""Lines of a definition shown on a page; the rest is read in its file."""


@dataclass(frozen=True)
class RulePresenter:
    """A snapshot of the rules in one language; `suffix` ends the addresses of its pages."""

    snapshot: RulesSnapshot
    language: Language
    today: date
    suffix: str = ""

    @cached_property
    def say(self) -> Say:
        """The words of the law."""
        return Say(self.snapshot.ruleset, self.language, self.suffix)

    @cached_property
    def say_routing(self) -> Say:
        """The words of routing; those of the law where there is no routing."""
        part = self.snapshot.routing
        return Say(part.vocabulary, self.language, self.suffix) if part is not None else self.say

    @property
    def routing(self) -> RoutingRules | None:
        """The rules of routing."""
        return self.snapshot.routing.rules if self.snapshot.routing is not None else None

    def t(self, key: str, /, **values: object) -> str:
        """A message of the interface."""
        return self.say.t(key, **values)

    def known(self, key: str, otherwise: str) -> str:
        """A message where the interface has it, for a code that a folder of rules may invent."""
        return self.t(key) if key in MESSAGES else otherwise

    def text(self, text: Text) -> str:
        """A bilingual text."""
        return self.say.text(text)

    def address(self, path: str, anchor: str = "") -> str:
        """The address of a page, with its anchor."""
        return f"/regles/{path}{self.suffix}" + (f"#{anchor}" if anchor else "")

    @property
    def mark(self) -> str:
        """What comes between an address of a page and a parameter."""
        return "&" if self.suffix else "?"

    def file_address(self, path: str, line: int = 1) -> str:
        """The address of a file, open at a line."""
        at = f"{self.mark}ligne={line}#ligne" if line > 1 else ""
        return f"/regles/fichiers/{path}{self.suffix}{at}"

    # Names

    def fact_of(self, name: str) -> FactDefinition | None:
        """A fact of the law, or of routing."""
        routing = self.routing.facts if self.routing is not None else {}
        return self.snapshot.ruleset.facts.get(name) or routing.get(name)

    def notion_of(self, name: str) -> Notion | None:
        """A notion of the law, or of routing."""
        routing = self.routing.notions if self.routing is not None else {}
        return self.snapshot.ruleset.notions.get(name) or routing.get(name)

    def fact(self, name: str) -> TextRun:
        """A fact, by its label, with the way to its page."""
        fact = self.fact_of(name)
        if fact is None:
            return TextRun(name, code=True)
        return TextRun(self.text(fact.label), href=self.address(f"faits/{name}"))

    def notion(self, name: str) -> TextRun:
        """A notion, by its label, with the way to its page."""
        notion = self.notion_of(name)
        if notion is None:
            return TextRun(name, code=True)
        return TextRun(self.text(notion.label), href=self.address(f"notions/{name}"))

    def offence(self, name: str, anchor: str = "") -> TextRun:
        """An offence, by its short title, with the way to its page."""
        offence = self.snapshot.ruleset.offences.get(name)
        if offence is None:
            return TextRun(name, code=True)
        href = f"/loi/{name}{self.suffix}" + (f"#{anchor}" if anchor else "")
        return TextRun(self.text(offence.short), href=href)

    def route(self, name: str) -> TextRun:
        """A rule of routing, by its title, with the way to it."""
        rules = self.routing.rules if self.routing is not None else ()
        rule = next((rule for rule in rules if rule.id == name), None)
        if rule is None:
            return TextRun(name, code=True)
        return TextRun(self.text(rule.title), href=self.address("aiguillage", f"regle-{name.replace('_', '-')}"))

    def share(self, share: float) -> str:
        """A probability in percent, without its sign."""
        return formats.short_decimal(share * 100, self.language)

    def value(self, fact: str, value: object) -> str:
        """A value of a fact, in words."""
        known = self.fact_of(fact)
        if isinstance(value, bool):
            return self.t("value.yes" if value else "value.no")
        if known is not None and value in known.values:
            return self.text(known.values[str(value)])
        return str(value)

    def stated(self, fact: str, values: object) -> Paragraph:
        """A fact and the values of which one is enough: `Décision : qualifié ou corrigé`."""
        run = self.fact(fact)
        if not isinstance(values, tuple | list):
            return (run, TextRun(f"{self.t('rules.colon')}{values}"))
        said = self.t("rules.or").join(self.value(fact, value) for value in values)
        return (run, TextRun(f"{self.t('rules.colon')}{said}"))

    # Sources

    def source(self, path: str, key: str, name: str = "") -> SourceText | None:
        """The text of a definition; None when the folder has no such file or definition."""
        file = self.snapshot.index.files.get(path)
        found = file.definition(key, name) if file is not None else None
        return self.excerpt(path, found.first, found.last) if found is not None else None

    def comment(self, path: str, key: str, name: str) -> str:
        """The comment that stands above a definition, of whoever wrote it; titles of parts of the
        file are left out.
        """
        file = self.snapshot.index.files.get(path)
        found = file.definition(key, name) if file is not None else None
        if file is None or found is None:
            return ""
        lines = []
        for line in file.text.splitlines()[found.first - 1 : found.last]:
            if not line.lstrip().startswith("#"):
                break
            said = line.lstrip(" #")
            lines += [said] if "==" not in said and said else []
        return self.say.plain(" ".join(lines))

    def excerpt(self, path: str, first: int, last: int) -> SourceText:
        """Lines of a file."""
        text = self.snapshot.index.files[path].text.splitlines()[first - 1 : min(last, first + LONGEST_SOURCE - 1)]
        return SourceText(path, "\n".join(text), first, Link(self.file_address(path, first), path))

    def whole(self, path: str) -> SourceText:
        """A file from its first line."""
        return self.excerpt(path, 1, LONGEST_SOURCE)

    def defined(self, folders: tuple[str, ...], key: str, name: str) -> tuple[SourceText, ...]:
        """The texts of every definition of a name, in the files of some folders."""
        paths = (path for path in self.snapshot.tree.files if path.startswith(folders))
        found = (self.source(path, key, name) for path in paths)
        return tuple(one for one in found if one is not None)

    def source_section(self, *texts: SourceText | None) -> SheetSection:
        """The section that shows how a file writes what the page says."""
        shown = tuple(text for text in texts if text is not None)
        blocks = shown or (Prose((words(self.t("rules.no_source")),), muted=True),)
        return SheetSection("source", self.t("rules.source"), blocks)

    def said_source(self, source: Source) -> Paragraph:
        """Where a statement was read, and how sure it is."""
        day = self.t("rules.verified", day=self.say.day(source.verified_on))
        sure = self.t(f"confidence.{source.confidence.value}")
        note = [TextRun(" — "), TextRun(self.say.plain(source.note), french=True)] if source.note else []
        return (TextRun(self.say.plain(source.reference), french=True), TextRun(f" ({day}, {sure})"), *note)

    def offences(self, names: tuple[str, ...]) -> Paragraph:
        """Offences, with the way to each."""
        return commas([self.offence(name) for name in names])
