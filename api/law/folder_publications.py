"""Publication of a folder of rules without signatures: at a start, as long as nothing was published
in the service; or by the operator, who says why.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from api.db import migrate
from api.db.changes import PublicationRow
from api.db.locks import lock
from api.db.sessions import AnySession, Database, WriteSession
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.rules.folder import shipped_law
from api.rules.publication_kinds import PublicationKind
from api.rules.publication_rows import (
    PUBLICATIONS,
    database_rules,
    folder_trees,
    last_publication,
    live_publication,
    next_number,
)
from api.rules.tree import RulesTree, TreeError, tree_of_folder
from api.rules.tree_rows import store_tree
from engine.language.sources import digest_of

log = logging.getLogger("qualif.laws")

FOLDER_PUBLISHED, ADOPTED = "rules.folder_published", "rules.adopted"
"""Entries of the journal: rules that the installation brought; rules that the operator imposed."""


@dataclass(frozen=True, slots=True)
class FolderEdition:
    """A folder of rules to be published: its files, the digest of its law."""

    tree: RulesTree
    law: str


def read_folder_rules(folder: Path, law: str) -> FolderEdition:
    """The rules of a folder, whose law has this digest.

    Raises:
        TreeError: it holds files that no folder of rules has.
        ValueError: it changed since its law was read.
    """
    tree = tree_of_folder(folder)
    if digest_of(tree.law_files) != law:
        raise ValueError(f"{folder.name} : les règles ont changé pendant leur lecture ; relancer")
    return FolderEdition(tree, law)


def publish_at_start(services: Services) -> Services:
    """Publishes the folder that a service serves, unless the database says what is served; the
    services, which know then what they serve. Of several that start together, one does it.

    While the database is not up to date, nothing is written.

    Raises:
        ValueError: the folder changes while it is read.
    """
    if migrate.current(services.database) != migrate.head():
        return services
    if services.origin.publication is not None:
        _look_at_folder(services)
        return services
    try:
        rules = read_folder_rules(services.origin.root, services.editions.current().ruleset.digest)
    except TreeError as error:
        log.warning("the rules folder is served but not recorded, it holds a file that no rules have: %s", error.path)
        return services
    now = services.clock.now()
    with services.database.write() as session:
        lock(session, PUBLICATIONS)
        trees = folder_trees(session)
        if not database_rules(session) and trees[:1] != [rules.tree.digest]:
            number = _publish(session, rules, now, "")
            record(session, now, SYSTEM, FOLDER_PUBLISHED, number=number, tree=rules.tree.digest, law=rules.law)
    with services.database.read() as looking:
        live = live_publication(looking, now)
    served = live.number if live is not None and live.tree == rules.tree.digest else None
    return replace(services, origin=replace(services.origin, tree=rules.tree.digest, publication=served))


def adopt(database: Database, rules: FolderEdition, reason: str, now: datetime) -> int:
    """Publishes a folder in place of whatever is served, at once, without signatures: for where the
    software no longer reads what is published. The number of the publication.
    """
    with database.write() as session:
        number = _publish(session, rules, now, reason)
        record(session, now, SYSTEM, ADOPTED, number=number, tree=rules.tree.digest, law=rules.law, reason=reason)
    return number


def _publish(session: WriteSession, rules: FolderEdition, now: datetime, reason: str) -> int:
    number = next_number(session)
    session.add(
        PublicationRow(
            number=number,
            tree=store_tree(session, rules.tree, now),
            law=rules.law,
            kind=PublicationKind.FOLDER.value,
            effect_at=now,
            at=now,
            signatures=[],
            reason=reason,
        )
    )
    session.flush()
    return number


def _look_at_folder(services: Services) -> None:
    """Says so where the folder of the installation holds other rules than any that were served."""
    folder = services.settings.rulesets or shipped_law()
    with services.database.read() as session:
        if is_apart(session, folder):
            services.monitor.say_folder_apart()


def is_apart(session: AnySession, folder: Path) -> bool:
    """Whether a folder holds rules that are neither published nor were as a folder."""
    last = last_publication(session)
    known = {*folder_trees(session), *([last.tree] if last is not None else ())}
    try:
        return tree_of_folder(folder).digest not in known
    except (TreeError, OSError):
        return True
