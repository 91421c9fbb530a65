"""Libraries of the law and of the rules that a service shows: those of the edition that answers a
request.
"""

from __future__ import annotations

from functools import partial

from api.http.services import Services
from api.pages.law.library import ServiceLibrary
from api.pages.rules.rules_library import FileIndexes, FolderRules
from api.rules.editions import stored_files


class ServiceLibraries:
    """The libraries of each edition that the service serves; those of the last one stay at hand."""

    def __init__(self) -> None:
        self._indexes = FileIndexes()
        self._last: tuple[ServiceLibrary, FolderRules] | None = None

    def laws_of(self, services: Services) -> ServiceLibrary:
        """The law that these services answer with."""
        return self._of(services)[0]

    def rules_of(self, services: Services) -> FolderRules:
        """The rules that these services answer with."""
        return self._of(services)[1]

    def _of(self, services: Services) -> tuple[ServiceLibrary, FolderRules]:
        last = self._last
        if last is None or last[0].editions is not services.editions:
            root = services.origin.root
            laws = ServiceLibrary(services.editions, root, services.coverage)
            last = laws, FolderRules(root, laws, partial(stored_files, services.database), self._indexes)
            self._last = last
        return last
