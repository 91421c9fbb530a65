"""A backtest from an archive to its summary: what was answered before is read back, the rest is run
and stored shard by shard.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import api.backtest
import engine
from api.backtest.archive import ArchiveShard
from api.backtest.laws import LawPair
from api.backtest.shards import ShardTask
from api.bulk.runners import ShardRunner, closed_after
from engine.reasoning.qualify import ENGINE_VERSION
from filecache.address import address, packages_digest
from filecache.cache import FileCache

Progress = Callable[[int, int], None]
"""Told the shards done, and all of them, each time one is."""


@dataclass(frozen=True)
class Backtest:
    """Backtest of two laws on the shards of an archive, on one day or each report on its own."""

    laws: LawPair
    shards: Sequence[ArchiveShard]
    day: date | None = None

    def run(self, runner: ShardRunner, store: FileCache | None, progress: Progress) -> list[dict[str, Any]]:
        """What each shard adds, in the order of the archive.

        What is answered is stored at once: a run that stops is gone on with by the same call.

        Raises:
            RunnerError: the runner cannot go on.
            OSError: the archive cannot be read, or has changed.
        """
        names = [self._address(shard) for shard in self.shards]
        contents = [None if store is None else store.get(name) for name in names]
        missing = [number for number, content in enumerate(contents) if content is None]
        done = len(contents) - len(missing)
        progress(done, len(contents))
        tasks = [ShardTask(self.laws, self.shards[n], self.shards[n].first, self.day) for n in missing]
        with closed_after(runner.results(tasks)) as results:
            for result in results:
                number = missing[result.number]
                contents[number] = result.content
                if store is not None:
                    store.put(names[number], result.content)
                done += 1
                progress(done, len(contents))
        return [json.loads(content) for content in contents if content is not None]

    def _address(self, shard: ArchiveShard) -> str:
        laws = (self.laws.old.digest, self.laws.new.digest)
        parts = (shard.digest, str(shard.first), *laws, ENGINE_VERSION, str(self.day))
        return address("backtest", _code(), *(part.encode() for part in parts))


@cache
def _code() -> bytes:
    """The digest of the code that answers: what another code answered is not read back."""
    return packages_digest((engine, api.backtest))
