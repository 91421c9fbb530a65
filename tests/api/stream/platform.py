"""A platform in memory: a broker that delivers again and out of order, a judge without a model, and faults at a chosen step."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

from api.stream.decisions import Decider
from api.stream.ports import DecisionRecord, InMessage, OutMessage
from api.stream.processing import BatchProcessor
from api.stream.report_message import ReportMessage
from classifiers.noise.filter import SCORE, FilterVerdict

Fault = Literal["crash", "error"]
SPAM = "Cliquez ici pour gagner un téléphone"


class Crash(BaseException):
    """The end of the process, which nothing catches."""


class Steps:
    """Counter of the calls to every part; the one numbered `at` fails, before it does anything or just after."""

    def __init__(self, at: int = 0, fault: Fault = "error", *, after: bool = False) -> None:
        self.count = 0
        self._at, self._fault, self._after = at, fault, after

    def do(self, act: Callable[[], Any]) -> Any:
        self.count += 1
        fails = self.count == self._at
        if fails and not self._after:
            self._fail()
        done = act()
        if fails:
            self._fail()
        return done

    def _fail(self) -> None:
        if self._fault == "crash":
            raise Crash
        raise RuntimeError("fault on purpose")


class MemoryStore:
    """A store that outlives the process."""

    def __init__(self) -> None:
        self.records: dict[str, DecisionRecord] = {}
        self.tries: dict[str, int] = {}

    def find(self, contents: Collection[str]) -> dict[str, DecisionRecord]:
        return {one: self.records[one] for one in contents if one in self.records}

    def attempts(self, words: Collection[str]) -> dict[str, int]:
        return {one: self.tries[one] for one in words if one in self.tries}

    def begin(self, words: Collection[str]) -> None:
        for one in set(words):
            self.tries[one] = self.tries.get(one, 0) + 1

    def claim(self, decisions: Mapping[str, DecisionRecord], words: Collection[str]) -> dict[str, DecisionRecord]:
        for one in words:
            self.tries.pop(one, None)
        return {content: self.records.setdefault(content, mine) for content, mine in decisions.items()}


class StepStore:
    """A store whose calls are steps."""

    def __init__(self, store: MemoryStore, steps: Steps) -> None:
        self._store, self._steps = store, steps

    def find(self, contents: Collection[str]) -> dict[str, DecisionRecord]:
        return self._steps.do(lambda: self._store.find(contents))  # type: ignore[no-any-return]

    def attempts(self, words: Collection[str]) -> dict[str, int]:
        return self._steps.do(lambda: self._store.attempts(words))  # type: ignore[no-any-return]

    def begin(self, words: Collection[str]) -> None:
        self._steps.do(lambda: self._store.begin(words))

    def claim(self, decisions: Mapping[str, DecisionRecord], words: Collection[str]) -> dict[str, DecisionRecord]:
        return self._steps.do(lambda: self._store.claim(decisions, words))  # type: ignore[no-any-return]


class SpamJudge:
    """Sets aside what says « gagner », unless it was reported before; counts what it reads."""

    digests: Mapping[str, Any] = {"reader": "test"}

    def __init__(self, steps: Steps | None = None, qualification: dict[str, Any] | None = None) -> None:
        self._steps = steps or Steps()
        self._qualification = qualification
        self.read: list[str] = []

    def judge(self, reports: Sequence[ReportMessage]) -> list[FilterVerdict]:
        return self._steps.do(lambda: [self._verdict(one) for one in reports])  # type: ignore[no-any-return]

    def qualify(self, report: ReportMessage) -> dict[str, Any] | None:
        return self._steps.do(lambda: self._qualification)  # type: ignore[no-any-return]

    def _verdict(self, report: ReportMessage) -> FilterVerdict:
        self.read.append(report.words)
        spam = "gagner" in report.noise.text and report.noise.reports == 1
        return FilterVerdict(report.noise.id, 0.1 if spam else 0.9, spam, SCORE, {}, {}, "spam" if spam else None)


class MemoryBroker:
    """A broker: what is not acknowledged is delivered again, the last first."""

    def __init__(self, messages: Sequence[InMessage], steps: Steps | None = None) -> None:
        self.waiting = list(messages)
        self.published: list[OutMessage] = []
        self._steps = steps or Steps()

    async def publish(self, message: OutMessage) -> None:
        self._steps.do(lambda: self.published.append(message))

    def deliver(self, processor: BatchProcessor, size: int) -> None:
        """Delivers until nothing waits."""
        while self.waiting:
            batch = self.waiting[:size]
            asyncio.run(processor.process(batch))
            self._steps.do(lambda: None)  # the acknowledgement may be lost on its way
            del self.waiting[: len(batch)]

    def restart_consumer(self, steps: Steps) -> None:
        """A new process: what the last one had in hand comes back, in another order."""
        self._steps = steps
        self.waiting.reverse()

    def decisions(self) -> dict[Any, list[dict[str, Any]]]:
        """What was published, by id."""
        found: dict[Any, list[dict[str, Any]]] = {}
        for one in self.published:
            if one.destination == "decisions":
                data = json.loads(one.body)
                found.setdefault(data["id"], []).append(data)
        return found

    def dead_letters(self) -> list[dict[str, Any]]:
        """The dead letters published."""
        return [json.loads(one.body) for one in self.published if one.destination == "dead_letters"]


def message(name: Any, text: str | None, **more: Any) -> InMessage:
    """A message of a report."""
    return InMessage(json.dumps({"id": name, "text": text, **more}).encode(), f"reports/{name}")


def processor(broker: MemoryBroker, judge: SpamJudge, store: MemoryStore, steps: Steps | None = None) -> BatchProcessor:
    """A processor of a new process."""
    return BatchProcessor(Decider(judge, StepStore(store, steps or Steps())), broker, pause=0)
