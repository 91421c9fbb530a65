"""Checks of cases (R702 to R706): their names exist, and what they ask has an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.analysis.case_shapes import (
    EVERY_VERSION,
    CaseBase,
    Consequences,
    CrossCase,
    CrossExpectation,
    Expectation,
    OffenceCase,
)
from engine.facts.statements import FieldFault, ReportError, read_report
from engine.model.law import Offence
from engine.model.outcome import Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic
from textfile.quoting import choices, did_you_mean, short
from textfile.reader import Document, Path_

REASONED = (Status.EXCLUDED, Status.OPEN, Status.OUT_OF_SCOPE)
"""Statuses of which a case must state the reason."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True)
class Faults:
    """The faults of one case file, each at its place."""

    document: Document
    diagnostics: list[Diagnostic]

    def add(self, code: str, path: Path_, message: str, hint: str) -> None:
        """Tells a fault at a key or item of the file."""
        self.diagnostics.append(Diagnostic(code, self.document.place(path), message, hint))

    def unknown(self, what: str, name: str, known: Collection[str], path: Path_, hint: str) -> None:
        """R702 when a name is not known; `hint` is what to do when no known name is close."""
        if name not in known:
            self.add("R702", path, f"{what} : `{short(name)}`", did_you_mean(name, known, hint))

    def order(self, facts: date, decision: date, path: Path_) -> None:
        """R703 when a decision precedes the facts."""
        if decision < facts:
            self.add("R703", path, f"la décision du {decision} précède les faits du {facts}", "corriger les dates")


def check_case(
    case: OffenceCase, path: Path_, offence: Offence, ruleset: Ruleset, base: CaseBase, faults: Faults
) -> None:
    """Names and lists of one case, whatever its dates."""
    if not case.at and case.expect is None:
        faults.add("R704", path, f"le cas « {short(case.name)} » n'attend rien", "écrire `expect` ou `at`")
    if case.on == ():
        faults.add("R704", (*path, "on"), "`on` ne rejoue le cas sur aucune version", "écrire `all`, ou l'ôter")
    names = (*offence.elements, *offence.defences, *offence.scope)
    for i, name in enumerate(case.raised):
        what = "ni élément, ni défense, ni condition de champ"
        faults.unknown(what, name, names, (*path, "raised", i), f"choisir parmi : {choices(names)}")
    for i, name in enumerate(case.unset):
        if name not in ruleset.facts:
            hint = did_you_mean(name, ruleset.facts, "voir `qualif facts`")
            faults.add("R706", (*path, "unset", i), f"fait inconnu : `{short(name)}`", hint)
        elif name not in base.facts:
            faults.add("R706", (*path, "unset", i), f"`{name}` n'est pas dans la base : rien à ôter", "l'ôter d'ici")
    if case.neighbour is not None:
        hint = "voir `qualif rules show`"
        faults.unknown("infraction inconnue", case.neighbour, ruleset.offences, (*path, "neighbour"), hint)


def check_expectation(
    expect: Expectation, case: OffenceCase, path: Path_, offence: Offence, ruleset: Ruleset, faults: Faults
) -> None:
    """Checks the expectation of one offence on one day."""
    if expect.status in REASONED and not expect.because:
        message = f"le cas « {short(case.name)} » ne dit pas pourquoi"
        faults.add("R705", path, message, "écrire `because: [éléments ou défenses]`")
    names = (*offence.elements, *offence.defences, *offence.scope)
    for i, name in enumerate(expect.because or ()):
        what = "ni élément, ni défense, ni condition de champ"
        faults.unknown(what, name, names, (*path, "because", i), f"choisir parmi : {choices(names)}")
    if expect.version is not None:
        versions = [v.id for v in offence.versions]
        hint = f"versions : {choices(versions)}"
        faults.unknown("version inconnue", expect.version, versions, (*path, "version"), hint)
    for i, name in enumerate(expect.aggravations or ()):
        hint = _among(offence.aggravations, "cette infraction n'a pas de circonstance")
        faults.unknown("circonstance inconnue", name, offence.aggravations, (*path, "aggravations", i), hint)
    for i, name in enumerate(expect.cautions or ()):
        hint = _among(offence.cautions, "cette infraction n'a pas de prudence")
        faults.unknown("prudence inconnue", name, offence.cautions, (*path, "cautions", i), hint)
    _check_limitation(expect.limitation, (*path, "limitation"), ruleset, faults)
    _check_others(expect.together, (*path, "together"), ruleset, faults)


def check_consequences(expect: Consequences, offence: Offence, ruleset: Ruleset, faults: Faults) -> None:
    """Names of the consequences of an offence: versions that punish, circumstances, cautions,
    elements, offences, regimes.
    """
    at: Path_ = ("consequences",)
    versions = [v.id for v in offence.versions if v.void is None]
    for path, name in _versions_of(expect):
        if name != EVERY_VERSION or path[-1] == name:  # a key names one version
            known = f"versions : {choices(versions)}"
            faults.unknown("version inconnue, ou vide", name, versions, (*at, *path), known)
    for name, row in expect.versions.items():
        _check_limitation(row.limitation, (*at, "versions", name, "limitation"), ruleset, faults)
    names = (*offence.elements, *offence.defences, *offence.scope, *offence.aggravations)
    for what, group, known_names in (
        ("circonstance inconnue", "aggravations", offence.aggravations),
        ("prudence inconnue", "cautions", offence.cautions),
        ("ni élément, ni défense, ni champ, ni circonstance", "to_verify", names),
    ):
        for name in getattr(expect, group):
            faults.unknown(what, name, known_names, (*at, group, name), _among(known_names, "l'ôter d'ici"))
    for name, rows in expect.aggravations.items():
        for version, aggravated in rows.items():
            where = (*at, "aggravations", name, version, "limitation")
            _check_limitation(aggravated.limitation, where, ruleset, faults)
    _check_others(expect.relations, (*at, "relations"), ruleset, faults)


