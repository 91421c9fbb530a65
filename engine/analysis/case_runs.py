"""Runner of cases: for each that fails, what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.analysis.case_files import CrossExpectation, CrossRun, Expectation, Run
from engine.analysis.case_shapes import Precedence
from engine.facts.statements import ReportError, read_report
from engine.model.answer import Answer, Assessment
from engine.model.law import Penalty
from engine.model.outcome import Outcome, Status, TimeBar
from engine.model.ruleset import Ruleset
from engine.reasoning.in_force import wording
from engine.reasoning.qualify import Engine, is_prudent
from engine.reasoning.reference import evaluate
from textfile.diagnostics import Place
from textfile.quoting import printable


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not get its answer: one line per difference."""

    place: Place
    name: str
    differences: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.place}: « {self.name} »", *(f"    {d}" for d in self.differences)]
        return "\n".join(map(printable, lines))


@dataclass(frozen=True, slots=True)
class Meeting:
    """Meeting with another offence that is there too: established, or open and evoked.

    `prevails` is None when a third one sets one of the two aside.
    """

    other: str
    status: Status
    prevails: Precedence | None


@dataclass(frozen=True, slots=True)
class Result:
    """A run and what the engine answered on its offence.

    `meetings` is empty unless the offence is there itself.
    """

    run: Run
    assessment: Assessment
    prudent: bool
    meetings: tuple[Meeting, ...]
    differences: tuple[str, ...]


def run_cases(engine: Engine, runs: Iterable[Run]) -> list[Result]:
    """Every run evaluated, in order."""
    results = []
    for run in runs:
        answer = engine.qualify(run.report, run.decision)
        assessment = answer.assessment(run.offence)
        prudent = is_prudent(assessment, engine.ruleset.offences[run.offence])
        meetings = tuple(_meetings(answer, assessment)) if is_live(assessment) else ()
        differences = tuple(_differences(run.expect, assessment, prudent, meetings))
        results.append(Result(run, assessment, prudent, meetings, differences))
    return results


def is_live(assessment: Assessment) -> bool:
    """Whether an offence is there: established, or open and evoked."""
    return assessment.status is Status.ESTABLISHED or (assessment.status is Status.OPEN and assessment.evoked)


def _meetings(answer: Answer, this: Assessment) -> Iterator[Meeting]:
    by = {s.offence: s.by for s in (*answer.others, *answer.also) if s.kind == "absorbed"}
    for other in answer.assessments:
        if other is not this and is_live(other):
            yield Meeting(other.offence, other.status, _prevailing(by, this.offence, other.offence))


def _prevailing(by: Mapping[str, str | None], this: str, other: str) -> Precedence | None:
    """Which of two offences prevails, from what absorbs each; None when a third one absorbs one."""
    if by.get(other) == this:
        return "this"
    if by.get(this) == other:
        return "other"
    return None if other in by or this in by else "both"


def failures(results: Iterable[Result]) -> list[Failure]:
    """The runs that did not get their answer."""
    return [
        Failure(r.run.place, f"{r.run.offence} · {r.run.name} · {r.run.report.date_of_facts}", r.differences)
        for r in results
        if r.differences
    ]


def run_cross(engine: Engine, runs: Iterable[CrossRun]) -> list[Failure]:
    """The cases across offences that did not get their answer."""
    found = []
    for run in runs:
        differences = tuple(_cross_differences(run, engine.qualify(run.report, run.decision)))
        if differences:
            found.append(Failure(run.place, f"{run.case.id} · {run.case.name}", differences))
    return found


def run_out_of_field(ruleset: Ruleset, today: date) -> tuple[int, list[Failure]]:
    """The cases of out-of-field rules, judged by the reference evaluator; how many there are, and
    those that fail.
    """
    found: list[Failure] = []
    count = 0
    for name, rule in ruleset.out_of_field.items():
        for case in rule.cases:
            count += 1
            wanted = (
                {True: Outcome.ESTABLISHED, False: Outcome.REFUTED}.get(case.expect is True)
                if case.expect != "open"
                else Outcome.OPEN
            )
            try:
                report = read_report({"facts": case.facts}, ruleset.facts)
            except ReportError as error:
                found.append(Failure(Place(name), f"{name} · {case.name}", tuple(map(str, error.faults))))
                continue
            day = case.date_of_facts or today
            notions, _ = wording((rule.condition,), ruleset.notions, day)
            known = {n: s.knowledge for n, s in report.facts.items()}
            read = evaluate(rule.condition, notions, ruleset.facts, known)
            got = read if rule.covers(day) else Outcome.REFUTED
            if got is not wanted:
                found.append(Failure(Place(name), f"{name} · {case.name}", (f"attendu {wanted}, obtenu {got}",)))
    return count, found


