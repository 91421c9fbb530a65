"""R010: a YAML file in the folder that nothing reads, because of its name or of where it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import did_you_mean, printable

FOLDERS = ("facts", "notions", "limitation", "clauses", "hors_champ", "cases")
"""Folders of which every `*.yaml` is read."""
BESIDE = ("routing", "notices", "lexicons", "parameters", "schema")
"""Folders that other parts of the product read, and judge: nothing is said of what they hold."""
_IN_OFFENCE = ("offence.yaml", "cases.yaml")
_SUFFIXES = (".yaml", ".yml")


def unread(root: Path, limit: int) -> Iterator[Diagnostic]:
    """A warning per file that looks like rules and is not read, for the first `limit` files.

    Links are not followed.
    """
    seen = 0
    for folder, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            seen += 1
            if seen > limit * 4:
                return
            path = Path(folder, file).relative_to(root)
            if path.suffix.lower() in _SUFFIXES:
                hint = _wrong(root, path)
                if hint is not None:
                    place = Place(printable(f"{root.name}/{path.as_posix()}"))
                    yield Diagnostic("R010", place, "fichier que rien ne lit", hint)


def _wrong(root: Path, path: Path) -> str | None:
    """The remedy for a file that nothing reads; None when it is read."""
    parts = PurePosixPath(path.as_posix()).parts
    if len(parts) > 1 and parts[0] in BESIDE:
        return None
    if path.suffix != ".yaml":
        return "l'appeler `….yaml`"
    if parts[0] in FOLDERS:
        return None if len(parts) == 2 else f"le mettre dans `{parts[0]}`, sans sous-dossier"
    if parts[0] != "offences":
        every = (*FOLDERS, "offences", *BESIDE)
        return did_you_mean(parts[0], every, f"dossiers lus : {', '.join(every)}")
    if len(parts) != 4:
        return "une infraction est dans `offences/<thème>/<infraction>/offence.yaml`"
    if parts[3] not in _IN_OFFENCE:
        return did_you_mean(parts[3], _IN_OFFENCE, f"fichiers lus : {' et '.join(_IN_OFFENCE)}")
    if parts[3] == "cases.yaml" and not (root / path).with_name("offence.yaml").is_file():
        return "écrire offence.yaml à côté"
    return None
