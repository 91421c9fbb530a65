"""Other rules of the law, ready to be shown: limitation, what is out of field, shared clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from api.pages.rules.blocks import (
    Block,
    Bullets,
    ConditionTree,
    Details,
    Prose,
    SheetSection,
    TextRun,
    TitledBlock,
    commas,
    words,
)
from api.pages.rules.clause_uses import ANCHORS
from api.pages.rules.fact_page import lasting
from api.pages.rules.mention_links import owners
from api.pages.rules.notion_page import drawing
from api.pages.rules.presenter import RulePresenter
from engine.analysis.mentions import Query
from engine.language.schema import ClausesFile
from engine.model.law import Aggravation, Caution, Defence, Element, Limitation, OutOfField, ScopeRule
from textfile.text import SEMICOLON

SharedClause: TypeAlias = Element | Defence | ScopeRule | Aggravation | Caution


def limitation_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of limitation regimes."""
    regimes = presenter.snapshot.ruleset.limitations.values()
    articles = tuple(_regime(regime, presenter) for regime in regimes)
    return (
        SheetSection("regimes", presenter.t("rules.kind.limitation"), articles, len(articles)),
        presenter.source_section(*(presenter.whole(path) for path in _files(presenter, "limitation/"))),
    )


def _files(presenter: RulePresenter, folder: str) -> tuple[str, ...]:
    return tuple(path for path in presenter.snapshot.tree.files if path.startswith(folder))


def _regime(regime: Limitation, presenter: RulePresenter) -> TitledBlock:
    t, say = presenter.t, presenter.say
    blocks: list[Block] = [Prose((words(t("rules.runs_from", start=t(f"starts.{regime.starts}"))),))]
    blocks += drawing(presenter, f"frise-{regime.id.replace('_', '-')}", regime.versions)
    lines = []
    for version in reversed(regime.versions):
        period = f"{say.delay(version.delay)}, {say.period(version.from_, version.until)} — "
        lines.append((TextRun(period), *presenter.said_source(version.source)))
    blocks.append(Bullets(tuple(lines)))
    users = [
        law.id
        for law in presenter.snapshot.ruleset.offences.values()
        if any(regime.id in (v.limitation, *v.limitation_if.values()) for v in law.versions)
    ]
    offences = commas([presenter.offence(name, "prescription") for name in users])
    summary = t("facts.used_by", n=len(users))
    blocks.append(Details(f"{t('facts.used')} {summary}", (Prose((offences,)),)))
    label = TextRun(presenter.text(regime.label))
    article = say.marking(say.plain(regime.article), say.plain(regime.article))
    return TitledBlock(f"regime-{regime.id.replace('_', '-')}", label, (article,), tuple(blocks), regime.id)


def out_of_field_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of what the hotline does not take."""
    rules = tuple(_out_of_field(rule, presenter) for rule in presenter.snapshot.ruleset.out_of_field.values())
    return (
        SheetSection("regles", presenter.t("rules.kind.out_of_field"), rules, len(rules)),
        presenter.source_section(*(presenter.whole(path) for path in _files(presenter, "hors_champ/"))),
    )


def _out_of_field(rule: OutOfField, presenter: RulePresenter) -> TitledBlock:
    t, say = presenter.t, presenter.say
    lines = [words(presenter.text(rule.reason))]
    if rule.redirect is not None:
        lines.append(words(presenter.text(rule.redirect)))
    rows = []
    for case in rule.cases:
        facts = SEMICOLON[presenter.language].join(say.stated(name, value) for name, value in case.facts.items())
        expected = t("status.open") if case.expect == "open" else t("value.yes" if case.expect else "value.no")
        rows.append((TextRun(say.plain(case.name), french=True), TextRun(f" — {facts} → {expected}")))
    blocks: list[Block] = [
        ConditionTree(t("offence.condition"), say.condition(rule.condition, rule.from_ or presenter.today)),
        Prose(tuple(lines)),
        Prose((presenter.said_source(rule.source),), muted=True),
    ]
    if rows:
        blocks.append(Details(t("rules.cases", n=len(rows)), (Bullets(tuple(rows)),)))
    days = (lasting(rule, presenter),) if rule.from_ or rule.until else ()
    return TitledBlock(
        f"regle-{rule.id.replace('_', '-')}", TextRun(presenter.text(rule.label)), days, tuple(blocks), rule.id
    )


def clause_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of the clauses that offences share."""
    found: dict[str, list[TitledBlock]] = {kind: [] for kind in ANCHORS}
    paths = _files(presenter, "clauses/")
    for path in paths:
        file = presenter.snapshot.value(path, ClausesFile)
        for kind in ANCHORS if file is not None else ():
            found[kind] += _clauses(kind, getattr(file, kind), presenter)
    sections = tuple(
        SheetSection(kind, presenter.t(f"offence.{kind}"), tuple(articles), len(articles))
        for kind, articles in found.items()
        if articles
    )
    return (*sections, presenter.source_section(*(presenter.whole(path) for path in paths)))


def _clauses(kind: str, clauses: Mapping[str, SharedClause], presenter: RulePresenter) -> Iterator[TitledBlock]:
    t, say = presenter.t, presenter.say
    for name, clause in clauses.items():
        mentions = [m for m in presenter.snapshot.index.find(Query.of(name)) if m.group == "infractions"]
        users = owners(presenter, mentions)
        blocks: tuple[Block, ...] = (
            ConditionTree(t("offence.condition"), say.condition(clause.condition, presenter.today)),
            Details(f"{t('facts.used')} {t('facts.used_by', n=len(users))}", (Bullets(users),)),
        )
        label = TextRun(presenter.text(clause.label))
        sure = getattr(clause, "confidence", None)
        yield TitledBlock(
            f"{ANCHORS[kind]}-{name.replace('_', '-')}", label, (), blocks, name, sure.value if sure is not None else ""
        )
