"""Git repositories, by the program `git`: trees of rules written into them as commits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from api.rules.tree import FOLDER_NAME, blob_digest

SECONDS = 120
"""How long one call of git may take."""
_LONGEST = 300
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR")


class GitFaultKind(Enum):
    """Kind of what git failed at, in French words."""

    ABSENT = "git n'est pas installé sur cette machine"
    SLOW = f"git ne répond pas en {SECONDS} s"
    REFUSAL = "git refuse"


class GitFault(Exception):
    """Fault of git: its kind and, where it refuses, its own words. Said in French."""

    def __init__(self, kind: GitFaultKind, says: str = "") -> None:
        super().__init__(f"{kind.value} : {says[:_LONGEST]}" if says else kind.value)
        self.kind, self.says = kind, says


@dataclass(frozen=True)
class GitRepository:
    """A repository by its folder of git (`.git`, or a bare one), read and written without a working
    tree and without anybody's configuration.
    """

    folder: Path

    def run(self, *arguments: str, data: bytes = b"") -> bytes:
        """What git prints.

        Raises:
            GitFault: it refuses, takes too long, or is not installed.
        """
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {
            "GIT_DIR": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "HOME": str(self.folder),
            "LC_ALL": "C",
        }
        done = run_git(*arguments, data=data, environment=environment)
        if done.returncode:
            raise GitFault(GitFaultKind.REFUSAL, done.stderr.decode("utf-8", "replace").strip())
        return done.stdout

    def start(self) -> None:
        """Makes it an empty bare repository, without hooks.

        Raises:
            GitFault: as `run`.
        """
        self.run("init", "--quiet", "--bare", "--template=", str(self.folder))


def run_git(
    *arguments: str, data: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """A call of git at its end, whatever it answers; without `environment`, in that of whoever
    calls.

    Raises:
        GitFault: it takes too long, or is not installed.
    """
    try:
        return subprocess.run(
            ["git", *arguments], input=data, capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except FileNotFoundError as error:
        raise GitFault(GitFaultKind.ABSENT) from error
    except subprocess.TimeoutExpired as error:
        raise GitFault(GitFaultKind.SLOW) from error


@contextmanager
def private_repository() -> Iterator[GitRepository]:
    """An empty repository in a temporary folder, removed on leaving.

    Raises:
        GitFault: as `GitRepository.run`.
        OSError: the disk refuses.
    """
    with TemporaryDirectory(prefix="qualif-git-") as name:
        repository = GitRepository(Path(name) / "rules.git")
        repository.start()
        yield repository


@dataclass(frozen=True)
class CommitIdentity:
    """Author or committer of a commit: a name, an address, and when, in seconds of Unix time."""

    name: str
    address: str
    at: int

    def line(self) -> str:
        """As git writes it; what would end the line or the name is left out."""
        name, address = (
            "".join(c for c in text if c.isprintable() and c not in "<>") for text in (self.name, self.address)
        )
        return f"{name.strip()} <{address.strip()}> {self.at} +0000"


class ImportStream:
    """Stream of `git fast-import`: commits of trees of rules, under `rulesets/`, one after the
    other on a branch. Each file is written once.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = [b"feature done\n"]
        self._marks: dict[str, int] = {}
        self._refs: set[str] = set()

    def commit(
        self, ref: str, files: Mapping[str, bytes], author: CommitIdentity, committer: CommitIdentity, message: str
    ) -> None:
        """Adds a commit of these files, and of nothing else, on what the stream wrote there
        before.
        """
        marks = {path: self._blob(data) for path, data in sorted(files.items())}
        said = message.encode("utf-8", "replace")
        if ref not in self._refs:  # what the branch holds already is no ancestor of what is written here
            self._refs.add(ref)
            self._parts.append(f"reset {ref}\n\n".encode())
        self._parts += [
            f"commit {ref}\nauthor {author.line()}\ncommitter {committer.line()}\ndata {len(said)}\n".encode(),
            said,
            b"\ndeleteall\n",
            *(f"M 100644 :{mark} {FOLDER_NAME}/{path}\n".encode() for path, mark in marks.items()),
        ]

    def whole(self) -> bytes:
        """The bytes that `git fast-import` reads."""
        return b"".join([*self._parts, b"done\n"])

    def _blob(self, data: bytes) -> int:
        digest = blob_digest(data)
        if digest not in self._marks:
            self._marks[digest] = len(self._marks) + 1
            self._parts += [f"blob\nmark :{self._marks[digest]}\ndata {len(data)}\n".encode(), data, b"\n"]
        return self._marks[digest]
