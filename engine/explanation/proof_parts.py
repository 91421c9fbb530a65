"""Parts of a proof, as JSON.

Equal things are written alike: engine.explanation.proof caches what it has written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.facts.digest import known_data
from engine.model.answer import Answer, Assessment, ComparedWording, Point, Reason, Setting, Verdict, Wording
from engine.model.knowledge import StatedFact
from engine.model.law import Offence, Penalty, Version
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome, Status, TimeBar

PROOF_VERSION = 2
"""Changes with the form of proofs; what a law that orders its suggestions adds stands under keys of
its own.
"""

_TESTS = {"true": "true", "is": "one_of", "has": "includes_any", "from": "at_least"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(data: Any) -> str:
    """Canonical JSON text, on one line."""
    return _encode(data)


def name_of(condition: int) -> str:
    """The name by which findings refer to a condition."""
    return f"c{condition}"


def names(names: tuple[str, ...]) -> str:
    """Identifiers: they need no escape."""
    return f"""["{'","'.join(names)}"]""" if names else "[]"


def own(assessment: Assessment) -> bytes:
    """The statuses, and what else depends on more than the outcomes under the wording that
    governs.
    """
    conclusion, confirmed, _, evoked, compared, time_bar, deadline, limitation = assessment
    if limitation is None and not compared and time_bar is TimeBar.UNKNOWN:
        return _USUAL[conclusion.status, confirmed, evoked]
    in_time = _in_time(compared, time_bar, limitation, deadline)
    return (_statuses(conclusion.status, confirmed, evoked) + in_time).encode()


def _statuses(status: Status, confirmed: Status, evoked: bool) -> str:
    return f'"status":"{status}","confirmed":"{confirmed}","evoked":{"true" if evoked else "false"},'


def _in_time(
    compared: tuple[ComparedWording, ...], time_bar: TimeBar, limitation: str | None, deadline: date | None
) -> str:
    wordings = ",".join([f'{{"version":"{c.version}","from":"{c.from_}","status":"{c.status}"}}' for c in compared])
    return (
        f'"compared":[{wordings}],"time_bar":"{time_bar}","limitation":{_text(limitation)},"deadline":{_text(deadline)}'
    )


def _text(value: object) -> str:
    return "null" if value is None else f'"{value}"'


_USUAL = {
    (status, confirmed, evoked): (
        _statuses(status, confirmed, evoked) + _in_time((), TimeBar.UNKNOWN, None, None)
    ).encode()
    for status in Status
    for confirmed in Status
    for evoked in (True, False)
}


def head_and_foot(answer: Answer) -> tuple[bytes, bytes]:
    """The JSON before the offences and after the conditions."""
    head = {
        "proof_version": PROOF_VERSION,
        "report": answer.report,
        "date_of_facts": answer.date_of_facts.isoformat(),
        "date_is_assumed": answer.date_is_assumed,
        "continued_to": answer.continued_to.isoformat(),
        "date_of_decision": answer.date_of_decision.isoformat(),
        "issue": answer.issue.value,
        "main": answer.main,
        "others": [_setting(s) for s in answer.others],
        "out_of_field": answer.out_of_field,
        "prudent": answer.prudent,
        "raised": sorted(answer.raised),
        "facts": {name: _fact(stated) for name, stated in sorted(answer.facts.items())},
        **({"disputed": {n: _fact(f) for n, f in sorted(answer.disputed.items())}} if answer.disputed else {}),
        **_standings(answer),
    }
    digests = answer.digests
    foot = {
        "digests": {"facts": digests.facts, "ruleset": digests.ruleset, "engine": digests.engine},
        "reasoner": answer.reasoner,
    }
    return f'{dump(head)[:-1]},"offences":['.encode(), f"}},{dump(foot)[1:]}".encode()


def _setting(setting: Setting) -> dict[str, Any]:
    return {"offence": setting.offence, "kind": setting.kind, "by": setting.by}


def _standings(answer: Answer) -> dict[str, Any]:
    """The JSON of the order of suggestions; nothing under a law that has none."""
    if answer.standings is None:
        return {}
    first, look = answer.standings.first, answer.standings.look
    return {
        "indications": answer.standings.indications.data(),
        "first": None
        if first is None
        else {
            "offence": first.offence,
            "motives": [{"criterion": m.criterion, "about": m.about} for m in first.motives],
            "tie": first.tie,
            "alone": first.alone,
        },
        "also": [_setting(s) for s in answer.also],
        "look": None
        if look is None
        else {"field": look.field, "by": look.by, "share": look.share, "offences": list(look.offences)},
    }


def _fact(stated: StatedFact) -> dict[str, Any]:
    told = {
        "value": known_data(stated.knowledge),
        "standing": stated.standing.value,
        "confirmed_value": None if stated.sure is None else known_data(stated.sure),
        "source": stated.source,
        "span": None if stated.span is None else [stated.span.start, stated.span.end],
    }
    if (
        stated.span is not None and stated.span.voice != "text"
    ):  # answers kept before there was a comment replay as they are
        told["span_in"] = stated.span.voice
    if stated.was is not None:
        told["was"] = stated.was
    return told


def law_and_findings(wording: Wording, offences: Mapping[str, Offence]) -> tuple[bytes, bytes]:
    """The law that an entry opens with, and the findings that it ends with."""
    offence = offences[wording.offence]
    version = next((v for v in offence.versions if v.id == wording.version), None)
    opening = {
        "offence": offence.id,
        "legifrance": offence.legifrance,
        "citation": offence.citation if version is None else version.citation or offence.citation,
        "version": None if version is None else _version(version),
        "read_from": None if wording.read_from is None else wording.read_from.isoformat(),
    }
    then = offence if wording.read_from is None else offence.on(wording.read_from)
    findings = [_finding(point, then) for point in wording.points]
    return f"{dump(opening)[:-1]},".encode(), f',"findings":{dump(findings)}}},'.encode()


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "from": version.from_.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "law": version.law,
        "void": version.void,
        "source": version.source.model_dump(mode="json"),
    }


def _finding(point: Point, offence: Offence) -> dict[str, Any]:
    group = {
        "element": offence.elements,
        "defence": offence.defences,
        "scope": offence.scope,
        "aggravation": offence.aggravations,
        "caution": offence.cautions,
    }
    clause: Any = group[point.kind][point.name]  # type: ignore[index]
    return {
        "kind": point.kind,
        "name": point.name,
        "label": clause.label.fr,
        "article": getattr(clause, "article", None),
        "condition": name_of(point.condition),
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    data: dict[str, Any] = {
        "outcome": verdict.outcome.value,
        "confirmed": verdict.confirmed.value,
        "reasons": [_reason(r) for r in verdict.reasons],
    }
    if verdict.outcome is Outcome.OPEN:
        data["could_hold"] = _reason(verdict.could_hold)
        data["could_fail"] = _reason(verdict.could_fail)
    return data


def _reason(reason: Reason) -> list[dict[str, Any]]:
    return [literal_data(literal) for literal in reason]


def literal_data(literal: FactLiteral) -> dict[str, Any]:
    """A literal, in the form that engine.explanation.proof describes."""
    atom = literal.atom
    data: dict[str, Any] = {"fact": atom.fact, "test": _TESTS[atom.kind]}
    if atom.keys:
        data["values"] = list(atom.keys)
    if atom.threshold is not None:
        data["threshold"] = atom.threshold if isinstance(atom.threshold, int) else atom.threshold.isoformat()
    data["holds"] = literal.holds
    return data


def penalty_data(penalty: Penalty) -> dict[str, Any]:
    return {
        "prison_months": penalty.prison_months,
        "fine_euros": penalty.fine_euros,
        "life": penalty.life,
        "contravention_class": penalty.contravention_class,
    }
