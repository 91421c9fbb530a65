"""Routing, ready to be shown: who is told, when, by when and why; families, numbers, cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from api.pages.rules.blocks import (
    Block,
    ConditionTree,
    Details,
    Grid,
    Paragraph,
    Prose,
    SheetSection,
    TextRun,
    TitledBlock,
    commas,
    french,
    words,
)
from api.pages.rules.notion_page import drawing, state_of
from api.pages.rules.presenter import RulePresenter
from api.pages.rules.snapshot import RoutingPart
from engine.model.routing import Deadline, RoutingRule, RoutingVersion
from engine.routing.cases import RoutingRun
from engine.routing.project import CONTACTS, FAMILIES, RULES
from textfile.text import SEMICOLON

FAMILY = "famille"
"""The fact of routing whose values are families of offences."""


def routing_sections(presenter: RulePresenter) -> tuple[SheetSection, ...]:
    """The page of routing."""
    part = presenter.snapshot.routing
    if part is None:
        missing: tuple[Block, ...] = (Prose((words(presenter.t("rules.unreadable")),)),)
        return (
            SheetSection("regles", presenter.t("routing.rules"), missing),
            presenter.source_section(*_files(presenter)),
        )
    rules = tuple(_rule(rule, part, presenter) for rule in part.rules.rules)
    return (
        SheetSection("regles", presenter.t("routing.rules"), rules, len(rules)),
        SheetSection("familles", presenter.t("routing.families"), tuple(_families(part, presenter))),
        SheetSection("numeros", presenter.t("routing.numbers"), tuple(_numbers(part, presenter))),
        SheetSection("cas", presenter.t("routing.cases"), tuple(_cases(part, presenter)), len(part.cases)),
        presenter.source_section(*_files(presenter)),
    )


def _files(presenter: RulePresenter) -> Iterator[Any]:
    for path in presenter.snapshot.tree.files:
        if PurePosixPath(path).match(RULES) or path in (FAMILIES, CONTACTS):
            yield presenter.whole(path)


def _rule(rule: RoutingRule, part: RoutingPart, presenter: RulePresenter) -> TitledBlock:
    t = presenter.t
    tags = [presenter.known(f"recipient.{rule.recipient}", rule.recipient), t("routing.rank", n=rule.order)]
    tags += [t("routing.urgent")] if rule.urgent else []
    blocks: list[Block] = []
    if rule.yields_to:
        others = commas([presenter.route(name) for name in rule.yields_to])
        blocks.append(Prose(((TextRun(f"{t('routing.yields')} "), *others),)))
    blocks += drawing(presenter, f"frise-{rule.id.replace('_', '-')}", rule.versions)
    several = len(rule.versions) > 1
    for version in reversed(rule.versions):
        if several:
            period = presenter.say.period(version.from_, version.until)
            blocks.append(
                Details(f"{period} — {state_of(presenter, version)[1]}", tuple(_version(version, part, presenter)))
            )
        else:
            blocks += _version(version, part, presenter)
    anchor = f"regle-{rule.id.replace('_', '-')}"
    return TitledBlock(anchor, TextRun(presenter.text(rule.title)), tuple(tags), tuple(blocks), rule.id)


def _version(version: RoutingVersion, part: RoutingPart, presenter: RulePresenter) -> Iterator[Block]:
    t = presenter.t
    node = presenter.say_routing.condition(version.condition, version.from_)
    yield ConditionTree(t("routing.when"), node)
    lines: list[Paragraph] = [words(presenter.text(version.reason))]
    if version.notice is not None:
        notices = presenter.snapshot.notices
        is_written = notices is not None and any(one.kind == version.notice for one in notices.wordings)
        href = presenter.address("modeles", f"genre-{version.notice}") if is_written else ""
        notice = TextRun(t(f"template.kind.{version.notice}"), href=href)
        lines.append((TextRun(f"{t('routing.notice')} "), notice))
        lines.append(words(t("routing.two_persons" if version.two_persons else "routing.one_person")))
    else:
        lines.append(words(t("routing.no_notice")))
    if version.deadline is not None:
        lines.append(_deadline(version.deadline, presenter))
    if version.contacts:
        calls = [
            TextRun(f"{part.rules.contacts[n].number} ({presenter.text(part.rules.contacts[n].label)})")
            for n in version.contacts
        ]
        lines.append((TextRun(f"{t('routing.calls')} "), *commas(calls)))
    yield Prose(tuple(lines))
    yield Prose(
        (
            (
                TextRun(f"{t('rules.since', since=presenter.say.day(version.from_))} "),
                *presenter.said_source(version.source),
            ),
        ),
        muted=True,
    )


def _deadline(deadline: Deadline, presenter: RulePresenter) -> Paragraph:
    t = presenter.t
    if deadline.in_hours == 0:
        delay = t("routing.at_once")
    elif deadline.days is not None:
        delay = t("routing.within", delay=t("routing.days", n=deadline.days))
    else:
        delay = t("routing.within", delay=t("parameter.hours", n=deadline.in_hours))
    binding = t("routing.binding" if deadline.binding else "routing.own")
    return (TextRun(f"{delay} {binding} "), *presenter.said_source(deadline.source))


def _families(part: RoutingPart, presenter: RulePresenter) -> Iterator[Block]:
    yield Prose((words(presenter.t("routing.families_lead")),))
    rows = tuple(
        (words(presenter.say_routing.stated(FAMILY, name)), presenter.offences(offences))
        for name, offences in part.rules.families.items()
    )
    heads = (presenter.t("routing.family"), presenter.t("order.offences"))
    yield Grid("table-familles", presenter.t("routing.families"), heads, rows)


def _numbers(part: RoutingPart, presenter: RulePresenter) -> Iterator[Block]:
    rows = tuple(
        (words(one.number), words(presenter.text(one.label)), presenter.said_source(one.source))
        for one in part.rules.contacts.values()
    )
    heads = (presenter.t("routing.number"), presenter.t("routing.for"), presenter.t("rules.source_of"))
    yield Grid("table-numeros", presenter.t("routing.numbers"), heads, rows)


def _cases(part: RoutingPart, presenter: RulePresenter) -> Iterator[Block]:
    yield Prose((words(presenter.t("routing.cases_lead")),))
    by_file: dict[str, list[RoutingRun]] = {}
    for run in part.cases:
        by_file.setdefault(PurePosixPath(run.place.file).stem, []).append(run)
    for stem, runs in by_file.items():
        rows = tuple(_case(run, presenter) for run in runs)
        heads = tuple(presenter.t(f"routing.case_{one}") for one in ("name", "facts", "due", "open"))
        grid = Grid(f"cas-{stem.replace('_', '-')}", stem, heads, rows)
        yield Details(presenter.t("routing.case_file", n=len(runs), name=stem), (grid,))


def _case(run: RoutingRun, presenter: RulePresenter) -> tuple[Paragraph, ...]:
    say = presenter.say_routing
    facts = [say.stated(name, value) for name, value in run.case.set.items()]
    facts += [presenter.t("offence.case_unset", fact=presenter.fact(name).text) for name in run.case.unset]
    due, is_open = (commas([presenter.route(name) for name in names]) for names in (run.case.due, run.case.open))
    return french(run.case.name), words(SEMICOLON[presenter.language].join(facts) or "—"), due, is_open
