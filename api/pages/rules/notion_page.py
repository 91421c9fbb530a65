"""A notion, ready to be shown: what it says at each date, who names it, its source."""

from __future__ import annotations

from api.pages.rules.blocks import (
    Block,
    Bullets,
    ConditionTree,
    Drawing,
    Paragraph,
    Prose,
    SheetSection,
    TextRun,
    TitledBlock,
    words,
)
from api.pages.rules.case_list import GROUP, cases_of_notion
from api.pages.rules.clause_uses import ANCHORS, ClauseUse
from api.pages.rules.mention_links import elsewhere
from api.pages.rules.presenter import RulePresenter
from api.pages.shell.parts import Status
from api.pages.shell.timelines import TimelineSpan, timeline
from engine.model.law import DatedVersion, Notion
from textfile.text import SEMICOLON

OWN_USES = frozenset({"notions", "infractions", "routage", GROUP})
"""Purposes that a page tells from the law itself."""


def notion_sections(notion: Notion, presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of a notion."""
    say = presenter.say if notion.id in presenter.snapshot.ruleset.notions else presenter.say_routing
    versions: list[Block] = [*drawing(presenter, "frise-dessin", notion.versions)]
    for number, version in enumerate(reversed(notion.versions), 1):
        blocks: tuple[Block, ...] = (
            ConditionTree(presenter.t("offence.condition"), say.condition(version.condition, version.from_)),
            Prose((presenter.said_source(version.source),), muted=True),
        )
        label = TextRun(say.period(version.from_, version.until))
        versions.append(TitledBlock(f"version-{number}", label, (state_of(presenter, version)[1],), blocks))
    uses = presenter.snapshot.clause_uses.get(notion.id, ())
    return (
        SheetSection("dit", presenter.t("rules.says"), tuple(versions)),
        used_by(presenter, notion.id, uses),
        cases_of_notion(presenter, notion),
        elsewhere(presenter, notion.id, OWN_USES),
        presenter.source_section(*presenter.defined(("notions/", "routing/notions/"), "notions", notion.id)),
    )


def drawing(presenter: RulePresenter, id_: str, versions: tuple[DatedVersion, ...]) -> tuple[Drawing, ...]:
    """Versions against time; nothing where there is one alone."""
    if len(versions) < 2:
        return ()
    spans = [TimelineSpan(str(v.from_.year), v.from_, v.until, state_of(presenter, v)[1]) for v in versions]
    return (Drawing(id_, timeline(presenter.t("rules.timeline"), spans, presenter.today, presenter.say)),)


def state_of(presenter: RulePresenter, version: DatedVersion) -> tuple[Status, str]:
    """Whether a version is in force today, and the words for it."""
    if version.covers(presenter.today):
        return "in_force", presenter.t("status.in_force")
    key: Status = "ended" if version.from_ <= presenter.today else "not_in_force"
    return key, presenter.t(f"status.{key}")


def used_by(presenter: RulePresenter, name: str, uses: tuple[ClauseUse, ...]) -> SheetSection:
    """The section on the clauses, notions and routes that name a fact or a notion."""
    by_offence: dict[str, list[ClauseUse]] = {}
    for use in uses:
        by_offence.setdefault(use.offence, []).append(use)
    items = tuple(_clauses(presenter, offence, some) for offence, some in by_offence.items())
    notions = presenter.snapshot.notions_naming.get(name, ())
    blocks: list[Block] = []
    if notions:
        blocks.append(Prose((words(presenter.t("rules.used_by_notions", n=len(notions))),)))
        blocks.append(Bullets(tuple((presenter.notion(one),) for one in notions)))
    routes = presenter.snapshot.routes_naming.get(name, ())
    if routes:
        blocks.append(Prose((words(presenter.t("rules.used_by_routes", n=len(routes))),)))
        blocks.append(Bullets(tuple((presenter.route(one),) for one in routes)))
    if items:
        blocks.append(Prose((words(presenter.t("rules.used_by_offences", n=len(items))),)))
        blocks.append(Bullets(items))
    if not blocks:
        blocks.append(Prose((words(presenter.t("rules.used_by_nobody")),), muted=True))
    return SheetSection("emplois", presenter.t("rules.used"), tuple(blocks), len(items) + len(notions) + len(routes))


def _clauses(presenter: RulePresenter, offence: str, uses: list[ClauseUse]) -> Paragraph:
    law = presenter.snapshot.ruleset.offences[offence]
    runs: list[TextRun] = [presenter.offence(offence), TextRun(presenter.t("rules.colon"))]
    for number, use in enumerate(uses):
        label = presenter.text(getattr(law, use.kind)[use.clause].label)
        anchor = f"{ANCHORS[use.kind]}-{use.clause.replace('_', '-')}"
        separator = [TextRun(SEMICOLON[presenter.language])] if number else []
        runs += [*separator, TextRun(label, href=presenter.offence(offence, anchor).href)]
    return tuple(runs)
