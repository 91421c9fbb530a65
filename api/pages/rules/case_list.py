"""Test cases that name facts, ready to be shown: by offence, each with the way to its lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from api.authoring.lint import CASES_FILE
from api.pages.rules.blocks import Block, Bullets, Details, Paragraph, Prose, SheetSection, TextRun, commas, words
from api.pages.rules.presenter import RulePresenter
from api.rules.clause_facts import facts_of_conditions
from api.rules.tree import path_of_offence
from engine.analysis.mentions import Query, group_of
from engine.model.law import Notion
from engine.model.ruleset import Ruleset

GROUP = "cas"
MOST_PLACES, MOST_CASES = 12, 20
"""Offences whose cases are listed, and cases listed of each; the others are a link away."""


@dataclass(frozen=True, slots=True)
class NamedCase:
    """Case of a file: the line on which it starts, and what it is called."""

    line: int
    name: str


def cases_of_fact(presenter: RulePresenter, fact: str) -> SheetSection:
    """The section on the cases that name a fact."""
    return _section(presenter, [fact], (path for path in presenter.snapshot.tree.files if group_of(path) == GROUP))


def cases_of_notion(presenter: RulePresenter, notion: Notion) -> SheetSection:
    """The section on the cases, of the offences whose clauses read a notion, that name a fact which
    it reads; of one of routing, those of routing.
    """
    law, files = presenter.snapshot.ruleset, presenter.snapshot.tree.files
    above = _readers(presenter, notion.id)
    uses = {use.offence for name in above for use in presenter.snapshot.clause_uses.get(name, ())}
    paths = [path_of_offence(law.offences[name], CASES_FILE) for name in sorted(uses)]
    if any(presenter.snapshot.routes_naming.get(name) for name in above):
        paths += [path for path in files if path.startswith("routing/") and group_of(path) == GROUP]
    facts = facts_of_conditions(_vocabulary(presenter, notion), [version.condition for version in notion.versions])
    return _section(presenter, facts, (path for path in paths if path in files))


def _vocabulary(presenter: RulePresenter, notion: Notion) -> Ruleset:
    """The law that defines a notion, or routing."""
    routing = presenter.snapshot.routing
    return (
        presenter.snapshot.ruleset
        if notion.id in presenter.snapshot.ruleset.notions or routing is None
        else routing.vocabulary
    )


def _readers(presenter: RulePresenter, notion: str) -> frozenset[str]:
    """A notion, and those that read it through others."""
    found, left = {notion}, [notion]
    while left:
        above = {*presenter.snapshot.notions_naming.get(left.pop(), ())} - found
        found |= above
        left += above
    return frozenset(found)


def _section(presenter: RulePresenter, facts: Collection[str], paths: Iterable[str]) -> SheetSection:
    by_path = {path: cases for path in paths if (cases := _cases(presenter, path, facts))}
    listed = sorted(by_path, key=lambda path: (-len(by_path[path]), path))
    blocks: list[Block] = []
    if listed:
        blocks.append(Prose((words(presenter.t("rules.cases_lead")),), muted=True))
    blocks += [_details(presenter, path, by_path[path]) for path in listed[:MOST_PLACES]]
    if others := listed[MOST_PLACES:]:
        links = [_counted(presenter, path, len(by_path[path])) for path in others]
        blocks.append(Prose(((TextRun(f"{presenter.t('rules.cases_also')} "), *commas(links)),)))
    return SheetSection("cas", presenter.t("rules.group.cas"), tuple(blocks), sum(map(len, by_path.values())))


def _cases(presenter: RulePresenter, path: str, facts: Collection[str]) -> tuple[NamedCase, ...]:
    """The cases of a file that name one of these facts, in order; what they start from is left out,
    for all would be there.
    """
    file = presenter.snapshot.index.files[path]
    named = {mention.place.line for fact in facts for mention in file.find(Query.of(fact))}
    cases = [one for one in file.definitions if one.key == "cases"]
    return tuple(
        NamedCase(one.first, file.title(one) or presenter.t("rules.case_number", n=number))
        for number, one in enumerate(cases, 1)
        if any(one.first <= line <= one.last for line in named)
    )


def _details(presenter: RulePresenter, path: str, cases: tuple[NamedCase, ...]) -> Details:
    where = _place(presenter, path)
    return Details(
        presenter.t("rules.group_count", group=where.text, n=len(cases)),
        (Bullets(tuple(_lines(presenter, path, cases))),),
    )


def _lines(presenter: RulePresenter, path: str, cases: tuple[NamedCase, ...]) -> Iterator[Paragraph]:
    for case in cases[:MOST_CASES]:
        yield (TextRun(case.name, french=True, href=presenter.file_address(path, case.line)),)
    where = _place(presenter, path)
    left = len(cases) - MOST_CASES
    key = "rules.cases_more" if left > 0 else "rules.cases_all"
    yield (TextRun(presenter.t(key, n=max(left, 1)), href=where.href),)


def _counted(presenter: RulePresenter, path: str, count: int) -> TextRun:
    where = _place(presenter, path)
    return TextRun(f"{where.text} ({count})", href=where.href)


def _place(presenter: RulePresenter, path: str) -> TextRun:
    """Where the cases of a file are read."""
    parts = PurePosixPath(path)
    if path.startswith("offences/"):
        return presenter.offence(parts.parent.name, "cas")
    if path.startswith("routing/"):
        label = f"{presenter.t('rules.group.routage')}{presenter.t('rules.colon')}{parts.stem}"
        return TextRun(label, href=presenter.address("aiguillage", "cas"))
    return TextRun(path, href=presenter.file_address(path))
