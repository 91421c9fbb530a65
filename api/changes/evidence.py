"""Evidence on a change: what its checks and cases say, what it changes in meaning, what it does to
the last reports, and from that which fields it touches.

Pure: two trees in, plain data out, the same bytes each time. It is worked out apart, in a bounded
process (`evidence_jobs.py`), for the rules of a draft are anybody's.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from api.authoring.memory import Memory, TreeReader
from api.backtest.in_memory import backtest_in_memory
from api.backtest.laws import LawPair, law_of_files
from api.backtest.records import FactPair
from api.backtest.rereading import reads_otherwise, reread, texts_of_folder
from api.backtest.stored import LastReport
from api.changes.evidence_words import evidence_words
from api.changes.touched_fields import field_of, touched_fields, worst_by_path
from api.changes.translations import UntranslatedText, faults_in_tree, readable_tree, untranslated_texts
from api.changes.written_clauses import written_clauses
from api.kit.canonical import canonical, digest
from api.kit.compression import decompress
from api.law.rules_check import RulesCheck, check_rules, compiling
from api.rules.noise import PARAMETERS
from api.rules.signatures import OWN_FIELD, TouchedField
from api.rules.tree import RulesTree, path_in_tree
from api.texts.lexicons import FOLDER as LEXICONS
from api.texts.lexicons import FileTrial, Lexicons
from classifiers.cues.pattern_memory import shared_memory
from engine.analysis.case_files import cross_runs, offence_cases
from engine.analysis.case_runs import Result, failures, run_cases, run_cross, run_out_of_field
from engine.analysis.consequences import consequence_failures
from engine.analysis.difference.difference import difference
from engine.analysis.difference.document import difference_document
from engine.analysis.difference.findings import FolderDifference, RulesetDifference
from engine.language.loader import load_folder
from engine.language.names import LawNames
from engine.model.ruleset import Ruleset
from engine.reasoning.qualify import ENGINE_VERSION, Engine
from engine.routing.difference import folder_difference
from textfile.diagnostics import Diagnostic, RulesetError, in_order

FORMAT = "qualif-evidence-2"
MAX_BYTES = 64 * 1024 * 1024
MOST_FAULTS = 200
"""Faults and failures that evidence names; it counts them all."""
MOST_CASES = 50
"""Cases of an edited offence that a preview names; it counts them all."""


@dataclass(frozen=True)
class ChangeEvidence:
    """Evidence, as plain data."""

    document: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its canonical form: signatures bear on it."""
        return digest(self.document)

    @property
    def is_current(self) -> bool:
        """Whether the software works evidence out as it did: in this form, with this engine."""
        return (self.document["format"], self.document["engine"]) == (FORMAT, ENGINE_VERSION)

    @property
    def is_green(self) -> bool:
        """Whether nothing forbids to submit: no error, no failed case, nothing to translate."""
        checks, cases = self.document["checks"], self.document["cases"]
        return not checks["errors"] and not checks["untranslated"] and cases is not None and not cases["failed"]

    @property
    def touched(self) -> frozenset[TouchedField]:
        """Fields that the change touches, with its class in each."""
        return frozenset(TouchedField(one["field"], one["class"]) for one in self.document["touched"])

    @property
    def touches_policy(self) -> bool:
        """Whether the change touches who signs."""
        return any(part.field == OWN_FIELD for part in self.touched)

    def pack(self) -> bytes:
        """Compressed document."""
        return zlib.compress(canonical(self.document), 6)


def unpack_evidence(data: bytes) -> ChangeEvidence:
    """Evidence from its compressed document.

    Raises:
        ValueError: these bytes are not what `pack` gives.
    """
    return ChangeEvidence(json.loads(decompress(data, MAX_BYTES)))


