"""Noise service: verdicts of the filter on texts, and judgements of people on the filter."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.noise.schemas import NoiseAnswer, NoiseBatch, NoiseReview, NoiseVerdict
from api.reports.decisions import decide, undo
from api.reports.rates import rate_of
from api.reports.schemas import DecisionCreate, ReportSummary
from api.texts import noise_rows
from api.texts.repeats import Repeats
from classifiers.noise.filter import FilterVerdict, NoiseInput
from classifiers.noise.standing import Promise, digests_of, sentence

TURN = 20
"""Texts judged before others have their turn."""


def judge(services: Services, promises: tuple[Promise, ...], channel: str, batch: NoiseBatch) -> NoiseAnswer:
    """The verdicts on a batch, in order, under what holds for its channel; what it holds twice is
    kept the second time.
    """
    repeats = Repeats()
    texts = [
        repeats.count(
            NoiseInput(t.id, t.text or "", t.reports, None, t.reported_category, t.comment or "", reported=t.reported)
        )
        for t in batch.texts
    ]

    def judged(some: list[NoiseInput]) -> list[FilterVerdict]:
        return services.texts.with_noise(lambda noise: list(noise.under(promises).judge(some)))

    verdicts = [verdict for first in range(0, len(texts), TURN) for verdict in judged(texts[first : first + TURN])]
    return NoiseAnswer(
        certificate=digests_of(promises),
        valid=any(one.standing.valid for one in promises),
        sentence=sentence(promises, channel),
        verdicts=[_verdict_of(verdict) for verdict in verdicts],
    )


def review(session: AnySession, limit: int) -> NoiseReview:
    """A sample to read, and the rate of those who should not have been set aside."""
    waiting, drawn = noise_rows.waiting(session)
    restored, judged = noise_rows.judged(session)
    return NoiseReview(
        items=[ReportSummary.model_validate(row) for row in noise_rows.sample(session, limit)],
        waiting=waiting,
        drawn=drawn,
        disagreement=rate_of(restored, judged),
    )


def judge_set_aside(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, verdict: Literal["noise", "restore"]
) -> None:
    """Keeps what a person says of a report set aside; restored, it takes its place in the queue.

    Raises:
        Problem: the report is not, or no longer, set aside.
    """
    if row.state != "low_priority":
        raise Problem("not-set-aside")
    row.noise_review = "confirmed" if verdict == "noise" else "restored"
    if verdict == "noise":
        decide(session, services, who, row, DecisionCreate(kind="noise"))
    else:
        row.state = "open"
        record(session, services.clock.now(), who.account, "noise.restored", row.id, drawn=row.noise_audit)
    session.flush()


def restored_today_by(session: AnySession, services: Services, who: Identity, row: ReportRow) -> bool:
    """Whether this person put a report back in the queue today, where nobody has begun with it."""
    if row.state != "open" or row.noise_review != "restored" or row.held_by not in (None, who.account):
        return False
    at = noise_rows.restored_at(session, row.id, who.account)
    return at is not None and services.clock.day_of(datetime.fromisoformat(at)) == services.clock.today()


def undo_judgement(session: WriteSession, services: Services, who: Identity, row: ReportRow) -> None:
    """Takes back what a person said of a report set aside, on the same day: it is set aside again,
    to be judged.

    Raises:
        Problem: nothing to take back, another day, somebody else's judgement, somebody has begun
            with the report.
    """
    if row.noise_review != "restored":
        undo(session, services, who, row)
        return
    if not restored_today_by(session, services, who, row):
        raise Problem("not-set-aside")
    row.state, row.noise_review = "low_priority", None
    session.flush()
    record(session, services.clock.now(), who.account, "noise.restoration_undone", row.id)


def _verdict_of(verdict: FilterVerdict) -> NoiseVerdict:
    return NoiseVerdict(
        id=verdict.id,
        score=None if verdict.score is None else round(verdict.score, 9),
        decision="set_aside" if verdict.set_aside else "keep",
        reason=verdict.reason,
        fields={name: round(value, 6) for name, value in verdict.fields.items()},
        gravity={name: round(value, 6) for name, value in verdict.gravity.items()},
        kind=verdict.kind,
        audit=verdict.audit,
    )
