"""What tests of cues look at while patterns are compiled."""

from __future__ import annotations

import pytest

from classifiers.cues.fragments import Finder, Places
from classifiers.cues.notation import Node


@pytest.fixture
def new_nodes(monkeypatch: pytest.MonkeyPatch) -> list[Node]:
    """The patterns whose places are worked out."""
    nodes: list[Node] = []
    places = Finder.places

    def note(finder: Finder, pattern: Node) -> Places:
        nodes.append(pattern)
        return places(finder, pattern)

    monkeypatch.setattr(Finder, "places", note)
    return nodes
