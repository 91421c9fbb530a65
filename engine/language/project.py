"""Parser of a rulesets folder into its definitions; nothing in it is judged yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import BaseModel

from engine.language.drafts import drafted_cases
from engine.language.schema import (
    ClausesFile,
    FactsFile,
    LimitationsFile,
    NotionsFile,
    OutOfFieldFile,
    conditions_under,
    parse,
    parse_item,
)
from engine.language.sharing import SharedClauses
from engine.language.sources import (
    CLAUSES,
    FACTS,
    LIMITATIONS,
    NOTIONS,
    OFFENCE_FILE,
    OFFENCES,
    ORDER,
    OUT_OF_FIELD,
    line_of,
)
from engine.language.unread import unread
from engine.model.condition import Condition
from engine.model.fact import FactDefinition
from engine.model.law import Limitation, Notion, Offence, OutOfField
from engine.model.order import Order
from engine.model.routing import RoutingRule
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import printable
from textfile.reader import Document, Path_, Unreadable, read_file
from textfile.schema import validate

MAX_FILES = 2_000
_UNREAD = ("R001", "R002", "R003", "R011")
"""Codes of files that give no word."""
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_IDENTIFIED = re.compile(r"\bid: *([a-z][a-z0-9_-]*)")

ListFile: TypeAlias = tuple[str, type[BaseModel], str, list[Any]]
"""Files that hold a list: their pattern, their shape, the key of the list, where its items go."""

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Definition(Generic[T]):
    """Definition with its place: its document and its path in it."""

    value: T
    document: Document
    path: Path_ = ()

    def place(self, *more: str | int) -> Place:
        """The place of something inside the definition: its key, or the item of a list."""
        return self.document.place((*self.path, *more))

    def value_place(self, *more: str | int) -> Place:
        """The place of what is written after a key inside the definition."""
        return self.document.value_place((*self.path, *more))


class ProjectReader:
    """Reader of the files of a project, from the disk: a file into its document, a document into
    its shape. Whoever reads a folder again and again remembers both (`api/authoring/`).
    """

    def document(self, path: Path, name: str, within: Path) -> Document:
        """The document of a file.

        Raises:
            Unreadable: as `read_file`.
        """
        return read_file(path, name, within)

    def shape(self, model: type[M], document: Document) -> tuple[M | None, list[Diagnostic]]:
        """The document as a model, or None with every fault of its shape."""
        return parse(model, document)

    def plain_shape(self, model: type[M], document: Document, data: Any) -> tuple[M | None, list[Diagnostic]]:
        """The same from the document's data without its opt-outs, where no condition stands."""
        return validate(model, document, data)


@dataclass
class Project:
    """Definitions of a folder, in file order, duplicates included so that a check can point at
    both.

    A folder of law has no `routes`, one of routing neither offences nor limitation.

    Of what has no shape, `shapeless` holds the conditions that can be read, `doubtful` the
    identifiers, which are none that nothing defines, and `words` every word. `opaque`: of some
    of it, even identifiers could not be read.
    """

    root: Path
    today: date
    facts: list[Definition[FactDefinition]] = field(default_factory=list)
    notions: list[Definition[Notion]] = field(default_factory=list)
    limitations: list[Definition[Limitation]] = field(default_factory=list)
    offences: list[Definition[Offence]] = field(default_factory=list)
    out_of_field: list[Definition[OutOfField]] = field(default_factory=list)
    shared: SharedClauses = field(default_factory=SharedClauses)
    order: Definition[Order] | None = None
    routes: list[Definition[RoutingRule]] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    digest: str = ""
    documents: dict[str, Document] = field(default_factory=dict)
    shapeless: list[tuple[Condition, Document, Path_]] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    opaque: bool = False
    reader: ProjectReader = field(default_factory=ProjectReader)

    def is_missing(self, name: str, known: Collection[str]) -> bool:
        """Whether a name is surely none of those that are defined."""
        return name not in known and name not in self.doubtful and not self.opaque


def read_project(root: Path, today: date | None = None, reader: ProjectReader | None = None) -> Project:
    """Reads `facts`, `notions`, `limitation`, `hors_champ`, `clauses`, `offences` and the order of
    suggestions under a folder.

    Faults are collected in the project, never raised: one run shows them all. A folder that holds
    no rule at all is one.
    """
    project = Project(root, today or date.today(), reader=reader or ProjectReader())
    here = Place(printable(str(root)))
    if not root.is_dir():
        project.faults.append(
            Diagnostic("R001", here, "dossier de règles introuvable", "donner le chemin du dossier `rulesets`")
        )
        return project
    digest = hashlib.sha256()
    lists: list[ListFile] = [
        (FACTS, FactsFile, "facts", project.facts),
        (NOTIONS, NotionsFile, "notions", project.notions),
        (LIMITATIONS, LimitationsFile, "limitations", project.limitations),
        (OUT_OF_FIELD, OutOfFieldFile, "hors_champ", project.out_of_field),
    ]
    found_any = read_lists(project, lists, digest)
    for _, document in _documents(project, CLAUSES):
        _shaped(project, ClausesFile, document)  # told here once, whatever the number of offences that take it
        project.faults.extend(project.shared.add(document))
    for name, written in _documents(project, OFFENCES):
        found_any = True
        document, faults = project.shared.expand(written)
        digest.update(line_of(name, document))
        project.faults.extend(faults)
        offence = None if faults else _shaped(project, Offence, document)
        folder = Path(document.file).parent.name
        if offence is not None:
            project.offences.append(Definition(offence, document))
            project.doubtful |= {folder, offence.id} if offence.id != folder else set()
        else:
            project.doubtful.add(folder)
            _doubt(project, document)
    for name, document in _documents(project, ORDER):
        digest.update(line_of(name, document))
        order = _shaped(project, Order, document)
        if order is not None:
            project.order = Definition(order, document)
    project.faults.extend(unread(root, MAX_FILES))
    project.faults.extend(drafted_cases(root, MAX_FILES))
    if not found_any and all(fault.warning for fault in project.faults):
        hint = "donner le chemin du dossier `rulesets`, celui qui contient `facts` et `offences`"
        project.faults.append(Diagnostic("R001", here, "aucune règle dans ce dossier", hint))
    project.digest = digest.hexdigest()
    return project


