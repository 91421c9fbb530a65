"""Reports on the same content: how they are recognised, and what the earlier one does for the later
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.kit.sealing import Sealer
from api.kit.urls import normalised
from api.reports import repository
from api.reports.schemas import ReportCreate
from classifiers.text import likeness

MAX_LOOKED_AT = 20
_STRENGTH = ("hash", "text", "near", "comment", "url")
_WORDS = ("text", "near")
LENT = ("accept", "correct")
"""What words alone may lend to another address: an offence to confirm, never a reason not to look.
"""
MATCH_NAMES = {"hash": "hash", "text": "text", "near": "near_text", "comment": "comment", "url": "url"}
"""How each kind of trace is told, the strongest first."""


Speech: TypeAlias = Literal["text", "comment", "nothing"]
"""What a report says: the words of the content (whatever the reporter adds), the reporter's alone,
or nothing.
"""
Sharing: TypeAlias = Sequence[tuple[str, str, ReportRow]]
"""Earlier reports that share a trace: kind and key of the trace, report."""


@dataclass(frozen=True)
class Traces:
    """The digests of a report's content, the signature of its text, and whether it names an
    address.
    """

    keys: list[tuple[str, str]]
    signature: str | None
    addressed: bool

    @property
    def address(self) -> str | None:
        """The digest of the address."""
        return next((key for kind, key in self.keys if kind == "url"), None)


@dataclass(frozen=True)
class Twin:
    """The report that speaks for another, how it is known, and the decision it lends if there is
    one.

    `apart`: it has the same words at another address. It lends its decision, to be confirmed; the
    two cases stay two.
    """

    lead: ReportRow
    by: str
    score: float
    decision: DecisionRow | None
    apart: bool = False


def traces_of(new: ReportCreate, sealer: Sealer) -> Traces:
    """The traces of what is given. They survive the erasure of words and address, and say nothing
    without the key.

    The words of the content make reports alike, those of reporters do not: a comment counts only
    where there is no text, with its address.
    """
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
    if new.comment and not new.text and address is not None:
        words = likeness.plain_words(new.comment)
        keys += [("comment", sealer.trace("comment", "\0".join((address, " ".join(words)))))] if words else []
    keys += [("hash", sealer.trace("hash", f"{h.algorithm}:{h.value.lower()}")) for h in new.hashes]
    return Traces(list(dict.fromkeys(keys)), likeness.stored_bits(least) if least is not None else None, bool(new.url))


def find_twin(session: WriteSession, traces: Traces, sharing: Sharing, speech: Speech) -> Twin | None:
    """The earlier report on the same content that best speaks for this one, a decided one first, or
    None.

    `sharing`: what `repository.candidates` finds of the traces. Words alone never speak for an
    address: a report that gives one is spoken for, on its text, only where that address was
    reported. Words enough to be known by may lend an offence found elsewhere. `speech`: what the
    report says. Nobody decides of the report that speaks, or takes its decision back, before the
    end of this transaction.
    """
    locked: set[str] = set()
    twin = _best(session, traces, sharing, speech)
    while twin is not None and twin.lead.id not in locked:
        locked.add(twin.lead.id)
        if repository.decision_under_lock(session, twin.lead.id) == _name_of_decision(twin):
            break
        twin = _best(session, traces, sharing, speech)  # another may speak better now: it is locked in its turn
    return twin


def _name_of_decision(twin: Twin) -> str | None:
    return twin.decision.id if twin.decision is not None else None


def _best(session: AnySession, traces: Traces, sharing: Sharing, speech: Speech) -> Twin | None:
    met: dict[str, tuple[bool, int, float, ReportRow]] = {}
    here = {_name_of_lead(row) for kind, _, row in sharing if kind == "url"}
    for kind, _, row in sharing:
        apart = kind in _WORDS and traces.addressed and _name_of_lead(row) not in here
        if apart and traces.signature is None:
            continue
        score = likeness.likeness(traces.signature or "", row.signature or "") if kind == "near" else 1.0
        if kind == "near" and score < likeness.NEAR:
            continue
        rank = (apart, _STRENGTH.index(kind), -score)
        if row.id not in met or rank < met[row.id][:3]:
            met[row.id] = (*rank, row)
    undecided: Twin | None = None
    for apart, strength, minus_score, row in sorted(met.values(), key=lambda m: m[:3])[:MAX_LOOKED_AT]:
        if apart and undecided is not None:
            break
        twin = _twin(session, _STRENGTH[strength], -minus_score, row, speech, apart)
        if twin is not None and twin.decision is not None:
            return twin
        undecided = undecided or twin
    return undecided


def seen_before(session: AnySession, traces: Traces, sharing: Sharing, twin: Twin | None) -> list[ReportRow]:
    """The earlier reports of the same address, text or hash, whatever else they say."""
    if len(sharing) == repository.MAX_CANDIDATES:  # texts that are only near may have left no room for the same
        sharing = repository.candidates(session, [(kind, key) for kind, key in traces.keys if kind != "near"])
    met = {row.id: row for kind, _, row in sharing if kind != "near"}
    if twin is not None:
        met[twin.lead.id] = twin.lead
    return list(met.values())


def _twin(session: AnySession, kind: str, score: float, row: ReportRow, speech: Speech, apart: bool) -> Twin | None:
    lead = lead_of(session, row)
    decision = repository.live_decision(session, lead.id)
    if decision is None and other_words(kind, speech, speech_of(row)):
        return None  # somebody must read it
    if apart and (decision is None or decision.kind not in LENT):
        return None
    return Twin(lead, MATCH_NAMES[kind], score, decision, apart)


def other_words(by: str, speech: Speech, before: Speech) -> bool:
    """Whether a report met an earlier one by their address alone, while it says something that may
    not have been read.

    Both say something; or it has but a comment, which only an equal one speaks for.
    """
    return by == "url" and speech != "nothing" and (speech == "comment" or before != "nothing")


def speech_of(row: ReportRow) -> Speech:
    """Voices of a stored report as it came in, erased since or not."""
    return speech_from(row.text_length, row.comment_length)


def speech_from(text_length: int, comment_length: int) -> Speech:
    """Voices of a report, from how long its words are."""
    return "text" if text_length else "comment" if comment_length else "nothing"


def lead_of(session: AnySession, row: ReportRow) -> ReportRow:
    """The report that speaks for another; itself when none does."""
    name = _name_of_lead(row)
    return row if name == row.id else session.get(ReportRow, name) or row


def _name_of_lead(row: ReportRow) -> str:
    return row.same_as if row.same_as is not None and row.state != "prequalified" else row.id