def evidence_of(base: RulesTree, tree: RulesTree, today: date, reports: Sequence[LastReport] = ()) -> ChangeEvidence:
    """Evidence on a tree against its base. `today` dates the checks of sources; `reports`: the last
    ones, answered under both, and read under both where what reads texts differs. Of their words,
    nothing is in the evidence.

    A tree that does not load has checks alone, and touches each of its files' fields in every way.
    """
    with base.folder() as old, _tried(base, tree, today) as (tried, new, checked, checks):
        document = _document(base, tree, checks)
        if checked.law.ruleset is not None and not checked.is_refused:
            engines = open_engine(base), Engine(checked.law.ruleset)
            found = _add_difference(document, (base, tree), engines, (old, new))
            _add_cases(document, _cases(new, engines[1], today))
            coming = _coming_day(found, today)
            document["starts"] = coming.isoformat() if coming is not None else None
            if reports:
                sides = _Sides(engines, (base, tried), (old, new))
                document["backtest"] = _backtest(sides, tree.changed_paths(base), reports, coming)
        return ChangeEvidence(document)


@dataclass(frozen=True)
class _Sides:
    """Both sides of a change: their engines, their trees and the folders that hold them."""

    engines: tuple[Engine, Engine]
    trees: tuple[RulesTree, RulesTree]
    folders: tuple[Path, Path]


def _backtest(
    sides: _Sides, paths: Collection[str], reports: Sequence[LastReport], coming: date | None
) -> dict[str, Any]:
    """Summary of the last reports under both sides, which differ in these paths; on the first day
    of what is to come, unless words are read again.
    """
    pairs = zip(sides.engines, sides.trees, strict=True)
    laws = LawPair(*(law_of_files(one.ruleset.digest, tree.law_files) for one, tree in pairs))
    again = _read_again(reports, sides.engines, sides.folders) if reads_otherwise(paths) else None
    summary = backtest_in_memory(laws, [one.record for one in reports], coming if again is None else None, again)
    return {**summary, "filter_differs": PARAMETERS.as_posix() in paths}


def _read_again(
    reports: Sequence[LastReport], engines: tuple[Engine, Engine], folders: tuple[Path, Path]
) -> dict[int, FactPair | None]:
    """By line, the facts that both editions read in the words of each report; None where these are
    gone.
    """
    vocabularies = engines[0].ruleset.facts, engines[1].ruleset.facts
    old, new = (texts_of_folder(*side) for side in zip(folders, vocabularies, strict=True))
    return {n: reread(one.record, one.words, old, new, vocabularies) for n, one in enumerate(reports, 1)}


def _coming_day(found: RulesetDifference, today: date) -> date | None:
    """The first day on which the law differs, where it is not past."""
    first = found.first_day
    return first if first is not None and first >= today else None


def preview_of(base: RulesTree, tree: RulesTree, today: date, reports: Sequence[LastReport] = ()) -> ChangeEvidence:
    """Evidence as one types: the checks that the service relies on and those of the lexicons that
    differ, the difference, the cases of the offences that differ, and a few of the last reports,
    whose words are not read again. Nothing is submitted on it.
    """
    with base.folder() as old, _tried(base, tree, today, thorough=False) as (tried, new, checked, checks):
        document = {**_document(base, tree, checks), "preview": True, "written": {}}
        lexicons = _lexicon_faults(tried, new, checked.law.names, tree.changed_paths(base))
        _add_faults(document, lexicons)
        if checked.law.ruleset is not None and not checked.is_refused and all(one.warning for one in lexicons):
            try:
                with compiling(new):
                    engines = open_engine(base), Engine(checked.law.ruleset)
                    found = _add_difference(document, (base, tree), engines, (old, new))
            except RulesetError as error:  # of a file, or a ceiling, that these checks do not read
                _add_faults(document, error.diagnostics)
                return ChangeEvidence(document)
            differing = {part.id for part in found.of("offence")} & engines[1].ruleset.offences.keys()
            edited = _edited_offences(base, tree)
            _add_cases(document, _cases(new, engines[1], today, frozenset(differing | edited), edited))
            laws = engines[0].ruleset, engines[1].ruleset
            document["written"] = written_clauses(*laws, edited, _edited_notions(base, tree, laws[1]))
            coming, paths = _coming_day(found, today), tree.changed_paths(base)
            document["starts"] = coming.isoformat() if coming is not None else None
            if reports and not reads_otherwise(paths):
                sides = _Sides(engines, (base, tried), (old, new))
                document["backtest"] = _backtest(sides, paths, reports, coming)
        return ChangeEvidence(document)


