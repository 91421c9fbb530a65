"""Beside the service, what first texts would wait for is made ready; nothing waits for it, and it stops with the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date

from api.texts.lexicons import LexiconReader, open_reader
from api.texts.noise_filter import open_filter
from api.texts.readers import NO_TEXTS, Texts
from api.texts.warming import warming
from classifiers.reader.reading import ReportReading, ReportText
from classifiers.text import french
from tests.api.service.world import small_law
from tests.classifiers.noise.small_reader import SmallReader
from tests.shared import ROOT


def small() -> Texts:
    return Texts(small_law().ruleset.facts, lambda: open_reader(ROOT / "docs/examples/petite-loi"), None)


def warm() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "warming"]


def test_every_pattern_is_ready_after_a_while() -> None:
    texts = small()
    patterns = texts.open().patterns
    assert patterns
    with warming(texts):
        (thread,) = warm()
        thread.join(20)
        assert not thread.is_alive()
    assert all("linear" in vars(pattern.compiled) for pattern in patterns)


def test_a_text_that_comes_while_it_opens_waits_and_is_read() -> None:
    may, seen = threading.Event(), list[str]()

    def opens() -> LexiconReader:
        assert may.wait(20)
        seen.append("open")
        return open_reader(ROOT / "docs/examples/petite-loi")

    texts = Texts(small_law().ruleset.facts, opens, None)

    def take() -> None:
        seen.append("read" if texts.enrich({"text": "Je vais te casser la gueule."}).presumed else "not read")

    with warming(texts, on_open=lambda: seen.append("opened")):
        reads = threading.Thread(target=take, daemon=True)
        reads.start()
        reads.join(0.2)
        assert seen == []
        may.set()
        reads.join(20)
        (thread,) = warm()
        thread.join(20)
    assert sorted(seen) == ["open", "opened", "read"]
    assert seen[0] == "open"


def test_a_text_comes_between_two_steps() -> None:
    texts = small()
    steps = texts.ready()
    next(steps)
    reads = threading.Thread(target=texts.enrich, args=({"text": "Je vais te casser la gueule."},), daemon=True)
    reads.start()
    reads.join(20)
    assert not reads.is_alive()
    assert len(list(steps)) == len(texts.open().patterns)


class Asked(SmallReader):
    """A reader that remembers what it was asked."""

    def __init__(self) -> None:
        self.reports: list[ReportText] = []

    def read_many(self, reports: Sequence[ReportText]) -> list[ReportReading]:
        self.reports += reports
        return super().read_many(reports)


def test_the_reader_is_asked_before_any_report_comes_in() -> None:
    reader = Asked()
    texts = Texts({}, None, lambda _: open_filter(reader=reader, today=date(2026, 11, 25)))
    french._model.cache_clear()
    assert list(texts.ready()) == [None, None, None]
    assert len(reader.reports) == 1
    assert french._model.cache_info().currsize == 1


def test_it_stops_with_the_service() -> None:
    class Endless(Texts):
        def ready(self) -> Iterator[None]:
            while True:
                time.sleep(0.01)
                yield

    with warming(Endless({}, None, None)):
        assert warm()
    assert warm() == []


def test_without_lexicons_nothing_is_to_be_made() -> None:
    with warming(NO_TEXTS):
        pass
    assert warm() == []
