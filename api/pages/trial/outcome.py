"""What one edition of the rules makes of a trial, in the words of cases and of follow-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from api.kit import formats
from api.kit.typography import typeset
from api.pages.case import passages
from api.pages.case.danger_views import danger_view
from api.pages.case.head import issue_of, remarks_of
from api.pages.case.suggestions import CaseTeller
from api.pages.case.words import reader_words
from api.pages.follow_up.words import route_view
from api.pages.shell.say import Say
from api.pages.trial.views import CueView, OutcomeView, TrialNoticeView, TrialRouteView
from api.trial.notices import HOST, NOTIFIER
from api.trial.results import TrialNotice, TrialResult
from classifiers.cues.model import Cue, Value
from classifiers.cues.presumed import SOURCE
from engine.explanation.words import say_value
from engine.model.knowledge import Voice
from engine.notices.addresses import letters_of
from engine.routing.router import Route

MOST_CUES = 100
"""Rows of cues shown: a very long text has many."""
MOST_QUOTES, MOST_QUOTED = 3, 160
"""Passages shown of one value, and characters of each."""
_STAND_INS = {"host": HOST["name"], "notifier": NOTIFIER["name"]}


def teller_of(result: TrialResult, say: Say) -> CaseTeller:
    """What tells the answer of a trial to a page."""
    words = passages.Words(result.request.text, result.request.comment)
    return CaseTeller(result, say, passages.numbered(result.report.facts, words))


def outcome_view(result: TrialResult, say: Say, edition: str) -> OutcomeView:
    """Everything that a trial gave; `edition` names the rules."""
    teller, facts = teller_of(result, say), result.report.facts
    words = passages.Words(result.request.text, result.request.comment)
    chosen = result.decision.offence
    assessment = result.answer.assessment(chosen) if chosen is not None else None
    labels = {name: say.text(say.ruleset.facts[name].label) for name in facts}
    reasons = teller.reasons(assessment) if assessment is not None else ()
    evidence = passages.passages(facts, words, reasons, labels)
    cues = tuple(islice(_cues(result, say), MOST_CUES))
    return OutcomeView(
        edition=edition,
        digest=result.edition.digest[:12],
        issue=issue_of(teller, say),
        first=teller.first(),
        remarks=remarks_of(teller, say),
        danger=danger_view(result.danger, result.edition.rules, say, {}, (), ""),
        cues=cues,
        no_cues="" if cues else _no_cues(result, say),
        suggestions=teller.suggestions(chosen, ""),
        also=teller.also(chosen, ""),
        look=teller.look(chosen, ""),
        text=passages.segments(facts, words, "text", evidence),
        comment=passages.segments(facts, words, "comment", evidence),
        offence=teller.offence_view(assessment, None) if assessment is not None else None,
        elements=teller.elements(assessment) if assessment is not None else (),
        exceptions=teller.exceptions(assessment) if assessment is not None else (),
        tree=teller.tree(assessment) if assessment is not None else None,
        why_not=teller.why_not_views(),
        supposed=_supposed(result, say),
        routes=tuple(_route(one, result, say) for one in result.routing.routes if one.status != "not_due"),
        others=tuple(_route(one, result, say) for one in result.routing.routes if one.status == "not_due"),
        notices=tuple(_notice(one, say) for one in result.notices),
    )


def _no_cues(result: TrialResult, say: Say) -> str:
    if not result.reading.was_read:
        return say.t("trial.unread")
    said = bool(result.request.text or result.request.comment)
    return say.t("trial.no_cues" if said else "trial.no_words")


def _cues(result: TrialResult, say: Say) -> Iterator[CueView]:
    read = result.reading
    voices: tuple[tuple[Voice, str | None, tuple[Cue, ...]], ...] = (
        ("text", result.request.text, read.text_cues),
        ("comment", result.request.comment, read.comment_cues),
    )
    for voice, words, cues in voices:
        letters = letters_of(words or "")
        by_value: dict[tuple[str, Value], list[Cue]] = {}
        for cue in cues:
            by_value.setdefault((cue.fact, cue.value), []).append(cue)
        for group in by_value.values():
            yield _cue(group, voice, letters, result, say)


def _cue(group: Sequence[Cue], voice: Voice, letters: Sequence[str], result: TrialResult, say: Say) -> CueView:
    """What the cues of one value say; the surest gives its confidence."""
    name, value = group[0].fact, group[0].value
    fact, source = say.ruleset.facts.get(name), _presumption(name, result)
    quotes = list(dict.fromkeys("".join(letters[cue.start : cue.end]) for cue in group))
    rules = tuple(dict.fromkeys(cue.rule for cue in group))
    return CueView(
        label=say.text(fact.label) if fact is not None else name,
        value=typeset(say_value(value, fact, say.language), say.language) if fact is not None else str(value),
        quotes=tuple(one if len(one) <= MOST_QUOTED else f"{one[: MOST_QUOTED - 1]}…" for one in quotes[:MOST_QUOTES]),
        more=max(0, len(quotes) - MOST_QUOTES),
        voice=say.t(f"trial.voice_{voice}"),
        readers=tuple(dict.fromkeys(reader_words(f"{SOURCE} ({rule})", say) for rule in rules)),
        rules=rules,
        confidence=formats.percent(max(cue.confidence for cue in group), say.language, 0),
        presumes=any(rule in source for rule in rules),
    )


def _presumption(name: str, result: TrialResult) -> str:
    """Source of a fact that words made presumed; empty when they did not."""
    stated = result.report.facts.get(name) if name in result.reading.presumed else None
    return stated.source or "" if stated is not None else ""


def _supposed(result: TrialResult, say: Say) -> str:
    offence = result.decision.offence
    if offence is None:
        return say.t(f"trial.supposed_{result.decision.outcome}")
    day = result.answer.law_day(offence)
    return say.t("trial.supposed", short=say.text(say.ruleset.offences[offence].on(day).short))


def _route(route: Route, result: TrialResult, say: Say) -> TrialRouteView:
    facts = result.edition.rules.router.rules.facts
    missing = ", ".join(say.text(facts[name].label) for name in route.missing)
    return TrialRouteView(route_view(route, say), missing)


def _notice(one: TrialNotice, say: Say) -> TrialNoticeView:
    remarks = [say.t("trial.once_confirmed")] if one.once_confirmed else []
    remarks += [say.t("trial.stand_in", name=_STAND_INS[name]) for name in one.stand_ins] if one.notice else []
    return TrialNoticeView(
        recipient=say.t(f"recipient.{one.recipient}"),
        kind=say.t(f"notice_kind.{one.kind}"),
        language=one.language,
        subject=one.notice.subject if one.notice is not None else "",
        text=one.notice.text if one.notice is not None else "",
        remarks=tuple(remarks),
        refusals=tuple(
            typeset(f"{fault.what.in_(say.language)} — {fault.remedy.in_(say.language)}", say.language)
            for fault in one.refusals
        ),
    )
