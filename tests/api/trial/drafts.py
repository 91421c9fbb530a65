"""Drafts of the small law, for trials: one that answers otherwise, one that cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from api.authoring.workspace import Workspace
from api.db import migrate
from api.rules.tree import RulesTree, tree_of_folder
from api.trial.drafts import DraftName
from api.trial.editions import TrialEditions
from api.trial.trials import Trials, live_edition
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World
from tests.shared import ROOT

SMALL = ROOT / "docs/examples/petite-loi"
OFFENCE = "offences/exemple/menace/offence.yaml"
FACTS = "facts/exemple.yaml"
LEXICON = "lexicons/menaces.yaml"
THREAT = "Je vais te frapper."
NEW_FACT = """
  - id: repetition
    type: boolean
    label: {fr: "Répétition", en: "Repetition"}
    question: {fr: "Le propos est-il répété ?", en: "Is the message repeated?"}
    where: {fr: "Le fil.", en: "The thread."}
    cost: 1
    exposure: low
    sources: [analyst]
"""


@cache
def small_tree() -> RulesTree:
    """The files of the small law."""
    return tree_of_folder(SMALL)


def edited(path: str, before: str, after: str) -> RulesTree:
    """The small law with a file in which some words were replaced, which must be there."""
    text = small_tree().text(path)
    assert before in text, before
    return small_tree().with_files({path: text.replace(before, after).encode()})


def with_new_fact() -> RulesTree:
    """The small law with one more fact."""
    return small_tree().with_files({FACTS: (small_tree().text(FACTS).rstrip() + "\n" + NEW_FACT).encode()})


def pairs(count: int) -> dict[str, str]:
    """A condition whose negation has two reasons to the power of the number of its pairs."""
    text = '{fr: "P ?", en: "P?"}'
    facts = "".join(
        f"\n  - id: p{i}\n    type: boolean\n    label: {text}\n    question: {text}\n    where: {text}\n"
        "    cost: 1\n    exposure: none\n    sources: [analyst]\n"
        for i in range(2 * count)
    )
    parts = ", ".join(f"{{all: [{{fact: p{i}}}, {{fact: p{count + i}}}]}}" for i in range(count))
    offence = small_tree().text(OFFENCE).replace("condition: {fact: menace}", f"condition: {{any: [{parts}]}}")
    return {FACTS: small_tree().text(FACTS) + facts, OFFENCE: offence}


class FixedDrafts:
    """Drafts by name."""

    def __init__(self, trees: Mapping[str, RulesTree]) -> None:
        self.trees = dict(trees)

    def names(self) -> tuple[DraftName, ...]:
        """In order."""
        return tuple(DraftName(name, name.capitalize()) for name in self.trees)

    def tree_digest(self, draft: str) -> str | None:
        """By name."""
        return self.trees[draft].digest if draft in self.trees else None

    def tree(self, digest: str) -> RulesTree:
        """By digest."""
        return next(tree for tree in self.trees.values() if tree.digest == digest)


@contextmanager
def drafting(folder: Path, **trees: RulesTree) -> Iterator[World]:
    """The service on the folder of the small law, read by its own lexicons, with drafts."""
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, rulesets=SMALL)
    migrate.upgrade(world.database)
    world.serve(replace(world.services, trier=InlineWorker()))
    world.app.state.trials = Trials(FixedDrafts(trees))
    yield world
    world.close()


def editions_of(world: World) -> TrialEditions:
    """The edition in service, and what drafts of the small law are beside it."""
    return TrialEditions(live_edition(world.services), small_tree(), Workspace())
