"""Origin of the edition that is served: its folder, and the publication that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from api.rules.edition_folders import FolderLease
from api.rules.tree import RulesTree, tree_of_folder


@dataclass(frozen=True)
class EditionOrigin:
    """Where an edition was opened from. `tree`: digest of its files, `publication`: its number,
    None for a folder that no database knows. `lease` keeps a folder of the service's own on the
    disk.
    """

    root: Path
    tree: str | None = None
    publication: int | None = None
    lease: FolderLease | None = None

    @cached_property
    def rules_tree(self) -> RulesTree:
        """The files of its folder, read when first asked for.

        Raises:
            TreeError: it holds files that no folder of rules has.
            OSError: it cannot be read.
        """
        return tree_of_folder(self.root)
