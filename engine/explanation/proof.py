"""The proof object: the whole answer as plain data, in a fixed order, with all that is needed to check and replay it.

A literal is written `{"fact", "test", "values" | "threshold", "holds"}` where test is `true`, `one_of`, `includes_any` or
`at_least`. An open condition carries two completions, one that makes it hold and one that makes it fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.facts.atoms import FactLiteral
from engine.model.answer import Answer, Assessment, Finding, Reason
from engine.model.knowledge import StatedFact
from engine.model.law import Offence, Penalty, Source
from engine.model.outcome import Outcome
from engine.model.ruleset import Ruleset
from engine.reasoning.concurrence import incurred
from engine.reasoning.qualify import known_data

PROOF_VERSION = 1

_TESTS = {"true": "true", "is": "one_of", "has": "includes_any", "from": "at_least"}


def proof(answer: Answer, ruleset: Ruleset) -> dict[str, Any]:
    """The proof of an answer. Same answer, same bytes once dumped with `dump`."""
    return {
        "proof_version": PROOF_VERSION,
        "report": answer.report,
        "date_of_facts": answer.date_of_facts.isoformat(),
        "date_is_assumed": answer.date_is_assumed,
        "continued_to": answer.continued_to.isoformat(),
        "date_of_decision": answer.date_of_decision.isoformat(),
        "issue": answer.issue.value,
        "main": answer.main,
        "others": [{"offence": s.offence, "kind": s.kind, "by": s.by} for s in answer.others],
        "out_of_field": list(answer.out_of_field),
        "prudent": answer.prudent,
        "facts": {name: _fact(stated) for name, stated in sorted(answer.facts.items())},
        "offences": [_assessment(a, ruleset.offences[a.offence]) for a in answer.assessments],
        "digests": {"facts": answer.digests.facts, "ruleset": answer.digests.ruleset, "engine": answer.digests.engine},
        "reasoner": answer.reasoner,
    }


def dump(data: Mapping[str, Any], indent: int | None = None) -> str:
    """Canonical JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=indent, separators=(",", ":") if indent is None else None)


def _fact(stated: StatedFact) -> dict[str, Any]:
    return {
        "value": known_data(stated.known),
        "standing": stated.standing.value,
        "source": stated.source,
        "span": None if stated.span is None else [stated.span.start, stated.span.end],
    }


def _assessment(assessment: Assessment, offence: Offence) -> dict[str, Any]:
    version = next((v for v in offence.versions if v.id == assessment.version), None)
    return {
        "offence": assessment.offence,
        "citation": (version.citation if version else None) or offence.citation,
        "legifrance": offence.legifrance,
        "status": assessment.status.value,
        "confirmed": assessment.confirmed.value,
        "evoked": assessment.evoked,
        "because": list(assessment.because),
        "version": None
        if version is None
        else {
            "id": version.id,
            "from": version.from_.isoformat(),
            "until": version.until.isoformat() if version.until else None,
            "law": version.law,
            "void": version.void,
            "source": _source(version.source),
        },
        "compared": [
            {"version": c.version, "from": c.from_.isoformat(), "status": c.status.value} for c in assessment.compared
        ],
        "findings": [_finding(f, offence) for f in assessment.findings],
        "penalty": _penalty(incurred(assessment, offence)),
        "time_bar": assessment.time_bar.value,
        "limitation": assessment.limitation,
        "deadline": assessment.deadline.isoformat() if assessment.deadline else None,
    }


def _finding(finding: Finding, offence: Offence) -> dict[str, Any]:
    group = {
        "element": offence.elements,
        "defence": offence.defences,
        "scope": offence.scope,
        "aggravation": offence.aggravations,
        "caution": offence.cautions,
    }
    clause: Any = group[finding.kind][finding.name]  # type: ignore[index]
    data: dict[str, Any] = {
        "kind": finding.kind,
        "name": finding.name,
        "label": clause.label.fr,
        "article": getattr(clause, "article", None),
        "outcome": finding.verdict.outcome.value,
        "confirmed": finding.verdict.confirmed.value,
        "presumed": finding.presumed,
        "raised": finding.raised,
        "reasons": [_reason(r) for r in finding.verdict.reasons],
    }
    if finding.verdict.outcome is Outcome.OPEN:
        data["could_hold"] = _reason(finding.verdict.could_hold)
        data["could_fail"] = _reason(finding.verdict.could_fail)
    return data


def _reason(reason: Reason) -> list[dict[str, Any]]:
    return [literal_data(literal) for literal in reason]


def literal_data(literal: FactLiteral) -> dict[str, Any]:
    """A literal in the form described above."""
    atom = literal.atom
    data: dict[str, Any] = {"fact": atom.fact, "test": _TESTS[atom.kind]}
    if atom.keys:
        data["values"] = list(atom.keys)
    if atom.threshold is not None:
        data["threshold"] = atom.threshold if isinstance(atom.threshold, int) else atom.threshold.isoformat()
    data["holds"] = literal.holds
    return data


def _penalty(penalty: Penalty) -> dict[str, Any]:
    return penalty.model_dump(mode="json")


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json")
