"""Consequences of an offence, compared with what its file expects of them: nature, conduct,
penalties, limitation, confidence, cautions, relations.

What an answer shows is compared on every run; what it only repeats from the law, with the law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.analysis.case_files import ConsequenceTable
from engine.analysis.case_runs import Failure, Meeting, Result, in_yaml, is_live
from engine.analysis.case_shapes import EVERY_VERSION, AggravatedConsequence, Consequence, Consequences, Precedence
from engine.model.law import Offence, Penalty, Relation, Version
from engine.model.outcome import Confidence, Outcome, Status
from engine.model.ruleset import Ruleset
from engine.reasoning.limitation import exact_day
from textfile.reader import Path_

MOVING = ("date_premiere_mise_en_ligne", "date_republication", "date_majorite_victime")
"""Facts that move the start of a limitation."""
Difference: TypeAlias = tuple[Path_, str]
"""Where the table states what is otherwise, and what."""
INVERSE: Mapping[Precedence, Precedence] = {"this": "other", "other": "this", "both": "both"}


def consequence_failures(
    ruleset: Ruleset, tables: Collection[ConsequenceTable], results: Iterable[Result]
) -> list[Failure]:
    """Rows of the tables that the law or a run contradicts, each with its differences."""
    relations = Precedences(ruleset, tables)
    mine: dict[str, list[Result]] = {}
    for result in results:
        mine.setdefault(result.run.offence, []).append(result)
    failures = []
    for table in tables:
        offence = ruleset.offences[table.offence]
        lines: dict[Path_, list[str]] = {}
        for path, line in (
            *law_differences(offence, table.expect),
            *_run_differences(offence, table.expect, mine.get(offence.id, []), relations),
        ):
            lines.setdefault(path, []).append(line)
        failures += [
            Failure(table.place(*path), " · ".join((offence.id, "conséquences", *map(str, path))), tuple(wrong))
            for path, wrong in lines.items()
        ]
    return failures


def law_differences(offence: Offence, expect: Consequences) -> Iterator[Difference]:
    """What the law says otherwise than its table, without any run."""
    if offence.nature != expect.nature:
        yield ("nature",), f"nature : attendue {expect.nature}, obtenue {offence.nature}"
    if offence.conduct != expect.conduct:
        yield ("conduct",), f"conduite : attendue {expect.conduct}, obtenue {offence.conduct}"
    versions = [v for v in offence.versions if v.id in expect.versions]
    for version in versions:
        wanted, got = expect.versions[version.id].confidence, version.source.confidence
        if wanted is not got:
            yield ("versions", version.id), f"confiance : attendue {wanted.value}, obtenue {got.value}"
    for group, law in (
        ("aggravations", {name: [v.id for v in versions if name in v.aggravations] for name in offence.aggravations}),
        ("cautions", {name: [v.id for v in versions if name in v.cautions] for name in offence.cautions}),
        ("to_verify", {name: [v.id for v in versions if name in clauses(v)] for name in to_verify(offence)}),
    ):
        stated = getattr(expect, group)
        for name in dict.fromkeys((*law, *stated)):
            named = _named(stated.get(name, ()), versions)
            if named != (found := law.get(name, [])):
                yield (group, name), f"versions : attendues {_listed(named)}, obtenues {_listed(found)}"
    yield from _relation_differences(offence, expect)


def to_verify(offence: Offence) -> list[str]:
    """The clauses of which the law is still to be verified."""
    groups = (offence.elements, offence.defences, offence.scope, offence.aggravations)
    return [name for group in groups for name, clause in group.items() if clause.confidence is Confidence.TO_VERIFY]


def clauses(version: Version) -> tuple[str, ...]:
    """The clauses of a version of which a confidence is stated."""
    return (*version.elements, *version.defences, *version.scope, *version.aggravations)


def _named(listed: Collection[str], versions: Iterable[Version]) -> list[str]:
    """The versions that a list names, in the order of the law."""
    return [v.id for v in versions if v.id in listed or EVERY_VERSION in listed]


def _listed(names: Collection[str]) -> str:
    return ", ".join(names) or "aucune"


def _relation_differences(offence: Offence, expect: Consequences) -> Iterator[Difference]:
    law = {relation.with_: relation for relation in offence.relations}
    for name in dict.fromkeys((*law, *expect.relations)):
        stated, relation = expect.relations.get(name), law.get(name)
        effects = () if relation is None else _effects(relation)
        if stated not in effects:
            obtained = effects[0] if effects else "aucune relation"
            yield ("relations", name), f"relation : attendue {stated or 'aucune'}, obtenue {obtained}"


def _effects(relation: Relation) -> tuple[str, ...]:
    """What a table may say of a relation."""
    if relation.kind == "neighbour":
        return ("neighbour",)
    return (relation.prevails or "both", "never")


class Precedences:
    """Expected precedences between offences: those of their tables, else those of the law."""

    def __init__(self, ruleset: Ruleset, tables: Iterable[ConsequenceTable]) -> None:
        self._stated: dict[tuple[str, str], str] = {}
        for offence in ruleset.offences.values():
            self._stated.update({(offence.id, r.with_): r.prevails or "both" for r in offence.relations})
        for table in tables:
            for relation in ruleset.offences[table.offence].relations:
                self._stated.pop((table.offence, relation.with_), None)
            self._stated.update({(table.offence, other): value for other, value in table.expect.relations.items()})

    def stated(self, this: str, other: str) -> str:
        """What is stated of two offences, seen from the first."""
        for one, two, inverse in ((this, other, False), (other, this, True)):
            match self._stated.get((one, two)):
                case "this" | "other" as said:
                    return INVERSE[said] if inverse else said
                case "never":
                    return "never"
        return "both"

    def expected(self, this: str, status: Status, meeting: Meeting) -> Precedence | None:
        """Which must prevail when both are there; None when they should not be.

        An open offence absorbs none.
        """
        if Status.ESTABLISHED not in (status, meeting.status):
            return "both"
        match self.stated(this, meeting.other):
            case "this":
                return "this" if status is Status.ESTABLISHED else "both"
            case "other":
                return "other" if meeting.status is Status.ESTABLISHED else "both"
            case "never":
                return None
        return "both"


@dataclass(frozen=True, slots=True)
class LiveRun:
    """A run on which the offence is there, by the version that governs and its aggravations."""

    version: Version
    aggravated: frozenset[str]
    result: Result

    @property
    def is_plain(self) -> bool:
        """Whether one wording alone is looked at, decided on the day of the facts."""
        return not self.result.assessment.compared and self.result.run.decision == self.result.run.report.date_of_facts

    @property
    def is_first_day(self) -> bool:
        """Whether the delay runs from the first day of the version."""
        facts = self.result.run.report.facts
        on_first = self.result.run.report.date_of_facts == self.version.from_
        return self.is_plain and on_first and not any(exact_day(facts, name) for name in MOVING)


def live_runs(offence: Offence, results: Iterable[Result]) -> Iterator[LiveRun]:
    """The runs of an offence on which it is there."""
    versions = {v.id: v for v in offence.versions}
    for result in results:
        assessment = result.assessment
        if assessment.version is not None and is_live(assessment):
            names = (
                f.name
                for f in assessment.findings
                if f.kind == "aggravation" and f.verdict.outcome is Outcome.ESTABLISHED
            )
            yield LiveRun(versions[assessment.version], frozenset(names), result)


def as_stated(version: Version, expect: Consequences) -> Version | None:
    """The version with the penalties and the limitation of its row; None without one."""
    row = expect.versions.get(version.id)
    if row is None:
        return None
    rows = {name: by[version.id] for name, by in expect.aggravations.items() if version.id in by}
    order = [*(name for name in version.limitation_if if name in rows), *rows]
    instead = {name: rows[name].limitation for name in order if rows[name].limitation is not None}
    return version.model_copy(
        update={
            "penalty": _amounts(row),
            "limitation": row.limitation,
            "aggravations": {name: _amounts(aggravated) for name, aggravated in rows.items()},
            "limitation_if": instead,
        }
    )


def _amounts(row: Consequence | AggravatedConsequence) -> Penalty:
    return Penalty(**row.model_dump(include=set(Penalty.model_fields)))


def incurred(version: Version, aggravated: Collection[str]) -> Penalty:
    """The heaviest penalty of a version under some aggravations."""
    more = [penalty for name, penalty in version.aggravations.items() if name in aggravated]
    return max([version.penalty or Penalty(), *more], key=lambda penalty: penalty.weight)


def regime(version: Version, aggravated: Collection[str]) -> str | None:
    """The limitation regime of a version under some aggravations."""
    names = [instead for name, instead in version.limitation_if.items() if name in aggravated]
    return names[-1] if names else version.limitation


def _run_differences(
    offence: Offence, expect: Consequences, results: Iterable[Result], relations: Precedences
) -> Iterator[Difference]:
    """Each difference once, with the first run that shows it."""
    shown: set[tuple[Path_, str]] = set()
    for run in live_runs(offence, results):
        for path, line in (*_row_differences(offence, run, expect), *_meeting_differences(offence.id, run, relations)):
            if (path, line) not in shown:
                shown.add((path, line))
                case = run.result.run
                yield path, f"{line} (cas « {case.name} », faits du {case.report.date_of_facts})"


def _row_differences(offence: Offence, run: LiveRun, expect: Consequences) -> Iterator[Difference]:
    stated = as_stated(run.version, expect)
    if stated is None:
        return
    got = run.result.assessment
    at: Path_ = ("versions", run.version.id)
    wanted = incurred(stated, run.aggravated)
    if got.penalty != wanted:
        under = f" avec {', '.join(sorted(run.aggravated))}" if run.aggravated else ""
        yield at, f"peine{under} : attendue {in_yaml(wanted)}, obtenue {in_yaml(got.penalty)}"
    if run.is_plain and got.limitation != (name := regime(stated, run.aggravated)):
        yield at, f"régime de prescription : attendu {name}, obtenu {got.limitation}"
    last_day = expect.versions[run.version.id].last_day
    if run.is_first_day and got.limitation == stated.limitation and got.deadline != last_day:
        yield at, f"dernier jour utile : attendu {last_day or 'inconnu'}, obtenu {got.deadline or 'inconnu'}"
    firm = got.confirmed is got.status and not any(
        f.kind == "caution" or (f.kind == "aggravation" and f.verdict.outcome is not f.verdict.confirmed)
        for f in got.findings
    )
    doubt = any(
        name in offence.elements and (EVERY_VERSION in listed or run.version.id in listed)
        for name, listed in expect.to_verify.items()
    )
    if firm and run.result.prudent is not doubt:
        yield at, "prudence : " + ("attendue, absente" if doubt else "non attendue, obtenue")


def _meeting_differences(this: str, run: LiveRun, relations: Precedences) -> Iterator[Difference]:
    for meeting in run.result.meetings:
        wanted = relations.expected(this, run.result.assessment.status, meeting)
        at: Path_ = ("relations", meeting.other)
        if wanted is None:
            yield at, "elles ne devaient jamais être là ensemble, et le sont"
        elif meeting.prevails not in (None, wanted):
            yield at, f"l'emporte : attendu {wanted}, obtenu {meeting.prevails}"
