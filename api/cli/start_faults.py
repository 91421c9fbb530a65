"""Start-up errors, in a sentence: a database that is away, damaged, of a later version; a folder
that cannot be written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from api.cli.opening import FAILED
from api.cli.shared import fail

_SENTENCES = {
    "away": "la base PostgreSQL ne répond pas, ou refuse la connexion : vérifier qu'elle tourne, que la base et le compte existent, et l'adresse donnée (QUALIF_DATABASE_URL)",
    "unopenable": "la base SQLite ne peut être ouverte : donner au service le droit de lire et d'écrire le dossier de données, ou en désigner un autre (QUALIF_DATA_DIR)",
    "readonly": "la base n'accepte que la lecture : donner au service le droit d'écrire le dossier de données et ses fichiers, ou désigner la base qui écrit (QUALIF_DATABASE_URL)",
    "damaged": "la base est endommagée, ou n'en est pas une : restaurer une sauvegarde, après avoir mis les fichiers actuels de côté",
    "full": "le disque de la base est plein : libérer de la place, puis relancer",
    "disk": "le disque de la base ne répond pas comme il faut : le vérifier, puis relancer",
    "busy": "la base est tenue par un autre programme : relancer quand il aura fini",
    "slow": "la base met trop de temps : relancer quand elle sera moins chargée",
    "denied": "le compte de la base n'a pas les droits qu'il faut : lui donner les tables du service, puis relancer",
    "behind": "la base est vide, ou n'est pas au niveau du logiciel : lancer `qualif db upgrade`",
}


_NO_FOLDER = "le dossier courant n'existe plus : se placer dans un autre, puis relancer"


class SentenceGroup(TyperGroup):
    """Commands that end with a sentence, not a traceback, when what they stand on is at fault."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            fail(sentence, FAILED)


def sentence_of(error: Exception) -> str | None:
    """Start-up error with its remedy, in French; None when it is no fault of the database, of its
    folder, nor of a file of the operator.

    Never what the driver says: it may name more than it should.
    """
    file = _file_at_fault(error)
    if file is not None:
        return file
    if "sqlalchemy" not in sys.modules:  # a command without a database
        return None
    from api.db.faults import code_of, fault_of
    from api.db.migrate import LaterStep
    from api.db.private_files import DataFolderError

    if isinstance(error, LaterStep):
        return (
            f"la base est d'une version plus récente du logiciel (étape {error.step}) : installer cette version, "
            "ou restaurer une sauvegarde d'avant"
        )
    if isinstance(error, DataFolderError):
        return (
            f"le dossier de données ne peut être écrit ({error.folder}) : donner au service le droit d'y écrire, "
            "ou en désigner un autre (QUALIF_DATA_DIR)"
        )
    fault = fault_of(error)
    if fault is None:
        return None
    return _SENTENCES.get(fault, f"la base refuse ({code_of(error)}) ; voir docs/service.md")


def _file_at_fault(error: Exception) -> str | None:
    """A file that the operator names and that cannot be read, or the current folder, which is no
    more.
    """
    from api.cli.terminal import harmless
    from textfile.reasons import system_reason

    hosting = sys.modules.get("api.hosting.sources")
    if hosting is not None and isinstance(error, hosting.UnusableSource):
        return f"réglages QUALIF_HOSTING_DATABASE et QUALIF_HOSTING_DELEGATIONS : {str(error).replace(chr(10), ' ; ')}"
    if not isinstance(error, OSError):
        return None
    if error.filename is None:
        return _NO_FOLDER if isinstance(error, FileNotFoundError) and not _current_folder() else None
    named = harmless(str(error.filename)).replace(chr(10), " ")
    return f"fichier illisible ({named}) : {system_reason(error).fr} ; vérifier le chemin et les droits"


def _current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True
