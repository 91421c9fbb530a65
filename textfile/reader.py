"""YAML reader: one file into plain immutable values, remembering where each of them stands.

The reader is libyaml's (PyYAML `CSafeLoader`), used for its node tree only: values are built here,
under YAML 1.2's core meaning (`yes` and `on` are text), with no tag, no anchor, no merge key, and
bounds on size and depth.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import short
from textfile.reasons import forbidden_character, system_reason, yaml_reason

MAX_BYTES = 512 * 1024
MAX_DEPTH = 40
MAX_NODES = 60_000

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MARKED = re.compile(r"[&*!]")
_QUOTED = ("'", '"', "|", ">")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A file's values and the places of each, by path (`("elements", "publicite", "condition")`).

    `places` gives the key where there is one, else the item; those of values are looked for when
    one is asked for. `elsewhere` says of a path where what stands there is written, in this file or
    in another.
    """

    file: str
    data: Any
    places: dict[Path_, Place] = field(repr=False)
    text: str = field(default="", repr=False)
    elsewhere: Mapping[Path_, tuple[Document, Path_]] = field(default_factory=dict, repr=False)

    def at(self, path: Path_) -> Any:
        """The value of a path, which something stands at."""
        return (self.data, *self.along(path))[-1]

    def along(self, path: Path_) -> Iterator[Any]:
        """The values on the way to a path, from the file's own keys to what stands there."""
        found = self.data
        for part in path:
            found = found[part]
            yield found

    def place(self, path: Path_) -> Place:
        """The place of a path, or of the nearest enclosing one that exists."""
        written, path = self._written(path)
        if written is not self:
            return written.place(path)
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))

    def value_place(self, path: Path_) -> Place:
        """The place of the value of a path; its key when nothing is written after it."""
        written, path = self._written(path)
        return written._values.get(path) or written.place(path)

    def has(self, path: Path_) -> bool:
        """Whether something is written at a path."""
        written, path = self._written(path)
        return path in written.places

    def _written(self, path: Path_) -> tuple[Document, Path_]:
        """The document and the path at which what stands at a path is written."""
        for end in range(len(path), 0, -1) if self.elsewhere else ():
            if path[:end] in self.elsewhere:
                document, start = self.elsewhere[path[:end]]
                return document, (*start, *path[end:])
        return self, path

    def path_at(self, place: Place) -> Path_:
        """The path of what stands at a place: the last key or item that starts at or before it."""
        places, paths = self._by_place
        index = bisect_right(places, (place.line, place.column)) - 1
        return paths[index] if index >= 0 else ()

    @cached_property
    def _by_place(self) -> tuple[list[tuple[int, int]], list[Path_]]:
        ordered = sorted(self.places.items(), key=lambda one: (one[1].line, one[1].column, len(one[0])))
        return [(at.line, at.column) for _, at in ordered], [path for path, _ in ordered]

    @cached_property
    def _values(self) -> dict[Path_, Place]:
        return dict(_value_places(yaml.compose(self.text, Loader=yaml.CSafeLoader), (), self.file))


