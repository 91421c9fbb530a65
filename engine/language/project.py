"""A rulesets folder, read and given its shape; nothing in it is judged yet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from engine.language.diagnostics import Diagnostic, Place
from engine.language.reader import Document, Path_, Unreadable, read_file
from engine.language.schema import FactsFile, LimitationsFile, NotionsFile, OutOfFieldFile, parse
from engine.model.fact import FactDefinition
from engine.model.law import Limitation, Notion, Offence, OutOfField

MAX_FILES = 2_000

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A definition and where it stands: its document and its path in it."""

    value: T
    document: Document
    path: Path_ = ()

    def place(self, *more: str | int) -> Place:
        """The place of something inside the definition."""
        return self.document.place((*self.path, *more))


@dataclass
class Project:
    """Everything a folder defines, in file order, repeats kept so that a check can point at both."""

    root: Path
    today: date
    facts: list[Placed[FactDefinition]] = field(default_factory=list)
    notions: list[Placed[Notion]] = field(default_factory=list)
    limitations: list[Placed[Limitation]] = field(default_factory=list)
    offences: list[Placed[Offence]] = field(default_factory=list)
    out_of_field: list[Placed[OutOfField]] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    digest: str = ""


def read_project(root: Path, today: date | None = None) -> Project:
    """Reads `facts`, `notions`, `limitation`, `hors_champ` and `offences` under a folder.

    Faults are collected in the project, never raised: one run shows them all.
    """
    project = Project(root, today or date.today())
    digest = hashlib.sha256()
    if not root.is_dir():
        project.faults.append(
            Diagnostic(
                "R001", Place(str(root)), "dossier de règles introuvable", "donner le chemin du dossier `rulesets`"
            )
        )
        return project
    lists: list[tuple[str, type[BaseModel], str, list[Any]]] = [
        ("facts/*.yaml", FactsFile, "facts", project.facts),
        ("notions/*.yaml", NotionsFile, "notions", project.notions),
        ("limitation/*.yaml", LimitationsFile, "limitations", project.limitations),
        ("hors_champ/*.yaml", OutOfFieldFile, "hors_champ", project.out_of_field),
    ]
    for pattern, model, key, found in lists:
        for document in _documents(project, pattern, digest):
            value = _shaped(project, model, document)
            if value is not None:
                found.extend(Placed(item, document, (key, i)) for i, item in enumerate(getattr(value, key)))
    for document in _documents(project, "offences/*/*/offence.yaml", digest):
        offence = _shaped(project, Offence, document)
        if offence is not None:
            project.offences.append(Placed(offence, document))
    project.digest = digest.hexdigest()
    return project


def _documents(project: Project, pattern: str, digest: Any) -> list[Document]:
    documents: list[Document] = []
    for path in sorted(project.root.glob(pattern))[:MAX_FILES]:
        name = path.relative_to(project.root.parent).as_posix()
        try:
            document = read_file(path, name)
        except Unreadable as error:
            project.faults.append(error.diagnostic)
            continue
        canonical = json.dumps(document.data, sort_keys=True, ensure_ascii=False, default=str)
        digest.update(f"{path.relative_to(project.root).as_posix()}\0{canonical}\0".encode())
        documents.append(document)
    return documents


def _shaped(project: Project, model: type[M], document: Document) -> M | None:
    value, faults = parse(model, document)
    project.faults.extend(faults)
    return value
