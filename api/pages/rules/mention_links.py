"""Mentions of a name, ready to be shown: by purpose, each definition once, with the way to the page
that reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import PurePosixPath

from api.pages.rules.blocks import Bullets, Details, Paragraph, SheetSection, TextRun
from api.pages.rules.clause_uses import ANCHORS
from api.pages.rules.presenter import RulePresenter
from engine.analysis.mentions import Mention, Query
from textfile.diagnostics import Place

ENTRIES = ("words", "frames", "cues", "implies", "priority", "quiet")
"""Parts of a lexicon whose entries its page shows."""
Owner = Callable[[RulePresenter, Place, str, str], TextRun]


def owner_of(presenter: RulePresenter, place: Place) -> TextRun:
    """The definition that a place is of, with the way to its page; else its file, open there."""
    file = presenter.snapshot.index.files[place.file]
    found = file.definition_at(place.line)
    key, name = (found.key, found.name) if found is not None else ("", "")
    folder, _, rest = place.file.partition("/")
    owner = _OWNERS.get(folder, _file)
    if folder == "routing":
        owner = _ROUTING.get(rest.partition("/")[0], _file)
    return owner(presenter, place, key, name)


def _file(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    del key
    label = f"{place.file}{presenter.t('rules.colon')}{name}" if name and not name.isdigit() else place.file
    return TextRun(label, code=True, href=presenter.file_address(place.file, place.line))


def _fact(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    return presenter.fact(name) if key == "facts" else _file(presenter, place, key, name)


def _notion(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    return presenter.notion(name) if key == "notions" else _file(presenter, place, key, name)


def _offence(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    path = PurePosixPath(place.file)
    if path.name == "cases.yaml":
        return presenter.offence(path.parent.name, "cas")
    law = presenter.snapshot.ruleset.offences.get(path.parent.name)
    clause = getattr(law, key, {}).get(name) if law is not None and key in ANCHORS else None
    if law is None or clause is None:
        return presenter.offence(path.parent.name)
    run = presenter.offence(law.id, f"{ANCHORS[key]}-{name.replace('_', '-')}")
    return TextRun(f"{run.text}{presenter.t('rules.colon')}{presenter.text(clause.label)}", href=run.href)


def _lexicon(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    if place.file not in presenter.snapshot.lexicon_files or not name or key not in ENTRIES:
        return _file(presenter, place, key, name)
    href = lexicon_address(presenter, place.file, name)
    if key in ("implies", "quiet"):
        return TextRun(presenter.t(f"lexicon.{key}_one", n=int(name) + 1), href=href)
    return TextRun(name, code=True, french=True, href=href)


def lexicon_address(presenter: RulePresenter, path: str, name: str = "") -> str:
    """The page of a lexicon, open at an entry."""
    short = path.removeprefix("lexicons/").removesuffix(".yaml")
    at = f"{presenter.mark}entree={name}#entree-{name.replace('_', '-')}" if name and not name.isdigit() else ""
    return f"/regles/lexiques/{short}{presenter.suffix}{at}"


def _parameter(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    stem = PurePosixPath(place.file).stem
    label = f"{key} › {name}" if name and not name.isdigit() else key or stem
    if stem in ("priorites", "danger", "ordre"):
        return TextRun(label, code=True, href=presenter.address("ordre", stem))
    return TextRun(label, code=True, href=presenter.address(f"parametres/{stem}"))


def _route(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    run = presenter.route(name)
    return run if run.href else _file(presenter, place, key, name)


def _route_case(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    del place
    anchor = "cas" if key != "consequences" else "regles"
    return TextRun(name or key, french=True, href=presenter.address("aiguillage", anchor))


def _template(presenter: RulePresenter, place: Place, key: str, name: str) -> TextRun:
    path = PurePosixPath(place.file)
    if path.suffix == ".html":
        return TextRun(path.stem, code=True, href=presenter.address(f"modeles/{path.stem}"))
    return _file(presenter, place, key, name)


_OWNERS: dict[str, Owner] = {
    "facts": _fact,
    "notions": _notion,
    "offences": _offence,
    "lexicons": _lexicon,
    "parameters": _parameter,
    "notices": _template,
}
_ROUTING: dict[str, Owner] = {"facts": _fact, "notions": _notion, "rules": _route, "cases": _route_case}


def owners(presenter: RulePresenter, mentions: Iterable[Mention]) -> tuple[Paragraph, ...]:
    """The definitions that hold these mentions, each once, with how many it holds."""
    counts: dict[TextRun, int] = {}
    for mention in mentions:
        run = owner_of(presenter, mention.place)
        counts[run] = counts.get(run, 0) + 1
    return tuple((run, TextRun(f" ×{n}")) if n > 1 else (run,) for run, n in counts.items())


def mention_blocks(presenter: RulePresenter, mentions: Iterable[Mention]) -> tuple[Details, ...]:
    """Mentions by purpose, folded."""
    found = []
    for group, some in groupby(mentions, key=lambda mention: mention.group):
        listed = owners(presenter, some)
        summary = presenter.t("rules.group_count", group=group_label(presenter, group), n=len(listed))
        found.append(Details(summary, (Bullets(listed),)))
    return tuple(found)


def group_label(presenter: RulePresenter, group: str) -> str:
    """The words for what a place is for."""
    key = group.replace(" ", "_").replace("é", "e").replace("è", "e")
    return presenter.t(f"rules.group.{key}")


def elsewhere(presenter: RulePresenter, name: str, but: frozenset[str]) -> SheetSection:
    """The section on where else a name is written, some purposes left out."""
    mentions = presenter.snapshot.index.find(Query.of(name))
    blocks = mention_blocks(presenter, (m for m in mentions if m.group not in but))
    return SheetSection("ailleurs", presenter.t("rules.elsewhere"), blocks)
