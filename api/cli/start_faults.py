"""What keeps a command from starting, in a sentence: a database that is away, damaged, of a later version; a folder that cannot be written."""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

from typer.core import TyperGroup

from api.cli.opening import FAILED
from api.cli.shared import fail

_SQLITE = {
    "SQLITE_CANTOPEN": "la base SQLite ne peut être ouverte : donner au service le droit de lire et d'écrire le dossier de données, ou en désigner un autre (QUALIF_DATA_DIR)",
    "SQLITE_READONLY": "la base SQLite ne peut être écrite : donner au service le droit d'écrire le dossier de données et ses fichiers, ou en désigner un autre (QUALIF_DATA_DIR)",
    "SQLITE_CORRUPT": "la base SQLite est endommagée : restaurer une sauvegarde, après avoir mis les fichiers actuels de côté",
    "SQLITE_NOTADB": "le fichier de la base n'est pas une base SQLite, ou il est endommagé : restaurer une sauvegarde, après l'avoir mis de côté",
    "SQLITE_FULL": "le disque de la base est plein : libérer de la place, puis relancer",
    "SQLITE_IOERR": "le disque de la base ne répond pas comme il faut : vérifier le disque, puis relancer",
    "SQLITE_BUSY": "la base SQLite est tenue par un autre programme : relancer quand il aura fini",
}
_POSTGRESQL = {
    "25006": "la base PostgreSQL n'accepte que la lecture : désigner celle qui écrit (QUALIF_DATABASE_URL)",
    "42501": "le compte de la base PostgreSQL n'a pas les droits qu'il faut : lui donner les tables du service, puis relancer",
    "53100": "le disque de la base PostgreSQL est plein : libérer de la place, puis relancer",
    "55P03": "la base PostgreSQL est tenue par un autre programme : relancer quand il aura fini",
    "57014": "la base PostgreSQL met trop de temps : relancer quand elle sera moins chargée",
}
_AWAY = (
    "la base PostgreSQL ne répond pas, ou refuse la connexion : vérifier qu'elle tourne, que la base et le compte existent, "
    "et l'adresse donnée (QUALIF_DATABASE_URL)"
)
_NO_TABLE = "la base est vide, ou n'est pas au niveau du logiciel : lancer `qualif db upgrade`"
_ADDRESS = "QUALIF_DATABASE_URL : adresse de base illisible ; par exemple postgresql://compte@hote/base"


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
    """What is at fault and what to do, in French; None when it is no fault of the database, of its folder. Never what the driver says: it may name more than it should."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy import exc

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
    if isinstance(error, exc.DBAPIError):
        return _of_sqlite(error.orig) if isinstance(error.orig, sqlite3.Error) else _of_postgresql(error)
    return _ADDRESS if isinstance(error, exc.ArgumentError) else None


def _of_sqlite(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _SQLITE.items():
        if name.startswith(prefix):
            return sentence
    return _NO_TABLE if "no such" in str(error) else f"la base SQLite refuse ({name}) ; voir docs/service.md"


def _of_postgresql(error: Any) -> str:
    code = getattr(error.orig, "sqlstate", None)
    if code is None or code.startswith(("08", "28", "3D", "57P")):
        return _AWAY
    return _POSTGRESQL.get(code) or (
        _NO_TABLE if code in ("42P01", "42703") else f"la base PostgreSQL refuse ({code}) ; voir docs/service.md"
    )
