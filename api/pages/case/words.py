"""Words for what is stored as a code: where a fact comes from, why the filter kept a text, why a
case has its rank.
"""

from __future__ import annotations

from api.db.reports import ReportRow
from api.http.services import Services
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.say import Say
from api.texts.fact_readers import READER_WORDS, reader_of
from api.texts.voices import DISSENT
from classifiers.cues.presumed import COMMENT, SOURCE
from engine.model.knowledge import Voice

CUE = "indice_"
"""How the filter names a text kept for what a lexicon saw in it: this, then the fact."""


def how_read(source: str, voice: Voice | None) -> str | None:
    """The message that tells how a fact was read in the words of a report, rules being named by
    identifiers that no page shows; None when it was not.

    `voice`: that of its passage, None where it has none: a model server quotes the address too.
    """
    if source.endswith(DISSENT):
        return "case.read_with_dissent"
    if source.startswith(COMMENT):
        return "case.read_in_comment"
    if source.startswith(SOURCE):
        return "case.read_in_text"
    if reader_of(source) != "model":
        return None
    return "case.read_in_address" if voice is None else f"case.read_in_{voice}"


def source_words(source: str, say: Say, voice: Voice | None) -> str:
    """Source of a fact; whoever stated it, what was read in the reporter's words is said to be."""
    read = how_read(source, voice)
    words = say.t(read) if read is not None else say.marking(say.plain(source), source)
    return ", ".join(filter(None, [say.t("case.reporter"), words])) if voice == "comment" else words


def reader_words(source: str, say: Say) -> str:
    """Name of the reader that saw a fact in the words of a report; empty when none did."""
    reader = reader_of(source)
    return say.text(READER_WORDS[reader]) if reader is not None else ""


def noise_reason(row: ReportRow, services: Services, say: Say) -> str:
    """Reason of the noise filter; empty when it said nothing."""
    name = row.noise_reason or ""
    if not name:
        return ""
    if f"noise_reason.{name}" in MESSAGES:
        return say.t(f"noise_reason.{name}")
    fact = say.ruleset.facts.get(name.removeprefix(CUE)) if name.startswith(CUE) else None
    if fact is not None:
        return say.t("noise_reason.cue", label=say.text(fact.label))
    label = services.rules.priorities.patterns.get(name)
    return say.t("noise_reason.rule", label=say.text(label)) if label is not None else say.t("noise_reason.gone")


def rank_reason(row: ReportRow, services: Services, say: Say) -> str:
    """Reason of the rank of a case."""
    if row.priority_reason is None:
        return say.t("queue.by_arrival")
    label = services.rules.priorities.labels.get(row.priority_reason)
    return say.text(label) if label is not None else say.t("queue.rule_gone")
