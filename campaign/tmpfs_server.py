"""A PostgreSQL whose data are on a small tmpfs, which a file can fill."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from campaign.instances import free_port

MEGABYTES = 160
_BLOCK = 8_192


def unavailable() -> str | None:
    """Why there can be none here; None when there can."""
    if os.geteuid() != 0:
        return "only root can mount a tmpfs"
    if shutil.which("initdb") is None or shutil.which("runuser") is None:
        return "initdb is not in the path"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=False, capture_output=True)
        if tried.returncode:
            return "a tmpfs cannot be mounted"
        subprocess.run(["umount", folder], check=True)
    return None


class TmpfsServer:
    """From `__enter__` to `__exit__`; `url`: its database."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="qualif-campaign-pg-"))
        self._port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> TmpfsServer:
        _run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "tmpfs", str(self._folder))
        shutil.chown(self._folder, "postgres")
        self._as_owner("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--wal-segsize=4")
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.free(restart=False)
        self._as_owner("pg_ctl", "-D", self._data, "-m", "immediate", "stop", check=False)
        subprocess.run(["umount", "-l", str(self._folder)], check=True)
        self._folder.rmdir()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def fill(self, room: int) -> None:
        """Fills the disk but for so many bytes."""
        left = shutil.disk_usage(self._folder).free - room
        with (self._folder / "ballast").open("wb") as file:
            while left > 0:
                try:
                    left -= file.write(bytes(min(left, _BLOCK)))
                    file.flush()
                except OSError:  # it is full already: others write too
                    return

    def free(self, *, restart: bool = True) -> None:
        """Frees it; a server that stopped for want of room is started again."""
        (self._folder / "ballast").unlink(missing_ok=True)
        if restart and not self._answers():
            self._as_owner("pg_ctl", "-D", self._data, "-m", "immediate", "stop", check=False)
            self._start()

    def _answers(self) -> bool:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{self._port}/postgres", connect_timeout=3).close()
        except psycopg.Error:
            return False
        return True

    def _start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories={self._folder}"
        sizes = "-c max_wal_size=16MB -c min_wal_size=8MB -c shared_buffers=16MB"
        self._as_owner("pg_ctl", "-D", self._data, "-w", "-o", f"{options} {sizes}", "-l", "/dev/null", "start")

    def _as_owner(self, *command: str, check: bool = True) -> None:
        words = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(words, check=check, capture_output=True, timeout=120, cwd="/")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)
