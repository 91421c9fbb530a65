"""Temporary folders that belong to an object."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


def temporary_folder(owner: object, prefix: str) -> Path:
    """A new temporary folder, removed when its owner is no more, or with the process.

    Raises:
        OSError: the disk refuses.
    """
    folder = Path(mkdtemp(prefix=prefix))
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder
