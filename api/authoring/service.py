"""Language service: the lint, completions, hovers and definitions of the rules, over trees that are
stored or live.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock

from cachetools import LRUCache

from api.authoring.lint import lint
from api.authoring.navigation import Navigator
from api.authoring.workspace import Workspace
from api.db.sessions import AnySession
from api.rules.origin import EditionOrigin
from api.rules.tree import RulesTree
from api.rules.tree_rows import load_tree

MAX_TREES = 8


class LanguageService:
    """A workspace, its navigator, and the trees that editors asked for last. `live`: the edition
    that answers.
    """

    def __init__(self, live: Callable[[], EditionOrigin]) -> None:
        self.workspace = Workspace()
        self.navigator = Navigator(self.workspace)
        self._live = live
        self._trees: LRUCache[str, RulesTree] = LRUCache(MAX_TREES)
        self._warm_kinds: set[str] = set()
        self._lock = Lock()

    def tree(self, session: AnySession, digest: str | None) -> RulesTree:
        """A stored tree, or the live one.

        Raises:
            Problem: it is not stored, or no longer whole.
        """
        if digest is None:
            return self._live().rules_tree
        with self._lock:
            found = self._trees.get(digest)
        if found is None:
            found = load_tree(session, digest)
            with self._lock:
                self._trees[digest] = found
        return found

    def warm(self, tree: RulesTree, path: str, today: date) -> None:
        """Lints a file as it is, once a process for each kind of file: the first lint reads every
        file, that of a lexicon its patterns, and whoever opens an editor is not to wait for it at
        the first keystroke.
        """
        kind = path.partition("/")[0]
        with self._lock:
            if kind in self._warm_kinds or path not in tree.files:
                return
            self._warm_kinds.add(kind)
        lint(self.workspace, tree, path, tree.text(path), today)

    def close(self) -> None:
        """Removes what is on the disk."""
        self.workspace.close()
