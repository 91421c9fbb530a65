"""Decisions of a stream: each message of a batch has one, and a content is judged once."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from api.stream.outputs import (
    DecisionOutput,
    abandoned_letter,
    decision_output,
    never_set_aside,
    to_bytes,
    unreadable_output,
)
from api.stream.ports import DecisionRecord, DecisionStore, InMessage, Judge
from api.stream.report_message import ReportMessage, UnreadableMessage, read_message
from api.texts.noise_json_lines import verdict_data
from classifiers.noise.filter import FAILED, SEEN_BEFORE
from textfile.text import Text

log = logging.getLogger("qualif.stream")
MAX_ATTEMPTS = 5
"""Times that a report may be begun without a decision: beyond, it may be what ends the process, and
is kept unread.
"""
_ABANDONED = {"fault": "attempts"}
_UNFORESEEN = Text(fr="ce message n'a pu être lu", en="this message could not be read")


class _Judgement(NamedTuple):
    """What was found of a report by itself: its verdict, and what else is said of it."""

    verdict: Mapping[str, Any]
    more: Mapping[str, Any] = {}


class Decider:
    """Decides on batches of messages. Whatever fails, the report is kept, and its message has a
    decision.
    """

    def __init__(self, judge: Judge, store: DecisionStore) -> None:
        self._judge = judge
        self._store = store

    def decide(self, batch: Sequence[InMessage]) -> list[DecisionOutput]:
        """The decisions on a batch, in order."""
        parsed = [_read(message) for message in batch]
        reports = [one for one in parsed if isinstance(one, ReportMessage)]
        try:
            outputs = iter(self._outputs(reports))
        except Exception as error:  # the store does not answer: all are kept, and none is remembered
            log.error("a batch of %d reports could not be decided (%s): they are kept", len(reports), _kind(error))
            outputs = iter([decision_output(one, _failure(), {"fault": "store"}) for one in reports])
        return [
            _with_letter(next(outputs), message) if isinstance(one, ReportMessage) else unreadable_output(one, message)
            for one, message in zip(parsed, batch, strict=True)
        ]

    def _outputs(self, reports: Sequence[ReportMessage]) -> list[DecisionOutput]:
        work = _BatchWork(reports, self._store.find({one.content for one in reports}))
        begun = self._store.attempts([one.words for one in work.to_read]) if work.to_read else {}
        self._take(work, [one for one in work.to_read if not begun.get(one.words)])
        for one in work.to_read:  # one of these may have ended the process: each alone, after the others
            if tries := begun.get(one.words, 0):
                self._take(work, [one], unread=tries >= MAX_ATTEMPTS)
        return [decision_output(one, *self._settled(one, work)) for one in reports]

    def _take(self, work: _BatchWork, group: Sequence[ReportMessage], *, unread: bool = False) -> None:
        """Judges reports and remembers the decisions on the contents that they are the first of."""
        if not group:
            return
        if unread:
            log.error("a report was begun %d times without a decision: it is kept unread", MAX_ATTEMPTS)
            judged = [_Judgement(_failure(), _ABANDONED) for one in group]
        else:
            self._store.begin([one.words for one in group])
            judged = self._judged([work.as_read(one) for one in group])
        work.own.update(zip(map(id, group), judged, strict=True))
        claims = {
            one.content: DecisionRecord(one.report, one.words, to_bytes({**own.verdict, **_abandoned(own)}))
            for one, own in zip(group, judged, strict=True)
            if work.is_first(one)
        }
        work.records.update(self._store.claim(claims, [one.words for one in group]))

    def _judged(self, group: Sequence[ReportMessage]) -> list[_Judgement]:
        return [self._qualified(one, verdict) for one, verdict in zip(group, self._verdicts(group), strict=True)]

    def _verdicts(self, group: Sequence[ReportMessage]) -> list[dict[str, Any]]:
        try:
            verdicts = self._judge.judge(group)
            if len(verdicts) != len(group):
                raise ValueError(f"{len(verdicts)} verdicts on {len(group)} reports")
            return [{**_without_id(verdict_data(one)), "by": dict(self._judge.digests)} for one in verdicts]
        except Exception as error:
            log.error("%d reports could not be judged (%s): they are kept", len(group), _kind(error))
            return [_failure() for one in group]

    def _qualified(self, report: ReportMessage, verdict: Mapping[str, Any]) -> _Judgement:
        try:
            qualification = self._judge.qualify(report)
        except Exception as error:
            log.error("a report could not be qualified (%s): it is kept", _kind(error))
            return _Judgement(never_set_aside(verdict, FAILED), {"fault": "qualification"})
        return _Judgement(verdict, {} if qualification is None else {"qualification": qualification})

    def _settled(self, one: ReportMessage, work: _BatchWork) -> _Judgement:
        """What is said of a report, once the decision on its content stands. No other report of a
        content is set aside.
        """
        record, own = work.records[one.content], work.own.get(id(one))
        if one.words != record.words and own is not None:
            return _Judgement(never_set_aside(own.verdict, SEEN_BEFORE), own.more)
        if one.words != record.words:  # another worker's decision on other words came in between
            return _Judgement(_failure())
        verdict: Mapping[str, Any] = json.loads(record.data)
        if one.report != record.report:
            verdict = never_set_aside(verdict, SEEN_BEFORE)
        if own is not None:
            return _Judgement(verdict, own.more)
        return _Judgement(verdict) if "fault" in verdict else self._qualified(one, verdict)


class _BatchWork:
    """Reports of a batch: which is the first of its content, which must be read by itself, and what
    was found so far.
    """

    def __init__(self, reports: Iterable[ReportMessage], records: Mapping[str, DecisionRecord]) -> None:
        self.records = dict(records)
        self.own: dict[int, _Judgement] = {}
        self._first: dict[str, ReportMessage] = {}
        self.to_read: list[ReportMessage] = []
        for one in reports:
            record = records.get(one.content)
            if record is None and one.content not in self._first:
                self._first[one.content] = one
                self.to_read.append(one)
            elif one.words != (self._first[one.content].words if record is None else record.words):
                self.to_read.append(one)

    def is_first(self, one: ReportMessage) -> bool:
        """Whether a report is the first of its content, whose decision is to be remembered."""
        return self._first.get(one.content) is one

    def as_read(self, one: ReportMessage) -> ReportMessage:
        """A report as it is judged: one of at least two, where its content is not new."""
        if self.is_first(one):
            return one
        return one._replace(noise=one.noise._replace(reports=max(one.noise.reports, 2)))


def _read(message: InMessage) -> ReportMessage | UnreadableMessage:
    try:
        return read_message(message.body)
    except Exception as error:  # what nobody foresaw of a message must not come again for ever
        log.error("a message could not be read (%s): it is kept", _kind(error))
        return UnreadableMessage(None, _UNFORESEEN)


def _with_letter(output: DecisionOutput, message: InMessage) -> DecisionOutput:
    abandoned = output.data.get("fault") == _ABANDONED["fault"]
    return output._replace(dead_letter=abandoned_letter(message)) if abandoned else output


def _abandoned(own: _Judgement) -> Mapping[str, Any]:
    return _ABANDONED if own.more == _ABANDONED else {}


def _without_id(verdict: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in verdict.items() if name != "id"}


def _failure() -> dict[str, Any]:
    return {"score": None, "decision": "keep", "reason": FAILED, "fields": {}, "gravity": {}, "kind": None}


def _kind(error: Exception) -> str:
    """The kind of a fault alone: its message may hold a report's words."""
    return type(error).__name__