def part_of(project: Project, only: Collection[str]) -> Project:
    """The project with the offences of these ids or themes alone."""
    return replace(project, offences=[placed for placed in project.offences if _is_one_of(placed.value, only)])


def files_of(project: Project, only: Collection[str]) -> set[str]:
    """The files, as diagnostics call them, of the offences of these ids or themes, and those that a
    theme names.
    """
    placed = (project.facts, project.notions, project.limitations, project.out_of_field)
    named = {one.document.file for some in placed for one in some if Path(one.document.file).stem in only}
    return named | {one.document.file for one in project.offences if _is_one_of(one.value, only)}


def _is_one_of(offence: Offence, only: Collection[str]) -> bool:
    return offence.id in only or offence.theme in only


def read_lists(project: Project, lists: Iterable[ListFile], digest: Any) -> bool:
    """Reads files that hold one list each into the lists of a project; whether there was any file.
    Feeds the digest.
    """
    found_any = False
    for pattern, model, key, found in lists:
        for name, document in _documents(project, pattern):
            found_any = True
            digest.update(line_of(name, document))
            value = _shaped(project, model, document)
            if value is not None:
                found.extend(Definition(item, document, (key, i)) for i, item in enumerate(getattr(value, key)))
            else:
                found.extend(_shaped_items(project, model, document, key))
    return found_any


def _shaped_items(project: Project, model: type[BaseModel], document: Document, key: str) -> Iterator[Definition[Any]]:
    """The items of a list that are as they should be, in a file of which others are not."""
    items = document.data.get(key) if isinstance(document.data, dict) else None
    if not isinstance(items, tuple) or not items:
        _doubt(project, document)
        return
    named = "id" in get_args(model.model_fields[key].annotation)[0].model_fields
    for i in range(len(items)):
        value = parse_item(model, document, key, i)
        if value is None:
            _doubt(project, document, (key, i), named=named)
        else:
            yield Definition(getattr(value, key)[0], document, (key, i))


def file_name(path: Path, root: Path) -> str:
    """The name of a file in diagnostics: its path from the folder's parent, safe to print."""
    return printable(path.relative_to(root.parent).as_posix())


def _documents(project: Project, pattern: str) -> list[tuple[str, Document]]:
    """The files of a pattern, each with its path from the folder."""
    documents: list[tuple[str, Document]] = []
    paths = sorted(project.root.glob(pattern))
    if len(paths) > MAX_FILES:
        place = Place(file_name(project.root, project.root))
        message = f"plus de {MAX_FILES} fichiers `{pattern}` : aucun n'est lu"
        project.faults.append(Diagnostic("R002", place, message, "les réunir, ou ôter ceux qui n'en sont pas"))
        project.opaque = True
        return []
    for path in paths:
        name = file_name(path, project.root)
        try:
            if not _is_utf_8(path):
                raise Unreadable(
                    Diagnostic("R001", Place(name), "nom de fichier qui n'est pas de l'UTF-8", "renommer le fichier")
                )
            document = project.reader.document(path, name, project.root)
        except Unreadable as error:
            project.faults.append(error.diagnostic)
            _doubt_unreadable(project, path, error.diagnostic)
            continue
        project.documents[name] = document
        documents.append((path.relative_to(project.root).as_posix(), document))
    return documents


def _doubt(project: Project, document: Document, path: Path_ = (), *, named: bool = True) -> None:
    """Keeps of what has no shape its identifier, its words and the conditions that can be read."""
    data = document.at(path)
    name = data.get("id") if isinstance(data, dict) else None
    if isinstance(name, str) and _NAME.fullmatch(name):
        project.doubtful.add(name)
    elif named:
        project.opaque = True
    project.words |= set(_words(data))
    project.shapeless += [(condition, document, at) for condition, at in conditions_under(document, path)]


def _words(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _words(value)
    elif isinstance(data, tuple):
        for item in data:
            yield from _words(item)


def _doubt_unreadable(project: Project, path: Path, fault: Diagnostic) -> None:
    text = path.read_bytes().decode("utf-8", "replace") if fault.code not in _UNREAD else ""
    names = set(_IDENTIFIED.findall(text))
    project.doubtful |= {path.parent.name, *names}
    project.words |= set(_NAME.findall(text))
    project.opaque |= not names and path.name != OFFENCE_FILE


def _is_utf_8(path: Path) -> bool:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shaped(project: Project, model: type[M], document: Document) -> M | None:
    value, faults = project.reader.shape(model, document)
    project.faults.extend(faults)
    return value
