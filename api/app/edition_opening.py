"""Opening of a published edition beside the one that answers, a little at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from api.hosting.locator import Locator
from api.http.services import Services
from api.kit.settings import Settings
from api.law.rules_check import refuse_faults
from api.rules.edition_folders import EditionFolders
from api.rules.folder import OpenEdition, open_with_files
from api.rules.origin import EditionOrigin
from api.rules.rulebook import Rulebook, open_rulebook
from api.rules.tree_rows import load_tree, paths_between
from api.texts.model_connection import ModelConnection, model_connection
from api.texts.noise_watch import Watch
from api.texts.readers import is_of_readers, texts_of

REST, LONGEST = 1.0, 0.2
"""After a step, nothing is done for so many times as long, and so many seconds at most: requests
have more than half of a core meanwhile.
"""
_READY_BEFORE = 3
"""Steps of what reads texts that come before it is served: the encoder, what knows French, a first
text. The others, one a pattern, may come after.
"""


class UnusableTexts(Exception):
    """Lexicons or noise filter of an edition that cannot be opened, where those before it could."""


class EditionOpening:
    """Opening of the edition of a tree, for the services of `base`."""

    def __init__(self, base: Services, folders: EditionFolders, tree: str) -> None:
        self.tree = tree
        self._base, self._folders = base, folders
        self._opened: OpenEdition | None = None
        self._origin: EditionOrigin | None = None
        self._rules: Rulebook | None = None
        self._texts, self._watch, self._model = base.texts, base.noise_watch, base.model
        self._usable = self._whole = False
        self._steps = self._open()

    @property
    def is_usable(self) -> bool:
        """Whether it can be served; what is left to do only spares its first texts a wait."""
        return self._usable

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to do."""
        return self._whole

    def step(self) -> float | None:
        """Does a little of it; the seconds of rest before the next step, None when it is whole.

        Raises:
            RulesetError, ValueError: the software does not read these rules.
            Problem: they are not stored, or damaged.
            OSError: the disk refuses.
            UnusableTexts: so it is.
        """
        began = time.perf_counter()
        self._whole = next(self._steps, _END) is _END
        if self._whole:
            return None
        return min(REST * (time.perf_counter() - began), LONGEST)

    def services(self, current: Services, publication: int) -> Services:
        """The services that answer with it, in place of the current ones; what does not depend on
        rules is the same.
        """
        assert self._opened is not None
        assert self._origin is not None
        assert self._rules is not None
        editions = current.editions.successor(self._opened)
        return replace(
            current,
            origin=replace(self._origin, publication=publication),
            editions=editions,
            rules=self._rules,
            answerer=current.answerer.successor(editions),
            texts=self._texts,
            model=self._model,
            noise_watch=self._watch,
            hosting=Locator(current.hosting.source, self._rules.hosting),
        )

    def _open(self) -> Iterator[None]:
        base = self._base
        with base.database.read() as session:
            tree = load_tree(session, self.tree)
            changed = paths_between(session, base.origin.tree, self.tree) if base.origin.tree is not None else None
        yield
        lease = self._folders.lease(tree)
        settings = base.settings.model_copy(update={"rulesets": lease.path})
        self._origin = EditionOrigin(lease.path, self.tree, lease=lease)
        yield
        refuse_faults(lease.path)
        yield
        self._opened = opened = open_with_files(lease.path)
        yield
        self._rules = open_rulebook(lease.path)
        yield
        law = opened.engine.ruleset
        self._model = _connection(base, model_connection(settings, law))
        yield
        if changed is None or any(map(is_of_readers, changed)) or law.facts != base.editions.current().ruleset.facts:
            yield from self._open_texts(settings)
        else:
            self._texts.open()  # from its own folder, which nothing keeps once the other edition is served
        self._usable = True

    def _open_texts(self, settings: Settings) -> Iterator[None]:
        base, opened = self._base, self._opened
        assert opened is not None
        self._texts = texts = texts_of(settings, opened.engine.ruleset.facts, base.clock)
        self._watch = Watch(
            base.database, base.clock, texts, settings.noise_certificates, settings.sets_aside_on_demonstration
        )
        before, after = base.texts.open(), texts.open()
        if (before.lexicons and not after.lexicons) or (before.noise and not after.noise):
            raise UnusableTexts
        yield
        for number, _ in enumerate(texts.ready(), 1):
            self._usable = number >= _READY_BEFORE
            yield


def _connection(base: Services, found: ModelConnection | None) -> ModelConnection | None:
    """The connection to the model server; the one at hand, where it asks the same questions."""
    held = base.model
    if found is not None and held is not None and found.server is not None and found.server == held.server:
        return held
    return found


_END = object()
