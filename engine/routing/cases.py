"""Cases of routing: situations, and the routes that must come out of them; read, and told with
their place when wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from engine.analysis.case_checks import Faults, day_of
from engine.facts.statements import ReportError, read_report
from engine.language.project import file_name
from engine.language.schema import parse
from engine.model.law import Identifier
from engine.model.routing import NoticeKind, RoutingRule, RoutingRules, RoutingVersion
from engine.routing.project import CASES
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import choices, short
from textfile.reader import Document, Path_, Unreadable, read_file
from textfile.text import Frozen


class RoutingBase(Frozen):
    """The situation from which the cases of a file start, and the day on which they are decided."""

    day: date
    facts: dict[str, Any]


class RoutingCase(Frozen):
    """One case. `due` and `open` are exact: every rule in force that is in neither must be not due.

    `missing` gives, for an open rule, the facts it waits for, in order.
    """

    name: str
    day: date | None = None
    set: dict[str, Any] = {}
    unset: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    missing: dict[str, tuple[str, ...]] = {}


class RouteConsequence(Frozen):
    """Consequence of a rule that is due: its deadline, how many persons confirm, what is sent, whom
    to call. Written a second time beside the cases: an edit of one alone is refused.
    """

    hours: int | None = None
    days: int | None = None
    binding: bool = False
    two_persons: bool = False
    notice: NoticeKind | None = None
    contacts: tuple[Identifier, ...] = ()


class RoutingCasesFile(Frozen):
    """`routing/cases/*.yaml`. `consequences` gives, by rule and by first day of its versions, what
    follows when it is due.
    """

    base: RoutingBase
    consequences: dict[Identifier, dict[str, RouteConsequence]] = {}
    cases: tuple[RoutingCase, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class RoutingRun:
    """A case ready to be decided."""

    case: RoutingCase
    place: Place
    situation: Mapping[str, Any]
    day: date


@dataclass(frozen=True, slots=True)
class RouteRow:
    """Row of a table of consequences: one version of a rule."""

    rule: RoutingRule
    version: RoutingVersion
    expect: RouteConsequence
    place: Place


def routing_cases(root: Path, rules: RoutingRules) -> tuple[list[RoutingRun], list[RouteRow], list[Diagnostic]]:
    """Every case of a rulesets folder, the consequences stated, and the faults of their files."""
    runs: list[RoutingRun] = []
    rows: list[RouteRow] = []
    faults: list[Diagnostic] = []
    for path in sorted(root.glob(CASES)):
        try:
            document = read_file(path, file_name(path, root), root)
        except Unreadable as error:
            faults.append(error.diagnostic)
            continue
        file, found = parse(RoutingCasesFile, document)
        faults.extend(found)
        if file is not None:
            runs.extend(_runs(file, document, rules, faults))
            rows.extend(_rows(file, document, rules, faults))
    if not runs and not faults:
        faults.append(Diagnostic("R701", Place(f"{root.name}/{CASES}"), "le routage n'a pas de cas", "en écrire"))
    return runs, rows, faults


def _runs(
    file: RoutingCasesFile, document: Document, rules: RoutingRules, found: list[Diagnostic]
) -> Iterator[RoutingRun]:
    faults = Faults(document, found)
    _stated(file.base.facts, rules, ("base", "facts"), faults)
    known = {rule.id for rule in rules.rules}
    for i, case in enumerate(file.cases):
        at: Path_ = ("cases", i)
        for word in ("due", "open"):
            for j, name in enumerate(getattr(case, word)):
                faults.unknown("règle inconnue", name, known, (*at, word, j), "voir `routing/rules`")
        for name, facts in case.missing.items():
            if name not in case.open:
                faults.add("R704", (*at, "missing", name), f"`{short(name)}` n'est pas sous `open`", "l'y écrire")
            for j, fact in enumerate(facts):
                faults.unknown("fait inconnu", fact, rules.facts, (*at, "missing", name, j), "voir `routing/facts`")
        for j, fact in enumerate(case.unset):
            if fact not in file.base.facts:
                faults.add("R706", (*at, "unset", j), f"`{short(fact)}` n'est pas dans la base", "l'ôter d'ici")
        if _stated(case.set, rules, (*at, "set"), faults):
            situation = {k: v for k, v in {**file.base.facts, **case.set}.items() if k not in case.unset}
            yield RoutingRun(case, document.place(at), situation, case.day or file.base.day)


def _rows(
    file: RoutingCasesFile, document: Document, rules: RoutingRules, found: list[Diagnostic]
) -> Iterator[RouteRow]:
    faults = Faults(document, found)
    known = {rule.id: rule for rule in rules.rules}
    for name, by_day in file.consequences.items():
        at: Path_ = ("consequences", name)
        faults.unknown("règle inconnue", name, known, at, "voir `routing/rules`")
        for text, expect in by_day.items():
            day = day_of(text, (*at, text), faults)
            if day is not None and name in known:
                versions = {version.from_: version for version in known[name].versions}
                days = [str(from_) for from_ in versions]
                faults.unknown("version inconnue", text, days, (*at, text), f"versions : {choices(days)}")
                if day in versions:
                    yield RouteRow(known[name], versions[day], expect, document.place((*at, text)))


def _stated(facts: Mapping[str, Any], rules: RoutingRules, path: Path_, faults: Faults) -> bool:
    try:
        read_report({"facts": facts}, rules.facts)
    except ReportError as error:
        for fault in error.faults:
            faults.add(
                "R706",
                path if fault.fact is None else (*path, fault.fact),
                f"{fault.field} : {fault.message}",
                fault.hint,
            )
        return False
    return True
