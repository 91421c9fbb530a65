"""Synchronous client of a reader behind a model server, for callers that have no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from classifiers.model_server.client import ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.questionnaire import Questionnaire
from classifiers.model_server.reader import ModelInput, ModelReader
from classifiers.model_server.reading import ModelReading


class ModelBatches:
    """Reads batches of reports in one event loop, as many at once as the server is asked."""

    def __init__(self, runner: asyncio.Runner, reader: ModelReader) -> None:
        self._runner, self._reader = runner, reader

    def check(self) -> None:
        """Asks what every request relies on.

        Raises:
            ServerFault: the server does not answer, has no such model, or follows no schema.
        """
        self._runner.run(self._reader.check())

    def read(self, reports: Sequence[ModelInput]) -> list[ModelReading | ServerFault]:
        """The reading of each report, or its fault, in order."""
        return self._runner.run(self._reader.read_many(reports))

    def sort(self, reports: Sequence[ModelInput]) -> list[ModelReading | ServerFault]:
        """The first answer on each report, or its fault, in order."""
        return self._runner.run(self._reader.sort_many(reports))


@contextmanager
def open_batches(server: ChatServer, asked: Questionnaire) -> Iterator[ModelBatches]:
    """The synchronous client of a server; nothing is called before it is asked something.

    Raises:
        OSError: the file of authorities cannot be used.
    """
    with asyncio.Runner() as runner:
        runner.run(server.__aenter__())
        try:
            yield ModelBatches(runner, ModelReader(server, asked))
        finally:
            runner.run(server.__aexit__(None, None, None))
