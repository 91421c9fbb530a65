"""A hotline's own certificate, from its analysts' decisions."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

from classifiers.noise.cascade import DEMONSTRATION, Cascade
from classifiers.noise.certificate import Certificate, Origin, Refusal, certify
from classifiers.noise.contents import contents
from classifiers.noise.features import batches
from classifiers.noise.filter import final_scores, rules_digest, words
from classifiers.noise.never import Never
from classifiers.noise.score_version import SCORE_CODE
from classifiers.noise.scores import BYPASSED

MAX_LINE = 16_000_000
"""Bytes of a line of decisions."""


class BadDecisions(Exception):
    """A line of decisions that cannot be used: which, and why."""


class Decision(NamedTuple):
    """A text an analyst read, whatever its score: must it be seen? `ground`: the protected ground at stake, or nothing.

    `comment`: what the reporter said of it, which the filter reads after it.
    """

    text: str
    keep: bool
    ground: str = ""
    comment: str = ""

    @property
    def words(self) -> str:
        """The words of both voices, as the filter reads them."""
        return words(self.text, self.comment)


class Period(NamedTuple):
    """First and last day of the decisions, and last day on which the certificate may be used."""

    since: date
    until: date
    expires: date


def read_decisions(path: Path) -> list[Decision]:
    """Decisions as JSON Lines: `text`, `label` (keep or noise), `ground` and `comment` if any. Raises BadDecisions, naming the line; OSError."""
    found = []
    with path.open("rb") as lines:
        for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE + 1), b""), 1):
            if len(line) > MAX_LINE:
                raise BadDecisions(f"{path.name}:{number} : ligne de plus de {MAX_LINE} octets")
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadDecisions(f"{path.name}:{number} : JSON incorrect") from error
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise BadDecisions(f"{path.name}:{number} : `text` : un texte est attendu")
            if row.get("label") not in ("keep", "noise"):
                raise BadDecisions(f"{path.name}:{number} : `label` : keep ou noise est attendu")
            comment = row.get("comment") or ""
            if not isinstance(comment, str):
                raise BadDecisions(f"{path.name}:{number} : `comment` : un texte est attendu")
            found.append(Decision(row["text"], row["label"] == "keep", str(row.get("ground") or ""), comment))
    return found


def calibrate(
    decisions: list[Decision], channel: str, period: Period, cascade: Cascade, never: Never, alpha: float, delta: float
) -> Certificate | Refusal:
    """The certificate of a channel, or why there is none. The decisions must never have trained the model; each content counts once.

    Raises ValueError for the name of a shipped certificate: it is no channel's.
    """
    if channel in DEMONSTRATION.values():
        raise ValueError(
            f"channel : « {channel} » est le nom d'un certificat livré ; donner celui d'un canal de la hotline"
        )
    scores: list[float] = []
    for batch in batches(decisions):
        texts = [d.words for d in batch]
        final = final_scores(cascade.score(texts).score.tolist(), texts, never)
        scores += [score if one.text.strip() else BYPASSED for one, score in zip(batch, final, strict=True)]
    once = contents([d.words for d in decisions], [d.keep for d in decisions], scores)
    counted = [(decisions[row], score) for row, score in zip(once.rows, once.scores, strict=True)]
    grounds: defaultdict[str, list[float]] = defaultdict(list)
    for decision, score in counted:
        if decision.keep and decision.ground:
            grounds[decision.ground].append(score)
    seen = hashlib.sha256()
    for decision in decisions:
        told = f"{decision.keep}\0{decision.text}" + f"\0{decision.comment}" * bool(decision.comment)
        seen.update(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest())
    origin = Origin(channel, period.since, period.until, rules_digest(cascade, never), seen.hexdigest(), SCORE_CODE)
    return certify(
        [score for decision, score in counted if decision.keep],
        once.scores,
        origin,
        alpha=alpha,
        delta=delta,
        grounds=dict(grounds),
        demonstration=False,
        expires=period.expires,
        repeats=len(decisions) - len(counted),
    )
