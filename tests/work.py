"""Work counters: how much a call does, the same on any machine, so that linear time is shown without a clock.

Python is counted in lines run. A regular expression is run by C in one line, whatever it costs: `Stepped` counts the steps that a
backtracking engine takes on the texts it is given, and leaves the answer to `re`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

import pytest

_compiler, _parser, _constants = (getattr(re, name) for name in ("_compiler", "_parser", "_constants"))
_ONE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN}
"""Nodes that match one character."""
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
_Goal = Callable[[int], int | None]
"""What is left to match from a place: where it ends, or None."""

SIZE = 500
"""Characters of the shortest of the three texts that are compared."""


class Work:
    """A count that goes up while something is done."""

    def __init__(self) -> None:
        self.done = 0

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Counts the lines of Python run inside."""

        def step(_frame: FrameType, event: str, _argument: Any) -> Any:
            self.done += event == "line"
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            yield
        finally:
            sys.settrace(before)


class Stepped:
    """A compiled pattern that adds to a count the steps of a backtracking search. It answers as `re` does."""

    def __init__(self, pattern: re.Pattern[str], work: Work) -> None:
        self._pattern, self._work = pattern, work
        self._tree = _parser.parse(pattern.pattern, pattern.flags)
        self._groups: dict[int, tuple[int, int]] = {}

    def __getattr__(self, name: str) -> Any:
        """A method of the pattern, whose steps are counted."""
        method = getattr(self._pattern, name)
        if not callable(method):
            return method

        def counted(*arguments: Any, **more: Any) -> Any:
            text = arguments[1] if name in ("sub", "subn") else arguments[0]
            self._scan(text, once=name in ("match", "fullmatch"), first=name == "search")
            return method(*arguments, **more)

        return counted

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where this engine finds the pattern, to be compared with where `re` does."""
        return list(self._found(text))

    def _scan(self, text: str, *, once: bool, first: bool) -> None:
        tracing = sys.gettrace()
        sys.settrace(None)  # steps are counted, and not the lines that count them
        try:
            for _ in self._found(text, range(1) if once else None):
                if first:
                    break
        finally:
            sys.settrace(tracing)

    def _found(self, text: str, starts: range | None = None) -> Iterator[tuple[int, int]]:
        goal = self._sequence(list(self._tree), text, lambda place: place)
        free = 0
        for start in starts or range(len(text) + 1):
            if start < free:
                continue
            self._work.done += 1
            end = goal(start)
            if end is not None:
                yield start, end
                free = max(end, start + 1)

    def _sequence(self, nodes: list[Any], text: str, goal: _Goal) -> _Goal:
        for node in reversed(nodes):
            goal = self._node(node, text, goal)
        return goal

    def _node(self, node: Any, text: str, goal: _Goal) -> _Goal:
        kind, value = node
        if kind in _ONE:
            return lambda place: goal(place + 1) if self._fits(node, text, place) else None
        if kind is _constants.SUBPATTERN:
            return self._group(value[0], list(value[3]), text, goal)
        if kind is _constants.BRANCH:
            return self._first([self._sequence(list(way), text, goal) for way in value[1]])
        if kind in _REPEATS:
            least, most, inner = value[0], value[1], list(value[2])
            if len(inner) == 1 and inner[0][0] in _ONE:
                return self._run(inner[0], least, most, text, goal, greedy=kind is _constants.MAX_REPEAT)
            return self._repeat(inner, least, most, text, goal, greedy=kind is _constants.MAX_REPEAT)
        if kind is _constants.GROUPREF:
            return lambda place: self._again(value, text, place, goal)
        if kind in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
            alone = self._compiled(node)
            return lambda place: goal(place) if alone.match(text, place) else None
        raise NotImplementedError(f"a node of the pattern that is not counted yet: {kind}")

    def _first(self, ways: list[_Goal]) -> _Goal:
        def from_place(place: int) -> int | None:
            for way in ways:
                self._work.done += 1
                end = way(place)
                if end is not None:
                    return end
            return None

        return from_place

    def _compiled(self, node: Any) -> Any:
        return _compiler.compile(_parser.SubPattern(self._tree.state, [node]), self._pattern.flags)

    def _fits(self, node: Any, text: str, place: int) -> bool:
        self._work.done += 1
        known = self.__dict__.setdefault("_known", {})
        if place >= len(text):
            return False
        key = id(node), text[place]
        if key not in known:
            known[key] = (node, self._compiled(node).match(text[place]) is not None)
        return bool(known[key][1])

    def _group(self, number: int | None, inner: list[Any], text: str, goal: _Goal) -> _Goal:
        if number is None:
            return self._sequence(inner, text, goal)

        def opened(start: int) -> int | None:
            def closed(end: int) -> int | None:
                before = self._groups.get(number)
                self._groups[number] = start, end
                found = goal(end)
                if found is None and before is not None:
                    self._groups[number] = before
                return found

            return self._sequence(inner, text, closed)(start)

        return opened

    def _again(self, number: int, text: str, place: int, goal: _Goal) -> int | None:
        start, end = self._groups[number]
        self._work.done += end - start
        return goal(place + end - start) if text.startswith(text[start:end], place) else None

    def _run(self, node: Any, least: int, most: int, text: str, goal: _Goal, *, greedy: bool) -> _Goal:
        def from_place(place: int) -> int | None:
            reach = 0
            while reach < (most if greedy else least) and self._fits(node, text, place + reach):
                reach += 1
            while reach >= least:
                self._work.done += 1
                end = goal(place + reach)
                if end is not None:
                    return end
                if greedy:
                    reach -= 1
                elif reach < most and self._fits(node, text, place + reach):
                    reach += 1
                else:
                    return None
            return None

        return from_place

    def _repeat(self, inner: list[Any], least: int, most: int, text: str, goal: _Goal, *, greedy: bool) -> _Goal:
        def after(count: int, since: int) -> _Goal:
            def more(place: int) -> int | None:
                if count >= most or (count > least and place == since):
                    return None
                return self._sequence(inner, text, after(count + 1, place))(place)

            if count < least:
                return more
            return self._first([more, goal] if greedy else [goal, more])

        return after(0, -1)


def stepped(work: Work, owner: ModuleType | object, patch: pytest.MonkeyPatch) -> None:
    """Has the patterns of a module, or of an object, count their steps."""
    for name, value in list(vars(owner).items()):
        if isinstance(value, re.Pattern):
            patch.setattr(owner, name, Stepped(value, work))


def check_linear(work: Work, read: Callable[[str], object], piece: str, size: int = SIZE) -> None:
    """Fails when texts two and four times as long take more than two and four times as much work to read."""
    done = []
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200_000)
    try:
        read(piece)  # what is opened once is open
        for times in (1, 2, 4):
            text = (piece * size * times)[: size * times]
            work.done = 0
            with work.lines():
                read(text)
            done.append(work.done)
    finally:
        sys.setrecursionlimit(limit)
    once, twice, four = done
    assert four - twice <= 2.5 * (twice - once) + size, f"more work than the length asks for: {piece!r}, {done}"