def _lexicon_faults(tree: RulesTree, root: Path, law: LawNames, paths: Iterable[str]) -> list[Diagnostic]:
    """What the lint of each lexicon among these paths says, and the errors that it leaves in
    others. What was read and compiled is remembered from one preview to the next.
    """
    written = [path for path in paths if path.startswith(f"{LEXICONS}/")]
    reader = TreeReader(tree, root, _memory())
    found: list[Diagnostic] = []
    for path in written:
        trial = FileTrial(path, shared_memory())
        found += Lexicons(root, law.facts, doubts=law, trial=trial, reader=reader).diagnostics
    return in_order(fault for fault in found if not fault.warning or path_in_tree(fault.place.file) in written)


@cache
def _memory() -> Memory:
    """The files that the previews of this process read."""
    return Memory()


@contextmanager
def _tried(
    base: RulesTree, tree: RulesTree, today: date, *, thorough: bool = True
) -> Iterator[tuple[RulesTree, Path, RulesCheck, dict[str, Any]]]:
    """A tree as it is tried, in a folder, with its check; where English is missing, the French
    stands for it. The faults told are those of the tree itself.
    """
    with tree.folder() as folder:
        checked = check_rules(folder, today, thorough=thorough)
        waiting = untranslated_texts(base, tree, checked.faults)
        tried = readable_tree(tree, checked.faults)
        if tried is tree:
            yield tree, folder, checked, _checks(checked.faults, waiting)
            return
    with tried.folder() as folder:
        again = check_rules(folder, today, thorough=thorough)
        yield tried, folder, again, _checks(faults_in_tree(tree, tried, again.faults), waiting)


@lru_cache(maxsize=2)
def open_engine(tree: RulesTree) -> Engine:
    """Engine on the law of a tree, at hand for the next draft on the same base.

    Raises:
        RulesetError: the tree does not load.
    """
    with tree.folder() as folder:
        return Engine(load_folder(folder))


def _document(base: RulesTree, tree: RulesTree, checks: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        "base": base.digest,
        "tree": tree.digest,
        "checks": checks,
        "cases": None,
        "difference": None,
        "words": None,
        "backtest": None,
        "starts": None,
        "touched": _listed(worst_by_path(tree.changed_paths(base))),
    }


def _add_difference(
    document: dict[str, Any],
    trees: tuple[RulesTree, RulesTree],
    engines: tuple[Engine, Engine],
    folders: tuple[Path, Path],
) -> RulesetDifference:
    found, beside = difference(*engines), folder_difference(*folders)
    document["difference"] = difference_document(found, beside)
    document["touched"] = _listed(touched_fields(*trees, engines, found, beside))
    others = _alike_in_meaning(trees, found, beside)
    document["words"] = evidence_words(found, beside, (engines[0].ruleset, engines[1].ruleset), others)
    return found


def _alike_in_meaning(
    trees: tuple[RulesTree, RulesTree], found: RulesetDifference, beside: FolderDifference
) -> list[str]:
    """Paths that differ, of which no part of the difference speaks."""
    offences = {part.id for part in found.of("offence")}
    shared = any(part.kind not in ("offence", "order") for part in found.parts)
    files = {file.file for file in beside.files}
    alike = []
    for path in trees[1].changed_paths(trees[0]):
        field, parts = field_of(path), path.split("/")
        spoken = path in files or (shared and field == "commun") or (field == "aiguillage" and bool(beside.routes))
        if not spoken and not (parts[0] == "offences" and parts[-1] != "cases.yaml" and offences & {*parts}):
            alike.append(path)
    return alike


