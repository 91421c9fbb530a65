"""Search of the rules, ready to be shown: places of a name, or lines that hold a word."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from api.pages.rules.blocks import Paragraph
from api.pages.rules.mention_links import group_label, owner_of
from api.pages.rules.presenter import RulePresenter
from api.pages.shell.parts import Link
from engine.analysis.mentions import Query
from textfile.diagnostics import Place

MOST = 200
"""Places shown; more are counted."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Place that was searched: the definition it is of, its file and line, and what is written
    there.
    """

    owner: Paragraph
    file: Link
    written: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Places of one purpose."""

    id: str
    label: str
    places: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Result of a search: places by purpose, how many there are and how many of them are shown, and
    the nearest names where nothing was found.
    """

    groups: tuple[HitGroup, ...]
    count: int
    shown: int
    near: tuple[Link, ...]


def search(asked: str, presenter: RulePresenter, *, anywhere: bool) -> SearchResult:
    """What is found for what a person typed: a name, `fact=value`, or a word of any text."""
    index = presenter.snapshot.index
    found: list[tuple[str, Place, str]]
    if anywhere:
        lines = index.lines(asked, MOST + 1)
        found = [(line.group, line.place, line.text) for line in lines]
    else:
        found = [(m.group, m.place, m.within) for m in index.find(Query.of(asked))]
    groups: dict[str, list[SearchHit]] = {}
    for group, place, written in found[:MOST]:
        where = Link(presenter.file_address(place.file, place.line), f"{place.file}:{place.line}")
        groups.setdefault(group, []).append(SearchHit((owner_of(presenter, place),), where, written))
    listed = tuple(
        HitGroup(f"groupe-{n}", group_label(presenter, group), tuple(places))
        for n, (group, places) in enumerate(groups.items(), 1)
    )
    return SearchResult(listed, len(found), min(len(found), MOST), () if found else _near(asked, presenter))


def _near(asked: str, presenter: RulePresenter) -> tuple[Link, ...]:
    name = Query.of(asked).name[:80]
    law = presenter.snapshot.ruleset
    known = [*law.facts, *law.notions, *law.offences, *presenter.snapshot.lexicon_rules]
    near = difflib.get_close_matches(name, known, n=3)
    return tuple(Link(f"/regles{presenter.suffix}{presenter.mark}q={one}", one) for one in near)
