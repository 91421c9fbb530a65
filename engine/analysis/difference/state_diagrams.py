"""Decision diagrams over states: a port, and the two libraries behind it.

OxiDD, in Rust, works a hundred times faster than `dd`, in Python. It has threads of its own, which
a process that forks does not take along: what answers in such processes has `dd`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any, Protocol, TypeAlias

from engine.reasoning.bdd import BDD
from engine.reasoning.diagram import cofactors

Node: TypeAlias = Any
"""Node of a diagram: `&`, `|` and `~` make others, equal ones are the same set of states."""
MOST_NODES = 1 << 24
"""Nodes that OxiDD may hold at once, of 16 bytes: they take memory as they are made, and addresses
from the start, of which bounded processes have few. Two whole laws make less than a million.
"""
REMEMBERED = 1 << 18
"""Operations that OxiDD remembers."""


class StateDiagrams(Protocol):
    """Manager of decision diagrams, whose variables are numbers: the lowest is looked at first."""

    @property
    def true(self) -> Node:
        """The diagram of everything."""

    def variable(self, number: int) -> Node:
        """The diagram of a variable."""

    def first(self, node: Node) -> int:
        """The variable that a diagram looks at first; of one that is not constant."""

    def branches(self, node: Node) -> tuple[Node, Node]:
        """The diagram when its first variable is false, and when it is true."""

    def exists(self, node: Node, numbers: Sequence[int]) -> Node:
        """The diagram that no longer looks at some variables: true where some value of them is."""


class NativeDiagrams:
    """Diagrams of OxiDD, for one process; spaces may share them, and what they leave is reused.

    Every operation raises `MemoryError` past `most_nodes`, of which the place is reserved at once.
    """

    def __init__(self, most_nodes: int = MOST_NODES) -> None:
        from oxidd.bcdd import BCDDManager  # 30 ms, which only who compares laws pays

        self._manager = BCDDManager(most_nodes, REMEMBERED, 1)
        self.true: Node = self._manager.true()

    def variable(self, number: int) -> Node:
        """The diagram of a variable."""
        missing = number + 1 - self._manager.num_vars()
        if missing > 0:
            self._manager.add_vars(missing)
        return self._manager.var(number)

    def first(self, node: Node) -> int:
        """The variable that a diagram looks at first."""
        number: int = node.node_var()
        return number

    def branches(self, node: Node) -> tuple[Node, Node]:
        """The diagram when its first variable is false, and when it is true."""
        high, low = node.cofactors()
        return low, high

    def exists(self, node: Node, numbers: Sequence[int]) -> Node:
        """The diagram that no longer looks at some variables."""
        return node.exists(reduce(and_, map(self.variable, numbers), self.true))


class PortableDiagrams:
    """Diagrams of `dd`, which follow a process into those that it forks."""

    def __init__(self) -> None:
        self._manager: Any = BDD()
        self._manager.configure(reordering=False)
        self.true: Node = self._manager.true

    def variable(self, number: int) -> Node:
        """The diagram of a variable; new ones are asked for in their order."""
        name = f"s{number}"
        self._manager.declare(name)
        return self._manager.var(name)

    def first(self, node: Node) -> int:
        """The variable that a diagram looks at first."""
        return int(node.var[1:])

    def branches(self, node: Node) -> tuple[Node, Node]:
        """The diagram when its first variable is false, and when it is true."""
        return cofactors(node)

    def exists(self, node: Node, numbers: Sequence[int]) -> Node:
        """The diagram that no longer looks at some variables."""
        return self._manager.exist([f"s{number}" for number in numbers], node)
