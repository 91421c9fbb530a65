"""Editions of the small law under test: folders, publications, followers that go step by step."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from api.app.edition_follower import EditionFollower
from api.db.changes import PublicationRow
from api.law.archive import keep_law
from api.law.folder_publications import publish_at_start
from api.rules.publication_rows import next_number
from api.rules.tree import RulesTree, tree_of_folder
from api.rules.tree_rows import store_tree
from api.texts.readers import NO_TEXTS
from engine.language.sources import digest_of
from tests.api.service.two_laws import FIRST
from tests.api.service.world import World

OFFENCE = "offences/exemple/menace/offence.yaml"
OLD, NEW = b"penalty: {prison_months: 12", b"penalty: {prison_months: 24"
MOST_STEPS = 400
"""Steps in which a small edition is open, and more."""


class Timer:
    """A timer that tests advance."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """The seconds since it was made."""
        return self.seconds


def first_tree() -> RulesTree:
    """The small law."""
    return tree_of_folder(FIRST)


def second_tree() -> RulesTree:
    """The small law with a heavier penalty."""
    tree = first_tree()
    assert OLD in tree.files[OFFENCE]
    return tree.with_files({OFFENCE: tree.files[OFFENCE].replace(OLD, NEW, 1)})


def broken_tree() -> RulesTree:
    """Rules that no software reads."""
    return first_tree().with_files({OFFENCE: b"id: menace\nno_such_field: 1\n"})


def started(database_url: str, folder: Path, law: Path = FIRST) -> World:
    """A service as the command starts it, on a folder of rules."""
    world = World(database_url, folder, texts=NO_TEXTS, rulesets=law)
    keep_law(world.services)
    world.serve(publish_at_start(world.services))
    return world


def publish(world: World, tree: RulesTree, effect_at: datetime | None = None, kind: str = "signed") -> int:
    """Publishes a tree as a change request would; the number of the publication."""
    now = world.clock.now()
    with world.database.write() as session:
        number = next_number(session)
        row = PublicationRow(
            number=number, tree=store_tree(session, tree, now), law=digest_of(tree.law_files), kind=kind,
            effect_at=effect_at or now, at=now, signatures=[], reason="",
        )  # fmt: skip
        session.flush()
        session.add(row)
    return number


def withdraw(world: World, number: int) -> None:
    """Withdraws a publication."""
    with world.database.write() as session:
        row = session.get(PublicationRow, number)
        assert row is not None
        row.withdrawn_at = world.clock.now()


def follower(world: World, timer: Timer | None = None) -> EditionFollower:
    """A follower of publications, stepped by hand."""
    return EditionFollower(world.live, timer or Timer())


def settle(one: EditionFollower) -> None:
    """Steps until nothing is left to be done now."""
    pause = 1.0
    for _ in range(MOST_STEPS):
        if one.step() == pause:
            return
    raise AssertionError("it never settles")


def served(world: World) -> tuple[int | None, str]:
    """Number of the publication that is served, and the digest of its law."""
    services = world.live.current()
    return services.origin.publication, services.editions.current().ruleset.digest


def law_of(tree: RulesTree) -> str:
    """Digest of the law of a tree."""
    return digest_of(tree.law_files)


def rewritten(folder: Path, tree: RulesTree) -> Path:
    """A folder with a tree."""
    root = folder / f"rules-{tree.digest[:8]}"
    root.mkdir()
    tree.write(root)
    return root
