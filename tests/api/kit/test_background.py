"""A periodic thread: step after step, whatever they meet, until nothing is left or the service stops."""

from __future__ import annotations

import logging
import threading

import pytest

from api.kit.background import background


def alive(name: str) -> bool:
    return any(thread.name == name for thread in threading.enumerate())


def test_it_steps_until_nothing_is_left() -> None:
    rests, over = iter([0.0, 0.0, None]), threading.Event()

    def step() -> float | None:
        rest = next(rests)
        if rest is None:
            over.set()
        return rest

    with background("essai", step):
        assert over.wait(60)
    assert list(rests) == []
    assert not alive("essai")


def test_it_ends_with_the_service_in_the_middle_of_a_rest() -> None:
    stepped = threading.Event()

    def step() -> float:
        stepped.set()
        return 3_600.0

    with background("essai", step):
        assert stepped.wait(60)
        assert alive("essai")
    assert not alive("essai")


def test_a_bell_ends_a_rest() -> None:
    bell, steps, stepped = threading.Event(), [0], threading.Semaphore(0)

    def step() -> float:
        steps[0] += 1
        stepped.release()
        return 3_600.0

    with background("essai", step, bell=bell):
        assert stepped.acquire(timeout=60)
        bell.set()
        assert stepped.acquire(timeout=60)
    assert steps == [2]
    assert not alive("essai")


def test_nothing_is_done_before_the_delay() -> None:
    with background("essai", lambda: pytest.fail("too early"), delay=3_600.0):
        assert alive("essai")


def test_a_step_that_fails_is_tried_again_and_its_words_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    tries, again = [0], threading.Event()

    def step() -> float | None:
        tries[0] += 1
        if tries[0] == 1:
            raise ValueError("mots d'un signalement")
        again.set()
        return None

    with caplog.at_level(logging.WARNING), background("essai", step, retry=0.0):
        assert again.wait(60)
    (said,) = caplog.records
    assert (said.getMessage(), vars(said)["where"]) == ("a step beside the service failed (ValueError)", "essai")
    assert said.exc_info is None
