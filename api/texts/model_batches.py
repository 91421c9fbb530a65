"""Synchronous client of a reader behind a model server, for callers that have no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType

from classifiers.model_server.client import ChatServer
from classifiers.model_server.faults import ServerFault
from classifiers.model_server.questionnaire import Questionnaire
from classifiers.model_server.reader import ModelInput, ModelReader
from classifiers.model_server.reading import ModelReading


class ModelBatches:
    """Reads batches of reports in one event loop, as many at once as the server is asked."""

    def __init__(self, server: ChatServer, asked: Questionnaire) -> None:
        self._server, self._reader = server, ModelReader(server, asked)
        self._runner = asyncio.Runner()

    def __enter__(self) -> ModelBatches:
        """Opens the loop and the pool of connections; nothing is called yet.

        Raises:
            OSError: the file of authorities cannot be used.
        """
        self._runner.__enter__()
        self._runner.run(self._server.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Closes the connections, then the loop."""
        self._runner.run(self._server.__aexit__(kind, error, traceback))
        self._runner.__exit__(kind, error, traceback)

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
