"""One workspace on the shipped rules, which every test of the language service edits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.authoring.workspace import Workspace
from api.rules.tree import RulesTree, tree_of_folder
from tests.shared import RULESETS


@pytest.fixture(scope="session")
def tree() -> RulesTree:
    """The shipped rules."""
    return tree_of_folder(RULESETS)


@pytest.fixture(scope="session")
def workspace() -> Iterator[Workspace]:
    """A workspace, warm once a test has used it."""
    opened = Workspace()
    yield opened
    opened.close()