def _edited_offences(base: RulesTree, tree: RulesTree) -> set[str]:
    parts = [path.split("/") for path in tree.changed_paths(base)]
    return {one[2] for one in parts if one[0] == "offences" and len(one) == 4}


def _edited_notions(base: RulesTree, tree: RulesTree, law: Ruleset) -> Collection[str]:
    """The notions among which a draft edits some; none where no file of notions differs."""
    return law.notions.keys() if any(path.startswith("notions/") for path in tree.changed_paths(base)) else ()


def _checks(faults: Iterable[Diagnostic], waiting: Sequence[UntranslatedText]) -> dict[str, Any]:
    listed = [*faults]
    errors = [one for one in listed if not one.warning]
    return {
        "errors": len(errors),
        "warnings": len(listed) - len(errors),
        "faults": [one.as_data() for one in [*errors, *(one for one in listed if one.warning)][:MOST_FAULTS]],
        "untranslated": [one.as_data() for one in waiting[:MOST_FAULTS]],
    }


def _add_cases(document: dict[str, Any], ran: tuple[dict[str, Any], Sequence[Diagnostic]]) -> None:
    """Adds cases that were run, and to the checks the faults of their files, which are errors like
    any other.
    """
    document["cases"], faults = ran
    _add_faults(document, faults)


def _add_faults(document: dict[str, Any], faults: Sequence[Diagnostic]) -> None:
    """Adds faults to the checks, before those of their severity that are there."""
    checks = document["checks"]
    errors = sum(not one.warning for one in faults)
    listed = sorted(
        [*(one.as_data() for one in faults), *checks["faults"]], key=lambda one: one["severity"] == "warning"
    )
    document["checks"] = {
        **checks,
        "errors": checks["errors"] + errors,
        "warnings": checks["warnings"] + len(faults) - errors,
        "faults": listed[:MOST_FAULTS],
    }


def _cases(
    root: Path, engine: Engine, today: date, only: frozenset[str] | None = None, listed: Collection[str] = ()
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Cases run again, as `qualif rules test` runs them: all of them, or those of some offences;
    and what is wrong in their files. `listed`: offences whose cases are named, passed ones too.
    """
    known = frozenset(engine.ruleset.offences) if only is None else only & engine.ruleset.offences.keys()
    runs, tables, faults = offence_cases(root, engine.ruleset, known) if known else ([], {}, [])
    across, more = cross_runs(root, engine.ruleset) if only is None else ([], [])
    results = run_cases(engine, runs)
    outside, outside_failed = run_out_of_field(engine.ruleset, today) if only is None else (0, [])
    failed = [
        *map(str, failures(results)),
        *map(str, consequence_failures(engine.ruleset, tables, results)),
        *map(str, run_cross(engine, across)),
        *map(str, outside_failed),
    ]
    ran: dict[str, Any] = {
        "run": len(results) + len(across) + outside,
        "failed": len(failed),
        "failures": failed[:MOST_FAULTS],
    }
    if listed:
        ran["by_offence"] = {
            name: _listed_cases([r for r in results if r.run.offence == name]) for name in sorted(listed)
        }
    return ran, [*faults, *more]


def _listed_cases(results: Sequence[Result]) -> dict[str, Any]:
    """Runs of one offence: how many, how many fail, and the first of them, those that fail before
    the others.
    """
    ranked = sorted(results, key=lambda one: not one.differences)
    rows = [
        {
            "name": one.run.name,
            "day": str(one.run.report.date_of_facts or ""),
            "file": one.run.place.file,
            "line": one.run.place.line,
            "expected": one.run.expect.status.value,
            "got": one.assessment.status.value,
            "differences": [*one.differences],
        }
        for one in ranked[:MOST_CASES]
    ]
    return {"run": len(results), "failed": sum(bool(one.differences) for one in results), "cases": rows}


def _listed(touched: Iterable[TouchedField]) -> list[dict[str, str]]:
    return [{"field": one.field, "class": one.of_class} for one in sorted(touched)]
