"""Coverage and mutation of consequences: each row of an offence's table shown by a run, each small
damage to what follows from the offence noticed by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from engine.analysis.case_files import ConsequenceTable
from engine.analysis.case_runs import Meeting, Result
from engine.analysis.case_shapes import EVERY_VERSION, Consequences
from engine.analysis.consequences import LiveRun, Precedences, as_stated, incurred, law_differences, live_runs, regime
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import Mutation
from engine.analysis.together import always_aggravated, refutes
from engine.model.law import CONTRAVENTION_FINES, Offence, Penalty, Relation, Version
from engine.model.outcome import Confidence, Outcome, Status
from engine.reasoning.qualify import Engine

LIFE_IN_MONTHS = 360
"""Prison of a mutant without perpetuity."""


class ConsequenceMeasure:
    """Measure of the consequences of one offence by its runs.

    Without a table, everything is missing.
    """

    def __init__(
        self, engine: Engine, offence: Offence, tables: Iterable[ConsequenceTable], results: Iterable[Result]
    ) -> None:
        own = [r for r in results if r.run.offence == offence.id]
        tables = list(tables)
        table = next((t for t in tables if t.offence == offence.id), None)
        self._engine, self._offence, self._results = engine, offence, own
        self._expect: Consequences | None = table.expect if table is not None else None
        self._precedences = Precedences(engine.ruleset, tables)
        self._runs: dict[str, list[LiveRun]] = {}
        for run in live_runs(offence, own):
            self._runs.setdefault(run.version.id, []).append(run)
        self._cautions = set(self._shown_cautions())

    def coverage(self) -> Coverage:
        """Nature and conduct; penalties, limitation, confidence and cautions of each version;
        relations.
        """
        cells = dict(self._cells())
        return Coverage(self._offence.id, len(cells), tuple(cell for cell, shown in cells.items() if not shown))

    def mutation(self) -> Mutation:
        """Damages what follows from the offence, one consequence at a time."""
        fates = list(self._mutants())
        return Mutation(self._offence.id, len(fates), tuple(label for label, killed in fates if not killed))

    def _cells(self) -> Iterator[tuple[str, bool]]:
        expect = self._expect
        yield from ((word, expect is not None) for word in ("nature", "conduite"))
        for version in self._punishing():
            stated = None if expect is None else as_stated(version, expect)
            runs = self._runs.get(version.id, [])
            yield f"{version.id} · confiance", stated is not None
            bare = [run for run in runs if not run.aggravated]
            alone = bare or (runs if self._is_always_aggravated(version) else [])
            yield f"{version.id} · peine", stated is not None and bool(alone)
            first = any(run.is_first_day for run in alone)
            yield f"{version.id} · prescription", stated is not None and first
            for name in version.aggravations:
                known = stated is not None and name in stated.aggravations
                yield f"{version.id} · {name} · peine", known and any(name in run.aggravated for run in runs)
            for name in version.cautions:
                known = expect is not None and bool({EVERY_VERSION, version.id} & {*expect.cautions.get(name, ())})
                yield f"{version.id} · {name} · montrée", known and (version.id, name) in self._cautions
        for relation in self._offence.relations:
            yield self._relation_cell(relation)

    def _relation_cell(self, relation: Relation) -> tuple[str, bool]:
        other = relation.with_
        stated = None if self._expect is None else self._expect.relations.get(other)
        if stated == "never":
            proved = self._refutes(self._offence.id, other) and self._refutes(other, self._offence.id)
            return f"relation {other} · jamais ensemble", proved
        if relation.kind == "neighbour":
            return f"relation {other}", stated is not None
        met = [(run, m) for run in self._everywhere() for m in run.result.meetings if m.other == other]
        if stated is not None and any(_shows(run, meeting, relation) for run, meeting in met):
            return f"relation {other} · ensemble", True
        winner, loser = (self._offence.id, other) if relation.prevails == "this" else (other, self._offence.id)
        if relation.prevails is not None and self._refutes(winner, loser):  # open, it contests its place at most
            contested = any(_contests(run, meeting, relation) for run, meeting in met)
            return f"relation {other} · contestée", stated is not None and contested
        return f"relation {other} · ensemble", False

    def _refutes(self, one: str, other: str) -> bool:
        offences = self._engine.ruleset.offences
        return refutes(offences[one], offences[other], self._engine.ruleset)

    def _everywhere(self) -> Iterator[LiveRun]:
        for runs in self._runs.values():
            yield from runs

    def _punishing(self) -> list[Version]:
        return [v for v in self._offence.versions if v.void is None]

    def _is_always_aggravated(self, version: Version) -> bool:
        return always_aggravated(self._offence, version, self._engine.ruleset)

    def _shown_cautions(self) -> Iterator[tuple[str, str]]:
        """The versions under which a run shows each caution.

        A case that names a caution is replayed on the first day of the versions that have it.
        """
        naming: dict[str, list[Result]] = {}
        shown: set[tuple[str, str]] = set()
        for result in self._results:
            for name in _cautions(result):
                shown.add((result.assessment.version or "", name))
            for name in result.run.expect.cautions or ():
                naming.setdefault(name, []).append(result)
        yield from shown
        for version in self._punishing():
            for name in version.cautions:
                if (version.id, name) not in shown and any(
                    self._shows_on(version, name, result) for result in naming.get(name, [])
                ):
                    yield version.id, name

    def _shows_on(self, version: Version, caution: str, result: Result) -> bool:
        report = replace(result.run.report, date_of_facts=version.from_)
        found = self._engine.qualify(report, version.from_).assessment(self._offence.id)
        return any(f.kind == "caution" and f.name == caution for f in found.findings)

    def _mutants(self) -> Iterator[tuple[str, bool]]:
        """Each mutant, and whether it is killed; those that change nothing are left out."""
        expect = self._expect
        for version in self._punishing():
            stated = version if expect is None else as_stated(version, expect) or version
            runs = self._runs.get(version.id, []) if stated is not version else []
            yield from self._penalty_mutants(version, stated, runs)
            yield from self._limitation_mutants(version, stated, runs)
            for name in version.cautions:
                left = tuple(c for c in version.cautions if c != name)
                changed = self._with(version.model_copy(update={"cautions": left}))
                shown = (version.id, name) in self._cautions
                yield f"{version.id} · {name} · prudence ôtée", shown and self._contradicts(changed)
            if version.source.confidence is not Confidence.READ:
                source = version.source.model_copy(update={"confidence": Confidence.READ})
                changed = self._with(version.model_copy(update={"source": source}))
                yield f"{version.id} · confiance relevée", self._contradicts(changed)
        yield from self._offence_mutants()
        yield from self._relation_mutants()

    def _penalty_mutants(
        self, version: Version, stated: Version, runs: Collection[LiveRun]
    ) -> Iterator[tuple[str, bool]]:
        for label, penalty in penalty_mutants(version.penalty or Penalty()):
            mutant = version.model_copy(update={"penalty": penalty})
            killed = any(incurred(mutant, run.aggravated) != incurred(stated, run.aggravated) for run in runs)
            if killed or not self._is_always_aggravated(version):
                yield f"{version.id} · {label}", killed
        for name, more in version.aggravations.items():
            for label, penalty in penalty_mutants(more):
                if penalty.weight < (version.penalty or Penalty()).weight:
                    continue  # `qualif rules check` refuses it
                mutant = version.model_copy(update={"aggravations": {**version.aggravations, name: penalty}})
                killed = any(incurred(mutant, run.aggravated) != incurred(stated, run.aggravated) for run in runs)
                yield f"{version.id} · {name} · {label}", killed

    def _limitation_mutants(
        self, version: Version, stated: Version, runs: Collection[LiveRun]
    ) -> Iterator[tuple[str, bool]]:
        plain = [run for run in runs if run.is_plain]
        regimes = sorted(self._engine.ruleset.limitations)
        if version.limitation is not None and len(regimes) > 1:
            other = regimes[(regimes.index(version.limitation) + 1) % len(regimes)]
            mutant = version.model_copy(update={"limitation": other})
            killed = any(regime(mutant, run.aggravated) != regime(stated, run.aggravated) for run in plain)
            if killed or not self._is_always_aggravated(version):
                yield f"{version.id} · prescription {other}", killed
        for name in version.limitation_if:
            left = {other: instead for other, instead in version.limitation_if.items() if other != name}
            mutant = version.model_copy(update={"limitation_if": left})
            killed = any(regime(mutant, run.aggravated) != regime(stated, run.aggravated) for run in plain)
            yield f"{version.id} · {name} · prescription ôtée", killed

    def _offence_mutants(self) -> Iterator[tuple[str, bool]]:
        offence = self._offence
        for nature in ("crime", "delit", "contravention"):
            if nature != offence.nature:
                yield f"nature {nature}", self._contradicts(offence.model_copy(update={"nature": nature}))
        conduct = "continuing" if offence.conduct == "instantaneous" else "instantaneous"
        yield f"conduite {conduct}", self._contradicts(offence.model_copy(update={"conduct": conduct}))
        for group in ("elements", "defences", "scope", "aggravations"):
            clauses = getattr(offence, group)
            for name, clause in clauses.items():
                if clause.confidence is Confidence.TO_VERIFY:
                    raised = {**clauses, name: clause.model_copy(update={"confidence": Confidence.READ})}
                    yield f"{name} · confiance relevée", self._contradicts(offence.model_copy(update={group: raised}))

    def _relation_mutants(self) -> Iterator[tuple[str, bool]]:
        """Relations turned, dropped, and exclusions between offences that a run has both of."""
        offence, expect = self._offence, self._expect
        for i, relation in enumerate(offence.relations):
            others = (*offence.relations[:i], *offence.relations[i + 1 :])
            _, shown = self._relation_cell(relation)
            yield f"relation {relation.with_} · ôtée", shown and self._contradicts(_under(offence, others))
            never = expect is not None and expect.relations.get(relation.with_) == "never"
            if relation.prevails is not None and not never:  # which prevails never matters between those
                turned = relation.model_copy(update={"prevails": "other" if relation.prevails == "this" else "this"})
                told = self._contradicts(_under(offence, (*others, turned)))
                yield f"relation {relation.with_} · retournée", shown and told
        met = {m.other for run in self._everywhere() for m in run.result.meetings if _both_established(run, m)}
        for other in sorted(met):
            if self._precedences.stated(offence.id, other) == "both":
                others = tuple(r for r in offence.relations if r.with_ != other)
                data = {"with": other, "kind": "exclusion", "prevails": "this", "reason": offence.short}
                added = _under(offence, (*others, Relation.model_validate(data)))
                yield f"relation {other} · exclusion ajoutée", self._contradicts(added)

    def _contradicts(self, mutant: Offence) -> bool:
        """Whether the table states otherwise than a mutant."""
        return self._expect is not None and any(law_differences(mutant, self._expect))

    def _with(self, version: Version) -> Offence:
        versions = tuple(version if v.id == version.id else v for v in self._offence.versions)
        return self._offence.model_copy(update={"versions": versions})


def _shows(run: LiveRun, meeting: Meeting, relation: Relation) -> bool:
    """Whether both offences are there and what the relation does is seen."""
    if relation.prevails is not None:
        return meeting.prevails == relation.prevails
    return _both_established(run, meeting)


def _contests(run: LiveRun, meeting: Meeting, relation: Relation) -> bool:
    """Whether the offence that prevails is open, and the other established."""
    statuses = run.result.assessment.status, meeting.status
    return statuses == (
        (Status.OPEN, Status.ESTABLISHED) if relation.prevails == "this" else (Status.ESTABLISHED, Status.OPEN)
    )


def _under(offence: Offence, relations: tuple[Relation, ...]) -> Offence:
    return offence.model_copy(update={"relations": relations})


def _both_established(run: LiveRun, meeting: Meeting) -> bool:
    return run.result.assessment.status is meeting.status is Status.ESTABLISHED


def _cautions(result: Result) -> Iterator[str]:
    for finding in result.assessment.findings:
        if finding.kind == "caution" and finding.verdict.outcome is Outcome.ESTABLISHED:
            yield finding.name


def penalty_mutants(penalty: Penalty) -> Iterator[tuple[str, Penalty]]:
    """Every penalty one small damage away, with what was done."""

    def changed(**amounts: object) -> Penalty:
        return penalty.model_copy(update=amounts)

    prison, fine = penalty.prison_months, penalty.fine_euros
    if prison or fine:
        yield "peine doublée", changed(prison_months=2 * prison, fine_euros=2 * fine)
    if prison:
        yield "prison réduite", changed(prison_months=prison // 2)
    if fine:
        yield "amende divisée par dix", changed(fine_euros=fine // 10)
    if penalty.life:
        yield "perpétuité ôtée", changed(life=False, prison_months=LIFE_IN_MONTHS)
    if penalty.contravention_class is not None:
        other = penalty.contravention_class - 1 or max(CONTRAVENTION_FINES)
        yield f"classe {other}", changed(contravention_class=other)
