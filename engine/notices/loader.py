"""The folder of notices (`rulesets/notices`), read and checked: wordings, templates, tables.

Every fault at once, with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from engine.language.allowances import settle
from engine.language.names import LawNames
from engine.language.schema import parse
from engine.notices.agreement import (
    codes_name_values,
    directive_names_the_law,
    offences_are_in_a_family,
    orientations_are_of_rules,
)
from engine.notices.completeness import codes_are_complete, offences_are_in_one_family, words_are_complete
from engine.notices.definitions import codes_are_known, read_definitions
from engine.notices.faults import NoticeError, NoticeFault
from engine.notices.periods import wordings_follow_each_other
from engine.notices.sandbox import ForbiddenTemplate, Sandbox, digest_of
from engine.notices.tables import (
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
from engine.notices.views import RemarkView, View
from textfile.diagnostics import Diagnostic, Place, RulesetError, in_order
from textfile.quoting import printable
from textfile.reader import Document, Unreadable, outside, read_file
from textfile.text import Language, Text

M = TypeVar("M", bound=BaseModel)

MAX_FILES = 200
MANIFEST, FAMILIES, DIRECTIVE = "manifest.yaml", "familles.yaml", "directive-2011-93.yaml"
CODES, LABELS, ORIENTATIONS = "codes.yaml", "mots.yaml", "orientations.yaml"
TABLES = (MANIFEST, FAMILIES, DIRECTIVE, CODES, LABELS, ORIENTATIONS)
"""Files of the folder, all of which are needed."""
EXPLANATION = "motifs.{language}.html"
"""The template of the grounds: included by notices, and rendered apart for the data of the kinds
below.
"""
REMARK = "remarque.{language}.html"
"""The template of a remark of the service. A folder without it takes no remark: those of before
have none.
"""
EXPLAINED: tuple[Kind, ...] = ("dsa16", "pharos", "arcom", "tdb")


@dataclass(frozen=True, slots=True)
class Templates:
    """Wordings, templates and tables. `tables_digest` names the tables."""

    wordings: tuple[NoticeWording, ...]
    tables: Tables
    sandbox: Sandbox
    tables_digest: str

    def has_wording(self, kind: str, language: Language, day: date) -> bool:
        """Whether a wording is in force on a day."""
        return in_force(self.wordings, kind, language, day) is not None

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

    def digest_with_remark(self, digest: str, language: Language) -> str:
        """SHA-256 of what a rendering uses, and of the template of its remark."""
        name = REMARK.format(language=language)
        return digest_of(iter((digest, name, self.sandbox.files[name])))


@dataclass(frozen=True, slots=True)
class NoticesCheck:
    """Outcome of a check: the notices (None when an error forbids them), and all diagnostics."""

    templates: Templates | None
    faults: tuple[Diagnostic, ...]


def load_notices(folder: Path) -> Templates:
    """The notices of a folder.

    Raises:
        RulesetError: with every diagnostic, when a file is missing or wrong, or a template does
            anything but be filled.
    """
    checked = check_notices(folder)
    if checked.templates is None:
        raise RulesetError([fault for fault in checked.faults if not fault.warning])
    return checked.templates


def check_notices(folder: Path, law: LawNames | None = None, today: date | None = None) -> NoticesCheck:
    """The notices of a folder, and everything that is wrong in it.

    With the law, what tables name must be in it, and each of its offences in a family. `today`
    dates the check of wordings that are out of date.
    """
    faults: list[Diagnostic] = []
    documents: dict[str, Document] = {}
    read = _TableReader(folder, faults, documents)
    manifest = read.table(MANIFEST, Manifest)
    families = read.table(FAMILIES, Families)
    directive = read.table(DIRECTIVE, Directive)
    codes = read.table(CODES, Codes)
    labels = read.table(LABELS, Labels)
    orientations = read.table(ORIENTATIONS, Orientations)
    sandbox = Sandbox(_files(folder, faults))
    definitions = read_definitions(folder, faults)
    if manifest is not None:
        faults += _judged(*manifest, sandbox, folder)
        faults += wordings_follow_each_other(*manifest, today or date.today())
    if codes is not None:
        faults += codes_are_complete(*codes)
    if families is not None:
        faults += offences_are_in_one_family(*families)
        faults += codes_are_known(*families, definitions)
    if families is not None and labels is not None:
        faults += words_are_complete(labels[0], families[0], labels[1])
    if law is not None:
        faults += [] if families is None else offences_are_in_a_family(*families, law)
        faults += [] if directive is None else directive_names_the_law(*directive, law)
        faults += [] if codes is None else codes_name_values(*codes, law)
        faults += [] if orientations is None else orientations_are_of_rules(*orientations, law)
    refused = any(not fault.warning for fault in faults)
    settled = tuple(in_order(settle(faults, documents, whole=not refused)))
    if refused or not (manifest and families and directive and codes and labels and orientations):
        return NoticesCheck(None, settled)
    tables = Tables(
        families=families[0],
        directive=directive[0],
        codes=codes[0],
        labels=labels[0],
        orientations=orientations[0],
    )
    digest = digest_of(iter([json.dumps(tables.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)]))
    return NoticesCheck(Templates(manifest[0].wordings, tables, sandbox, digest), settled)


@dataclass(frozen=True, slots=True)
class _TableReader:
    """Reader of the tables of a folder; what is wrong goes to `faults`, what was read to
    `documents`.
    """

    folder: Path
    faults: list[Diagnostic]
    documents: dict[str, Document]

    def table(self, name: str, model: type[M]) -> tuple[M, Document] | None:
        """A file as its model, and where things stand in it; None once its faults are told."""
        try:
            document = read_file(self.folder / name, f"{self.folder.name}/{name}", _bounds(self.folder))
        except Unreadable as error:
            self.faults.append(error.diagnostic)
            return None
        self.documents[document.file] = document
        value, found = parse(model, document)
        self.faults.extend(found)
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
        forbidden = sandbox.faults(wording.template, View)
        for error in (*sandbox.line_faults(wording.subject, "subject", View), *forbidden):
            at = here if error.file == "subject" else Place(f"{folder.name}/templates/{error.file}", error.line)
            yield _forbidden(error, at)
        used |= set(sandbox.used(wording.template))
    for name in (EXPLANATION.format(language=language) for language in ("fr", "en")):
        if name not in sandbox.files:
            place = Place(f"{folder.name}/templates/{name}")
            yield Diagnostic(
                "N102", place, f"modèle des motifs `{name}` introuvable", "l'écrire : les données le reprennent"
            )
    for name in (REMARK.format(language=language) for language in ("fr", "en")):
        if name in sandbox.files:
            used |= set(sandbox.used(name))
            for error in sandbox.faults(name, RemarkView):
                yield _forbidden(error, Place(f"{folder.name}/templates/{error.file}", error.line))
    for name in sorted(sandbox.files.keys() - used):
        yield Diagnostic("N105", Place(f"{folder.name}/templates/{name}"), "modèle que rien n'emploie", "l'ôter")


def _forbidden(error: ForbiddenTemplate, place: Place) -> Diagnostic:
    hint = "un modèle écrit, teste et répète des valeurs du contexte, sans plus"
    return Diagnostic("N103", place, error.what, f"vouliez-vous `{error.near}` ?" if error.near is not None else hint)
