"""Enumeration of the crash points of one scenario on one database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from api.audit.publication_proofs import PublicationProofs
from api.audit.service import export_lines
from api.db.sessions import Database
from api.journal.chain import verify
from api.journal.seals import SealCheck
from campaign.crashes.comparison import StateComparison, changed_tables, without_looks
from campaign.crashes.disk_calls import DiskCalls
from campaign.crashes.forks import run_in_child, wait_for_threads
from campaign.crashes.points import CrashPoints
from campaign.crashes.scenario import PreparedRequest, Scenario
from campaign.crashes.stages import open_world
from campaign.crashes.stores import Store, TableRows
from tests.api.service.world import World

EMPTY, READY = "empty", "ready"
ANNOUNCED = ("not-ready", "too-busy")
"""How a fault of the disk may be told: come back later."""
ANSWER = "after the answer"
LATER = timedelta(seconds=10)
"""After which a request that was done is sent again."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What happens when nothing fails: the points passed, and the states before and after."""

    points: tuple[str, ...]
    before: TableRows
    after: TableRows
    comparison: StateComparison


class ScenarioFault(Exception):
    """A scenario that does not say what it must: it fails by itself, or gives two results."""


class CrashTrial:
    """One scenario on one database: what happens without a crash, then with one at any point."""

    def __init__(self, scenario: Scenario, store: Store, folder: Path) -> None:
        self.scenario, self._store, self._folder = scenario, store, folder
        self._request = self._prepare()
        store.save(READY)
        self._world = open_world(scenario.stage, store.url, folder)
        self._world.database.dispose()
        self.reference = self._refer()
        self._sound: list[TableRows] = [self.reference.before]
        """States from which all goes as it should: reached again, they need not be tried again."""

    def close(self) -> None:
        """Lets go of the service."""
        self._world.close()

    def crash(self, number: int) -> list[str]:
        """What goes wrong when the process is killed at a point."""
        outcome = run_in_child(lambda: self._answer(self._world, number))
        if outcome.death is not None and not outcome.was_killed:
            return [f"it fails otherwise: {outcome.death}"]
        reference, state = self.reference, self._store.rows()
        answered = not outcome.was_killed or number == len(reference.points) - 1
        changed = state != reference.before
        if not answered and state in self._sound:
            faults = []  # from the state of before, what follows is the run without a crash
        else:
            faults = list(self._faults(state, after_answer=answered))
            if not faults:
                self._sound.append(state)
            changed = True
        if changed:
            self._store.restore(READY)
        return faults

    def fail(self, number: int) -> tuple[bool, list[str]]:
        """Whether a request writes so often that its call of the disk of this number can fail, and
        what goes wrong then. Refused, it is there or not: what it wrote may have reached the disk.
        """
        outcome = run_in_child(lambda: self._answer_failing(number))
        if outcome.value is None:
            return True, [f"it fails otherwise: {outcome.death}"]
        answer, met = outcome.value
        state = self._store.rows()
        faults = [] if met else [f"untouched, it is refused: {answer}"] * (answer != "")
        faults += [f"refused as {answer}"] * (answer not in ("", *ANNOUNCED))
        if answer == "" or state != self.reference.before:
            faults += self._faults(state, after_answer=answer == "")
        self._store.restore(READY)
        return met, faults

    def _faults(self, state: TableRows, *, after_answer: bool) -> Iterator[str]:
        reference, scenario = self.reference, self.scenario
        missing = reference.comparison.differences(
            reference.after if after_answer else without_looks(reference.after),
            state if after_answer else without_looks(state),
        )
        ahead = changed_tables(reference.before, state)
        if missing and after_answer:
            yield f"acknowledged and not there: {missing}"
        elif missing and not ahead <= scenario.steps.keys():
            yield f"neither before nor after; committed: {sorted(ahead)}; missing: {missing}"
        yield from self._verify()
        again = run_in_child(lambda: self._answer_anew(timedelta() if missing else LATER))
        if again.death is not None:
            yield f"sent again, it fails: {again.death}"
            return
        final = self._store.rows()
        if missing:
            left = reference.comparison.differences(without_looks(reference.after), without_looks(final))
            if not left.keys() <= scenario.steps.keys():
                yield f"sent again, it does not end as it should: {left}"
        elif more := changed_tables(without_looks(state), without_looks(final)) - scenario.repeats.keys():
            yield f"sent again, it is done twice, in {sorted(more)}: {reference.comparison.differences(state, final)}"
        elif after_answer and (less := scenario.repeats.keys() - changed_tables(state, final)):
            yield f"sent again, it leaves {sorted(less)} as they are: the scenario need not name them"
        yield from self._verify()

    def _verify(self) -> Iterator[str]:
        """What `qualif audit verify` says of the journal."""

        def check() -> list[str]:
            seals = SealCheck(self._world.settings.journal_secret)
            return verify(export_lines(Database(self._store.url)), readers=(PublicationProofs(), seals))[2]

        outcome = run_in_child(check)
        for fault in [outcome.death] if outcome.value is None else outcome.value:
            yield f"journal: {fault}"

    def _prepare(self) -> PreparedRequest:
        self._store.restore(EMPTY)
        with self._service() as world:
            request = self.scenario.prepare(world)
            return PreparedRequest.of(request, world.clock.moment)

    def _refer(self) -> Reference:
        """Two runs without a crash; the first opens here what children then find open."""
        before = self._store.rows()
        with self._service() as world:
            points = self._answer(world, None)
        after = self._store.rows()
        faults = list(self._verify())
        self._store.restore(READY)
        second = run_in_child(lambda: self._answer(self._world, None))
        other = self._store.rows()
        self._store.restore(READY)
        comparison = StateComparison(after, other)
        faults += [*map(str, comparison.differences(after, other).items())]
        if self.scenario.asks is bool(changed_tables(before, after)):
            faults.append(f"what is stored: {sorted(changed_tables(before, after))}")
        if second.value is None or faults:
            raise ScenarioFault(f"without a crash: {second.death or faults}")
        return Reference(points, before, after, comparison)

    @contextmanager
    def _service(self) -> Iterator[World]:
        """A service in this process, which then has one thread again."""
        world = open_world(self.scenario.stage, self._store.url, self._folder)
        try:
            yield world
        finally:
            world.close()
            world.services.beside.shutdown()
            wait_for_threads()

    def _answer(self, world: World, target: int | None) -> tuple[str, ...]:
        """Has the service answer, in this process; the points that were passed.

        Raises:
            ScenarioFault: the request is refused.
        """
        points = CrashPoints(target)
        for engine in world.database.engines:
            points.watch(engine)
        status, text = send(world, self._request)
        if status >= 400:
            raise ScenarioFault(f"{status} {text}")
        points.reach(ANSWER)
        return tuple(points.names)

    def _answer_failing(self, number: int) -> tuple[str, bool]:
        """Has the service answer while one call of the disk fails: the code of its refusal, empty
        where it is done, and whether there was such a call.
        """
        calls = DiskCalls(number)
        with calls.watched():
            status, text = send(self._world, self._request)
        refusal = json.loads(text).get("code", text) if status >= 400 else ""
        return str(refusal), len(calls.names) > number

    def _answer_anew(self, later: timedelta) -> int:
        """Has a service that starts answer the same request; a refusal is an answer."""
        world = open_world(self.scenario.stage, self._store.url, self._folder)
        status, text = send(world, replace(self._request, moment=self._request.moment + later))
        if status >= 500:
            raise ScenarioFault(f"{status} {text}")
        return status


def send(world: World, request: PreparedRequest) -> tuple[int, str]:
    """Status and beginning of the answer to a request."""
    world.clock.moment = request.moment
    client = world.anonymous()
    answer = client.request(
        request.method, request.address, headers=dict(request.headers), content=request.content, follow_redirects=False
    )
    return answer.status_code, answer.text[:600]
