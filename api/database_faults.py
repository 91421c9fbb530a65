"""What keeps a database from answering, in words for who must act: the cause, then what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError

from api.problems import Problem, RequestFault
from engine.model.text import Text

RETRY_AFTER = 5
"""Seconds after which a database may answer again."""
_OTHER = RequestFault(
    "",
    Text(fr="la base de données ne répond pas", en="the database does not answer"),
    Text(
        fr="recommencer ; si cela dure, l'administrateur en lit la cause dans les journaux du service",
        en="try again; if it lasts, an administrator reads why in the service's logs",
    ),
)
_BUSY = RequestFault(
    "",
    Text(fr="la base de données est occupée par d'autres", en="the database is busy with others"),
    Text(fr="recommencer", en="try again"),
)
_FULL = RequestFault(
    "",
    Text(fr="le disque de la base de données est plein", en="the disk of the database is full"),
    Text(fr="l'administrateur libère de la place", en="an administrator frees some space"),
)
_READ_ONLY = RequestFault(
    "",
    Text(fr="la base de données n'accepte que des lectures", en="the database takes reads only"),
    Text(
        fr="attendre la fin de la bascule ; sinon, l'administrateur rend la base, ou son dossier, inscriptible",
        en="wait until the fail-over ends; otherwise an administrator makes the database, or its folder, writable",
    ),
)
_DAMAGED = RequestFault(
    "",
    Text(fr="la base de données est endommagée", en="the database is damaged"),
    Text(fr="l'administrateur reprend une sauvegarde", en="an administrator restores a backup"),
)
_AWAY = RequestFault(
    "",
    Text(fr="la base de données ne peut être jointe", en="the database cannot be reached"),
    Text(
        fr="l'administrateur vérifie qu'elle tourne et que le service y a accès",
        en="an administrator checks that it runs and that the service may reach it",
    ),
)
NOT_UPGRADED = RequestFault(
    "",
    Text(
        fr="la base de données n'est pas au niveau du logiciel", en="the database is not at the level of the software"
    ),
    Text(fr="l'administrateur lance `qualif db upgrade`", en="an administrator runs `qualif db upgrade`"),
)
_SQLITE: Mapping[int, RequestFault] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _AWAY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_ERROR: NOT_UPGRADED,  # a statement that it does not know: a table or a column is missing
}
"""By primary result code."""
_SQLSTATE: Mapping[str, RequestFault] = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42P01": NOT_UPGRADED,
    "42703": NOT_UPGRADED,
    "55P03": _BUSY,
    "57014": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "53300": _BUSY,
    "08": _AWAY,
    "57": _AWAY,
    "28": _AWAY,
    "3D": _AWAY,
    "58": _DAMAGED,
    "XX": _DAMAGED,
}
"""By SQLSTATE, or by its class."""


def unavailable(error: DBAPIError) -> Problem:
    """The problem that an error of the database makes of a request."""
    return Problem("not-ready", [_cause(error)], headers={"Retry-After": str(RETRY_AFTER)})


def _cause(error: DBAPIError) -> RequestFault:
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2], _OTHER)
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF, _OTHER)
    return _AWAY if error.connection_invalidated or type(error.orig).__module__.startswith("psycopg") else _OTHER
