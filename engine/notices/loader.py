"""The folder of notices (`rulesets/notices`), read and checked: wordings, templates, tables.

Every fault at once, with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from engine.language.schema import parse
from engine.notices.completeness import codes_are_complete, offences_are_in_one_family, words_are_complete
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.sandbox import ForbiddenTemplate, Sandbox, digest_of
from engine.notices.tables import (
    KINDS,
    Codes,
    Directive,
    Families,
    Kind,
    Labels,
    Manifest,
    NoticeWording,
    Orientations,
    Tables,
    in_force,
)
from engine.notices.views import View
from textfile.diagnostics import Diagnostic, Place, RulesetError
from textfile.quoting import printable
from textfile.reader import Document, Unreadable, outside, read_file
from textfile.text import Language, Text

M = TypeVar("M", bound=BaseModel)

MAX_FILES = 200
EXPLANATION = "motifs.{language}.html"
"""The template of the grounds: included by notices, and rendered apart for the data of the kinds
below.
"""
EXPLAINED: tuple[Kind, ...] = ("dsa16", "pharos", "arcom", "tdb")


@dataclass(frozen=True, slots=True)
class Templates:
    """Wordings, templates and tables. `tables_digest` names the tables."""

    wordings: tuple[NoticeWording, ...]
    tables: Tables
    sandbox: Sandbox
    tables_digest: str

    def wording(self, kind: str, language: Language, day: date) -> NoticeWording:
        """The wording in force. Raises NoticeError when there is none on that day."""
        found = in_force(self.wordings, kind, language, day)
        if found is None:
            fault = NoticeFault(
                "expired",
                f"manifest.yaml/{kind}/{language}",
                Text(
                    fr=f"aucune rédaction de « {kind} » en « {language} » n'est en vigueur au {day}",
                    en=f"no wording of “{kind}” in “{language}” is in force on {day}",
                ),
                Text(
                    fr="faire relire la rédaction, puis lui donner une nouvelle période dans `manifest.yaml`",
                    en="have the wording reviewed, then give it a new period in `manifest.yaml`",
                ),
            )
            raise NoticeError([fault])
        return found

    def digest(self, wording: NoticeWording) -> str:
        """SHA-256 of all that a rendering uses: the wording, its template and what it includes, the
        tables.
        """
        used = self.sandbox.used(wording.template)
        if wording.kind in EXPLAINED:
            used = tuple(sorted({*used, *self.sandbox.used(EXPLANATION.format(language=wording.language))}))
        told = json.dumps(wording.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return digest_of(
            iter((told, *(part for name in used for part in (name, self.sandbox.files[name])), self.tables_digest))
        )


def load_notices(folder: Path) -> Templates:
    """The notices of a folder.

    Raises:
        RulesetError: with every diagnostic, when a file is missing or wrong, or a template does
            anything but be filled.
    """
    faults: list[Diagnostic] = []
    manifest = _table(folder, "manifest.yaml", Manifest, faults)
    families = _table(folder, "familles.yaml", Families, faults)
    directive = _table(folder, "directive-2011-93.yaml", Directive, faults)
    codes = _table(folder, "codes.yaml", Codes, faults)
    labels = _table(folder, "mots.yaml", Labels, faults)
    orientations = _table(folder, "orientations.yaml", Orientations, faults)
    sandbox = Sandbox(_files(folder, faults))
    if manifest is not None:
        faults += _judged(*manifest, sandbox, folder)
    if codes is not None:
        faults += codes_are_complete(*codes)
    if families is not None:
        faults += offences_are_in_one_family(*families)
    if families is not None and labels is not None:
        faults += words_are_complete(labels[0], families[0], labels[1])
    if faults or not (manifest and families and directive and codes and labels and orientations):
        raise RulesetError(faults)
    tables = Tables(
        families=families[0],
        directive=directive[0],
        codes=codes[0],
        labels=labels[0],
        orientations=orientations[0],
    )
    digest = digest_of(iter([json.dumps(tables.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)]))
    return Templates(manifest[0].wordings, tables, sandbox, digest)


def _table(folder: Path, name: str, model: type[M], faults: list[Diagnostic]) -> tuple[M, Document] | None:
    """A file as its model, and where things stand in it; None once its faults are told."""
    try:
        document = read_file(folder / name, f"{folder.name}/{name}", _bounds(folder))
    except Unreadable as error:
        faults.append(error.diagnostic)
        return None
    value, found = parse(model, document)
    faults.extend(found)
    return None if value is None else (value, document)


def _bounds(folder: Path) -> Path:
    """The folder in which what is read must stand: the parent when the folder itself is a link."""
    return folder.parent if folder.is_symlink() else folder


def _files(folder: Path, faults: list[Diagnostic]) -> dict[str, str]:
    """The templates, by name; a link is not followed out of the folder."""
    root = folder / "templates"
    found: dict[str, str] = {}
    for path in sorted(root.glob("*.html"))[: MAX_FILES + 1]:
        place = Place(printable(f"{folder.name}/templates/{path.name}"))
        try:
            if len(found) == MAX_FILES:
                raise ValueError(f"plus de {MAX_FILES} modèles")
            if outside(path, _bounds(folder)):
                raise ValueError("le modèle est un lien qui sort du dossier de règles")
            found[path.name] = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            faults.append(Diagnostic("N101", place, f"modèle illisible : {error}", "l'ôter, ou le corriger"))
    return found


def _judged(manifest: Manifest, document: Document, sandbox: Sandbox, folder: Path) -> Iterator[Diagnostic]:
    used: set[str] = set()
    for i, wording in enumerate(manifest.wordings):
        here = document.place(("wordings", i))
        if wording.template not in sandbox.files:
            at = document.value_place(("wordings", i, "template"))
            yield Diagnostic("N102", at, f"modèle `{wording.template}` introuvable", "l'écrire dans `templates/`")
            continue
        try:
            sandbox.check_line(wording.subject, "subject", View)
            sandbox.check(wording.template, View)
            used |= set(sandbox.used(wording.template))
        except ForbiddenTemplate as error:
            at = here if error.file == "subject" else Place(f"{folder.name}/templates/{error.file}", error.line)
            yield Diagnostic(
                "N103", at, error.what, "un modèle écrit, teste et répète des valeurs du contexte, sans plus"
            )
            used.add(wording.template)
    yield from _periods(manifest, document)
    for name in (EXPLANATION.format(language=language) for language in ("fr", "en")):
        if name not in sandbox.files:
            place = Place(f"{folder.name}/templates/{name}")
            yield Diagnostic(
                "N102", place, f"modèle des motifs `{name}` introuvable", "l'écrire : les données le reprennent"
            )
    for name in sorted(sandbox.files.keys() - used):
        yield Diagnostic("N105", Place(f"{folder.name}/templates/{name}"), "modèle que rien n'emploie", "l'ôter")


def _periods(manifest: Manifest, document: Document) -> Iterator[Diagnostic]:
    numbered = list(enumerate(manifest.wordings))
    for (_, one), (j, other) in combinations(numbered, 2):
        same = (one.kind, one.language) == (other.kind, other.language)
        apart = (one.until is not None and one.until < other.from_) or (
            other.until is not None and other.until < one.from_
        )
        if same and not apart:
            yield Diagnostic(
                "N104", document.place(("wordings", j)), "deux rédactions en vigueur le même jour", "clore la première"
            )
    there = {(w.kind, w.language) for w in manifest.wordings}
    for kind in KINDS:
        for language in ("fr", "en"):
            if (kind, language) not in there:
                what = f"aucune rédaction de « {kind} » en « {language} »"
                yield Diagnostic("N106", document.place(("wordings",)), what, "l'ajouter")
