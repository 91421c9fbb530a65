"""Reads one YAML file into plain immutable values, remembering where each of them stands.

The reader is libyaml's (PyYAML `CSafeLoader`), used for its node tree only: values are built here, under YAML 1.2's
core meaning (`yes` and `on` are text), with no tag, no alias, no merge key, and bounds on size and depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from engine.language.diagnostics import Diagnostic, Place

MAX_BYTES = 512 * 1024
MAX_DEPTH = 40
MAX_NODES = 60_000

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_QUOTED = ("'", '"', "|", ">")
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{t}"
    for t in ("str", "int", "bool", "null", "float", "timestamp", "seq", "map", "merge", "value")
}

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A file's values and the place of each, by path (`("elements", "publicite", "condition")`)."""

    file: str
    data: Any
    places: dict[Path_, Place] = field(repr=False)

    def place(self, path: Path_) -> Place:
        """Where a path stands, or the nearest enclosing one that exists."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))


class Unreadable(Exception):
    """The file cannot be read at all; carries the one diagnostic that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.as_text())


def read_file(path: Path, name: str) -> Document:
    """Reads a file. `name` is how diagnostics call it.

    Raises:
        Unreadable: too large, not UTF-8, not YAML, or YAML beyond what the language allows.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(
            Diagnostic("R001", Place(name), f"fichier illisible : {error.strerror}", "vérifier le chemin et les droits")
        ) from error
    return read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> Document:
    """Reads YAML (or JSON, which is YAML) from bytes. Raises Unreadable as `read_file` does."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Diagnostic("R002", Place(name), f"fichier de plus de {MAX_BYTES // 1024} Kio", "le scinder"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            Diagnostic(
                "R003", Place(name, line), "octets qui ne sont pas de l'UTF-8", "enregistrer le fichier en UTF-8"
            )
        ) from error
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        problem = getattr(error, "problem", None) or "caractère interdit"
        raise Unreadable(
            Diagnostic(
                "R004",
                place,
                f"YAML incorrect : {problem}",
                "vérifier l'indentation, les guillemets et les deux-points",
            )
        ) from error
    builder = _Builder(name)
    data = builder.build(node, (), 0) if node is not None else None
    return Document(name, data, builder.places)


class _Builder:
    """Walks the node tree once, building values and noting places."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path_, Place] = {}
        self._seen: set[int] = set()

    def build(self, node: Any, path: Path_, depth: int) -> Any:
        place = self._place(node)
        self.places.setdefault(path, place)
        if id(node) in self._seen:
            raise Unreadable(Diagnostic("R006", place, "alias YAML", "recopier le contenu, ou en faire une notion"))
        self._seen.add(id(node))
        if depth > MAX_DEPTH or len(self._seen) > MAX_NODES:
            raise Unreadable(
                Diagnostic("R007", place, "contenu trop profond ou trop long", "le scinder en notions ou en fichiers")
            )
        if node.tag not in _PLAIN_TAGS:
            raise Unreadable(Diagnostic("R008", place, f"étiquette YAML `{node.tag}`", "retirer l'étiquette"))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.build(item, (*path, i), depth + 1) for i, item in enumerate(node.value))
        return self._mapping(node, path, depth)

    def _mapping(self, node: Any, path: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                raise Unreadable(Diagnostic("R008", place, "clé qui n'est pas un mot", "écrire une clé simple"))
            key = key_node.value
            if key in result:
                raise Unreadable(
                    Diagnostic(
                        "R005", place, f"clé `{key}` écrite deux fois", "garder l'une des deux",
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
                raise Unreadable(
                    Diagnostic("R009", place, f"`{text}` n'est pas un jour du calendrier", "écrire AAAA-MM-JJ")
                ) from error
        return text

    def _place(self, node: Any) -> Place:
        return Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
