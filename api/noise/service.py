"""What the filter says of texts, and what people say of the filter."""

from __future__ import annotations

from typing import Literal

from api.audit.journal import record
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.noise import repository
from api.noise.schemas import NoiseAnswer, NoiseBatch, NoiseSpan, NoiseVerdict, Rate, Review
from api.problems import Problem
from api.reports.decisions import decide
from api.reports.schemas import NewDecision, Summary
from api.security.identity import Identity
from api.wiring import Wiring
from classifiers.noise.bounds import lower, upper
from classifiers.noise.filter import Text, Verdict

LEVEL = 0.95


def judge(wired: Wiring, batch: NoiseBatch) -> NoiseAnswer:
    """The verdicts on a batch, in order."""
    texts = [Text(t.id, t.text, t.reports) for t in batch.texts]
    noise = wired.texts.noise
    if noise is None:
        raise Problem("noise-filter-absent")
    verdicts = wired.texts.judge(texts, batch.explain)
    standing = noise.standing
    return NoiseAnswer(
        certificate=standing.certificate, valid=standing.valid, verdicts=[_told(verdict) for verdict in verdicts]
    )


def review(session: AnySession, limit: int) -> Review:
    """A sample to read, and the rate of those who should not have been set aside."""
    waiting, drawn = repository.waiting(session)
    restored, judged = repository.judged(session)
    return Review(
        items=[Summary.model_validate(row) for row in repository.sample(session, limit)],
        waiting=waiting,
        drawn=drawn,
        disagreement=rate(restored, judged),
    )


def rate(found: int, of: int) -> Rate:
    """A share with its exact interval, each side wrong with half of the risk."""
    risk = (1 - LEVEL) / 2
    low, high = (lower(found, of, risk), upper(found, of, risk)) if of else (0.0, 1.0)
    return Rate(found=found, of=of, rate=found / of if of else None, low=low, high=high, level=LEVEL)


def judge_set_aside(
    session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, verdict: Literal["noise", "restore"]
) -> None:
    """Keeps what a person says of a report set aside; restored, it takes its place in the queue.

    Raises:
        Problem: the report is not, or no longer, set aside.
    """
    if row.state != "low_priority":
        raise Problem("not-set-aside")
    row.noise_review = "confirmed" if verdict == "noise" else "restored"
    if verdict == "noise":
        decide(session, wired, who, row, NewDecision(kind="noise"))
    else:
        row.state = "open"
        record(session, wired.clock.now(), who.account, "noise.restored", row.id, drawn=row.noise_audit)
    session.flush()


def _told(verdict: Verdict) -> NoiseVerdict:
    return NoiseVerdict(
        id=verdict.id,
        score=round(verdict.score, 9),
        decision="set_aside" if verdict.set_aside else "keep",
        reason=verdict.reason,
        spans=[NoiseSpan(start=s.start, end=s.end, weight=s.weight) for s in verdict.spans],
        second_stage=verdict.second,
        audit=verdict.audit,
    )
