"""A hotline's own certificate, from its analysts' decisions."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from classifiers.noise.bounds import RiskLevel
from classifiers.noise.certificate import DEMONSTRATION, CalibrationScores, Certificate, Origin, Refusal, certify
from classifiers.noise.contents import contents
from classifiers.noise.decision import likeliest, likely_fields, recognised_kind
from classifiers.noise.filter import NoiseFilter, NoiseInput, rules_digest, was_reported, words
from classifiers.noise.kinds import FIELDS, NO_FIELD
from classifiers.noise.score_version import SCORE_CODE
from classifiers.noise.scores import BYPASSED, histogram

MAX_LINE = 16_000_000
"""Bytes of a line of decisions."""


class BadDecisions(Exception):
    """A line of decisions that cannot be used: which, and why."""


class AnalystDecision(NamedTuple):
    """A report an analyst read, whatever its score: must it be seen, and under which field?

    `ground`: the protected ground at stake, or nothing.

    `comment`: what the reporter said of the content; `reported_category`: what the reporter chose;
    `reported`: False for a post, that nobody had reported.
    """

    text: str
    keep: bool
    field: str = ""
    ground: str = ""
    comment: str = ""
    reported_category: str | None = None
    reported: bool = True

    @property
    def words(self) -> str:
        """The words of both voices."""
        return words(self.text, self.comment)


class CertificateScope(NamedTuple):
    """Scope of a certificate: the channel and the fields that its promise is on, the first and the
    last day of the decisions, and the last day of use; a demonstration's has none.
    """

    channel: str
    fields: Sequence[str]
    since: date
    until: date
    expires: date | None


class _ScoredDecision(NamedTuple):
    """A decision as the certificate counts it: its score, 1 where it is kept whatever its score;
    the field it was read as; its likeliest noise recognised or not.
    """

    score: float
    field: str
    recognised: bool


def read_decisions(path: Path) -> list[AnalystDecision]:
    """Decisions as JSON Lines.

    Raises BadDecisions, naming the line; OSError.

    `label` (keep or noise), `text` or `comment` or both; `field`, one of the eight, where it is
    keep; `reported_category` and `ground` if any. All are of reports, or all are posts.
    """
    found = []
    with path.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE + 1), b""), 1):
            where = f"{path.name}:{number}"
            if len(line) > MAX_LINE:
                raise BadDecisions(f"{where} : ligne de plus de {MAX_LINE} octets")
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadDecisions(f"{where} : JSON incorrect") from error
            found.append(_decision(row, where))
            if found[-1].reported is not found[0].reported:
                raise BadDecisions(
                    f"{where} : les lignes mêlent des signalements et des publications, dont les scores ne se comparent "
                    "pas ; donner `comment` à chaque signalement (null s'il n'a pas de commentaire), et caler à part les "
                    "publications, qui n'ont que `text`"
                )
    return found


def _decision(row: Any, where: str) -> AnalystDecision:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str | None):
        raise BadDecisions(f"{where} : `text` : un texte est attendu")
    if row.get("label") not in ("keep", "noise"):
        raise BadDecisions(f"{where} : `label` : keep ou noise est attendu")
    for name in ("comment", "reported_category"):
        if not isinstance(row.get(name), str | None):
            raise BadDecisions(f"{where} : `{name}` : un texte est attendu")
    text, comment, keep = row.get("text") or "", row.get("comment") or "", row["label"] == "keep"
    if "text" not in row and not comment:
        raise BadDecisions(f"{where} : `text` : un texte est attendu, ou `comment`")
    if keep and row.get("field") not in FIELDS:
        raise BadDecisions(
            f"{where} : `field` : le champ de ce qui est à garder est attendu, parmi {', '.join(FIELDS)}"
        )
    field = row["field"] if keep else ""
    ground, category = str(row.get("ground") or ""), row.get("reported_category")
    return AnalystDecision(text, keep, field, ground, comment, category, was_reported(row))


def calibrate(
    decisions: Sequence[AnalystDecision], scope: CertificateScope, noise: NoiseFilter, level: RiskLevel
) -> Certificate | Refusal:
    """The certificate of a channel for some fields, or why there is none.

    The decisions must never have taught the reader; each content counts once. The promise is on the
    keep reports of these fields. Drift compares the reports that are read as of them or of none:
    those count, with the keep ones wherever they were read.

    Raises ValueError without a reader, for the name of the shipped certificates (it is no
    channel's), where a report cannot be read.
    """
    if scope.channel == DEMONSTRATION:
        raise ValueError(
            f"channel : « {scope.channel} » est le nom d'un certificat livré ; donner celui d'un canal de la hotline"
        )
    return _calibrated(decisions, scope, noise, level)


def demonstrate(
    decisions: Sequence[AnalystDecision], day: date, noise: NoiseFilter, level: RiskLevel
) -> Certificate | Refusal:
    """The demonstration's certificate, for all fields together; it promises a hotline nothing.

    Raises ValueError as `calibrate` does.
    """
    return _calibrated(decisions, CertificateScope(DEMONSTRATION, FIELDS, day, day, None), noise, level)


def _calibrated(
    decisions: Sequence[AnalystDecision], scope: CertificateScope, noise: NoiseFilter, level: RiskLevel
) -> Certificate | Refusal:
    if noise.reader is None:
        raise ValueError("lecteur : absent ; installer l'extra « encoder »")
    named, demonstration = tuple(sorted(set(scope.fields))), scope.channel == DEMONSTRATION
    origin = Origin(
        scope.channel,
        named,
        scope.since,
        scope.until,
        rules_digest(noise.reader, noise.never),
        _digest(decisions),
        SCORE_CODE,
        posts=bool(decisions) and not decisions[0].reported,
    )
    scored = _scored(decisions, noise)
    counted = [
        row
        for row, (decision, one) in enumerate(zip(decisions, scored, strict=True))
        if (decision.field in named if decision.keep else one.field in (*named, NO_FIELD))
    ]
    once = contents(
        [decisions[row].words for row in counted],
        [decisions[row].keep for row in counted],
        [scored[row].score if scored[row].recognised or not demonstration else BYPASSED for row in counted],
    )
    grounds: defaultdict[str, list[float]] = defaultdict(list)
    keep = []
    for place, score in zip(once.rows, once.scores, strict=True):
        decision = decisions[counted[place]]
        if decision.keep:
            keep.append(score)
            if decision.ground:
                grounds[decision.ground].append(score)
    scores = CalibrationScores(keep, once.scores, dict(grounds), repeats=len(counted) - len(once.rows))
    made = certify(scores, origin, level, demonstration=demonstration, expires=scope.expires)
    if isinstance(made, Refusal) or not demonstration:
        return made
    # over the threshold, the score is the reason that is said, recognised or not: weeks count it as
    # it is
    alone = [scored[counted[place]].score for place in once.rows]
    as_weeks = [
        own if final == BYPASSED and not made.sets_aside(own) else final
        for own, final in zip(alone, once.scores, strict=True)
    ]
    return replace(made, histogram=histogram(as_weeks))


def _scored(decisions: Sequence[AnalystDecision], noise: NoiseFilter) -> list[_ScoredDecision]:
    texts = [
        NoiseInput(
            number, one.text, reported_category=one.reported_category, comment=one.comment, reported=one.reported
        )
        for number, one in enumerate(decisions, 1)
    ]
    bounds, found = noise.never.parameters.bounds, []
    for text, reading in zip(texts, noise.read(texts), strict=True):
        if reading is None:
            raise ValueError(f"lecteur : le signalement {text.id} n'a pu être lu")
        kept = noise.keeps_whatever_certified(text, reading) is not None
        field = likeliest(likely_fields(reading, bounds))
        recognised = recognised_kind(reading, bounds) is not None
        found.append(_ScoredDecision(BYPASSED if kept else reading.score, field, recognised))
    return found


def _digest(decisions: Sequence[AnalystDecision]) -> str:
    seen = hashlib.sha256()
    for one in decisions:
        told = json.dumps(one, ensure_ascii=True)
        seen.update(hashlib.sha256(told.encode()).digest())
    return seen.hexdigest()