class Unreadable(Exception):
    """The file cannot be read at all; carries the one diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.as_text())


def read_file(path: Path, name: str, within: Path) -> Document:
    """Reads a regular file (a pipe or a device could keep the reader waiting) of a folder.

    `name` is how diagnostics call it.

    Raises:
        Unreadable: outside of the folder, not a file, too large, not UTF-8, not YAML, or YAML
            beyond what the language allows.
    """
    refuse_outside(path, name, within)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # opening a folder says what it is
            raise _refused("R001", Place(name), "fichier illisible : ce n'est pas un fichier ordinaire", "l'ôter")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(
            "R001", Place(name), f"fichier illisible : {system_reason(error).fr}", "vérifier le chemin et les droits"
        ) from error
    return read_bytes(raw, name)


def refuse_outside(path: Path, name: str, within: Path) -> None:
    """Refuses a file that a symbolic link takes out of its folder: a diagnostic would quote what it
    holds.

    Raises:
        Unreadable: it stands elsewhere once its links, and those of its folders, are followed.
    """
    if outside(path, within):
        message, hint = (
            "lien symbolique qui sort du dossier de règles : il n'est pas lu",
            "y copier le fichier lui-même",
        )
        raise _refused("R011", Place(name), message, hint)


def outside(path: Path, within: Path) -> bool:
    """Whether a file stands out of a folder once its symbolic links, and those of its folders, are
    followed.
    """
    folder = os.path.realpath(within)
    return os.path.commonpath((os.path.realpath(path), folder)) != folder


def read_bytes(raw: bytes, name: str) -> Document:
    """Reads YAML (or JSON, which is YAML) from bytes. Raises Unreadable as `read_file` does."""
    if len(raw) > MAX_BYTES:
        raise _refused("R002", Place(name), f"fichier de plus de {MAX_BYTES // 1024} Kio", "le scinder")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_after(raw[: error.start].decode("utf-8"), name)
        raise _refused("R003", place, "octets qui ne sont pas de l'UTF-8", "enregistrer le fichier en UTF-8") from error
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if _MARKED.search(text):
            _refuse_marks(text, name)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, name) from error
    builder = _Builder(name)
    data = builder.build(node, (), 0) if node is not None else None
    return Document(name, data, builder.places, text)


def _refused(code: str, place: Place, message: str, hint: str) -> Unreadable:
    return Unreadable(Diagnostic(code, place, message, hint))


def _not_yaml(error: yaml.YAMLError, text: str, name: str) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    forbidden = forbidden_character(text)
    if mark is None and forbidden is not None:
        place = _place_after(text[:forbidden], name)
        return _refused("R004", place, "YAML incorrect : caractère interdit", "l'ôter : il ne se voit pas toujours")
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    reason, hint = yaml_reason(error, text)
    return _refused("R004", place, f"YAML incorrect : {reason}", hint)


def _place_after(before: str, name: str) -> Place:
    return Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _refuse_marks(text: str, name: str) -> None:
    """Refuses aliases, then anchors and tags, which the node tree no longer shows."""
    first: Unreadable | None = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark: Any = event.start_mark
        place = Place(name, mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            message = f"un alias (`*{short(str(event.anchor))}`) renvoie à une ancre : interdit"
            raise _refused("R006", place, message, "recopier le contenu, ou en faire une notion")
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if first is None and anchor is not None:
            first = _refused("R006", place, f"ancre `&{short(anchor)}` interdite", "l'ôter")
        elif first is None and tag is not None:
            named = short(tag.replace("tag:yaml.org,2002:", "!!"))
            first = _refused("R008", place, f"étiquette `{named}` interdite", "l'ôter")
    if first is not None:
        raise first


def _value_places(node: Any, path: Path_, name: str) -> Iterator[tuple[Path_, Place]]:
    """The place of each value of an accepted file; a value left empty has none."""
    if isinstance(node, yaml.ScalarNode) and not node.value and node.style not in _QUOTED:
        return
    if node is not None:
        yield path, Place(name, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield from _value_places(item, (*path, i), name)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _value_places(value, (*path, key.value), name)


class _Builder:
    """Walks the node tree once, building values and noting places."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path_, Place] = {}
        self._count = 0

    def build(self, node: Any, path: Path_, depth: int) -> Any:
        place = self._place(node)
        self.places.setdefault(path, place)
        self._count += 1
        if depth > MAX_DEPTH:
            raise _refused("R007", place, f"plus de {MAX_DEPTH} niveaux", "en faire des notions")
        if self._count > MAX_NODES:
            raise _refused("R007", place, f"plus de {MAX_NODES} valeurs", "scinder le fichier")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.build(item, (*path, i), depth + 1) for i, item in enumerate(node.value))
        return self._mapping(node, path, depth)

    def _mapping(self, node: Any, path: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise _refused("R008", place, "clé qui n'est pas un mot", "écrire une clé simple")
            key = key_node.value
            if key == "<<":
                raise _refused("R008", place, "fusion `<<` interdite", "recopier les clés")
            if key in result:
                raise Unreadable(
                    Diagnostic(
                        "R005", place, f"clé `{short(key)}` écrite deux fois", "garder l'une des deux",
                        ((self.places[(*path, key)], "première fois"),),
                    )
                )  # fmt: skip
            self.places[(*path, key)] = place
            result[key] = self.build(value_node, (*path, key), depth + 1)
        return result

    def _scalar(self, node: Any, place: Place) -> Any:
        text = node.value
        if node.style in _QUOTED:  # quoted or block: text, whatever it looks like
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INT.match(text) and len(text) <= 18:
            return int(text)
        if _DATE.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                raise _refused(
                    "R009", place, f"`{text}` n'est pas un jour du calendrier", "écrire AAAA-MM-JJ"
                ) from error
        return text

    def _place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
