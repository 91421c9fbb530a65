"""Pages of the rules for tests: the snapshot of the shipped ones, and every address there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from api.pages.rules.lexicon_pages import PAGE, entries_of
from api.pages.rules.parameter_pages import parameter_names
from api.pages.rules.presenter import RulePresenter
from api.pages.rules.snapshot import RulesSnapshot
from api.pages.rules.template_pages import template_names
from api.rules.tree import RulesTree
from tests.api.pages.shared import shipped
from textfile.text import Language

TODAY = date(2026, 11, 24)


@cache
def snapshot() -> RulesSnapshot:
    """The shipped rules."""
    found: RulesSnapshot = shipped().app.state.rules_library.current()  # type: ignore[attr-defined]
    return found


def presenter(language: Language = "fr") -> RulePresenter:
    """Their presenter."""
    return RulePresenter(snapshot(), language, TODAY)


def edited(path: str, data: bytes | None) -> RulePresenter:
    """The same with one file written, or removed."""
    tree = snapshot().tree.with_files({path: data})
    return RulePresenter(replace(snapshot(), tree=tree), "fr", TODAY)


def empty() -> RulePresenter:
    """A law without any file beside it."""
    return RulePresenter(RulesSnapshot(snapshot().ruleset, RulesTree({})), "fr", TODAY)


@cache
def every_address() -> tuple[str, ...]:
    """Every page on a thing of the shipped rules, but files, which are all shown alike."""
    shown, say = snapshot(), presenter()
    routing = shown.routing
    assert routing is not None
    facts = dict.fromkeys((*shown.ruleset.facts, *routing.rules.facts))
    lexicons = (
        f"lexiques/{path.removeprefix('lexicons/').removesuffix('.yaml')}?page={page}"
        for path, file in shown.lexicon_files.items()
        for page in range(1, (len(entries_of(file)) - 1) // PAGE + 2)
    )
    things = (
        *(f"faits/{name}" for name in facts),
        *(f"notions/{name}" for name in (*shown.ruleset.notions, *routing.rules.notions)),
        *lexicons,
        *(f"parametres/{name}" for name in parameter_names(say)),
        *(f"modeles/{name}" for name in template_names(say)),
    )
    return tuple(f"/regles/{thing}" for thing in things)
