"""Coverage of the law by its cases: every clause of every version, each way it can turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.analysis.case_runs import Result
from engine.model.answer import Finding
from engine.model.law import Offence
from engine.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one offence: what its cases show, out of what they should."""

    offence: str
    wanted: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return 1.0 if not self.wanted else 1 - len(self.missing) / self.wanted

    def plus(self, other: Coverage) -> Coverage:
        """The coverage of both."""
        return Coverage(self.offence, self.wanted + other.wanted, self.missing + other.missing)


def coverage(offence: Offence, results: Iterable[Result]) -> Coverage:
    """Element x outcome x version, defences established and raised, scope refuted, aggravations
    both ways, days of change, neighbours.
    """
    seen: set[str] = set()
    for result in results:
        if result.run.offence != offence.id:
            continue
        version = result.assessment.version
        for finding in result.assessment.findings:
            seen.update(f"{version} · {finding.name} · {way}" for way in _ways(finding))
        seen.add(f"le {result.run.report.date_of_facts}")
        if result.run.neighbour is not None:
            seen.add(f"voisin {result.run.neighbour}")
    wanted = list(dict.fromkeys(_wanted(offence)))
    return Coverage(offence.id, len(wanted), tuple(cell for cell in wanted if cell not in seen))


def _ways(finding: Finding) -> Iterable[str]:
    outcome = finding.verdict.outcome
    match finding.kind:
        case "element":
            yield {Outcome.ESTABLISHED: "établi", Outcome.REFUTED: "réfuté", Outcome.OPEN: "ouvert"}[outcome]
        case "defence":
            if outcome is Outcome.ESTABLISHED:
                yield "établie"
            elif finding.raised:
                yield "évoquée"
        case "scope":
            if outcome is Outcome.REFUTED:
                yield "réfutée"
        case "aggravation":
            yield "établie" if outcome is Outcome.ESTABLISHED else "non établie"
        case _:
            return


def _wanted(offence: Offence) -> Iterable[str]:
    previous = None
    for version in offence.versions:
        for element in version.elements:
            yield from (f"{version.id} · {element} · {way}" for way in ("établi", "réfuté", "ouvert"))
        for defence in version.defences:
            yield from (f"{version.id} · {defence} · {way}" for way in ("établie", "évoquée"))
        yield from (f"{version.id} · {scope} · réfutée" for scope in version.scope)
        for aggravation in version.aggravations:
            yield from (f"{version.id} · {aggravation} · {way}" for way in ("établie", "non établie"))
        if previous is not None:
            yield f"le {previous.until}"
            yield f"le {version.from_}"
        previous = version
    yield from (f"voisin {relation.with_}" for relation in offence.relations)
