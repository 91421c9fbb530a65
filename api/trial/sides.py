"""Sides of a trial: the edition in service and the one tried, for a page or an answer to be made of
them, in the service or apart.

A draft is anybody's rules: what is made of one is made in a bounded process, where it is opened
from its files, and comes back as plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from api.authoring.workspace import Workspace
from api.hosting.opening import open_source
from api.hosting.sources import HostingSource
from api.kit.clock import Clock
from api.rules.tree import RulesTree
from api.trial.editions import TrialEdition, TrialEditions, open_edition
from classifiers.cues.notation import BadPattern
from textfile.diagnostics import Diagnostic, RulesetError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TrialSides:
    """The edition in service, and the one that is tried: the same, or a draft. `faults`: what keeps
    the draft from answering; the edition in service then stands for it.
    """

    live: TrialEdition
    tried: TrialEdition
    clock: Clock
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftTrial:
    """Everything that the trial of a draft needs, as plain data: the files of the edition in
    service and of the draft, the operator's files on hosting, who sends notices, the hour.
    """

    base: RulesTree
    tree: RulesTree
    hosting: tuple[Path | None, Path | None]
    notifier: Mapping[str, Any] | None
    clock: Clock

    def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` makes of the sides of this trial and of arguments, opened in this process.

        Raises:
            RulesetError: the edition in service cannot be opened from its files.
        """
        notifier = tuple(sorted(self.notifier.items())) if self.notifier is not None else None
        editions = _editions(self.base, self.hosting, notifier)
        live = editions.live
        try:
            tried = editions.draft(self.tree)
        except RulesetError as error:
            return work(TrialSides(live, live, self.clock, tuple(error.diagnostics)), *arguments)
        try:
            return work(TrialSides(live, tried, self.clock), *arguments)
        except BadPattern:  # the text woke a pattern that RE2 refuses
            return work(TrialSides(live, live, self.clock, editions.pattern_faults(self.tree)), *arguments)


@lru_cache(maxsize=1)
def _editions(
    base: RulesTree, hosting: tuple[Path | None, Path | None], notifier: tuple[tuple[str, Any], ...] | None
) -> TrialEditions:
    """The editions of this process, at hand for the next trial on the same base."""
    workspace = Workspace()
    live = open_edition(base, _source(hosting), dict(notifier) if notifier is not None else None, workspace)
    return TrialEditions(live, base, workspace)


@lru_cache(maxsize=1)
def _source(hosting: tuple[Path | None, Path | None]) -> HostingSource:
    return open_source(*hosting)
