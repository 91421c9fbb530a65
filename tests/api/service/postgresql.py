"""A PostgreSQL for the tests: the one that listens on loopback, else one started here, else the reason why there is none."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg

from campaign.instances import free_port

_USERS = ("root", "postgres")


@cache
def server() -> tuple[str | None, str]:
    """The server's address (`user@host:port`), or None and why."""
    given = os.environ.get("QUALIF_TEST_POSTGRESQL")
    found = given or _listening(5432) or _started()
    return (
        (found, "")
        if found
        else (None, "PostgreSQL absent : rien n'écoute sur 127.0.0.1:5432, et initdb n'a pu servir")
    )


def create(name: str, durable: bool = False) -> str:
    """An empty database of this name, and its URL; unless `durable`, a commit does not wait for the disk."""
    address, reason = server()
    assert address is not None, reason
    user, _, place = address.partition("@")
    with psycopg.connect(f"postgresql://{user}@{place}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        if not durable:
            connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    return f"postgresql+psycopg://{user}@{place}/{name}"


def settle(name: str) -> None:
    """What a server that has run for a while has done: it has counted what tables hold, and has files at hand to write its journal to."""
    address, _ = server()
    assert address is not None
    user, _, place = address.partition("@")
    with psycopg.connect(f"postgresql://{user}@{place}/{name}", autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")


def drop(name: str) -> None:
    """Removes a database."""
    address, _ = server()
    assert address is not None
    user, _, place = address.partition("@")
    with psycopg.connect(f"postgresql://{user}@{place}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _listening(port: int) -> str | None:
    for user in _USERS:
        try:
            psycopg.connect(f"postgresql://{user}@127.0.0.1:{port}/postgres", connect_timeout=3).close()
        except psycopg.Error:
            continue
        return f"{user}@127.0.0.1:{port}"
    return None


def _started() -> str | None:
    """One in a temporary folder, stopped with the tests. It refuses to run as root: another user runs it then."""
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="qualif-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None:
            return None
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    port = free_port()
    data = folder / "data"
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([*prefix, "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"])
        _run([*prefix, "pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start"])
    except (OSError, subprocess.SubprocessError):
        return None
    atexit.register(lambda: _run([*prefix, "pg_ctl", "-D", str(data), "-m", "immediate", "stop"]))
    return _listening(port)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")
