"""Random lives of change requests: acts drawn from a seed, played on the state machine of
`tests/api/changes/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from api.kit.permissions import Role
from tests.api.changes.machine import ROLES, Publishing
from tests.api.changes.machine_law import TEXTS
from tests.api.changes.machine_store import CrashPoint
from tests.api.changes.publication_model import LOOSE, STRICT

ACTS = 30
"""Acts drawn for a life; `advance` is what a quiet desk does, several transactions."""
CRASHES, KILLS = 0.25, 0.125
"""Share of transactions that crash, among those that may; share of these that are `kill -9`."""
WEIGHTS = {
    "open": 5, "edit": 6, "date": 3, "work_out": 3, "submit": 5, "sign": 12, "advance": 12, "sign_late": 1, "unsign": 3,
    "change_roles": 3, "publish": 18, "publish_at_once": 1, "rebase": 4, "roll_back": 5, "withdraw": 2, "wait": 4,
    "follow": 6, "begin_answer": 6, "end_answer": 6,
}  # fmt: skip
LAST_STATEMENT = {"edit": 25, "submit": 15, "sign": 14, "publish": 26, "publish_at_once": 22}
"""Statements of each transaction that may crash: its commit is met as often as any of them."""


@dataclass(frozen=True)
class LifeAct:
    """An act: a rule of the state machine, the request that it bears on, by its rank, and its other
    arguments.
    """

    rule: str
    request: int | None = None
    arguments: dict[str, Any] = field(default_factory=dict)


class ChangeLife:
    """A life: a state machine whose acts are drawn, or played again, outside of hypothesis."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._machine = Publishing()
        self._names: list[str] = []
        self._machine.start(policy=self._random.choice([LOOSE, STRICT]))

    def play(self, act: LifeAct) -> None:
        """Plays an act, and looks at what must always hold; an act that has no object is left out.

        Raises:
            AssertionError: the model and the service differ.
        """
        machine = self._machine
        if act.request is not None and act.request >= len(self._names):
            return
        if act.rule in ("open", "roll_back") and not machine.has_room():
            return
        if act.rule == "roll_back" and len(machine.standing()) < 2:
            return
        if act.rule == "end_answer" and not any(one.answers for one in machine.instances):
            return
        named = {} if act.request is None else {"name": self._names[act.request]}
        opened = getattr(machine, act.rule)(**named, **act.arguments)
        if act.rule in ("open", "roll_back"):
            self._names.append(opened)
        machine.one_edition_is_live_and_it_is_the_signed_one()

    def end(self) -> Counter[str]:
        """Has the journal prove what was published; counts of what was done."""
        self._machine.teardown()
        return self._machine.tally

    def draw(self) -> LifeAct:
        """Draws the next act."""
        (rule,) = self._random.choices([*WEIGHTS], [*WEIGHTS.values()])
        if rule in _WITHOUT_REQUEST:
            return LifeAct(rule, None, _WITHOUT_REQUEST[rule](self))
        if not self._names:
            return LifeAct("open", None, self._somebody())
        return LifeAct(rule, self._request(), self._on_request(rule))

    def _somebody(self) -> dict[str, Any]:
        return {"who": self._random.randrange(6), "instance": self._random.randrange(2)}

    def _instance(self) -> dict[str, Any]:
        return {"instance": self._random.randrange(2)}

    def _request(self) -> int:
        """A request, most often one that is not published yet."""
        drafts = self._machine.drafts
        alive = [rank for rank, name in enumerate(self._names) if drafts[name].state != "published"]
        return self._random.choice(alive if alive and self._random.random() < 0.9 else range(len(self._names)))

    def _on_request(self, rule: str) -> dict[str, Any]:
        random, act = self._random, self._somebody()
        if rule == "work_out":
            return {}
        if rule in ("advance", "sign_late"):
            act["writer"] = act.pop("who")
        if rule == "sign_late":
            act["signer"] = random.randrange(6)
        if rule in ("advance", "edit"):
            act["text"] = random.choice(TEXTS)
        if rule == "advance":
            act["signers"] = random.sample(range(6), random.randrange(7))
        if rule == "edit":
            act["policy"] = random.choice([LOOSE, LOOSE, STRICT])
        if rule == "date":
            act["hours"] = random.choice([None, -1, 0, 1, 2, 3])
        if rule in LAST_STATEMENT:
            crashes = random.random() < CRASHES
            kills = random.random() < KILLS
            act["crash"] = CrashPoint(random.randrange(LAST_STATEMENT[rule]), kills) if crashes else None
        return act

    def _roles(self) -> dict[str, Any]:
        roles: set[Role] = {role for role in ROLES if self._random.random() < 0.5}
        return {"who": self._random.randrange(6), "roles": roles}

    def _hours(self) -> dict[str, Any]:
        return {"hours": self._random.randint(1, 4)}


_WITHOUT_REQUEST: dict[str, Callable[[ChangeLife], dict[str, Any]]] = {
    "open": ChangeLife._somebody,
    "roll_back": ChangeLife._somebody,
    "withdraw": ChangeLife._somebody,
    "wait": ChangeLife._hours,
    "change_roles": ChangeLife._roles,
    "follow": ChangeLife._instance,
    "begin_answer": ChangeLife._instance,
    "end_answer": ChangeLife._instance,
}


class LifeFault(Exception):
    """Life in which the model and the service differ: its seed, the fewest acts, what differs."""

    def __init__(self, seed: int, acts: Sequence[LifeAct], what: str) -> None:
        super().__init__(seed, acts, what)
        self.seed, self.acts, self.what = seed, acts, what

    def __str__(self) -> str:
        return "\n".join([f"life {self.seed}: {self.what}", *map(str, self.acts)])


def live(seed: int) -> Counter[str]:
    """Lives one life; counts of what was done in it.

    Raises:
        LifeFault: the model and the service differ.
    """
    acts: list[LifeAct] = []
    try:
        life = ChangeLife(seed)
        for _ in range(ACTS):
            acts.append(life.draw())
            life.play(acts[-1])
        return life.end()
    except Exception as error:  # whatever it is, it is shown with the acts that led to it
        raise LifeFault(seed, shortest(seed, acts), f"{type(error).__name__}: {error}") from error


def shortest(seed: int, acts: list[LifeAct]) -> list[LifeAct]:
    """The acts without those that the fault does without, one after the other, from the last."""
    for place in reversed(range(len(acts))):
        fewer = [*acts[:place], *acts[place + 1 :]]
        if _fails(seed, fewer):
            acts = fewer
    return acts


def _fails(seed: int, acts: list[LifeAct]) -> bool:
    try:
        life = ChangeLife(seed)
        for act in acts:
            life.play(act)
        life.end()
    except Exception:  # a fault of any kind shows it
        return True
    return False
