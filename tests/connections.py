"""Pool of connections to the PostgreSQL of the tests, across the services of one process: to open one takes the server as long as
many a test takes, for it starts a process that has read no catalogue and planned no statement.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from api.db import sessions

DATABASE = f"qualif_test_{os.getpid()}"
"""The database that the tests of this process share; others are made to be broken, and have connections of their own."""
MOST_IDLE = 8
"""Connections of the same arguments that wait for another engine."""


def pool_connections(patch: pytest.MonkeyPatch) -> None:
    """Has an engine go on with a connection that another one, of the same arguments, has closed."""
    idle: dict[str, list[psycopg.Connection[Any]]] = {}
    keys: dict[int, str] = {}
    turn = threading.Lock()
    create, close = sessions.create_engine, PGDialect_psycopg.do_close

    def connect(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> psycopg.Connection[Any]:
        key = repr(sorted((name, one) for name, one in options.items() if isinstance(one, str | int | float)))
        with turn:
            waiting = idle.get(key)
            connection = waiting.pop() if waiting else None
        if connection is None or not _answers(connection):
            connection = dialect.connect(*arguments, **options)
        keys[id(connection)] = key
        return connection

    def close_or_store(dialect: Any, connection: psycopg.Connection[Any]) -> None:
        key = keys.pop(id(connection), None)
        if key is not None and _reset(connection):
            with turn:
                waiting = idle.setdefault(key, [])
                if len(waiting) < MOST_IDLE:
                    waiting.append(connection)
                    return
        close(dialect, connection)

    def create_engine(url: Any, **options: Any) -> Engine:
        engine = create(url, **options)
        if engine.url.database == DATABASE:
            event.listen(engine, "do_connect", connect)
        return engine

    patch.setattr(sessions, "create_engine", create_engine)
    patch.setattr(PGDialect_psycopg, "do_close", close_or_store)


def _answers(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server still answers on a connection that waited; a test may have had it ended."""
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        connection.close()
        return False
    return True


def _reset(connection: psycopg.Connection[Any]) -> bool:
    """Makes a connection as it was when it was opened, and says whether it is: neither lock, setting, subscription nor plan is left.
    A plan for tables of a few rows would look through thousands for each foreign key.
    """
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    try:
        connection.autocommit = True
        connection.execute(
            "SELECT pg_advisory_unlock_all(); RESET ALL; UNLISTEN *; DISCARD PLANS; RESET SESSION AUTHORIZATION"
        )
        connection.autocommit = False
        connection.read_only = connection.isolation_level = connection.deferrable = None
    except psycopg.Error:
        return False
    return True
