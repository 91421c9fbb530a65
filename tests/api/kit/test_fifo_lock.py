"""A lane is held by one at a time, in the order it was asked for."""

from __future__ import annotations

import threading
import time

import pytest

from api.kit.fifo_lock import FifoLock


def _asks(lane: FifoLock, name: int, order: list[int]) -> threading.Thread:
    def work() -> None:
        with lane:
            order.append(name)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_it_goes_to_who_asked_first() -> None:
    lane, order = FifoLock(), list[int]()
    with lane:
        threads = []
        for name in range(20):
            threads.append(_asks(lane, name, order))
            while len(lane._waiting) <= name:
                time.sleep(0.001)
        assert order == []
    for thread in threads:
        thread.join(5)
    assert order == list(range(20))


def test_nobody_enters_beside_who_holds_it() -> None:
    lane, inside, most = FifoLock(), [], []

    def work() -> None:
        for _ in range(200):
            with lane:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(most) == 1_600
    assert max(most) == 1


def test_who_holds_it_may_ask_again() -> None:
    lane, order = FifoLock(), list[int]()
    with lane:
        with lane:
            pass
        waiting = _asks(lane, 1, order)
        time.sleep(0.01)
        assert order == []
    waiting.join(5)
    assert order == [1]


def test_an_error_inside_lets_it_go() -> None:
    lane, order = FifoLock(), list[int]()
    with pytest.raises(ValueError, match="non"), lane:
        raise ValueError("non")
    _asks(lane, 1, order).join(5)
    assert order == [1]
