"""Terminal text: escaped of what a terminal would obey, and in French where the system speaks
English.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path

from textfile.quoting import printable
from textfile.reasons import system_reason

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal acts on instead of showing it: control characters, direction marks, its own line
breaks.
"""
_WRITING = {
    errno.ENOENT: "le dossier n'existe pas ; le créer, ou donner un autre chemin",
    errno.ENOTDIR: "un des dossiers du chemin n'en est pas un ; donner un autre chemin",
    errno.EISDIR: "c'est un dossier ; donner un nom de fichier",
    errno.EEXIST: "un fichier a déjà ce nom ; donner celui d'un dossier",
    errno.EROFS: "rien ne peut y être écrit ; donner un autre chemin",
    errno.ENOSPC: "plus de place ; en faire, ou donner un autre chemin",
    **dict.fromkeys((errno.EACCES, errno.EPERM), "écriture refusée ; donner un chemin où l'on peut écrire"),
}


def harmless(text: str) -> str:
    """The text with all that a terminal would obey, but tabs and line breaks, written as
    escapes.
    """
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def unusable(error: Exception) -> str:
    """Error message for what cannot be used; of a file, which, and what to do."""
    if not isinstance(error, OSError):
        return str(error)
    return f"{_file_name(error)}{system_reason(error).fr} ; vérifier le chemin et les droits"


def unwritable(file: Path, error: OSError) -> str:
    """Error message for a file that cannot be written, and what to do."""
    why = _WRITING.get(error.errno or 0) or f"{system_reason(error).fr} ; donner un autre chemin"
    return f"{printable(str(file))} : {why}"


def check_writable(file: Path) -> None:
    """Finds out before a long work, not after it, that its result cannot be written. Leaves nothing
    behind.

    Raises:
        OSError: the file cannot be written there.
    """
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, "", str(file))
    draft = file.with_name(f"{file.name}.tmp")  # what the file is first written as
    draft.touch()
    draft.unlink()


def _file_name(error: OSError) -> str:
    return f"{printable(str(error.filename))} : " if error.filename else ""
