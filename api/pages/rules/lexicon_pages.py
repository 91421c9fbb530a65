"""Lexicons, ready to be shown: classes of words, cues and frames in sentences, with the sentences
that try them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.rules.blocks import (
    Block,
    Bullets,
    Details,
    Grid,
    Paragraph,
    Prose,
    SheetSection,
    SourceText,
    TextRun,
    TitledBlock,
    commas,
    french,
    words,
)
from api.pages.rules.mention_links import ENTRIES, lexicon_address, owners
from api.pages.rules.presenter import RulePresenter
from classifiers.cues.model import CueRule, Says, TrialSentence
from classifiers.cues.shapes import Following, LexiconFile, UpperBound
from engine.analysis.mentions import Query

PAGE = 25
"""Entries of a page: classes, cues or frames."""
LIMIT = 30
"""Uses of a class of words that are listed; the search gives the others."""
SIGNS = (
    ("words", "sale voleur"),
    ("optional", "voleur(s)"),
    ("either", "(vais|veux)"),
    ("class", "{classe}"),
    ("gap", "… …2 …*"),
    ("start", "vol*"),
    ("shown", "<mots>"),
    ("ends", "^ $"),
)
"""The notation of patterns, each sign with an example."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """Entry of a lexicon file: the list or mapping that holds it, its name there, its place in the
    file.
    """

    kind: str
    name: str
    number: int


def entries_of(file: LexiconFile) -> tuple[LexiconEntry, ...]:
    """Every entry, in the order of the page."""
    names: dict[str, list[str]] = {
        "words": list(file.words),
        "frames": [frame.id for frame in file.frames],
        "cues": [cue.id for cue in file.cues],
        "implies": [str(n) for n in range(len(file.implies))],
        "priority": list(file.priority),
        "quiet": [str(n) for n in range(len(file.quiet))],
    }
    return tuple(LexiconEntry(kind, name, n) for kind in ENTRIES for n, name in enumerate(names[kind]))


def page_with(entries: tuple[LexiconEntry, ...], name: str) -> int:
    """The page that shows an entry, counted from one."""
    at = next((n for n, entry in enumerate(entries) if entry.name == name), 0)
    return at // PAGE + 1


@dataclass(frozen=True)
class LexiconSheet:
    """Builds the sections of one page of a lexicon file."""

    path: str
    file: LexiconFile
    presenter: RulePresenter
    shown: tuple[LexiconEntry, ...]

    def sections(self) -> tuple[SheetSection, ...]:
        """The entries shown, by kind, then their source."""
        found = []
        for kind in ENTRIES:
            some = [entry for entry in self.shown if entry.kind == kind]
            if some:
                blocks = tuple(self._block(entry) for entry in some)
                found.append(SheetSection(kind, self._t(f"lexicon.{kind}"), blocks, len(some)))
        return (*found, self._legend(), self.presenter.source_section(*self._source()))

    def _legend(self) -> SheetSection:
        """How a pattern is read."""
        rows = tuple(((TextRun(sign, code=True),), words(self._t(f"lexicon.sign.{key}"))) for key, sign in SIGNS)
        heads = (self._t("lexicon.notation"), self._t("parameter.meaning"))
        grid = Grid("table-notation", self._t("lexicon.legend"), heads, rows)
        return SheetSection("notation", self._t("lexicon.legend"), (grid,))

    def _t(self, key: str, /, **values: object) -> str:
        return self.presenter.t(key, **values)

    def _block(self, entry: LexiconEntry) -> TitledBlock:
        blocks: tuple[Block, ...]
        match entry.kind:
            case "words":
                blocks = tuple(self._class(entry.name))
            case "frames" | "cues":
                return self._rule(entry)
            case "implies":
                blocks = (Prose((self._implied(self.file.implies[entry.number]),)),)
            case "priority":
                blocks = tuple(self._ranked(entry.name))
            case _:
                blocks = (Prose((french(self.file.quiet[entry.number].text),)),)
        label = TextRun(entry.name, code=True, french=True)
        if entry.kind == "priority":
            label = self.presenter.fact(entry.name)
        elif entry.kind in ("implies", "quiet"):
            label = TextRun(self._t(f"lexicon.{entry.kind}_one", n=entry.number + 1))
        anchor = f"entree-{entry.name.replace('_', '-')}"
        return TitledBlock(anchor if not entry.name.isdigit() else f"{entry.kind}-{entry.name}", label, (), blocks)

    def _class(self, name: str) -> Iterator[Block]:
        terms = self.file.words[name]
        yield from self._comment("words", name)
        yield Details(self._t("lexicon.terms", n=len(terms)), (Bullets(tuple(_code(term) for term in terms)),))
        yield from self._used(name)

    def _used(self, name: str) -> Iterator[Block]:
        """The entries of lexicons that name this one."""
        mentions = [m for m in self.presenter.snapshot.index.find(Query.of(name)) if m.group == "lexiques"]
        own = lexicon_address(self.presenter, self.path, name)
        used = tuple(one for one in owners(self.presenter, mentions) if one[0].href != own)
        if used:
            blocks: tuple[Block, ...] = (Bullets(used[:LIMIT]),)
            if len(used) > LIMIT:
                blocks = (*blocks, Prose((words(self._t("lexicon.more", n=len(used) - LIMIT)),), muted=True))
            yield Details(self._t("lexicon.used", n=len(used)), blocks)

    def _rule(self, entry: LexiconEntry) -> TitledBlock:
        rule = self.presenter.snapshot.lexicon_rules[entry.name]
        sure = (self._t("lexicon.confidence", share=round(rule.confidence * 100)),) if rule.says else ()
        return TitledBlock(
            f"entree-{rule.id}",
            TextRun(rule.id, code=True, french=True),
            sure,
            tuple(self._sentences(entry.kind, rule)),
        )

    def _comment(self, kind: str, name: str) -> Iterator[Block]:
        """What those who wrote an entry say of it."""
        said = self.presenter.comment(self.path, kind, name)
        if said:
            yield Prose((french(said),))

    def _sentences(self, kind: str, rule: CueRule) -> Iterator[Block]:
        if rule.frame:  # that of a cue says what it makes presumed, as the next lines do
            yield from self._comment(kind, rule.id)
        lines: list[Paragraph] = [self._said(one) for one in rule.says]
        if rule.frame:
            lines.append(words(self._t(f"lexicon.reach.{rule.reach}")))
        if rule.between is not None:
            lines.append(words(self._t("lexicon.between", low=rule.between[0], high=rule.between[1])))
        if rule.source is not None:
            lines.append(words(self._t("lexicon.linguistic")))
        for key, names in (
            ("unless", rule.unless), ("needs", rule.needs), ("silences", rule.silences), ("weakens", rule.weakens)
        ):  # fmt: skip
            if names:
                lines.append((TextRun(f"{self._t(f'lexicon.{key}')} "), *commas([self._named(n) for n in names])))
        yield Prose(tuple(lines))
        if rule.patterns:
            patterns = Bullets(tuple(_code(pattern) for pattern in rule.patterns))
            yield Details(self._t("lexicon.patterns", n=len(rule.patterns)), (patterns,))
        yield from self._used(rule.id)
        if rule.hits or rule.misses:
            yield Details(self._t("lexicon.trials", n=len(rule.hits) + len(rule.misses)), tuple(self._trials(rule)))

    def _trials(self, rule: CueRule) -> Iterator[Block]:
        for key, sentences in (("hits", rule.hits), ("misses", rule.misses)):
            if sentences:
                yield Prose((words(self._t(f"lexicon.{key}")),))
                yield Bullets(tuple(_trial(one, self._t("lexicon.shows")) for one in sentences))

    def _said(self, says: Says) -> Paragraph:
        value = self._t(f"lexicon.read.{says.read}") if says.read else self.presenter.value(says.fact, says.value)
        lead = f"{self._t('lexicon.presumes')} "
        return (TextRun(lead), self.presenter.fact(says.fact), TextRun(f"{self._t('rules.colon')}{value}."))

    def _named(self, name: str) -> TextRun:
        """What a rule names: every cue, another rule, a fact, a value of one; `@` and where."""
        name, _, reach = name.partition("@")
        where = f" ({self._t(f'lexicon.where.{reach}')})" if reach else ""
        if name == "*":
            return TextRun(self._t("lexicon.every_cue") + where)
        rule = self.presenter.snapshot.lexicon_rules.get(name)
        if rule is not None:
            return TextRun(name + where, french=True, href=lexicon_address(self.presenter, rule.file, name))
        fact, equals, value = name.partition("=")
        if self.presenter.fact_of(fact) is None:
            return TextRun(name + where, code=True)
        run = self.presenter.fact(fact)
        said = f"{self._t('rules.colon')}{self.presenter.value(fact, _typed(value))}" if equals else ""
        return TextRun(run.text + said + where, href=run.href)

    def _implied(self, following: Following) -> Paragraph:
        [(fact, condition)] = following.condition.items()
        bound = isinstance(condition, UpperBound)
        said = self._t("lexicon.under", n=condition.under) if bound else self.presenter.value(fact, condition)
        runs = [TextRun(f"{self._t('lexicon.if')} "), self.presenter.fact(fact)]
        runs += [TextRun(f"{self._t('rules.colon')}{said}, {self._t('lexicon.then')} ")]
        for number, (name, values) in enumerate(following.then.items()):
            value = self._t("rules.or").join(self.presenter.value(name, one) for one in values)
            runs += [TextRun(", ")] if number else []
            runs += [self.presenter.fact(name), TextRun(f"{self._t('rules.colon')}{value}")]
        return tuple(runs)

    def _ranked(self, fact: str) -> Iterator[Block]:
        values = self.file.priority[fact]
        yield Prose((words(self._t("lexicon.ranked")),))
        yield Bullets(tuple(words(self.presenter.value(fact, one)) for one in values))

    def _source(self) -> Iterator[SourceText]:
        file = self.presenter.snapshot.index.files[self.path]
        found = [file.definition(entry.kind, entry.name) for entry in self.shown]
        lines = [one for one in found if one is not None]
        if lines:
            yield self.presenter.excerpt(self.path, min(d.first for d in lines), max(d.last for d in lines))
        else:
            yield self.presenter.excerpt(self.path, 1, 1)


def _typed(value: str) -> object:
    return value == "true" if value in ("true", "false") else value


def _code(pattern: str) -> Paragraph:
    return (TextRun(pattern, code=True, french=True),)


def _trial(sentence: TrialSentence, shows: str) -> Paragraph:
    run = TextRun(sentence.text, french=True)
    return (
        (run, TextRun(f" ({shows} "), TextRun(sentence.words, french=True), TextRun(")")) if sentence.words else (run,)
    )
