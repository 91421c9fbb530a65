"""The filter: texts in, a decision each, with its reason. "Set aside" is a queue read later, never a deletion."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypedDict

import numpy as np

from classifiers.cues.model import Cue
from classifiers.cues.reader import CueReader
from classifiers.noise.audit import drawn
from classifiers.noise.cascade import Cascade, Scored, expected
from classifiers.noise.certificate import Certificate
from classifiers.noise.domain import TrainingDomain
from classifiers.noise.encoder import weights_digest
from classifiers.noise.features import batches
from classifiers.noise.never import UNREADABLE, Never, kept_by
from classifiers.noise.scores import BYPASSED
from classifiers.noise.spans import Span, spans
from classifiers.noise.standing import Standing
from classifiers.text.french import listed

SEEN_BEFORE = "deja_signale"
NO_CERTIFICATE = "sans_certificat"
SUSPENDED = "certificat_suspendu"
"""The drift or the audit speaks against the certificate."""
OUT_OF_DOMAIN = "hors_apprentissage"
"""The model did not learn what this category is about, and the channel has no certificate of its own."""
NO_PROMISE = frozenset({NO_CERTIFICATE, SUSPENDED, OUT_OF_DOMAIN})
"""The reasons of texts of which the certificate says nothing: neither its drift nor its audit counts them."""
NO_CONTENT = "sans_contenu"
"""Nobody gave the words of the content: what a comment points to is still to be looked at."""
SCORE = "score"


class Text(NamedTuple):
    """A text to judge. `reports`: how many reports of this content have come in, this one included. `reported_category`: the reporter's.

    `cues`: what the filter's lexicons see in it, where they have read it already; None has the filter ask them when it must know.
    `comment`: what the reporter says of it; both voices are read as one.
    """

    id: str | int
    text: str
    reports: int = 1
    cues: tuple[Cue, ...] | None = None
    reported_category: str | None = None
    comment: str = ""

    @property
    def words(self) -> str:
        """The words of both voices."""
        return words(self.text, self.comment)


class Second(TypedDict):
    """What the second stage adds to the logit, before the length of the text counts.

    `estimated`: the encoder was not asked, and this is what it would answer on average.
    """

    logit: float
    estimated: bool


class Verdict(NamedTuple):
    """What the filter says of a text.

    `score`: probability in [0, 1] that an analyst must see it. `reason`: `score`, `sans_certificat`, `certificat_suspendu`,
    `hors_apprentissage`, `deja_signale`, or what keeps the text whatever its score. `audit`: drawn among what is set aside, to be read all the same.
    `spans`: the strongest words for and against, `comment_spans` those of the comment. `second`: None where the first stage answers alone.
    """

    id: str | int
    score: float
    set_aside: bool
    reason: str
    spans: tuple[Span, ...]
    second: Second | None
    audit: bool = False
    comment_spans: tuple[Span, ...] = ()


class NoiseFilter:
    """A cascade under a certificate. Without a valid one it scores, and keeps everything.

    The demonstration's certificate speaks of `domain` only, what the model learnt; one that a channel had calibrated, of all that the channel sends.
    `cues` reads a text that would be set aside: a declared fact among them keeps it. Certificates are made without it, so that a lexicon
    may change without making them false: it can only keep more. `audit_key`: the hotline's secret, with which the declared share of what is set aside is drawn for reading; None draws nothing.
    """

    def __init__(
        self,
        cascade: Cascade,
        never: Never,
        certificate: Certificate | None,
        standing: Standing,
        audit_key: bytes | None = None,
        cues: CueReader | None = None,
        domain: TrainingDomain | None = None,
    ) -> None:
        self.cascade = cascade
        self.never = never
        self.certificate = certificate
        self.standing = standing
        self._audit_key = audit_key
        self._cues = cues
        self._domain = domain or TrainingDomain()

    def under(self, certificate: Certificate | None, standing: Standing) -> NoiseFilter:
        """The same filter under another certificate, or another standing of it."""
        return NoiseFilter(self.cascade, self.never, certificate, standing, self._audit_key, self._cues, self._domain)

    @property
    def bypasses(self) -> frozenset[str]:
        """The reasons that keep a text whatever its score, and that certificates count as a score of 1."""
        return frozenset({rule.reason for rule in self.never.parameters.rules} | UNREADABLE | {NO_CONTENT})

    def judge(self, texts: Sequence[Text], explain: bool = True) -> Iterator[Verdict]:
        """A verdict per text, in order."""
        for batch in batches(texts):
            scored = self.cascade.score([t.words for t in batch])
            shown = spans(scored, self.cascade.model.first.weights) if explain else [()] * len(batch)
            added = _added(self.cascade, scored)
            for text, score, second, found in zip(batch, scored.score.tolist(), added, shown, strict=True):
                reason = self._kept_for(text, score)
                of_text, of_comment = _by_voice(text, found)
                yield Verdict(
                    text.id,
                    score,
                    reason is None,
                    reason or SCORE,
                    of_text,
                    second,
                    reason is None and self._drawn(text),
                    of_comment,
                )

    def counted_reason(self, text: Text, verdict: Verdict) -> str:
        """The reason that certificates count: what keeps the text whatever its score, even where its score or an earlier report was enough."""
        if verdict.set_aside or verdict.reason not in (SCORE, SEEN_BEFORE):
            return verdict.reason
        return self._never_for(text) or verdict.reason

    def _drawn(self, text: Text) -> bool:
        share = self.never.parameters.audit_share
        return self._audit_key is not None and drawn(str(text.id), self._audit_key, share)

    def _kept_for(self, text: Text, score: float) -> str | None:
        """Why the text is kept, or None when it is set aside."""
        if self.certificate is None or not self.standing.valid:
            return SUSPENDED if self.standing.suspended else NO_CERTIFICATE
        if self.certificate.demonstration and not self._domain.covers(text.reported_category):
            return OUT_OF_DOMAIN
        if not self.certificate.sets_aside(score):
            return SCORE
        if text.reports > 1:
            return SEEN_BEFORE
        reason = self._never_for(text)
        if reason is not None or self._cues is None:
            return reason
        cues = text.cues if text.cues is not None else self._cues.read(text.words)
        return kept_by(cues, self.never.parameters)

    def _never_for(self, text: Text) -> str | None:
        """Why the text is kept whatever its score, by what it says; None when nothing does."""
        if text.comment.strip() and not text.text.strip():
            return NO_CONTENT
        return self.never.reason(text.words)


def words(text: str, comment: str) -> str:
    """The words of a text and of the comment on it, as the filter reads them: one after the other."""
    return f"{text}\n{comment}" if text and comment else text or comment


def _by_voice(text: Text, found: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of the text, then those of the comment, each in its own characters; one that runs over both is that of the longer part."""
    if not text.comment:
        return tuple(found), ()
    end, begin = len(text.text), len(text.text) + bool(text.text)
    of_text, of_comment = [], []
    for span in found:
        if end - span.start >= span.end - begin:
            of_text.append(span._replace(end=min(span.end, end)))
        else:
            of_comment.append(span._replace(start=max(span.start - begin, 0), end=span.end - begin))
    return tuple(of_text), tuple(of_comment)


def _added(cascade: Cascade, scored: Scored) -> Sequence[Second | None]:
    """What the second stage adds for each text of a scored batch."""
    head = cascade.model.second
    if head is None or cascade.variant == "first-stage":
        return [None] * len(scored.score)
    estimated = np.isnan(scored.second)
    logits = np.where(estimated, expected(head, scored.first), scored.second).round(3)
    return [Second(logit=a, estimated=b) for a, b in zip(logits.tolist(), estimated.tolist(), strict=True)]


def final_scores(scores: Iterable[float], texts: Sequence[str], never: Never) -> list[float]:
    """The scores a certificate must rest on: 1 for what is never set aside."""
    return [
        BYPASSED if never.reason(text) is not None else float(score) for score, text in zip(scores, texts, strict=True)
    ]


def rules_digest(cascade: Cascade, never: Never) -> str:
    """SHA-256 of what decides beside the code: the stages of the model that run, the encoder's files if it does, French words, the declared patterns."""
    seen = hashlib.sha256(cascade.digest.encode())
    if cascade.variant == "cascade":
        seen.update(weights_digest().encode())
    seen.update(listed())
    seen.update(never.parameters.digest_of)
    return seen.hexdigest()
