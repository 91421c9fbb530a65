"""The proof object: the whole answer as plain data, in a fixed order, with all that is needed to check and replay it.

A literal is written `{"fact", "test", "values" | "threshold", "holds"}` where test is `true`, `one_of`, `includes_any` or
`at_least`. An open condition carries two completions, one that makes it hold and one that makes it fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.facts.atoms import FactLiteral
from engine.facts.digest import known_data
from engine.kept import Kept
from engine.model.answer import Answer, Assessment, Finding, Reason
from engine.model.knowledge import StatedFact
from engine.model.law import Offence, Penalty, Source
from engine.model.outcome import Outcome
from engine.model.ruleset import Ruleset
from engine.reasoning.concurrence import incurred

PROOF_VERSION = 1

MAX_KEPT = 1_000
"""Parts kept per kind, offence and generation (some tens of megabytes in all)."""

_TESTS = {"true": "true", "is": "one_of", "has": "includes_any", "from": "at_least"}


class ProofWriter:
    """Writes the proofs of answers under one ruleset. Parts that recur from answer to answer are written once and kept."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._offences = ruleset.offences
        self._versions: dict[tuple[str, str | None], str] = {}
        self._entries: Kept[tuple[Assessment, str]] = Kept(MAX_KEPT)
        self._findings: dict[str, Kept[tuple[Finding, str]]] = {}
        self._penalties: Kept[tuple[Penalty, str]] = Kept(MAX_KEPT)

    def text(self, answer: Answer) -> str:
        """The proof of an answer as one line of JSON: same answer, same bytes."""
        offences = ",".join([self._entry(a) for a in answer.assessments])
        return f'{_dump(_head(answer))[:-1]},"offences":[{offences}],{_dump(_foot(answer))[1:]}'

    def _entry(self, assessment: Assessment) -> str:
        if assessment.limitation is not None:  # its deadline belongs to one report
            return self._assessment(assessment)
        kept = self._entries.get(id(assessment))
        if kept is not None and kept[0] is assessment:
            return kept[1]
        return self._entries.put(id(assessment), (assessment, self._assessment(assessment)))[1]

    def _assessment(self, assessment: Assessment) -> str:
        offence = self._offences[assessment.offence]
        key = (assessment.offence, assessment.version)
        version = self._versions.get(key)
        if version is None:
            version = self._versions[key] = _dump(_version(offence, assessment.version))[:-1]
        kept = self._findings.setdefault(assessment.offence, Kept(MAX_KEPT))
        findings = []
        for finding in assessment.findings:
            known = kept.get(id(finding))
            if known is None or known[0] is not finding:
                known = kept.put(id(finding), (finding, _dump(_finding(finding, offence))))
            findings.append(known[1])
        return f'{version},{self._conclusion(assessment, offence)},"findings":[{",".join(findings)}]}}'

    def _conclusion(self, a: Assessment, offence: Offence) -> str:
        """What is concluded, as members of a JSON object. Statuses and names are identifiers: they need no escape."""
        penalty = incurred(a, offence)
        said = self._penalties.get(id(penalty))
        if said is None or said[0] is not penalty:
            said = self._penalties.put(id(penalty), (penalty, _dump(_penalty(penalty))))
        because = '","'.join(a.because)
        compared = (
            _dump([{"version": c.version, "from": c.from_.isoformat(), "status": c.status.value} for c in a.compared])
            if a.compared
            else "[]"
        )
        return (
            f'"status":"{a.status.value}","confirmed":"{a.confirmed.value}","evoked":{_bool(a.evoked)},"read_from":{_text(a.read_from)},'
            f'"because":{f"""["{because}"]""" if because else "[]"},"compared":{compared},"penalty":{said[1]},'
            f'"time_bar":"{a.time_bar.value}","limitation":{_text(a.limitation)},"deadline":{_text(a.deadline)}'
        )


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _text(value: object) -> str:
    return "null" if value is None else f'"{value}"'


def proof(answer: Answer, ruleset: Ruleset) -> dict[str, Any]:
    """The proof of one answer, as plain data."""
    data: dict[str, Any] = json.loads(ProofWriter(ruleset).text(answer))
    return data


def dump(data: Mapping[str, Any]) -> str:
    """Canonical JSON text, on one line."""
    return _dump(data)


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _head(answer: Answer) -> dict[str, Any]:
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
        "raised": sorted(answer.raised),
        "facts": {name: _fact(stated) for name, stated in sorted(answer.facts.items())},
    }


def _foot(answer: Answer) -> dict[str, Any]:
    digests = answer.digests
    return {
        "digests": {"facts": digests.facts, "ruleset": digests.ruleset, "engine": digests.engine},
        "reasoner": answer.reasoner,
    }


def _fact(stated: StatedFact) -> dict[str, Any]:
    return {
        "value": known_data(stated.known),
        "standing": stated.standing.value,
        "confirmed_value": None if stated.sure is None else known_data(stated.sure),
        "source": stated.source,
        "span": None if stated.span is None else [stated.span.start, stated.span.end],
    }


def _version(offence: Offence, name: str | None) -> dict[str, Any]:
    version = next((v for v in offence.versions if v.id == name), None)
    names = {"offence": offence.id, "legifrance": offence.legifrance}
    if version is None:
        return {**names, "citation": offence.citation, "version": None}
    return {
        **names,
        "citation": version.citation or offence.citation,
        "version": {
            "id": version.id,
            "from": version.from_.isoformat(),
            "until": version.until.isoformat() if version.until else None,
            "law": version.law,
            "void": version.void,
            "source": _source(version.source),
        },
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
    return {
        "prison_months": penalty.prison_months,
        "fine_euros": penalty.fine_euros,
        "life": penalty.life,
        "contravention_class": penalty.contravention_class,
    }


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json")
