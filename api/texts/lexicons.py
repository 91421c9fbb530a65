"""Lexicon files into a cue reader: read from disk by the engine's reader, built by the classifiers,
checked against the vocabulary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from classifiers.cues.lexicon import Lexicon, build, faults_of, unused_words
from classifiers.cues.linguistic import Linguist
from classifiers.cues.model import CueRule, LexiconFault, Says, Sources
from classifiers.cues.model import Path as FaultPath
from classifiers.cues.pattern_memory import PatternMemory, shared_memory
from classifiers.cues.reader import CueReader
from classifiers.cues.shapes import LexiconFile, define, value_name
from engine.facts.renamings import carried_values
from engine.language.allowances import rules_text, settle, without_allowances
from engine.language.names import LawNames
from engine.language.project import ProjectReader
from engine.model.fact import FactDefinition
from filecache.cache import open_cache
from textfile.diagnostics import Diagnostic, Place, RulesetError
from textfile.quoting import did_you_mean, printable
from textfile.reader import Document, Unreadable

FOLDER = "lexicons"
MAX_FILES = 200
_OF_NAMES = ("L202", "L301", "L503")
"""Codes of names that another file may define."""

Facts: TypeAlias = Mapping[str, FactDefinition]


@dataclass(frozen=True, slots=True)
class FileTrial:
    """Trial of the patterns of one file, by its path in the folder of rules: of those that the
    memory does not have.
    """

    file: str
    memory: PatternMemory


@dataclass(frozen=True, slots=True)
class LexiconOpening:
    """Opening of lexicons that were checked before: a pattern that RE2 would refuse is found when a
    text wakes it. `before`: the lexicon of which they are an edit.
    """

    before: Lexicon | None = None


class Lexicons:
    """The lexicon files of a rulesets folder: what they make, and everything that is wrong in them;
    of facts that the law leaves in doubt, nothing. `trial`: the one file whose patterns are tried,
    without a lexicon being made. `opening`: that of lexicons to be used.
    """

    def __init__(
        self,
        root: Path,
        facts: Facts | None = None,
        *,
        doubts: LawNames | None = None,
        trial: FileTrial | None = None,
        opening: LexiconOpening | None = None,
        reader: ProjectReader | None = None,
    ) -> None:
        self._reader = reader or ProjectReader()
        self.documents: dict[str, Document] = {}
        self.diagnostics: list[Diagnostic] = []
        self._shapes: dict[str, LexiconFile] = {}
        self._read(root / FOLDER)
        partial = bool(self.diagnostics)
        self.lexicon: Lexicon | None = None
        if trial is None:
            built, faults = build(
                self._shapes,
                thorough=opening is None,
                cache=open_cache(),
                memory=shared_memory(),
                before=opening.before if opening is not None else None,
            )
        else:
            built, faults = None, faults_of(self._shapes, trial.file, trial.memory)
        if partial:  # what the others name may be in those that cannot be read
            faults = [fault for fault in faults if fault.code not in _OF_NAMES]
        else:
            self.lexicon = built
        if facts is not None:
            sources = built.sources if built is not None else define(self._shapes)[0]
            more = vocabulary_faults(sources, facts)
            faults += [fault for fault in more if not (partial and fault.code in _OF_NAMES)]
            tried = self.lexicon is not None or (trial is not None and not faults and not partial)
            faults += unused_words(sources) if tried else []
        told = [self.diagnostic(fault) for fault in faults if doubts is None or _is_sure(fault, doubts)]
        whole = facts is not None and trial is None and all(fault.warning for fault in told)
        self.diagnostics += settle(told, self.documents, whole=whole)

    @property
    def is_refused(self) -> bool:
        """Whether something in them is an error."""
        return any(not fault.warning for fault in self.diagnostics)

    @property
    def digest(self) -> str:
        """SHA-256 of the files, by name and content, but for what they opt out of."""
        seen = hashlib.sha256()
        for name, document in sorted(self.documents.items()):
            seen.update(f"{name}\0{hashlib.sha256(rules_text(document).encode()).hexdigest()}\n".encode())
        return seen.hexdigest()

    def diagnostic(self, fault: LexiconFault) -> Diagnostic:
        """A fault with its line and column."""
        related = ((self._place(*fault.other), "première fois"),) if fault.other else ()
        return Diagnostic(fault.code, self._place(fault.file, fault.path), fault.message, fault.hint, related)

    def _place(self, file: str, path: FaultPath) -> Place:
        document = self.documents.get(file)
        return Place(file) if document is None else document.place(path)

    def _read(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*.yaml") if path.is_file()) if folder.is_dir() else []
        if len(files) > MAX_FILES:
            self.diagnostics.append(Diagnostic("L001", Place(FOLDER), f"plus de {MAX_FILES} lexiques", "en réunir"))
            return
        for path in files:
            name = printable(f"{FOLDER}/{path.relative_to(folder).as_posix()}")
            try:
                document = self.documents[name] = self._reader.document(path, name, folder.parent)
            except Unreadable as error:
                self.diagnostics.append(error.diagnostic)
                continue
            data, of_allowances = without_allowances(document)
            shape, faults = self._reader.plain_shape(LexiconFile, document, data)
            self.diagnostics += [*of_allowances, *faults]
            if shape is not None:
                self._shapes[name] = shape


class LexiconReader(CueReader):
    """A cue reader that names its lexicons: `digest` is that of their files."""

    def __init__(self, lexicon: Lexicon, digest: str, linguist: Linguist | None = None) -> None:
        super().__init__(lexicon, linguist)
        self.digest = digest


def open_lexicon(root: Path) -> Lexicon:
    """The lexicon of a rulesets folder.

    Raises:
        RulesetError: with everything that is wrong in its files.
    """
    return read_lexicons(root)[0]


def open_reader(root: Path, *, linguistic: bool = False) -> LexiconReader:
    """The cue reader of a rulesets folder.

    Raises:
        RulesetError: the lexicons cannot be used.
        MissingPipeline: linguistic analysis is asked for, and is not installed.
    """
    return LexiconReader(*read_lexicons(root), Linguist() if linguistic else None)


def read_lexicons(
    root: Path, reader: ProjectReader | None = None, before: Lexicon | None = None
) -> tuple[Lexicon, str]:
    """The lexicon of a rulesets folder, and the digest of its files; as `Lexicons` for a reader of
    files and for the lexicon before an edit.

    Raises:
        RulesetError: with everything that is wrong in its files.
    """
    lexicons = Lexicons(root, opening=LexiconOpening(before), reader=reader)
    if lexicons.lexicon is None:
        raise RulesetError(lexicons.diagnostics)
    return lexicons.lexicon, lexicons.digest


def sets_of(facts: Facts) -> frozenset[str]:
    """The facts that may have several values."""
    return frozenset(name for name, fact in facts.items() if fact.type == "set")


def _is_sure(fault: LexiconFault, law: LawNames) -> bool:
    return fault.code != "L501" or law.is_missing(str(fault.path[-1]), law.facts)


def vocabulary_faults(lexicon: Sources, facts: Facts) -> list[LexiconFault]:
    """Faults of lexicons against the vocabulary: what it does not know, and choices without a
    priority.
    """
    faults: list[LexiconFault] = []
    for rule in lexicon.rules:
        for said in rule.says:
            faults += _value_faults(said, facts, rule.file, (*rule.path, "says", said.fact))
            faults += _priority(said, lexicon, facts, rule)
    for implication in lexicon.implications:
        for said in implication.then:
            faults += _value_faults(said, facts, implication.file, (*implication.path, "then", said.fact))
    return list(dict.fromkeys(faults))


def _value_faults(statement: Says, facts: Facts, file: str, path: FaultPath) -> list[LexiconFault]:
    definition = facts.get(statement.fact)
    if definition is None:
        return [
            LexiconFault(
                "L501",
                file,
                path,
                f"fait inconnu : `{statement.fact}`",
                did_you_mean(statement.fact, facts, "voir `qualif facts`"),
            )
        ]
    if "text_cue" not in definition.sources:
        told = f"`{statement.fact}` ne se tire pas d'un texte, d'après ses `sources`"
        return [LexiconFault("L504", file, path, told, "ajouter `text_cue` aux `sources` du fait, ou ôter l'indice")]
    match definition.type:
        case "boolean":
            fits, wanted = statement.read is None and isinstance(statement.value, bool), "true ou false"
        case "integer":
            number = isinstance(statement.value, int) and not isinstance(statement.value, bool)
            fits, wanted = statement.read == "nombre" or (statement.read is None and number), 'un nombre, ou "{nombre}"'
        case "date":
            fits, wanted = statement.read == "date", '"{date}"'
        case "choice" | "set":
            known = statement.read is None and isinstance(statement.value, str)
            known = known and (statement.value in definition.values or _is_earlier(statement, facts))
            fits, wanted = known, "" if known else _near_values(statement, definition)
        case _:
            fits, wanted = statement.read is None and isinstance(statement.value, str), "un code"
    if fits:
        return []
    shown = f"{{{statement.read}}}" if statement.read else value_name(statement.value)
    return [LexiconFault("L502", file, path, f"`{statement.fact}` n'a pas la valeur `{shown}`", wanted)]


def _is_earlier(statement: Says, facts: Facts) -> bool:
    """Whether a value left its fact for another, of which it is read."""
    return statement.value in carried_values(facts).get(statement.fact, {})


def _near_values(statement: Says, definition: FactDefinition) -> str:
    return did_you_mean(str(statement.value), definition.values, ", ".join(definition.values))


def _priority(statement: Says, lexicon: Sources, facts: Facts, rule: CueRule) -> list[LexiconFault]:
    definition = facts.get(statement.fact)
    listed = lexicon.priority.get(statement.fact)
    path = (*rule.path, "says", statement.fact)
    if definition is None or definition.type not in ("choice", "set"):
        return []
    if definition.type == "set":
        told = f"`{statement.fact}` peut avoir plusieurs valeurs : `priority` n'y sert pas"
        return [LexiconFault("L503", rule.file, path, told, "l'ôter de `priority`")] if listed is not None else []
    if listed is None or (isinstance(statement.value, str) and statement.value not in listed):
        told = (
            f"`{statement.fact}` n'a qu'une valeur, et `priority` ne dit pas le rang de `{value_name(statement.value)}`"
        )
        return [
            LexiconFault(
                "L503",
                rule.file,
                path,
                told,
                f"`priority: {{{statement.fact}: […]}}`, de la valeur qui l'emporte à la dernière",
            )
        ]
    return []
