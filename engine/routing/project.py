"""The files of routing in a rulesets folder, read and given their shape; nothing in them is judged
yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import Field

from engine.language.project import Definition, ListFile, Project, ProjectReader, file_name, read_lists
from engine.language.schema import FactsFile, NotionsFile
from engine.model.law import OffenceId
from engine.model.routing import Contact, Membership, RoutingRule
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import printable
from textfile.text import Frozen

FOLDER = "routing"
FACTS, NOTIONS, RULES = "routing/facts/*.yaml", "routing/notions/*.yaml", "routing/rules/*.yaml"
FAMILIES, CONTACTS, UNION = "routing/familles.yaml", "routing/contacts.yaml", "routing/union.yaml"
MEMBERS = "parameters/inhope.yaml"
CASES = "routing/cases/*.yaml"


class RecipientFamily(Frozen):
    """Offences that have the same recipients; `id` is a value of the fact `famille`."""

    id: str
    offences: tuple[OffenceId, ...] = Field(min_length=1)


class RoutingRulesFile(Frozen):
    """`routing/rules/*.yaml`."""

    rules: tuple[RoutingRule, ...] = Field(min_length=1)


class RecipientFamiliesFile(Frozen):
    """`routing/familles.yaml`."""

    families: tuple[RecipientFamily, ...] = Field(min_length=1)


class ContactsFile(Frozen):
    """`routing/contacts.yaml`."""

    contacts: tuple[Contact, ...] = Field(min_length=1)


class UnionFile(Frozen):
    """`routing/union.yaml`."""

    union: tuple[Membership, ...] = Field(min_length=1)


class NetworkFile(Frozen):
    """`parameters/inhope.yaml`."""

    members: tuple[Membership, ...] = Field(min_length=1)


@dataclass
class RoutingProject:
    """Definitions of the routing files, in file order, duplicates included; `shared` holds what the
    language itself checks.
    """

    shared: Project
    families: list[Definition[RecipientFamily]] = field(default_factory=list)
    contacts: list[Definition[Contact]] = field(default_factory=list)
    union: list[Definition[Membership]] = field(default_factory=list)
    members: list[Definition[Membership]] = field(default_factory=list)


def read_routing(root: Path, today: date | None, reader: ProjectReader | None = None) -> RoutingProject:
    """Reads the routing of a rulesets folder.

    Faults are collected in `shared`, never raised: one run shows them all.
    """
    project = RoutingProject(Project(root, today or date.today(), reader=reader or ProjectReader()))
    shared = project.shared
    if not (root / FOLDER).is_dir():
        place = Place(printable(str(root / FOLDER)))
        hint = "donner le chemin du dossier `rulesets`, celui qui contient `routing`"
        shared.faults.append(Diagnostic("R001", place, "dossier de routage introuvable", hint))
        return project
    lists: list[ListFile] = [
        (FACTS, FactsFile, "facts", shared.facts),
        (NOTIONS, NotionsFile, "notions", shared.notions),
        (RULES, RoutingRulesFile, "rules", shared.routes),
        (FAMILIES, RecipientFamiliesFile, "families", project.families),
        (CONTACTS, ContactsFile, "contacts", project.contacts),
        (UNION, UnionFile, "union", project.union),
        (MEMBERS, NetworkFile, "members", project.members),
    ]
    digest = hashlib.sha256()
    read_lists(shared, lists, digest)
    shared.digest = digest.hexdigest()
    shared.faults.extend(_unread(root, [pattern for pattern, *_ in lists]))
    if not shared.routes and all(fault.warning for fault in shared.faults):
        place = Place(file_name(root / FOLDER, root))
        shared.faults.append(Diagnostic("R001", place, "aucune règle de routage", f"en écrire dans `{RULES}`"))
    return project


def _unread(root: Path, patterns: list[str]) -> Iterator[Diagnostic]:
    read = {path for pattern in (*patterns, CASES) for path in root.glob(pattern)}
    for path in sorted((root / FOLDER).rglob("*.y*ml")):
        if path not in read:
            hint = "le mettre dans `facts`, `notions`, `rules` ou `cases`, et l'appeler `….yaml`"
            place = Place(file_name(path, root))
            yield Diagnostic("R010", place, "fichier que rien ne lit", hint)
