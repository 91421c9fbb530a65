"""The thin adapter over durable_rules 2.0.28, fed with conjunctions of boolean atoms only.

It calls the C extension directly: the public API starts timer threads and is ten times slower. One
session per partition is kept and its single fact retracted after each report; the session itself is
renewed every RENEW_AFTER facts, well before the library mistakes new facts for old ones (its issue
376, met at fact 46,010). Every rule looks at one fact only, so nothing can join two reports.
Measured in docs/decisions/0004.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence

from engine.reasoning.forward import ForwardChainer, PlainForward
from engine.reasoning.partitions import Partition

try:
    import durable_rules_engine as _engine

    MISSING: str | None = None
except ImportError as error:  # no compiler at install time, or an interpreter the extension does not know
    _engine = None
    MISSING = str(error)

RENEW_AFTER = 1_000
_NOT_HANDLED = 1  # the library's word for « no rule looks at this fact »


class DurableRulesError(Exception):
    """durable_rules refused a ruleset or a fact it should have taken."""


class DurableForward:
    """Fires rules in durable_rules.

    Thread-safe by one lock: two threads in one of its rulesets crash the process.
    """

    name = "durable_rules"

    def __init__(self, partitions: Sequence[Partition]) -> None:
        if _engine is None:
            raise DurableRulesError(f"durable_rules is not installed: {MISSING}")
        self._lock = threading.Lock()
        self._partitions = [_Session(number, part) for number, part in enumerate(partitions)]

    def fire(self, known: Mapping[int, bool], partitions: Sequence[int]) -> list[int]:
        """See Forward.

        Raises:
            DurableRulesError: the library failed; its session is renewed, so that the next report
                starts clean.
        """
        fired: list[int] = []
        with self._lock:
            for number in partitions:
                fired.extend(self._partitions[number].fire(known))
        return fired


class _Session:
    """One durable_rules ruleset and its current session."""

    def __init__(self, number: int, part: Partition) -> None:
        self._texts = {}
        for atom in part.atoms:
            self._texts[atom, True] = f'"t{atom}":1'
            self._texts[atom, False] = f'"f{atom}":1'
        definition = {str(rule.number): {"all": [{"m": _pattern(rule.when)}]} for rule in part.rules}
        try:
            self._handle = _engine.create_ruleset(f"partition{number}", json.dumps(definition))
        except Exception as error:
            raise DurableRulesError(f"partition {number}: {error}") from error
        self._sid = 0
        self._count = 0
        self._has_state = False
        """True when the library holds a state: it makes none for facts that no rule looks at, and
        deleting what is not there ends the process.
        """

    def fire(self, known: Mapping[int, bool]) -> list[int]:
        texts = self._texts
        properties = [texts[literal] for literal in known.items() if literal in texts]
        if not properties:
            return []
        self._count += 1
        message = f'{{"sid":"{self._sid}","id":"{self._count}",{",".join(properties)}}}'
        fired: list[int] = []
        complete = _engine.complete_and_start_action
        try:
            code, state = _engine.assert_fact(self._handle, message)
            if code == _NOT_HANDLED:
                return fired
            self._has_state = True
            started = _engine.start_action_for_state(self._handle, state)
            action = started[1] if started else None
            while action:
                fired.append(int(action[2 : action.index('"', 2)]))  # {"<rule>":{"m":…}}
                action = complete(self._handle, state)
            _engine.retract_fact(self._handle, message)
        except Exception as error:
            self._renew()
            raise DurableRulesError(str(error)) from error
        if self._count >= RENEW_AFTER:
            self._renew()
        return fired

    def __del__(self) -> None:
        """Gives its memory back to the library, some twenty megabytes a law: the state first,
        without which the rest is not freed.
        """
        handle = getattr(self, "_handle", None)
        if handle is None or _engine is None:  # refused by the library, or the interpreter is closing
            return
        if self._has_state:
            _engine.delete_state(handle, str(self._sid))
        _engine.delete_ruleset(handle)

    def _renew(self) -> None:
        if self._has_state:
            _engine.delete_state(self._handle, str(self._sid))
        self._sid += 1
        self._count = 0
        self._has_state = False


def _pattern(when: tuple[tuple[int, bool], ...]) -> dict[str, object]:
    tests: list[dict[str, int]] = [{f"{'t' if holds else 'f'}{atom}": 1} for atom, holds in when]
    return {"$and": tests} if len(tests) > 1 else dict(tests[0])


def best_forward(partitions: Sequence[Partition]) -> ForwardChainer:
    """durable_rules where it is installed, plain Python elsewhere."""
    return DurableForward(partitions) if _engine is not None else PlainForward(partitions)
