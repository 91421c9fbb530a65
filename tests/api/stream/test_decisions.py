"""Decisions on messages: each has one, whatever fails and whenever; a content is judged once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.stream.decisions import MAX_ATTEMPTS, Decider
from api.stream.outputs import MAX_DEAD_LETTER
from api.stream.ports import InMessage, MessageRefusal, OutMessage
from api.stream.processing import BatchProcessor
from api.stream.report_message import MAX_BYTES, MAX_ID, content_key
from tests.api.stream.platform import (
    SPAM,
    Crash,
    Fault,
    MemoryBroker,
    MemoryStore,
    SpamJudge,
    Steps,
    message,
    processor,
)

MESSAGES = (
    message("a", SPAM),
    message("b", "Un message ordinaire"),
    message("a", SPAM),  # delivered twice
    message("c", SPAM.upper()),  # another report of the same content, written otherwise
    InMessage(b"{not json", "reports/7"),
    message("d", "Un autre message", comment="à voir"),
    message("d2", "Un autre message", comment="à voir vite"),
    message("e", SPAM + " neuf"),
)
IDS = {"a", "b", "c", None, "d", "d2", "e"}


def run(broker: MemoryBroker, judge: SpamJudge, store: MemoryStore, steps: Steps | None = None) -> None:
    """One life of a consumer, in batches of three."""
    broker.deliver(processor(broker, judge, store, steps), 3)


def clean_steps() -> int:
    """How many steps a run without a fault takes."""
    steps = Steps()
    run(MemoryBroker(MESSAGES, steps), SpamJudge(steps), MemoryStore(), steps)
    return steps.count


STEPS = clean_steps()


def only(decisions: dict[Any, list[dict[str, Any]]], name: str) -> dict[str, Any]:
    """The one decision published on a report, however many times."""
    (one, *others) = decisions[name]
    assert all(other == one for other in others)
    return one


def test_every_message_has_a_decision_and_a_content_is_judged_once() -> None:
    broker, judge = MemoryBroker(MESSAGES), SpamJudge()
    run(broker, judge, MemoryStore())
    decisions = broker.decisions()
    assert set(decisions) == IDS
    assert len(judge.read) == len(set(judge.read)) == 6  # the two repeats of `a` alone were not read; `c` has its words
    assert only(decisions, "a")["decision"] == "set_aside"
    assert only(decisions, "b")["decision"] == "keep"
    assert only(decisions, "a")["content"] == content_key(SPAM)
    assert only(decisions, "a")["by"]["reader"] == "test"


def test_another_report_of_a_content_is_never_set_aside() -> None:
    broker = MemoryBroker([message("a", SPAM), message("c", SPAM), message("d", SPAM, comment="urgent")])
    run(broker, SpamJudge(), MemoryStore())
    decisions = broker.decisions()
    assert only(decisions, "a")["decision"] == "set_aside"
    assert (only(decisions, "c")["decision"], only(decisions, "c")["reason"]) == ("keep", "deja_signale")
    assert only(decisions, "d")["decision"] == "keep"
    assert len({one.key for one in broker.published}) == 1


def test_a_report_that_others_have_made_since_is_kept() -> None:
    store = MemoryStore()
    for reports, decision in ((1, "set_aside"), (2, "keep")):
        broker = MemoryBroker([message("a", SPAM, reports=reports)])
        run(broker, SpamJudge(), store)
        assert only(broker.decisions(), "a")["decision"] == decision


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_a_process_that_ends_at_any_step_loses_nothing(at: int, after: bool) -> None:
    steps, store = Steps(at, "crash", after=after), MemoryStore()
    broker = MemoryBroker(MESSAGES, steps)
    with pytest.raises(Crash):
        run(broker, SpamJudge(steps), store, steps)
    before = dict(store.records)
    broker.restart_consumer(Steps())
    run(broker, SpamJudge(), store)
    decisions = broker.decisions()
    assert set(decisions) == IDS
    assert all(only(decisions, name) for name in IDS - {None})
    assert before.items() <= store.records.items()
    set_aside = [name for name in ("a", "c") if only(decisions, name)["decision"] == "set_aside"]
    assert len(set_aside) <= 1  # of one content, the first report alone may wait


@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_a_fault_at_any_step_keeps_or_is_tried_again(at: int) -> None:
    steps: Steps = Steps(at, "error")
    broker, store = MemoryBroker(MESSAGES, steps), MemoryStore()
    try:
        run(broker, SpamJudge(steps), store, steps)
    except RuntimeError:  # the acknowledgement was lost: delivered again
        broker.restart_consumer(Steps())
        run(broker, SpamJudge(), store)
    decisions = broker.decisions()
    assert set(decisions) == IDS
    for data in (data for group in decisions.values() for data in group):
        assert data["decision"] == "keep" or data["id"] in ("a", "c", "e")
        assert data["reason"] != "defaillance" or data["decision"] == "keep"


@pytest.mark.parametrize("fault", ["crash", "error"])
def test_the_steps_are_those_of_every_part(fault: Fault) -> None:
    steps = Steps(STEPS + 1, fault)
    run(MemoryBroker(MESSAGES, steps), SpamJudge(steps), MemoryStore(), steps)
    assert steps.count == STEPS >= 30


def test_what_ends_the_process_each_time_is_kept_unread_and_its_neighbours_are_read() -> None:
    class Poisoned(SpamJudge):
        def judge(self, reports: Any) -> Any:
            if any("poison" in one.noise.text for one in reports):
                raise Crash
            return super().judge(reports)

    messages = [message(name, f"Un message {name}") for name in ("a", "poison", "z")]
    broker, store, lives = MemoryBroker(messages), MemoryStore(), 0
    while broker.waiting:
        lives += 1
        try:
            broker.deliver(processor(broker, Poisoned(), store), 3)
        except Crash:
            continue
    decisions = broker.decisions()
    assert lives == MAX_ATTEMPTS + 1
    assert {name: only(decisions, name).get("fault") for name in decisions} == {
        "a": None,
        "poison": "attempts",
        "z": None,
    }
    assert only(decisions, "poison")["reason"] == "defaillance"
    assert [letter["place"] for letter in broker.dead_letters()] == ["reports/poison"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"\xff", "UTF-8"),
        (b"[]", "objet"),
        (b'{"id": 1, "id": 2, "text": ""}', "deux fois"),
        (b'{"text": "bonjour"}', "`id`"),
        (b'{"id": "x", "text": 3}', "`text`"),
        (b'{"id": "x", "text": "a", "url": 3}', "`url`"),
        (json.dumps({"id": "x" * (MAX_ID + 1), "text": "a"}).encode(), "`id`"),
        (b" " * (MAX_BYTES + 1), "octets"),
    ],
)
def test_what_cannot_be_read_is_kept_and_goes_to_the_dead_letters(body: bytes, word: str) -> None:
    broker = MemoryBroker([InMessage(body, "reports/3")])
    run(broker, SpamJudge(), MemoryStore())
    (letter,) = broker.dead_letters()
    ((decision,),) = broker.decisions().values()
    assert word in letter["error"]["fr"]
    assert letter["bytes"] == len(body)
    assert letter["cut"] == (len(body) > MAX_DEAD_LETTER)
    assert len(broker.published[0].body) < 2 * MAX_DEAD_LETTER
    assert (decision["decision"], decision["reason"], decision["place"]) == ("keep", "illisible", "reports/3")


def test_a_message_that_nobody_foresaw_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.stream.report_message.plain", lambda words: 1 / 0)
    broker = MemoryBroker([message("a", SPAM)])
    run(broker, SpamJudge(), MemoryStore())
    assert [data["reason"] for data in broker.decisions()[None]] == ["illisible"]
    assert len(broker.dead_letters()) == 1


def test_a_decision_says_what_it_was_taken_by_whatever_decides_now() -> None:
    store = MemoryStore()
    for reader in ("first", "second"):
        broker, judge = MemoryBroker([message("a", SPAM)]), SpamJudge()
        judge.digests = {"reader": reader}
        run(broker, judge, store)
        assert only(broker.decisions(), "a")["by"]["reader"] == "first"


def test_half_a_character_leaves_as_it_came() -> None:
    broker = MemoryBroker([InMessage(b'{"id": "\\ud83d", "text": "abc \\ud83d"}')])
    run(broker, SpamJudge(), MemoryStore())
    assert "\ud83d" in broker.decisions()


def test_the_qualification_of_each_report_is_added_and_its_fault_keeps() -> None:
    broker = MemoryBroker([message("a", SPAM), message("b", SPAM)])
    run(broker, SpamJudge(qualification={"issue": "none"}), MemoryStore())
    assert all(only(broker.decisions(), name)["qualification"] == {"issue": "none"} for name in "ab")

    class Unfit(SpamJudge):
        def qualify(self, report: Any) -> Any:
            raise ValueError

    broker = MemoryBroker([message("a", SPAM)])
    run(broker, Unfit(), MemoryStore())
    decision = only(broker.decisions(), "a")
    assert (decision["decision"], decision["reason"], decision["fault"]) == ("keep", "defaillance", "qualification")


def test_what_the_broker_finds_too_large_is_published_kept_without_details() -> None:
    class Narrow(MemoryBroker):
        async def publish(self, message: OutMessage) -> None:
            if len(message.body) > 600:
                raise MessageRefusal
            await super().publish(message)

    broker = Narrow([message("a", SPAM), InMessage(b"[" * 5_000)])
    processing = BatchProcessor(Decider(SpamJudge(qualification={"proof": "x" * 600}), MemoryStore()), broker, pause=0)
    broker.deliver(processing, 3)
    decisions = broker.decisions()
    assert (only(decisions, "a")["decision"], only(decisions, "a")["fault"]) == ("keep", "publication")
    assert None in decisions


def test_no_word_of_a_report_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Talkative(SpamJudge):
        def judge(self, reports: Any) -> Any:
            raise ValueError(reports[0].noise.text)

    broker = MemoryBroker([message("a", SPAM)])
    run(broker, Talkative(), MemoryStore())
    assert only(broker.decisions(), "a")["reason"] == "defaillance"
    assert "ValueError" in caplog.text
    assert "gagner" not in caplog.text