def _differences(expect: Expectation, got: Assessment, prudent: bool, meetings: Iterable[Meeting]) -> Iterator[str]:
    if got.status is not expect.status:
        yield f"état : attendu {expect.status}, obtenu {got.status}" + (
            f" ({', '.join(got.because)})" if got.because else ""
        )
    elif expect.because is not None and set(expect.because) != set(got.because):
        yield f"motif : attendu {sorted(expect.because)}, obtenu {sorted(got.because)}"
    if expect.confirmed is not None and got.confirmed is not expect.confirmed:
        yield f"état sur faits confirmés : attendu {expect.confirmed}, obtenu {got.confirmed}"
    yield from _time_differences(expect, got)
    for kind, wanted_names in (("aggravation", expect.aggravations), ("caution", expect.cautions)):
        if wanted_names is not None:
            held = {f.name for f in got.findings if f.kind == kind and f.verdict.outcome is Outcome.ESTABLISHED}
            if held != set(wanted_names):
                yield f"{kind} : attendu {sorted(wanted_names)}, obtenu {sorted(held)}"
    if expect.prudent is not None and prudent is not expect.prudent:
        yield f"prudence : attendue {expect.prudent}, obtenue {prudent}"
    there = {meeting.other: meeting.prevails for meeting in meetings}
    for name, prevails in expect.together.items():
        if name not in there:
            yield f"{name} : attendue elle aussi, elle n'est ni établie, ni ouverte et évoquée"
        elif there[name] != prevails:
            yield f"{name} : l'emporte : attendu {prevails}, obtenu {there[name] or 'une troisième'}"


def _time_differences(expect: Expectation | CrossExpectation, got: Assessment) -> Iterator[str]:
    if expect.penalty is not None and got.penalty != expect.penalty:
        yield f"peine : attendue {in_yaml(expect.penalty)}, obtenue {in_yaml(got.penalty)}"
    if expect.limitation is not None and got.limitation != expect.limitation:
        yield f"régime de prescription : attendu {expect.limitation}, obtenu {got.limitation}"
    if expect.version is not None and got.version != expect.version:
        yield f"version : attendue {expect.version}, obtenue {got.version}"
    if expect.time_barred is not None:
        wanted = (
            TimeBar.UNKNOWN if expect.time_barred == "unknown" else TimeBar.YES if expect.time_barred else TimeBar.NO
        )
        if got.time_bar is not wanted:
            yield f"prescription : attendue {wanted}, obtenue {got.time_bar}"
    if expect.deadline is not None and got.deadline != expect.deadline:
        yield f"dernier jour : attendu {expect.deadline}, obtenu {got.deadline}"


def in_yaml(penalty: Penalty) -> str:
    """A penalty as a file writes it."""
    amounts = penalty.model_dump(include=set(Penalty.model_fields), exclude_defaults=True)
    return "{" + ", ".join(f"{name}: {str(amount).lower()}" for name, amount in amounts.items()) + "}"


def _cross_differences(run: CrossRun, answer: Answer) -> Iterator[str]:
    expect = run.case.expect
    if answer.issue is not expect.issue:
        live = [
            f"{a.offence}={a.status}({','.join(a.because)})"
            for a in answer.assessments
            if a.evoked and a.status is not Status.EXCLUDED
        ]
        yield f"issue : attendue {expect.issue}, obtenue {answer.issue} ; {' '.join(live)}"
    if expect.main is not None and answer.main != expect.main:
        yield f"principale : attendue {expect.main}, obtenue {answer.main}"
    elif expect.main is not None:
        yield from _time_differences(expect, answer.assessment(expect.main))
    if expect.prudent is not None and answer.prudent is not expect.prudent:
        yield f"prudence : attendue {expect.prudent}, obtenue {answer.prudent}"
    for status, names in ((Status.ESTABLISHED, expect.established), (Status.OPEN, expect.open)):
        for name in names:
            got = answer.assessment(name)
            if got.status is not status:
                yield f"{name} : attendu {status}, obtenu {got.status} ({', '.join(got.because)})"
    for name, because in expect.excluded.items():
        got = answer.assessment(name)
        if got.status is not Status.EXCLUDED or not set(because) <= set(got.because):
            yield f"{name} : attendu excluded ({', '.join(because)}), obtenu {got.status} ({', '.join(got.because)})"
    by = {s.offence: s.by for s in (*answer.others, *answer.also) if s.kind == "absorbed"}
    for name, winner in expect.absorbed.items():
        if by.get(name) != winner:
            yield f"{name} : attendue écartée par {winner}, obtenue {by.get(name) or 'non écartée'}"
    for name in expect.never:
        if answer.assessment(name).status is Status.ESTABLISHED:
            yield f"{name} ne doit jamais être proposé"
    if expect.out_of_field is not None and set(expect.out_of_field) != set(answer.out_of_field):
        yield f"hors champ : attendu {sorted(expect.out_of_field)}, obtenu {sorted(answer.out_of_field)}"
