"""Reports on the same content: how they are recognised, and what the earlier one does for the later one."""

from __future__ import annotations

from dataclasses import dataclass

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.reports import likeness, repository
from api.reports.addresses import normalised
from api.reports.schemas import NewReport
from api.security.sealing import Sealer

MAX_LOOKED_AT = 20
_STRENGTH = ("hash", "text", "near", "url")
_TOLD = {"hash": "hash", "text": "text", "near": "near_text", "url": "url"}


@dataclass(frozen=True)
class Traces:
    """The digests of a report's content, and the signature of its text."""

    keys: list[tuple[str, str]]
    signature: str | None


@dataclass(frozen=True)
class Twin:
    """The report that speaks for another, how it is known, and the decision it lends if there is one."""

    lead: ReportRow
    by: str
    score: float
    decision: DecisionRow | None


def traces_of(new: NewReport, sealer: Sealer) -> Traces:
    """The traces of what is given. They survive the erasure of text and address, and say nothing without the key."""
    keys: list[tuple[str, str]] = []
    address = normalised(new.url) if new.url else None
    if address is not None:
        keys.append(("url", sealer.trace("url", address)))
    least = None
    if new.text:
        words = likeness.plain_words(new.text)
        if words:
            keys.append(("text", sealer.trace("text", " ".join(words))))
        least = likeness.signature(words)
        if least is not None:
            keys += [("near", sealer.trace("near", band)) for band in likeness.bands(least)]
    keys += [("hash", sealer.trace("hash", f"{h.algorithm}:{h.value.lower()}")) for h in new.hashes]
    return Traces(list(dict.fromkeys(keys)), likeness.kept(least) if least is not None else None)


def find_twin(session: AnySession, traces: Traces, has_text: bool) -> Twin | None:
    """The earlier report on the same content that best speaks for this one, a decided one first, or None."""
    met: dict[str, tuple[int, float, ReportRow]] = {}
    for kind, _, row in repository.candidates(session, traces.keys):
        score = likeness.likeness(traces.signature or "", row.signature or "") if kind == "near" else 1.0
        if kind == "near" and score < likeness.NEAR:
            continue
        rank = (_STRENGTH.index(kind), -score)
        if row.id not in met or rank < met[row.id][:2]:
            met[row.id] = (*rank, row)
    undecided: Twin | None = None
    for strength, minus_score, row in sorted(met.values(), key=lambda m: m[:2])[:MAX_LOOKED_AT]:
        twin = _twin(session, _STRENGTH[strength], -minus_score, row, has_text)
        if twin is not None and twin.decision is not None:
            return twin
        undecided = undecided or twin
    return undecided


def seen_before(session: AnySession, traces: Traces, twin: Twin | None) -> list[ReportRow]:
    """The earlier reports of the same address, text or hash, whatever else they say."""
    exact = [(kind, key) for kind, key in traces.keys if kind != "near"]
    met = {row.id: row for _, _, row in repository.candidates(session, exact)}
    if twin is not None:
        met[twin.lead.id] = twin.lead
    return list(met.values())


def _twin(session: AnySession, kind: str, score: float, row: ReportRow, has_text: bool) -> Twin | None:
    lead = _lead(session, row)
    decision = repository.live_decision(session, lead.id)
    same_address_other_words = kind == "url" and has_text and row.text_length > 0
    if same_address_other_words and decision is None:
        return None  # somebody must read it
    return Twin(lead, _TOLD[kind], score, decision)


def _lead(session: AnySession, row: ReportRow) -> ReportRow:
    if row.same_as is not None and row.state != "prequalified":
        return session.get(ReportRow, row.same_as) or row
    return row