def _versions_of(expect: Consequences) -> Iterator[tuple[Path_, str]]:
    """Each version named, and where."""
    yield from ((("versions", name), name) for name in expect.versions)
    for name, rows in expect.aggravations.items():
        yield from ((("aggravations", name, version), version) for version in rows)
    for group in ("cautions", "to_verify"):
        for name, listed in getattr(expect, group).items():
            yield from (((group, name, i), version) for i, version in enumerate(listed))


def _check_limitation(name: str | None, path: Path_, ruleset: Ruleset, faults: Faults) -> None:
    if name is not None:
        known = ruleset.limitations
        faults.unknown("régime de prescription inconnu", name, known, path, _among(known, "voir `limitation/`"))


def _check_others(names: Collection[str], path: Path_, ruleset: Ruleset, faults: Faults) -> None:
    for name in names:
        faults.unknown("infraction inconnue", name, ruleset.offences, (*path, name), "voir `qualif rules show`")


def check_cross(case: CrossCase, path: Path_, ruleset: Ruleset, faults: Faults) -> None:
    """Names of one case across offences."""
    expect, hint, offences = case.expect, "voir `qualif rules show`", ruleset.offences
    for word in ("established", "open", "never"):
        for i, name in enumerate(getattr(expect, word)):
            faults.unknown("infraction inconnue", name, offences, (*path, "expect", word, i), hint)
    if expect.main is not None:
        faults.unknown("infraction inconnue", expect.main, offences, (*path, "expect", "main"), hint)
    _check_main(expect, path, ruleset, faults)
    _check_limitation(expect.limitation, (*path, "expect", "limitation"), ruleset, faults)
    _check_others(expect.absorbed, (*path, "expect", "absorbed"), ruleset, faults)
    for loser, winner in expect.absorbed.items():
        faults.unknown("infraction inconnue", winner, offences, (*path, "expect", "absorbed", loser), hint)
    for name, reasons in expect.excluded.items():
        faults.unknown("infraction inconnue", name, offences, (*path, "expect", "excluded", name), hint)
        if name in offences:
            names = (*offences[name].elements, *offences[name].defences, *offences[name].scope)
            for i, reason in enumerate(reasons):
                at, listed = (*path, "expect", "excluded", name, i), f"choisir parmi : {choices(names)}"
                faults.unknown("ni élément, ni défense, ni condition de champ", reason, names, at, listed)
    for i, name in enumerate(expect.out_of_field or ()):
        among = _among(ruleset.out_of_field, "aucune règle hors champ")
        faults.unknown(
            "règle hors champ inconnue", name, ruleset.out_of_field, (*path, "expect", "out_of_field", i), among
        )
    if case.date_of_decision is not None:
        faults.order(case.date_of_facts, case.date_of_decision, (*path, "date_of_decision"))


def _check_main(expect: CrossExpectation, path: Path_, ruleset: Ruleset, faults: Faults) -> None:
    if expect.main is None:
        for word in ("version", "penalty", "limitation", "time_barred", "deadline"):
            if getattr(expect, word) is not None:
                message = f"`{word}` est attendu, sans dire de quelle infraction"
                faults.add("R705", (*path, "expect", word), message, "écrire `main: <infraction>`")
    elif expect.version is not None and expect.main in ruleset.offences:
        versions = [v.id for v in ruleset.offences[expect.main].versions]
        at = (*path, "expect", "version")
        faults.unknown("version inconnue", expect.version, versions, at, f"versions : {choices(versions)}")


def day_of(text: str, path: Path_, faults: Faults) -> date | None:
    """A day written as a key under `at`."""
    if _DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # told just below, like any other malformed day
    faults.add("R703", path, f"`{short(text)}` n'est pas une date", "écrire AAAA-MM-JJ")
    return None


def base_faults(base: CaseBase, ruleset: Ruleset, faults: Faults) -> frozenset[str]:
    """Tells once what is wrong with the facts of the base; the names of those facts."""
    try:
        read_report({"facts": base.facts}, ruleset.facts)
    except ReportError as error:
        for fault in error.faults:
            at = _where(fault, ("base",), ("base", "facts"))
            faults.add("R706", at, f"{fault.field} : {fault.message}", fault.hint)
        return frozenset(fault.fact for fault in error.faults if fault.fact is not None)
    return frozenset()


def report_of(
    data: Mapping[str, Any], ruleset: Ruleset, path: Path_, stated: Path_, faults: Faults, known: Collection[str] = ()
) -> Report | None:
    """The report of a case, or None after telling why there is none.

    Faults of a fact are told under `stated`; those of a fact in `known` are told elsewhere already.
    """
    try:
        return read_report(data, ruleset.facts)
    except ReportError as error:
        for fault in error.faults:
            if fault.fact is None or fault.fact not in known:
                faults.add("R706", _where(fault, path, stated), f"{fault.field} : {fault.message}", fault.hint)
        return None


def _where(fault: FieldFault, path: Path_, stated: Path_) -> Path_:
    return path if fault.fact is None else (*stated, fault.fact)


def _among(names: Collection[str], otherwise: str) -> str:
    return f"choisir parmi : {choices(names)}" if names else otherwise
